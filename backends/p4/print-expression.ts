/** Expressions as P4: parentheses wherever a reader or another grammar might doubt, none besides. */
import { CompilerBug, unreachable } from "../../src/diagnostics/bug.ts";
import type { BinaryOperator, Expression, Place, ScalarType } from "../../src/ir/ir.ts";
import { spellType } from "../../src/ir/types.ts";

/** How tightly an expression's outermost operator binds. */
type Level = "mux" | "logical" | "comparison" | "bitwise" | "sum" | "product" | "prefix" | "atom";

interface Printed {
  readonly text: string;
  readonly level: Level;
  /** The outermost binary operator. */
  readonly operator?: BinaryOperator;
}

const symbols: Readonly<Record<BinaryOperator, readonly [string, Level]>> = {
  add: ["+", "sum"],
  sub: ["-", "sum"],
  "add-sat": ["|+|", "sum"],
  "sub-sat": ["|-|", "sum"],
  concat: ["++", "bitwise"],
  mul: ["*", "product"],
  div: ["/", "product"],
  mod: ["%", "product"],
  and: ["&", "bitwise"],
  or: ["|", "bitwise"],
  xor: ["^", "bitwise"],
  shl: ["<<", "bitwise"],
  shr: [">>", "bitwise"],
  eq: ["==", "comparison"],
  ne: ["!=", "comparison"],
  lt: ["<", "comparison"],
  le: ["<=", "comparison"],
  gt: [">", "comparison"],
  ge: [">=", "comparison"],
  "logical-and": ["&&", "logical"],
  "logical-or": ["||", "logical"],
};

const prefixes = { negate: "-", complement: "~", not: "!" } as const;

const chains: ReadonlySet<BinaryOperator> = new Set([
  "add",
  "sub",
  "concat",
  "mul",
  "and",
  "or",
  "xor",
  "logical-and",
  "logical-or",
]);

const parenthesized = ({ text }: Printed): string => `(${text})`;

const atom = (text: string): Printed => ({ text, level: "atom" });

/** Numbers up to 255 in decimal, like protocols and lengths; above in hexadecimal, like EtherTypes and addresses. */
export const spellNumber = (value: bigint): string =>
  value < 256n ? value.toString() : `0x${value.toString(16)}`;

/** A constant with its width: `16w0x800`, `8s5`; a negative one is cast from its bits. */
export const spellConstant = (value: bigint, width: number, signed = false): string => {
  if (!signed) return `${width}w${spellNumber(value)}`;
  const isNegative = value >> BigInt(width - 1) === 1n;
  return isNegative ? `(int<${width}>) ${width}w${spellNumber(value)}` : `${width}s${spellNumber(value)}`;
};

/** `hdr.vlan[2].tag`, `hdr.mpls.next`; indices are constants by now. */
export const printPlace = (place: Place): string =>
  place.root +
  place.path
    .map((step) => {
      switch (step.kind) {
        case "field":
          return `.${step.name}`;
        case "index":
          if (step.index.kind !== "bits") throw new CompilerBug(`variable index into ${place.root}`);
          return `[${step.index.value}]`;
        case "next":
        case "last":
          return `.${step.kind}`;
        default:
          return unreachable(step);
      }
    })
    .join("");

export const printExpression = (expression: Expression): string => print(expression).text;

/** As the operand of a prefix or a postfix: an atom, else in parentheses. */
const tight = (expression: Expression): string => {
  const printed = print(expression);
  return printed.level === "atom" ? printed.text : parenthesized(printed);
};

const print = (expression: Expression): Printed => {
  switch (expression.kind) {
    case "bits": {
      const text = spellConstant(expression.value, expression.type.width, expression.type.signed);
      return { text, level: text.startsWith("(") ? "prefix" : "atom" };
    }
    case "bool":
      return atom(String(expression.value));
    case "error":
      return atom(`error.${expression.name}`);
    case "read":
      return atom(printPlace(expression.place));
    case "is-valid":
      return atom(`${printPlace(expression.place)}.isValid()`);
    case "next-index":
      return { text: `${printPlace(expression.stack)}.lastIndex + 32w1`, level: "sum", operator: "add" };
    case "packet-length":
      throw new CompilerBug("the packet's length is the target's to say");
    case "unary":
      return {
        text: `${prefixes[expression.operator]}${tight(expression.operand)}`,
        level: "prefix",
      };
    case "slice":
      return atom(`${tight(expression.operand)}[${expression.high}:${expression.low}]`);
    case "cast":
      return printCast(expression.operand, expression.type);
    case "mux": {
      const condition = print(expression.condition);
      const test = condition.level === "mux" ? parenthesized(condition) : condition.text;
      const then = print(expression.then);
      const otherwise = print(expression.otherwise);
      const arm = (printed: Printed): string =>
        printed.level === "mux" ? parenthesized(printed) : printed.text;
      return { text: `${test} ? ${arm(then)} : ${arm(otherwise)}`, level: "mux" };
    }
    case "binary":
      return printBinary(expression);
    default:
      return unreachable(expression);
  }
};

/** P4 casts change the width or the signedness, never both at once; bool and bit<1> have a cast one way only here. */
const printCast = (operand: Expression, type: ScalarType): Printed => {
  const from = operand.type;
  if (type.kind === "bool") return print1(operand);
  const cast = `(${spellType(type)}) `;
  const direct =
    from.kind !== "bits" || type.kind !== "bits" || from.signed === type.signed || from.width === type.width;
  if (direct || from.kind !== "bits" || type.kind !== "bits") {
    return { text: cast + tight(operand), level: "prefix" };
  }
  const between = spellType({ kind: "bits", width: type.width, signed: from.signed });
  return { text: `${cast}((${between}) ${tight(operand)})`, level: "prefix" };
};

/** A bit as a truth. */
const print1 = (operand: Expression): Printed => {
  if (operand.type.kind === "bool") return print(operand);
  const printed = print(operand);
  const text = printed.level === "atom" || printed.level === "prefix" ? printed.text : parenthesized(printed);
  return { text: `${text} == 1w1`, level: "comparison", operator: "eq" };
};

const isLastIndex = (expression: Extract<Expression, { readonly kind: "binary" }>): boolean =>
  expression.operator === "sub" &&
  expression.left.kind === "next-index" &&
  expression.right.kind === "bits" &&
  expression.right.value === 1n;

const printBinary = (expression: Extract<Expression, { readonly kind: "binary" }>): Printed => {
  const { operator, left, right } = expression;
  if (isLastIndex(expression) && left.kind === "next-index")
    return atom(`${printPlace(left.stack)}.lastIndex`);
  const [symbol, level] = symbols[operator];
  const operand = (printed: Printed, isLeft: boolean): string =>
    needsParentheses(operator, level, printed, isLeft) ? parenthesized(printed) : printed.text;
  const amount = (operator === "shl" || operator === "shr") && right.kind === "bits";
  const rightText = amount ? right.value.toString() : operand(print(right), false);
  return { text: `${operand(print(left), true)} ${symbol} ${rightText}`, level, operator };
};

const needsParentheses = (
  operator: BinaryOperator,
  level: Level,
  operand: Printed,
  isLeft: boolean,
): boolean => {
  if (operand.level === "atom" || operand.level === "prefix") return false;
  if (operand.operator === operator && isLeft && chains.has(operator)) return false;
  if (level === "logical") return operand.level !== "comparison";
  if (level === "comparison") return operand.level !== "sum" && operand.level !== "product";
  if (level === "sum") {
    const plain = operator === "add" || operator === "sub";
    const alike = operand.operator === "add" || operand.operator === "sub";
    return !(plain && ((isLeft && alike) || operand.level === "product"));
  }
  return true;
};
