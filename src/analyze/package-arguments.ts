/** What a package is made with (specification 17.2): parsers, controls, packages, externs and constants. */
import type { Argument, Expression, Parameter } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { requiredMethods } from "./abstract-methods.ts";
import { requireConstant } from "./constant-expressions.ts";
import { type Env, globalEnv } from "./context.ts";
import { convert } from "./convert.ts";
import type { InterfaceEntity, ObjectValue } from "./entities.ts";
import { checkMade, madeBy } from "./object-types.ts";
import { objectKind } from "./parameter-rules.ts";
import { describeType } from "./print-type.ts";
import { bindTypeParameters, substituteIn } from "./specialize.ts";
import { dontcareType, freshVariable, isUnknown, isVariable, originOf } from "./type-facts.ts";
import { mentions, mentionsVariable, sameType, unify } from "./type-relations.ts";
import type { Type } from "./typed.ts";

type ObjectOf = (node: Expression, env: Env) => ObjectValue | undefined;

/** A package's parameter with its type so far. */
interface Wanted {
  readonly parameter: Parameter;
  readonly type: Type;
}

/** An extern that is made among the arguments has no place for the methods that it leaves to be written. */
const checkAbstract = (node: Expression, type: Type, { analysis }: Env): void => {
  const entity = originOf(type)?.entity;
  const method = node.kind === "call" && entity?.kind === "extern" ? requiredMethods(entity)[0] : undefined;
  if (entity === undefined || method === undefined) return;
  analysis.sink.report(
    "P0431",
    `extern \`${entity.name}\` has abstract methods, which nothing writes here`,
    node.span,
    {
      notes: [{ message: `\`${method.name.text}\` is declared here`, span: method.name.span }],
      help: `declare an instance with a block, and give its name: \`${entity.name}(…) name = { … };\``,
    },
  );
};

/** Whether the object's type is the one asked for; `_` asks for none. */
const fits = (wanted: Type, given: Type): boolean => {
  if (wanted === dontcareType || mentionsVariable(given) || sameType(wanted, given)) return true;
  const [asked, has] = [originOf(wanted), originOf(given)];
  if (asked === undefined || asked.entity !== has?.entity) return isVariable(wanted);
  return asked.arguments.every((argument, index) => {
    const other = has.arguments[index];
    return other !== undefined && fits(argument, other);
  });
};

/** A package or an extern. */
const checkObject = (
  node: Expression,
  object: ObjectValue,
  { parameter, type }: Wanted,
  bound: Map<Type, Type>,
  env: Env,
): void => {
  const given =
    object.kind === "extern" ? object.variable.type : object.kind === "other" ? object.type : undefined;
  if (given === undefined || isUnknown(type)) return;
  if (object.kind === "extern") checkAbstract(node, given, env);
  const unified = mentionsVariable(given) || unify(type, given, bound);
  const wanted = substituteIn(type, bound, node.span, env.analysis);
  if (unified && fits(wanted, given)) return;
  env.analysis.sink.report(
    "P0428",
    `${describeType(given)} is given where the package asks for ${describeType(wanted)}`,
    node.span,
    { notes: [{ message: "the package's parameter is declared here", span: parameter.span }] },
  );
};

/** A constant. */
const checkValue = (
  node: Expression,
  { parameter, type }: Wanted,
  bound: Map<Type, Type>,
  env: Env,
): void => {
  const { analysis } = env;
  const value = analysis.check.expression(node, env, mentionsVariable(type) ? undefined : type);
  if (isUnknown(type) || isUnknown(value.type)) return;
  const what = `parameter \`${parameter.name.text}\` of the package`;
  const notes = [{ message: `\`${parameter.name.text}\` is declared here`, span: parameter.name.span }];
  const object = type.kind === "extern" ? "extern" : objectKind(type);
  if (object !== undefined) {
    analysis.sink.report(
      "P0428",
      `${what} must be ${describeType(type)}, but this is ${describeType(value.type)}`,
      node.span,
      { notes },
    );
    return;
  }
  unify(type, value.type, bound);
  const target = substituteIn(type, bound, node.span, analysis);
  requireConstant(convert(value, target, { what, notes }, env), what, env);
};

/**
 * Checks a package's arguments; `matched` goes with its parameters, one that is absent is the default. The package's
 * type arguments, as the arguments say; undefined (reported) where they do not.
 */
export const checkPackage = (
  owner: InterfaceEntity,
  written: readonly Type[],
  matched: readonly (Argument | undefined)[],
  span: Span,
  objectOf: ObjectOf,
  env: Env,
): readonly Type[] | undefined => {
  const { typeParameters, parameters } = owner.declaration;
  const { analysis } = env;
  const notes = [{ message: `\`${owner.name}\` is declared here`, span: owner.span }];
  if (written.length !== 0 && written.length !== typeParameters.length) {
    analysis.sink.report(
      "P0410",
      `package \`${owner.name}\` has ${typeParameters.length} type parameters, but ${written.length} are given`,
      span,
      { notes },
    );
    return undefined;
  }
  const variables = typeParameters.map((name, index) => {
    const given = written[index];
    return given === undefined || given === dontcareType ? freshVariable(name.text) : given;
  });
  const inside = globalEnv(analysis, bindTypeParameters(owner.scope, typeParameters, variables));
  const bound = new Map<Type, Type>();
  const asked = new Set<Type>();
  const before = analysis.sink.errorCount;
  for (const [index, parameter] of parameters.entries()) {
    const node = matched[index]?.value ?? parameter.defaultValue;
    if (node === undefined || node.kind === "dontcare") continue;
    const here = matched[index] === undefined ? inside : env;
    const type = analysis.check.type(parameter.type, inside);
    for (const variable of variables) if (mentions(type, variable)) asked.add(variable);
    const errors = analysis.sink.errorCount;
    const object = objectOf(node, here);
    const made = madeBy(node, here);
    if (made !== undefined) checkMade(made, type, parameter, bound, node.span, here);
    else if (object !== undefined) checkObject(node, object, { parameter, type }, bound, here);
    else if (analysis.sink.errorCount === errors) checkValue(node, { parameter, type }, bound, here);
  }
  if (analysis.sink.errorCount > before) return undefined;
  const closed = variables.map((variable) => substituteIn(variable, bound, span, analysis));
  const open = variables.findIndex(
    (variable, index) =>
      written[index] === undefined && isVariable(variable) && asked.has(variable) && !bound.has(variable),
  );
  if (open < 0) return closed;
  analysis.sink.report(
    "P0411",
    `the type \`${typeParameters[open]?.text ?? ""}\` of package \`${owner.name}\` cannot be inferred`,
    span,
    { notes, help: `write it: \`${owner.name}<…>(…)\`` },
  );
  return undefined;
};
