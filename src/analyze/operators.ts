/** Unary and binary operators (specification 8.5 to 8.9). */
import type { Expression, BinaryOperator as SourceOperator } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Env } from "./context.ts";
import { convert, enumToNumber } from "./convert.ts";
import { equality } from "./equality.ts";
import { foldArithmetic, foldUnary } from "./fold.ts";
import { harmonize } from "./harmonize.ts";
import { MAX_CHAIN } from "./limits.ts";
import { describeType } from "./print-type.ts";
import { concatenation, shift } from "./shifts.ts";
import { boolType } from "./type-facts.ts";
import { sameType } from "./type-relations.ts";
import type { TypedExpression, UnaryOperator } from "./typed.ts";
import { castHelp, undefinedFor } from "./undefined-operator.ts";
import { boolean, isUnknownExpression, numberOf, unknownExpression } from "./values.ts";

type Binary = Extract<Expression, { readonly kind: "binary" }>;
type Unary = Extract<Expression, { readonly kind: "unary" }>;

const unaryOperators = { "-": "negate", "~": "complement", "!": "not" } as const;

export const checkUnary = (node: Unary, env: Env): TypedExpression => {
  const operand = enumToNumber(env.analysis.check.expression(node.operand, env));
  const { span } = node;
  if (isUnknownExpression(operand)) return unknownExpression(span);
  const numeric = operand.type.kind === "bits" || operand.type.kind === "integer";
  if (node.operator === "+") return numeric ? { ...operand, span } : undefinedUnary(node, operand, env);
  const operator: UnaryOperator = unaryOperators[node.operator];
  if (operator === "not") {
    if (operand.type.kind !== "bool") return undefinedUnary(node, operand, env);
    if (operand.kind === "boolean") return boolean(!operand.value, span);
    return { kind: "unary", operator, operand, type: boolType, span };
  }
  if (!numeric) return undefinedUnary(node, operand, env);
  if (operand.kind === "number")
    return foldUnary(operator, operand, span, env) ?? undefinedUnary(node, operand, env);
  return { kind: "unary", operator, operand, type: operand.type, span };
};

const undefinedUnary = (node: Unary, operand: TypedExpression, env: Env): TypedExpression => {
  const help =
    node.operator === "!" && operand.type.kind === "bits"
      ? "the complement of bits is `~`; whether they are zero is `== 0`"
      : node.operator === "~" && operand.type.kind === "integer"
        ? "give the constant a width: `8w1` instead of `1`"
        : undefined;
  env.analysis.sink.report(
    "P0406",
    `\`${node.operator}\` is not defined for ${describeType(operand.type)}`,
    node.span,
    help === undefined ? {} : { help },
  );
  return unknownExpression(node.span);
};

/** A binary expression. Walks down the left side without recursion: `a + b + c …` may be as long as it likes if it is constant. */
export const checkBinaryChain = (node: Binary, env: Env): TypedExpression => {
  const chain: Binary[] = [];
  let at: Expression = node;
  while (at.kind === "binary") {
    chain.push(at);
    at = at.left;
  }
  let result = env.analysis.check.expression(at, env);
  let length = 0;
  for (const link of chain.reverse()) {
    const right = env.analysis.check.expression(link.right, env);
    result = binary(link.operator, result, right, link.span, env);
    length = result.kind === "binary" ? length + 1 : 0;
    if (length > MAX_CHAIN) {
      env.analysis.sink.report("P0416", `more than ${MAX_CHAIN} operators in one expression`, link.span, {
        help: "compute it in several steps",
      });
      return unknownExpression(node.span);
    }
  }
  return result;
};

/** One operator on two typed operands; also for compound assignments. */
export const binary = (
  operator: SourceOperator,
  left: TypedExpression,
  right: TypedExpression,
  span: Span,
  env: Env,
): TypedExpression => {
  if (isUnknownExpression(left) || isUnknownExpression(right)) return unknownExpression(span);
  switch (operator) {
    case "&&":
    case "||":
      return logical(operator, left, right, span, env);
    case "==":
    case "!=":
      return equality(operator, left, right, span, env);
    case "<<":
    case ">>":
      return shift(operator, enumToNumber(left), enumToNumber(right), span, env);
    case "++":
      return concatenation(enumToNumber(left), enumToNumber(right), span, env);
    default:
      return arithmetic(operator, left, right, span, env);
  }
};

const logical = (
  operator: "&&" | "||",
  left: TypedExpression,
  right: TypedExpression,
  span: Span,
  env: Env,
): TypedExpression => {
  const purpose = { what: `an operand of \`${operator}\`` };
  const a = convert(left, boolType, purpose, env);
  const b = convert(right, boolType, purpose, env);
  if (isUnknownExpression(a) || isUnknownExpression(b)) return unknownExpression(span);
  // Short circuit: the right side is not evaluated where the left one decides.
  if (a.kind === "boolean") return a.value === (operator === "||") ? { ...a, span } : { ...b, span };
  return { kind: "binary", operator, left: a, right: b, type: boolType, span };
};

const arithmetic = (
  operator: Exclude<SourceOperator, "&&" | "||" | "==" | "!=" | "<<" | ">>" | "++">,
  first: TypedExpression,
  second: TypedExpression,
  span: Span,
  env: Env,
): TypedExpression => {
  const [left, right] = harmonize(enumToNumber(first), enumToNumber(second), env);
  if (isUnknownExpression(left) || isUnknownExpression(right)) return unknownExpression(span);
  const { type } = left;
  if (!sameType(type, right.type) || (type.kind !== "bits" && type.kind !== "integer"))
    return undefinedFor(operator, first, second, span, env, castHelp(type, right.type));
  if ((operator === "|+|" || operator === "|-|") && type.kind === "integer")
    return undefinedFor(operator, left, right, span, env, "give the constants a width: saturation needs one");
  if (operator === "/" || operator === "%") {
    const refused = checkDivision(operator, left, right, span, env);
    if (refused) return unknownExpression(span);
  }
  if (left.kind === "number" && right.kind === "number") {
    const folded = foldArithmetic(operator, left, right, type, span, env);
    if (folded !== undefined) return folded;
  }
  if (type.kind === "integer") return undefinedFor(operator, left, right, span, env);
  const compares = operator === "<" || operator === "<=" || operator === ">" || operator === ">=";
  return { kind: "binary", operator, left, right, type: compares ? boolType : type, span };
};

const checkDivision = (
  operator: "/" | "%",
  left: TypedExpression,
  right: TypedExpression,
  span: Span,
  env: Env,
): boolean => {
  const { sink } = env.analysis;
  if (left.type.kind === "bits" && left.type.signed) {
    sink.report("P0406", `\`${operator}\` is not defined for ${describeType(left.type)}`, span, {
      help: "cast to `bit<W>`: division is unsigned",
    });
    return true;
  }
  if (right.kind === "number" && numberOf(right) === 0n) {
    sink.report("P0413", "division by zero", right.span);
    return true;
  }
  const negative = [left, right].find((operand) => operand.kind === "number" && numberOf(operand) < 0n);
  if (negative === undefined) return false;
  sink.report("P0406", `\`${operator}\` is not defined for negative numbers`, negative.span);
  return true;
};
