/** What a call calls: found from its callee's syntax and types, before its arguments are looked at. */
import type { Expression, Name, Prototype } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import type { CallExpression, Env } from "./context.ts";
import {
  type Entity,
  type FunctionEntity,
  globalScope,
  lookup,
  type ObjectValue,
  type ParserEntity,
  type Scope,
} from "./entities.ts";
import { namedType } from "./members.ts";
import { describeEntity, find } from "./names.ts";
import { describeType, printType } from "./print-type.ts";
import type { Signature } from "./signatures.ts";
import { bindTypeParameters } from "./specialize.ts";
import { didYouMean } from "./suggest.ts";
import { integerType, isUnknown, originOf } from "./type-facts.ts";
import { wireSize } from "./type-size.ts";
import type { Type, TypedExpression } from "./typed.ts";
import { isUnknownExpression, number } from "./values.ts";

export type HeaderMethod = "isValid" | "setValid" | "setInvalid";

export type Callee =
  | { readonly kind: "function"; readonly candidates: readonly FunctionEntity[] }
  | { readonly kind: "extern-function"; readonly name: string; readonly signatures: readonly Signature[] }
  | {
      readonly kind: "extern-method";
      readonly object: TypedExpression;
      readonly extern: string;
      readonly method: string;
      readonly signatures: readonly Signature[];
    }
  | { readonly kind: "header-method"; readonly header: TypedExpression; readonly method: HeaderMethod }
  | {
      readonly kind: "stack-method";
      readonly stack: TypedExpression;
      readonly method: "push_front" | "pop_front";
    }
  /** A size: a constant. */
  | { readonly kind: "constant"; readonly value: TypedExpression }
  /** object undefined: `Sub.apply(…)`, an instance made for this one place. */
  | { readonly kind: "apply"; readonly object: ObjectValue; readonly name: string }
  | { readonly kind: "apply-type"; readonly entity: ParserEntity; readonly base: Expression };

/** The signature of an extern's method or of an extern function. */
export const prototypeSignature = (prototype: Prototype, scope: Scope, what: string): Signature => ({
  name: prototype.name.text,
  what,
  span: prototype.name.span,
  typeParameters: prototype.typeParameters,
  parameters: prototype.parameters,
  returnType: prototype.returnType,
  scope,
});

/** Finds what is called; undefined (reported) where it is nothing that can be. */
export const findCallee = (node: CallExpression, env: Env): Callee | undefined => {
  const { callee } = node;
  switch (callee.kind) {
    case "path":
      return byName(callee.name, callee.global, callee.span, env);
    case "member":
      return byMember(callee.base, callee.member, node, env);
    case "type-expression":
      if (callee.type.kind === "type-name")
        return byName(callee.type.name, callee.type.global, callee.span, env);
      break;
    default:
      break;
  }
  env.analysis.sink.report("P0305", "only functions, methods and parsers can be called", callee.span);
  return undefined;
};

const byName = (name: Name, global: boolean, span: Span, env: Env): Callee | undefined => {
  const found = find(env, name, global, "function");
  const [first] = found;
  if (first === undefined) return undefined;
  const functions = found.filter((entity) => entity.kind === "function");
  if (functions.length > 0) return { kind: "function", candidates: functions };
  const externs = found.filter((entity) => entity.kind === "extern-function");
  if (externs.length > 0)
    return {
      kind: "extern-function",
      name: name.text,
      signatures: externs.map((entity) =>
        prototypeSignature(entity.prototype, entity.scope, "extern function"),
      ),
    };
  const help = callHelp(first, name.text);
  env.analysis.sink.report(
    "P0305",
    `\`${name.text}\` is ${describeEntity(first)}, which cannot be called here`,
    span,
    {
      notes: [{ message: "declared here", span: first.span }],
      ...(help === undefined ? {} : { help }),
    },
  );
  return undefined;
};

const callHelp = (entity: Entity, name: string): string | undefined => {
  if (entity.kind === "parser")
    return `to run it: \`${name}.apply(…)\`; to make an instance: \`${name}(…) instance;\``;
  if (entity.kind === "type") return `for a cast write \`(${name})…\``;
  return undefined;
};

const byMember = (base: Expression, member: Name, node: CallExpression, env: Env): Callee | undefined => {
  if (base.kind === "path") {
    const scope = base.global ? globalScope(env.scope) : env.scope;
    const [entity] = lookup(scope, base.name.text);
    if (entity?.kind === "instance" && entity.object.kind !== "extern")
      return ofObject(entity.object, entity.name, member, env);
    if (entity?.kind === "top-instance") {
      const object = env.analysis.check.topInstance(entity, env);
      return object === undefined ? undefined : ofObject(object, entity.name, member, env);
    }
  }
  if (base.kind === "call" && member.text === "apply") {
    const constructed = constructedObject(base, env);
    if (constructed !== undefined) return { kind: "apply", object: constructed, name: nameOf(base) };
  }
  const ref = namedType(base, env);
  if (ref !== undefined) return ofType(base, ref, member, node, env);
  const value = env.analysis.check.expression(base, env);
  return isUnknownExpression(value) ? undefined : ofValue(value, member, node.span, env);
};

const nameOf = (call: CallExpression): string =>
  call.callee.kind === "type-expression" && call.callee.type.kind === "type-name"
    ? call.callee.type.name.text
    : call.callee.kind === "path"
      ? call.callee.name.text
      : "instance";

/** `Sub(1)` in `Sub(1).apply(…)`. */
const constructedObject = (call: CallExpression, env: Env): ObjectValue | undefined => {
  const ref = namedType(call.callee, env);
  if (ref === undefined) return undefined;
  const type =
    call.typeArguments.length === 0
      ? ref
      : ({ kind: "type-specialized", base: ref, arguments: call.typeArguments, span: ref.span } as const);
  return env.analysis.check.construct(type, call.arguments, nameOf(call), call.span, env);
};

const ofObject = (object: ObjectValue, name: string, member: Name, env: Env): Callee | undefined => {
  if (object.kind === "extern")
    return ofValue(
      { kind: "variable", variable: object.variable, type: object.variable.type, span: member.span },
      member,
      member.span,
      env,
    );
  if (object.kind === "parser" && member.text === "apply") return { kind: "apply", object, name };
  env.analysis.sink.report(
    "P0314",
    object.kind === "parser"
      ? `a parser has only the method \`apply\`, not \`${member.text}\``
      : `a parser cannot use ${object.what} \`${name}\``,
    member.span,
  );
  return undefined;
};

const SIZE_METHODS = ["minSizeInBits", "minSizeInBytes", "maxSizeInBits", "maxSizeInBytes"];

/** `h.minSizeInBits()` and its like: known from the type alone (specification 8.18, 9.…). */
const sizeMethod = (type: Type, member: Name, span: Span, env: Env): Callee | undefined => {
  const size = wireSize(type);
  if (size === undefined) {
    env.analysis.sink.report("P0314", `${describeType(type)} has no size in a packet`, member.span);
    return undefined;
  }
  const bits = member.text.startsWith("min") ? size.minimum : size.maximum;
  const value = member.text.endsWith("Bytes") ? Math.ceil(bits / 8) : bits;
  return { kind: "constant", value: number(BigInt(value), integerType, span) };
};

const ofType = (
  base: Expression,
  ref: Parameters<Env["analysis"]["check"]["type"]>[0],
  member: Name,
  node: CallExpression,
  env: Env,
): Callee | undefined => {
  const type = env.analysis.check.type(ref, env);
  const entity = originOf(type)?.entity;
  if (member.text === "apply" && entity?.kind === "parser") return { kind: "apply-type", entity, base };
  if (SIZE_METHODS.includes(member.text)) {
    if (node.arguments.length > 0) {
      env.analysis.sink.report("P0409", `\`${member.text}\` takes no arguments`, node.span);
      return undefined;
    }
    return sizeMethod(type, member, node.span, env);
  }
  if (!isUnknown(type))
    env.analysis.sink.report("P0314", `${describeType(type)} has no method \`${member.text}\``, member.span);
  return undefined;
};

const isHeaderMethod = (name: string): name is HeaderMethod =>
  name === "isValid" || name === "setValid" || name === "setInvalid";

const ofValue = (value: TypedExpression, member: Name, span: Span, env: Env): Callee | undefined => {
  const { type } = value;
  const { text } = member;
  if (type.kind === "extern") return ofExtern(value, type, member, env);
  if ((type.kind === "header" || (type.kind === "union" && text === "isValid")) && isHeaderMethod(text))
    return { kind: "header-method", header: value, method: text };
  if (
    type.kind === "stack" &&
    (type.element.kind === "header" || type.element.kind === "union") &&
    (text === "push_front" || text === "pop_front")
  )
    return { kind: "stack-method", stack: value, method: text };
  if (SIZE_METHODS.includes(text)) return sizeMethod(type, member, span, env);
  const help = didYouMean(text, methodsOf(type));
  env.analysis.sink.report(
    "P0314",
    `${describeType(type)} has no method \`${text}\``,
    member.span,
    help === undefined ? {} : { help },
  );
  return undefined;
};

const methodsOf = (type: Type): readonly string[] => {
  switch (type.kind) {
    case "header":
      return ["isValid", "setValid", "setInvalid", ...SIZE_METHODS];
    case "union":
      return ["isValid", ...SIZE_METHODS];
    case "stack":
      return ["push_front", "pop_front", ...SIZE_METHODS];
    default:
      return SIZE_METHODS;
  }
};

const ofExtern = (
  object: TypedExpression,
  type: Extract<Type, { readonly kind: "extern" }>,
  member: Name,
  env: Env,
): Callee | undefined => {
  const origin = originOf(type);
  if (origin?.entity.kind !== "extern") return undefined;
  const { declaration, scope } = origin.entity;
  const methods = declaration.methods.filter((method) => method.returnType !== undefined);
  const named = methods.filter((method) => method.name.text === member.text);
  if (named.length === 0) {
    const help = didYouMean(
      member.text,
      methods.map((method) => method.name.text),
    );
    env.analysis.sink.report(
      "P0314",
      `extern \`${printType(type)}\` has no method \`${member.text}\``,
      member.span,
      {
        notes: [{ message: `\`${declaration.name.text}\` is declared here`, span: declaration.name.span }],
        ...(help === undefined ? {} : { help }),
      },
    );
    return undefined;
  }
  const bound = bindTypeParameters(scope, declaration.typeParameters, origin.arguments);
  return {
    kind: "extern-method",
    object,
    extern: declaration.name.text,
    method: member.text,
    signatures: named.map((method) => prototypeSignature(method, bound, "method")),
  };
};
