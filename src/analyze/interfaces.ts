/** Whether a parser is what its package's declaration asks for (specification 7.2.12, 17.2). */
import { type Analysis, globalEnv } from "./context.ts";
import type { Chosen } from "./main-parser.ts";
import { describeType } from "./print-type.ts";
import { bindTypeParameters, substituteIn } from "./specialize.ts";
import { freshVariable, isUnknown, originOf } from "./type-facts.ts";
import { mentionsVariable, sameType, unify } from "./type-relations.ts";
import type { Type, TypedParameter, TypedParser } from "./typed.ts";

const written = ({ direction, variable }: TypedParameter): string =>
  `${direction === "none" ? "" : `${direction} `}parameter of ${describeType(variable.type)}`;

/** Reports a parser whose parameters are not those of the parser type that it stands for. */
export const checkParserType = (chosen: Chosen, parser: TypedParser, analysis: Analysis): void => {
  const { wanted } = chosen;
  if (wanted === undefined) return;
  const owner = wanted.package.declaration;
  const variables = owner.typeParameters.map((name) => freshVariable(name.text));
  const scope = bindTypeParameters(wanted.scope, owner.typeParameters, variables);
  const type = analysis.check.type(wanted.parameter.type, globalEnv(analysis, scope));
  const origin = originOf(type);
  if (isUnknown(type) || origin?.entity.kind !== "interface") return;
  const { declaration, scope: declared } = origin.entity;
  const { sink } = analysis;
  const notes = [
    { message: `parser type \`${declaration.name.text}\` is declared here`, span: declaration.name.span },
  ];
  const required = declaration.parameters.filter((parameter) => !parameter.optional).length;
  const count = parser.parameters.length;
  if (count < required || count > declaration.parameters.length) {
    sink.report(
      "P0428",
      `parser \`${parser.name}\` has ${count} parameters, but \`${declaration.name.text}\` has ${declaration.parameters.length}`,
      parser.span,
      { notes },
    );
    return;
  }
  const inside = globalEnv(
    analysis,
    bindTypeParameters(declared, declaration.typeParameters, origin.arguments),
  );
  const bound = new Map<Type, Type>();
  for (const [index, parameter] of parser.parameters.entries()) {
    const model = declaration.parameters[index];
    if (model === undefined) continue;
    const pattern = analysis.check.type(model.type, inside);
    const { variable, direction } = parameter;
    const fits =
      direction === model.direction &&
      unify(pattern, variable.type, bound) &&
      accepted(substituteIn(pattern, bound, variable.span, analysis), variable.type);
    if (fits) continue;
    const expected: TypedParameter = {
      direction: model.direction,
      variable: { ...variable, type: substituteIn(pattern, bound, variable.span, analysis) },
    };
    sink.report(
      "P0428",
      `parameter \`${variable.name}\` of parser \`${parser.name}\` must be an ${written(expected)}, but is an ${written(parameter)}`.replaceAll(
        "an parameter",
        "a parameter",
      ),
      variable.span,
      { notes: [{ message: `as \`${declaration.name.text}\` says here`, span: model.span }] },
    );
  }
};

const accepted = (wanted: Type, given: Type): boolean => mentionsVariable(wanted) || sameType(wanted, given);
