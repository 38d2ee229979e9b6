/** Expressions (specification 8): typed, names resolved, constants folded, implicit casts made explicit. */
import type { Expression } from "../../grammar/ast.ts";
import { unreachable } from "../diagnostics/bug.ts";
import type { Span } from "../diagnostics/span.ts";
import { castTo } from "./casts.ts";
import { type Env, enter, leave } from "./context.ts";
import { convert, fitNumber } from "./convert.ts";
import { harmonize } from "./harmonize.ts";
import { checkIndex } from "./indexing.ts";
import { MAX_INTEGER_BITS, MAX_WIDTH } from "./limits.ts";
import { checkMember, pathValue } from "./members.ts";
import { checkBinaryChain, checkUnary } from "./operators.ts";
import { describeType } from "./print-type.ts";
import { checkPlusSlice, checkSlice } from "./slices.ts";
import {
  boolType,
  dontcareType,
  integerType,
  invalidHeaderType,
  isUnknown,
  literalRecord,
  literalTuple,
  restType,
  stringType,
} from "./type-facts.ts";
import { sameType } from "./type-relations.ts";
import type { Type, TypedExpression, TypedField } from "./typed.ts";
import { bitLength, isUnknownExpression, number, unknownExpression } from "./values.ts";

/** Types an expression. `expected` only helps a call whose arguments leave its type open. */
export const checkExpression = (node: Expression, env: Env, expected?: Type): TypedExpression => {
  if (!enter(env.analysis, node.span)) return unknownExpression(node.span);
  const result = check(node, env, expected);
  leave(env.analysis);
  return result;
};

const check = (node: Expression, env: Env, expected: Type | undefined): TypedExpression => {
  const { span } = node;
  switch (node.kind) {
    case "integer":
      return literal(node, env);
    case "boolean":
      return { kind: "boolean", value: node.value, type: boolType, span };
    case "string":
      return { kind: "string", value: node.value, type: stringType, span };
    case "path":
      return pathValue(node, env);
    case "this":
      return refuse("P0417", "`this` has a meaning only in the methods of an extern's instance", span, env);
    case "type-expression":
      return refuse("P0305", "a type cannot be used as a value", span, env);
    case "member":
      return checkMember(node, env);
    case "index":
      return checkIndex(node, env);
    case "slice":
      return checkSlice(node, env);
    case "plus-slice":
      return checkPlusSlice(node, env);
    case "unary":
      return checkUnary(node, env);
    case "binary":
      return checkBinaryChain(node, env);
    case "conditional":
      return conditional(node, env, expected);
    case "cast":
      return castTo(checkExpression(node.operand, env), env.analysis.check.type(node.type, env), span, env);
    case "call":
      return env.analysis.check.callExpression(node, env, expected);
    case "list":
      return list(node, env);
    case "record":
      return record(node, env);
    case "invalid-header":
      return { kind: "invalid-header", type: invalidHeaderType, span };
    case "default-value":
      return { kind: "default-value", type: restType, span };
    case "dontcare":
      return { kind: "discard", type: dontcareType, span };
    case "mask":
    case "range":
    case "default":
      return refuse("P0417", "a keyset cannot be used as a value", span, env);
    case "tuple-keyset":
      return refuse("P0417", "a keyset cannot be used as a value", span, env, "write a tuple as `{ a, b }`");
    default:
      return unreachable(node);
  }
};

const refuse = (
  code: "P0305" | "P0417",
  message: string,
  span: Span,
  env: Env,
  help?: string,
): TypedExpression => {
  env.analysis.sink.report(code, message, span, help === undefined ? {} : { help });
  return unknownExpression(span);
};

const literal = (node: Extract<Expression, { readonly kind: "integer" }>, env: Env): TypedExpression => {
  const { span, width } = node;
  if (bitLength(node.value) > MAX_INTEGER_BITS) {
    env.analysis.sink.report("P0415", `this constant has more than ${MAX_INTEGER_BITS} bits`, span);
    return unknownExpression(span);
  }
  if (width === undefined) return number(node.value, integerType, span);
  if (width < 1 || width > MAX_WIDTH) {
    env.analysis.sink.report(
      "P0402",
      `the width of a literal must be from 1 to ${MAX_WIDTH} bits, but this is ${width}`,
      span,
    );
    return unknownExpression(span);
  }
  return fitNumber(node.value, { kind: "bits", width, signed: node.signed }, span, env);
};

const conditional = (
  node: Extract<Expression, { readonly kind: "conditional" }>,
  env: Env,
  expected: Type | undefined,
): TypedExpression => {
  const condition = convert(
    checkExpression(node.condition, env),
    boolType,
    { what: "the condition of `?:`" },
    env,
  );
  const [then, otherwise] = harmonize(
    checkExpression(node.then, env, expected),
    checkExpression(node.otherwise, env, expected),
    env,
  );
  if (isUnknownExpression(condition) || isUnknownExpression(then) || isUnknownExpression(otherwise))
    return unknownExpression(node.span);
  if (
    !sameType(then.type, otherwise.type) &&
    !(then.kind === "aggregate" && otherwise.kind === "aggregate")
  ) {
    env.analysis.sink.report(
      "P0401",
      `the branches of \`?:\` must be of one type, but these are ${describeType(then.type)} and ${describeType(otherwise.type)}`,
      node.span,
      { notes: [{ message: `this is ${describeType(then.type)}`, span: then.span }] },
    );
    return unknownExpression(node.span);
  }
  if (condition.kind === "boolean") return { ...(condition.value ? then : otherwise), span: node.span };
  if (then.type.kind === "integer") {
    env.analysis.sink.report("P0401", "the branches of `?:` need a width", node.span, {
      help: "give one of them a width: `8w1` instead of `1`",
    });
    return unknownExpression(node.span);
  }
  return { kind: "conditional", condition, then, otherwise, type: then.type, span: node.span };
};

const list = (node: Extract<Expression, { readonly kind: "list" }>, env: Env): TypedExpression => {
  const elements = node.elements.map((element) => checkExpression(element, env));
  if (node.withDefault) elements.push({ kind: "default-value", type: restType, span: node.span });
  if (elements.some(isUnknownExpression)) return unknownExpression(node.span);
  return { kind: "aggregate", elements, type: literalTuple(elements.map((e) => e.type)), span: node.span };
};

const record = (node: Extract<Expression, { readonly kind: "record" }>, env: Env): TypedExpression => {
  const seen = new Map<string, Span>();
  const fields: TypedField[] = [];
  const elements: TypedExpression[] = [];
  for (const { name, value } of node.fields) {
    const first = seen.get(name.text);
    const element = checkExpression(value, env);
    if (first !== undefined) {
      env.analysis.sink.report("P0302", `field \`${name.text}\` is given twice`, name.span, {
        notes: [{ message: "first given here", span: first }],
      });
      return unknownExpression(node.span);
    }
    seen.set(name.text, name.span);
    fields.push({ name: name.text, type: element.type, span: name.span });
    elements.push(element);
  }
  if (elements.some((element) => isUnknown(element.type))) return unknownExpression(node.span);
  if (node.withDefault) {
    fields.push({ name: "...", type: restType, span: node.span });
    elements.push({ kind: "default-value", type: restType, span: node.span });
  }
  return { kind: "aggregate", elements, type: literalRecord(fields, node.span), span: node.span };
};
