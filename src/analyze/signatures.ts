/** What can be called: parameters with their types, once the type arguments are known by writing or by inference. */
import type { Argument, Name, Parameter, TypeRef } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { type Env, globalEnv } from "./context.ts";
import type { Scope } from "./entities.ts";
import { settle } from "./harmonize.ts";
import { describeType } from "./print-type.ts";
import { bindTypeParameters, substituteIn } from "./specialize.ts";
import { didYouMean } from "./suggest.ts";
import { dontcareType, freshVariable, isUnknown, unknownType, voidType } from "./type-facts.ts";
import { mentionsVariable, unify } from "./type-relations.ts";
import type { Type, TypedExpression } from "./typed.ts";

export interface Signature {
  readonly name: string;
  /** "function", "parser": for messages. */
  readonly what: string;
  readonly span: Span;
  readonly typeParameters: readonly Name[];
  readonly parameters: readonly Parameter[];
  readonly returnType: TypeRef | undefined;
  /** Where the parameters' types are looked up. */
  readonly scope: Scope;
}

export interface Resolved {
  readonly typeArguments: readonly Type[];
  readonly parameterTypes: readonly Type[];
  readonly returns: Type;
}

/** Which argument goes with which parameter (specification 6.8.1); undefined (reported) where that does not work out. */
export const matchArguments = (
  signature: Signature,
  args: readonly Argument[],
  span: Span,
  env: Env,
): readonly (Argument | undefined)[] | undefined => {
  const { parameters, what, name } = signature;
  const { sink } = env.analysis;
  const notes = [{ message: `\`${name}\` is declared here`, span: signature.span }];
  const matched = new Map<number, Argument>();
  if (
    args.some((argument) => argument.name !== undefined) &&
    args.some((argument) => argument.name === undefined)
  ) {
    sink.report("P0409", "either all arguments have names, or none has", span);
    return undefined;
  }
  for (const [index, argument] of args.entries()) {
    const position =
      argument.name === undefined
        ? index
        : parameters.findIndex((parameter) => parameter.name.text === argument.name?.text);
    if (position < 0 && argument.name !== undefined) {
      const help = didYouMean(
        argument.name.text,
        parameters.map((parameter) => parameter.name.text),
      );
      sink.report(
        "P0409",
        `${what} \`${name}\` has no parameter \`${argument.name.text}\``,
        argument.name.span,
        {
          notes,
          ...(help === undefined ? {} : { help }),
        },
      );
      return undefined;
    }
    if (position >= parameters.length) {
      sink.report(
        "P0409",
        `${what} \`${name}\` takes ${count(parameters.length)}, but ${args.length} are given`.replace(
          "but 1 are",
          "but 1 is",
        ),
        argument.span,
        { notes },
      );
      return undefined;
    }
    const before = matched.get(position);
    if (before !== undefined) {
      sink.report("P0409", `parameter \`${argument.name?.text ?? ""}\` is given twice`, argument.span, {
        notes: [{ message: "first given here", span: before.span }],
      });
      return undefined;
    }
    matched.set(position, argument);
  }
  const missing = parameters.filter(
    (parameter, index) => !matched.has(index) && parameter.defaultValue === undefined && !parameter.optional,
  );
  if (missing.length > 0) {
    sink.report(
      "P0409",
      `no argument for ${missing.map((parameter) => `\`${parameter.name.text}\``).join(", ")} of ${what} \`${name}\``,
      span,
      { notes },
    );
    return undefined;
  }
  return parameters.map((_, index) => matched.get(index));
};

const count = (number: number): string =>
  number === 0 ? "no arguments" : number === 1 ? "1 argument" : `${number} arguments`;

/** Whether arguments of that number and those names suit the parameters: how overloads are told apart. */
export const accepts = (signature: Signature, args: readonly Argument[]): boolean => {
  const { parameters } = signature;
  const given = new Set<number>();
  for (const [index, argument] of args.entries()) {
    const position =
      argument.name === undefined
        ? index
        : parameters.findIndex((parameter) => parameter.name.text === argument.name?.text);
    if (position < 0 || position >= parameters.length || given.has(position)) return false;
    given.add(position);
  }
  return parameters.every(
    (parameter, index) => given.has(index) || parameter.defaultValue !== undefined || parameter.optional,
  );
};

/** Of overloads, the one that the arguments suit; the first where none does (and is then reported). */
export const chooseOverload = (
  signatures: readonly Signature[],
  args: readonly Argument[],
  span: Span,
  env: Env,
): Signature | undefined => {
  const suited = signatures.filter((signature) => accepts(signature, args));
  const [first, second] = suited;
  if (first === undefined || second === undefined) return first ?? signatures[0];
  env.analysis.sink.report("P0409", `several \`${first.name}\` take these arguments`, span, {
    notes: suited.map((signature) => ({ message: "this one does", span: signature.span })),
    help: "name the arguments: `name = …`",
  });
  return undefined;
};

/** Binds the type parameters: to what is written, else to what the arguments, else to what `expected` says. */
export const resolveSignature = (
  signature: Signature,
  typeRefs: readonly TypeRef[],
  values: readonly (TypedExpression | undefined)[],
  expected: Type | undefined,
  span: Span,
  env: Env,
): Resolved | undefined => {
  const { analysis } = env;
  const { typeParameters } = signature;
  const given = writtenArguments(signature, typeRefs, span, env);
  if (given === undefined) return undefined;
  const variables = typeParameters.map((name, index) => {
    const type = given[index];
    return type === undefined || type === dontcareType ? freshVariable(name.text) : type;
  });
  const scope = bindTypeParameters(signature.scope, typeParameters, variables);
  const inside = globalEnv(analysis, scope);
  const types = signature.parameters.map((parameter) => analysis.check.type(parameter.type, inside));
  const returns =
    signature.returnType === undefined ? voidType : analysis.check.type(signature.returnType, inside);
  if (types.some(isUnknown) || isUnknown(returns)) return undefined;
  const bound = new Map<Type, Type>();
  for (const [index, type] of types.entries()) {
    const value = values[index];
    if (value === undefined || value.type === dontcareType) continue;
    if (unify(type, settle(value).type, bound)) continue;
    const before = bound.get(type);
    analysis.sink.report(
      "P0401",
      before === undefined
        ? `parameter \`${signature.parameters[index]?.name.text ?? ""}\` of ${signature.what} \`${signature.name}\` must be ${describeType(type)}, but this is ${describeType(value.type)}`
        : `this must be ${describeType(before)}, as another argument has it, but is ${describeType(value.type)}`,
      value.span,
      { notes: [{ message: `\`${signature.name}\` is declared here`, span: signature.span }] },
    );
    return undefined;
  }
  if (expected !== undefined && mentionsVariable(returns)) unify(returns, expected, bound);
  const open = typeParameters.find((_, index) => {
    const variable = variables[index];
    return variable !== undefined && mentionsVariable(variable) && !bound.has(variable);
  });
  if (open !== undefined) {
    // What is wrong with an argument has been said.
    if (values.some((value) => value !== undefined && isUnknown(value.type))) return undefined;
    analysis.sink.report(
      "P0411",
      `the type \`${open.text}\` of ${signature.what} \`${signature.name}\` cannot be inferred`,
      span,
      {
        notes: [{ message: `\`${signature.name}\` is declared here`, span: signature.span }],
        help: `write it: \`${signature.name}<…>(…)\``,
      },
    );
    return undefined;
  }
  const close = (type: Type): Type => substituteIn(type, bound, span, analysis);
  const parameterTypes = types.map(close);
  return { typeArguments: variables.map(close), parameterTypes, returns: close(returns) };
};

const writtenArguments = (
  signature: Signature,
  typeRefs: readonly TypeRef[],
  span: Span,
  env: Env,
): readonly Type[] | undefined => {
  const { typeParameters, name, what } = signature;
  if (typeRefs.length !== 0 && typeRefs.length !== typeParameters.length) {
    env.analysis.sink.report(
      "P0410",
      `${what} \`${name}\` has ${typeParameters.length === 0 ? "no" : typeParameters.length} type ${typeParameters.length === 1 ? "parameter" : "parameters"}, but ${typeRefs.length} ${typeRefs.length === 1 ? "is" : "are"} given`,
      span,
      { notes: [{ message: `\`${name}\` is declared here`, span: signature.span }] },
    );
    return undefined;
  }
  const types = typeRefs.map((ref) => env.analysis.check.type(ref, env));
  return types.includes(unknownType) ? undefined : types;
};
