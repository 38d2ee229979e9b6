import { parseInteger, type Value, wrap } from "./number.ts";
import { applyBinary, applyUnary, precedence } from "./operators.ts";
import { shown, type Token } from "./token.ts";

/** How deep an #if's parentheses, unary operators and conditional operators may nest. */
const MAX_DEPTH = 200;

/** The truth of an #if's expression, or what is wrong with it. */
export type Condition =
  | { readonly kind: "value"; readonly value: boolean }
  | { readonly kind: "problem"; readonly problem: string; readonly token: Token | undefined };

interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
  problem: string | undefined;
  problemToken: Token | undefined;
  depth: number;
}

const zero: Value = { value: 0n, unsigned: false };

const fail = (cursor: Cursor, problem: string): Value => {
  if (cursor.problem === undefined) {
    cursor.problem = problem;
    cursor.problemToken = cursor.tokens[cursor.at];
  }
  // Nothing is read any more, so that all loops end.
  cursor.at = cursor.tokens.length;
  return zero;
};

const peek = (cursor: Cursor): string | undefined => cursor.tokens[cursor.at]?.text;

const describe = (token: Token | undefined): string =>
  token === undefined ? "the line's end" : `'${shown(token.text)}'`;

const nested = (cursor: Cursor, parse: () => Value): Value => {
  if (cursor.depth >= MAX_DEPTH) return fail(cursor, `it nests more than ${MAX_DEPTH} deep`);
  cursor.depth += 1;
  const value = parse();
  cursor.depth -= 1;
  return value;
};

/** primary: integer | identifier (0) | ( expression ) | unary-operator primary. `live` is false where && or || or ?: skip it. */
const parseUnary = (cursor: Cursor, live: boolean): Value => {
  const token = cursor.tokens[cursor.at];
  if (token?.kind === "number") {
    const value = parseInteger(token.text);
    if (value === undefined)
      return fail(cursor, `'${shown(token.text)}' is not an integer of at most 64 bits`);
    cursor.at += 1;
    return value;
  }
  if (token?.kind === "identifier") {
    if (token.text === "defined") return fail(cursor, "'defined' needs a macro's name");
    if (token.text.startsWith("__has_"))
      return fail(
        cursor,
        `'${shown(token.text)}' is not supported: its answer would not depend on the source alone`,
      );
    const next = cursor.tokens[cursor.at + 1];
    if (next?.text === "(")
      return fail(cursor, `'${shown(token.text)}' is not defined as a macro with arguments`);
    cursor.at += 1;
    return zero;
  }
  if (token?.text === "(") {
    cursor.at += 1;
    const value = nested(cursor, () => parseConditional(cursor, live));
    if (peek(cursor) !== ")")
      return fail(cursor, `')' expected before ${describe(cursor.tokens[cursor.at])}`);
    cursor.at += 1;
    return value;
  }
  if (token?.kind === "punctuation" && /^([-+!~]|\+\+)$/.test(token.text)) {
    cursor.at += 1;
    const operand = nested(cursor, () => parseUnary(cursor, live));
    return applyUnary(token.text, operand) ?? operand;
  }
  return fail(cursor, `a value expected before ${describe(token)}`);
};

/** Precedence climbing over binary operators of at least this precedence. */
const parseBinary = (cursor: Cursor, least: number, live: boolean): Value => {
  let left = parseUnary(cursor, live);
  for (;;) {
    const operator = peek(cursor);
    const level = operator === undefined ? undefined : precedence.get(operator);
    if (operator === undefined || level === undefined || level < least) return left;
    const at = cursor.at;
    cursor.at += 1;
    const skipped = (operator === "&&" && left.value === 0n) || (operator === "||" && left.value !== 0n);
    const right = parseBinary(cursor, level + 1, live && !skipped);
    const result = applyBinary(operator, left, right);
    if (result === undefined && live) {
      if (cursor.problem === undefined) cursor.at = at;
      return fail(cursor, "division by zero");
    }
    left = result ?? zero;
  }
};

/** conditional: binary [ ? expression : conditional ] */
const parseConditional = (cursor: Cursor, live: boolean): Value => {
  const condition = parseBinary(cursor, 1, live);
  if (peek(cursor) !== "?") return condition;
  cursor.at += 1;
  const isTrue = condition.value !== 0n;
  const first = nested(cursor, () => parseConditional(cursor, live && isTrue));
  if (peek(cursor) !== ":") return fail(cursor, `':' expected before ${describe(cursor.tokens[cursor.at])}`);
  cursor.at += 1;
  const second = nested(cursor, () => parseConditional(cursor, live && !isTrue));
  return wrap(isTrue ? first.value : second.value, first.unsigned || second.unsigned);
};

/** Evaluates the expression of an #if or #elif, whose macros are expanded (C11 6.10.1). */
export const evaluate = (tokens: readonly Token[]): Condition => {
  const cursor: Cursor = { tokens, at: 0, problem: undefined, problemToken: undefined, depth: 0 };
  const value = parseConditional(cursor, true);
  if (cursor.problem === undefined && cursor.at < tokens.length)
    fail(cursor, `an operator expected before ${describe(tokens[cursor.at])}`);
  return cursor.problem === undefined
    ? { kind: "value", value: value.value !== 0n }
    : { kind: "problem", problem: cursor.problem, token: cursor.problemToken };
};
