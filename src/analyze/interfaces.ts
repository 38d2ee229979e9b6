/** Whether a parser is what its package's declaration asks for (specification 7.2.12, 17.2), and what that leaves it to be. */
import type { Direction, Parameter } from "../../grammar/ast.ts";
import { type Analysis, globalEnv } from "./context.ts";
import type { InterfaceDeclaration, ParserReference } from "./entities.ts";
import type { Chosen } from "./main-parser.ts";
import { describeType } from "./print-type.ts";
import { bindTypeParameters, substituteIn } from "./specialize.ts";
import { freshVariable, isUnknown, isVariable, originOf } from "./type-facts.ts";
import { mentionsVariable, sameType, unify } from "./type-relations.ts";
import type { Type, TypedParser } from "./typed.ts";

/** A parser type, its parameters' types resolved as far as the package says what they are. */
interface Expected {
  readonly declaration: InterfaceDeclaration;
  readonly types: readonly Type[];
}

/** The parser type that the package's parameter has; undefined (reported) where it has another. */
const expectedOf = (chosen: Chosen, analysis: Analysis): Expected | undefined => {
  const { wanted } = chosen;
  if (wanted === undefined) return undefined;
  const { declaration: owner, scope: ownerScope } = wanted.package;
  const global = globalEnv(analysis, analysis.globals);
  const written = wanted.typeArguments.map((ref) => analysis.check.type(ref, global));
  const variables = owner.typeParameters.map((name, index) => {
    const given = written[index];
    return given === undefined || given.kind === "opaque" ? freshVariable(name.text) : given;
  });
  const scope = bindTypeParameters(ownerScope, owner.typeParameters, variables);
  const type = analysis.check.type(wanted.parameter.type, globalEnv(analysis, scope));
  const origin = originOf(type);
  if (isUnknown(type) || isVariable(type)) return undefined;
  if (origin?.entity.kind !== "interface" || origin.entity.declaration.kind !== "parser-type") {
    analysis.sink.report(
      "P0428",
      `a parser is given where the package asks for ${describeType(type)}`,
      chosen.span,
      {
        notes: [{ message: "the package's parameter is declared here", span: wanted.parameter.span }],
      },
    );
    return undefined;
  }
  const { declaration } = origin.entity;
  const inside = bindTypeParameters(origin.entity.scope, declaration.typeParameters, origin.arguments);
  const env = globalEnv(analysis, inside);
  return {
    declaration,
    types: declaration.parameters.map((parameter) => analysis.check.type(parameter.type, env)),
  };
};

/**
 * Binds the type parameters of a generic parser that is used without type arguments to what its package makes of
 * them; undefined (reported) where that says nothing.
 */
export const closeReference = (chosen: Chosen, analysis: Analysis): ParserReference | undefined => {
  const { reference } = chosen;
  const { entity, typeArguments } = reference;
  const { typeParameters, parameters } = entity.declaration;
  if (typeArguments.length === typeParameters.length) return reference;
  const variables = typeParameters.map((name) => freshVariable(name.text));
  const env = globalEnv(analysis, bindTypeParameters(entity.scope, typeParameters, variables));
  const bound = new Map<Type, Type>();
  const expected = expectedOf(chosen, analysis);
  for (const [index, parameter] of parameters.entries()) {
    const given = expected?.types[index];
    if (given !== undefined) unify(analysis.check.type(parameter.type, env), given, bound);
  }
  const closed = variables.map((variable) => bound.get(variable) ?? variable);
  const open = closed.findIndex(mentionsVariable);
  if (open < 0) return { ...reference, typeArguments: closed };
  analysis.sink.report(
    "P0411",
    `the type \`${typeParameters[open]?.text ?? ""}\` of parser \`${entity.name}\` cannot be inferred`,
    chosen.span,
    {
      notes: [{ message: `\`${entity.name}\` is declared here`, span: entity.span }],
      help: `write it: \`${entity.name}<…>(…)\``,
    },
  );
  return undefined;
};

const shape = (direction: Direction, type: Type): string => {
  const rest = `parameter of ${describeType(type)}`;
  return direction === "none"
    ? `a ${rest}`
    : direction === "out"
      ? `an out ${rest}`
      : `an ${direction} ${rest}`;
};

/** Reports a parser whose parameters are not those of the parser type that it stands for. */
export const checkParserType = (chosen: Chosen, parser: TypedParser, analysis: Analysis): void => {
  const expected = expectedOf(chosen, analysis);
  if (expected === undefined) return;
  const { declaration, types } = expected;
  const models: readonly Parameter[] = declaration.parameters;
  const { sink } = analysis;
  const count = parser.parameters.length;
  if (count < models.filter((parameter) => !parameter.optional).length || count > models.length) {
    sink.report(
      "P0428",
      `parser \`${parser.name}\` has ${count} parameters, but \`${declaration.name.text}\` has ${models.length}`,
      parser.span,
      {
        notes: [
          {
            message: `parser type \`${declaration.name.text}\` is declared here`,
            span: declaration.name.span,
          },
        ],
      },
    );
    return;
  }
  const bound = new Map<Type, Type>();
  for (const [index, { variable, direction }] of parser.parameters.entries()) {
    const model = models[index];
    const pattern = types[index];
    if (model === undefined || pattern === undefined || isUnknown(pattern)) continue;
    const unified = unify(pattern, variable.type, bound);
    const wanted = substituteIn(pattern, bound, variable.span, analysis);
    if (
      direction === model.direction &&
      unified &&
      (mentionsVariable(wanted) || sameType(wanted, variable.type))
    )
      continue;
    sink.report(
      "P0428",
      `parameter \`${variable.name}\` of parser \`${parser.name}\` must be ${shape(model.direction, wanted)}, but is ${shape(direction, variable.type)}`,
      variable.span,
      { notes: [{ message: `as \`${declaration.name.text}\` says here`, span: model.span }] },
    );
  }
};
