/** Names as values, and `.`: fields, members of enums, errors, and what stacks have (specification 8.3, 8.4, 8.18). */
import type { Expression, Name, TypeRef } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Env } from "./context.ts";
import type { Entity } from "./entities.ts";
import { globalScope, lookup } from "./entities.ts";
import { describeEntity, find } from "./names.ts";
import { describeType, printType } from "./print-type.ts";
import { suggest } from "./suggest.ts";
import { bit32, enumMember, errorType, fieldPosition, isLiteral, isUnknown } from "./type-facts.ts";
import type { Type, TypedExpression } from "./typed.ts";
import { defaultOf, isUnknownExpression, number, unknownExpression } from "./values.ts";

type Path = Extract<Expression, { readonly kind: "path" }>;
type Member = Extract<Expression, { readonly kind: "member" }>;

/** The value that a name stands for. */
export const pathValue = (node: Path, env: Env): TypedExpression => {
  const { text } = node.name;
  if (env.analysis.matchKinds.has(text) && lookup(env.scope, text).length === 0)
    return { kind: "enum-member", member: text, type: { kind: "match-kind" }, span: node.span };
  const [entity] = find(env, node.name, node.global, "name");
  return entity === undefined ? unknownExpression(node.span) : entityValue(entity, node, env);
};

const entityValue = (entity: Entity, node: Path, env: Env): TypedExpression => {
  const { span } = node;
  switch (entity.kind) {
    case "constant":
      return { ...entity.value, span };
    case "variable":
      return { kind: "variable", variable: entity.variable, type: entity.variable.type, span };
    case "instance":
      if (entity.object.kind === "extern")
        return {
          kind: "variable",
          variable: entity.object.variable,
          type: entity.object.variable.type,
          span,
        };
      break;
    default:
      break;
  }
  env.analysis.sink.report(
    "P0305",
    `\`${node.name.text}\` is ${describeEntity(entity)}, which is no value`,
    span,
    { notes: [{ message: "declared here", span: entity.span }] },
  );
  return unknownExpression(span);
};

/** The type that an expression names, where it names one: `E` in `E.a`. */
export const namedType = (node: Expression, env: Env): TypeRef | undefined => {
  if (node.kind === "type-expression") return node.type;
  if (node.kind !== "path") return undefined;
  const scope = node.global ? globalScope(env.scope) : env.scope;
  const [entity] = lookup(scope, node.name.text);
  switch (entity?.kind) {
    case "type":
    case "generic-type":
    case "extern":
    case "parser":
    case "control":
      return { kind: "type-name", name: node.name, global: node.global, span: node.span };
    default:
      return undefined;
  }
};

/** `base.member` as a value. */
export const checkMember = (node: Member, env: Env): TypedExpression => {
  const ref = namedType(node.base, env);
  if (ref !== undefined) return memberOfType(env.analysis.check.type(ref, env), node, env);
  const base = env.analysis.check.expression(node.base, env);
  if (isUnknownExpression(base)) return unknownExpression(node.span);
  return memberOfValue(base, node.member, node.span, env);
};

const memberOfType = (type: Type, node: Member, env: Env): TypedExpression => {
  const { member, span } = node;
  if (isUnknown(type)) return unknownExpression(span);
  if (type.kind === "error") {
    if (env.analysis.errors.has(member.text))
      return { kind: "error", name: member.text, type: errorType, span };
    return noMember(type, member, [...env.analysis.errors.keys()], "error", span, env);
  }
  if (type.kind === "enum") {
    if (enumMember(type.members, member.text) !== undefined)
      return { kind: "enum-member", member: member.text, type, span };
    return noMember(
      type,
      member,
      type.members.map((m) => m.name),
      "member",
      span,
      env,
    );
  }
  env.analysis.sink.report(
    "P0305",
    `${describeType(type)} is a type: only enums and error have members to be named this way`,
    span,
  );
  return unknownExpression(span);
};

const noMember = (
  type: Type,
  member: Name,
  names: readonly string[],
  what: string,
  span: Span,
  env: Env,
): TypedExpression => {
  const help = suggest(member.text, () => names, env.analysis);
  const declared =
    "span" in type ? [{ message: `\`${printType(type)}\` is declared here`, span: type.span }] : [];
  env.analysis.sink.report(
    "P0314",
    what === "error"
      ? `there is no error \`${member.text}\``
      : `${describeType(type)} has no ${what} \`${member.text}\``,
    member.span,
    { notes: declared, ...(help === undefined ? {} : { help }) },
  );
  return unknownExpression(span);
};

/** `.member` of a value. */
export const memberOfValue = (base: TypedExpression, member: Name, span: Span, env: Env): TypedExpression => {
  const { type } = base;
  switch (type.kind) {
    case "struct":
    case "header":
    case "union": {
      const position = fieldPosition(type.fields, member.text);
      const field = type.fields[position];
      if (field === undefined)
        return noMember(
          type,
          member,
          type.fields.map((f) => f.name),
          "field",
          span,
          env,
        );
      if (base.kind === "aggregate" && (type.kind !== "union" || isLiteral(type))) {
        const element = base.elements[position];
        if (element !== undefined) return { ...element, span };
      }
      if (base.kind === "default-value") return defaultOf(field.type, span);
      return { kind: "field", base, field: field.name, type: field.type, span };
    }
    case "stack":
      return memberOfStack(base, type, member, span, env);
    default:
      return noMember(type, member, [], "field", span, env);
  }
};

const memberOfStack = (
  stack: TypedExpression,
  type: Extract<Type, { readonly kind: "stack" }>,
  member: Name,
  span: Span,
  env: Env,
): TypedExpression => {
  const { text } = member;
  if (text === "size") return number(BigInt(type.size), bit32, span);
  const ofHeaders = type.element.kind === "header" || type.element.kind === "union";
  if (!ofHeaders || (text !== "next" && text !== "last" && text !== "lastIndex"))
    return noMember(
      type,
      member,
      ofHeaders ? ["next", "last", "lastIndex", "size"] : ["size"],
      "field",
      span,
      env,
    );
  if (env.frame.kind !== "state" && env.frame.kind !== "parser") {
    env.analysis.sink.report(
      "P0417",
      `\`.${text}\` of a header stack can be used only in a parser`,
      member.span,
    );
    return unknownExpression(span);
  }
  if (text === "lastIndex") return { kind: "stack-last-index", stack, type: bit32, span };
  return { kind: text === "next" ? "stack-next" : "stack-last", stack, type: type.element, span };
};
