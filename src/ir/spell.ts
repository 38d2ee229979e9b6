/** The printed form of places, expressions and patterns. */
import { unreachable } from "../diagnostics/bug.ts";
import type { BinaryOperator, Expression, Next, Pattern, Place } from "./ir.ts";
import { spellType } from "./types.ts";

const symbols: Readonly<Record<BinaryOperator, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  "add-sat": "|+|",
  "sub-sat": "|-|",
  div: "/",
  mod: "%",
  and: "&",
  or: "|",
  xor: "^",
  shl: "<<",
  shr: ">>",
  concat: "++",
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  "logical-and": "&&",
  "logical-or": "||",
};

const prefixes = { negate: "-", complement: "~", not: "!" } as const;

const number = (value: bigint): string => (value < 10n ? value.toString() : `0x${value.toString(16)}`);

/** `hdr.vlan[2].tag`, `hdr.mpls.next` */
export const spellPlace = (place: Place): string =>
  place.root +
  place.path
    .map((step) => {
      switch (step.kind) {
        case "field":
          return `.${step.name}`;
        case "index":
          return `[${step.index.kind === "bits" ? step.index.value.toString() : spellExpression(step.index)}]`;
        case "next":
        case "last":
          return `.<${step.kind}>`;
        default:
          return unreachable(step);
      }
    })
    .join("");

/** P4's notation, every operation in parentheses; constants with their width. */
export const spellExpression = (expression: Expression): string => {
  switch (expression.kind) {
    case "bits":
      return `${expression.type.width}${expression.type.signed ? "s" : "w"}${number(expression.value)}`;
    case "bool":
      return String(expression.value);
    case "error":
      return `error.${expression.name}`;
    case "read":
      return spellPlace(expression.place);
    case "is-valid":
      return `${spellPlace(expression.place)}.isValid()`;
    case "next-index":
      return `${spellPlace(expression.stack)}.<next-index>`;
    case "packet-length":
      return "packet.length()";
    case "unary":
      return `${prefixes[expression.operator]}${spellExpression(expression.operand)}`;
    case "binary":
      return `(${spellExpression(expression.left)} ${symbols[expression.operator]} ${spellExpression(expression.right)})`;
    case "slice":
      return `${spellExpression(expression.operand)}[${expression.high}:${expression.low}]`;
    case "cast":
      return `(${spellType(expression.type)})${spellExpression(expression.operand)}`;
    case "mux":
      return `(${spellExpression(expression.condition)} ? ${spellExpression(expression.then)} : ${spellExpression(expression.otherwise)})`;
    default:
      return unreachable(expression);
  }
};

/** `0x800`, `0x0 &&& 0xf0`, `1..4`, `_`, `@value_set` */
export const spellPattern = (pattern: Pattern): string => {
  switch (pattern.kind) {
    case "any":
      return "_";
    case "value":
      return number(pattern.value);
    case "mask":
      return `${number(pattern.value)} &&& ${number(pattern.mask)}`;
    case "range":
      return `${number(pattern.low)}..${number(pattern.high)}`;
    case "value-set":
      return `@${pattern.name}`;
    default:
      return unreachable(pattern);
  }
};

/** `accept`, `reject NoMatch`, or a state's name. */
export const spellNext = (next: Next): string =>
  next.kind === "state" ? next.name : next.kind === "accept" ? "accept" : `reject ${next.error}`;
