/** What the parser type that its package asks for leaves a generic parser to be (specification 7.2.12, 17.2). */
import { type Analysis, globalEnv } from "./context.ts";
import type { ParserReference } from "./entities.ts";
import type { Chosen } from "./main-parser.ts";
import { bindTypeParameters } from "./specialize.ts";
import { freshVariable, originOf } from "./type-facts.ts";
import { mentionsVariable, unify } from "./type-relations.ts";
import type { Type } from "./typed.ts";

/** The parameters' types of the parser type that the package asks for, as far as the package says what they are. */
const expectedTypes = ({ wanted }: Chosen, analysis: Analysis): readonly Type[] => {
  if (wanted === undefined) return [];
  const { declaration: owner, scope: ownerScope } = wanted.package;
  const global = globalEnv(analysis, analysis.globals);
  const written = wanted.typeArguments.map((ref) => analysis.check.type(ref, global));
  const variables = owner.typeParameters.map((name, index) => {
    const given = written[index];
    return given === undefined || given.kind === "opaque" ? freshVariable(name.text) : given;
  });
  const scope = bindTypeParameters(ownerScope, owner.typeParameters, variables);
  const origin = originOf(analysis.check.type(wanted.parameter.type, globalEnv(analysis, scope)));
  // What is no parser type is reported with the package's arguments.
  if (origin?.entity.kind !== "interface" || origin.entity.declaration.kind !== "parser-type") return [];
  const { declaration, scope: outer } = origin.entity;
  const inside = globalEnv(analysis, bindTypeParameters(outer, declaration.typeParameters, origin.arguments));
  return declaration.parameters.map((parameter) => analysis.check.type(parameter.type, inside));
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
  const expected = expectedTypes(chosen, analysis);
  for (const [index, parameter] of parameters.entries()) {
    const given = expected[index];
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
