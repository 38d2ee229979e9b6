import { truth, type Value, wrap } from "./number.ts";

/** Binary operators of #if by precedence; a higher number binds tighter. All associate to the left. */
export const precedence: ReadonlyMap<string, number> = new Map([
  ["||", 1],
  ["&&", 2],
  ["|", 3],
  ["^", 4],
  ["&", 5],
  ["==", 6],
  ["!=", 6],
  ["<", 7],
  [">", 7],
  ["<=", 7],
  [">=", 7],
  ["<<", 8],
  [">>", 8],
  ["+", 9],
  ["-", 9],
  ["*", 10],
  ["/", 10],
  ["%", 10],
]);

const shift = (left: Value, by: bigint): Value => {
  if (by < 0n) return wrap(left.value >> (by < -64n ? 64n : -by), left.unsigned);
  return wrap(left.value << (by > 64n ? 64n : by), left.unsigned);
};

const shiftCount = ({ value }: Value): bigint => (value > 64n ? 64n : value < -64n ? -64n : value);

/** Applies a binary operator as C does to intmax_t and uintmax_t; undefined for a division by zero. */
export const applyBinary = (operator: string, left: Value, right: Value): Value | undefined => {
  if (operator === "<<") return shift(left, shiftCount(right));
  if (operator === ">>") return shift(left, -shiftCount(right));
  if (operator === "&&") return truth(left.value !== 0n && right.value !== 0n);
  if (operator === "||") return truth(left.value !== 0n || right.value !== 0n);
  const unsigned = left.unsigned || right.unsigned;
  const a = wrap(left.value, unsigned).value;
  const b = wrap(right.value, unsigned).value;
  switch (operator) {
    case "==":
      return truth(a === b);
    case "!=":
      return truth(a !== b);
    case "<":
      return truth(a < b);
    case ">":
      return truth(a > b);
    case "<=":
      return truth(a <= b);
    case ">=":
      return truth(a >= b);
    case "|":
      return wrap(a | b, unsigned);
    case "^":
      return wrap(a ^ b, unsigned);
    case "&":
      return wrap(a & b, unsigned);
    case "+":
      return wrap(a + b, unsigned);
    case "-":
      return wrap(a - b, unsigned);
    case "*":
      return wrap(a * b, unsigned);
    case "/":
      return b === 0n ? undefined : wrap(a / b, unsigned);
    case "%":
      return b === 0n ? undefined : wrap(a % b, unsigned);
    default:
      return undefined;
  }
};

/** Applies `+`, `-`, `!` or `~`; undefined for any other operator. */
export const applyUnary = (operator: string, { value, unsigned }: Value): Value | undefined => {
  switch (operator) {
    case "+":
      return { value, unsigned };
    case "-":
      return wrap(-value, unsigned);
    case "~":
      return wrap(~value, unsigned);
    case "!":
      return truth(value === 0n);
    default:
      return undefined;
  }
};
