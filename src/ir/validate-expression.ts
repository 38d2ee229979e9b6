/** The validator's part on expressions and places: every type is what its parts make it. */
import { CompilerBug, unreachable } from "../diagnostics/bug.ts";
import { stepsToStack } from "./extend.ts";
import type { Expression, Place, Program, ScalarType, Type } from "./ir.ts";
import { spellExpression, spellPlace } from "./spell.ts";
import { BIT32, BOOL, bitsType, sameType, spellType, stepType, typeTable } from "./types.ts";

export interface Checker {
  readonly expression: (expression: Expression) => void;
  /** next: whether the place may end in `next` (only an extract's may). */
  readonly place: (place: Place, next?: "next-allowed") => void;
}

type Of<K extends Expression["kind"]> = Extract<Expression, { readonly kind: K }>;

const binaryType = ({ operator, left, right }: Of<"binary">): ScalarType | undefined => {
  const same = sameType(left.type, right.type);
  const bits = left.type.kind === "bits" && right.type.kind === "bits";
  switch (operator) {
    case "logical-and":
    case "logical-or":
      return same && left.type.kind === "bool" ? BOOL : undefined;
    case "eq":
    case "ne":
      return same ? BOOL : undefined;
    case "lt":
    case "le":
    case "gt":
    case "ge":
      return same && bits ? BOOL : undefined;
    case "shl":
    case "shr":
      return bits && right.type.kind === "bits" && !right.type.signed ? left.type : undefined;
    case "concat":
      return left.type.kind === "bits" && right.type.kind === "bits"
        ? bitsType(left.type.width + right.type.width, left.type.signed)
        : undefined;
    case "div":
    case "mod":
      return same &&
        left.type.kind === "bits" &&
        !left.type.signed &&
        right.kind === "bits" &&
        right.value > 0n
        ? left.type
        : undefined;
    default:
      return same && bits ? left.type : undefined;
  }
};

const castIsAllowed = (from: ScalarType, to: ScalarType): boolean => {
  const bit1 = (type: ScalarType): boolean => type.kind === "bits" && type.width === 1 && !type.signed;
  if (from.kind === "bits" && to.kind === "bits") return true;
  return (from.kind === "bool" && bit1(to)) || (to.kind === "bool" && bit1(from));
};

/** Makes a checker for one program's expressions and places; what is wrong throws a CompilerBug. */
export const expressionChecker = (program: Program): Checker => {
  const types = typeTable(program);
  const variables = new Map<string, Type>(
    [...program.parameters, ...program.locals].map(({ name, type }) => [name, type]),
  );
  const errors = new Set(program.errors);

  const place = (checked: Place, next?: "next-allowed"): void => {
    const fail = (why: string): never => {
      throw new CompilerBug(`invalid IR: ${spellPlace(checked)}: ${why}`);
    };
    let type = variables.get(checked.root) ?? fail("no such variable");
    checked.path.forEach((step, index) => {
      if (step.kind === "next" && (next === undefined || index !== stepsToStack(checked))) fail("next");
      if (step.kind === "index") {
        expression(step.index);
        if (step.index.type.kind !== "bits" || step.index.type.signed) fail("index is not unsigned");
        const outside =
          step.index.kind === "bits" && type.kind === "stack" && step.index.value >= BigInt(type.size);
        if (outside) fail("constant index lies outside");
      }
      type = stepType(types, type, step) ?? fail(`no way from ${spellType(type)}`);
    });
    if (!sameType(type, checked.type)) fail(`holds ${spellType(type)}, not ${spellType(checked.type)}`);
  };

  const typeOf = (checked: Expression): ScalarType | undefined => {
    switch (checked.kind) {
      case "bits": {
        const { width } = checked.type;
        const fits = width > 0 && checked.value >= 0n && checked.value < 1n << BigInt(width);
        return fits ? checked.type : undefined;
      }
      case "bool":
        return BOOL;
      case "error":
        return errors.has(checked.name) ? checked.type : undefined;
      case "read": {
        place(checked.place);
        const { type } = checked.place;
        return type.kind === "bits" || type.kind === "bool" || type.kind === "error" ? type : undefined;
      }
      case "is-valid":
        place(checked.place);
        return checked.place.type.kind === "header" || checked.place.type.kind === "union" ? BOOL : undefined;
      case "next-index":
        place(checked.stack);
        return checked.stack.type.kind === "stack" ? BIT32 : undefined;
      case "packet-length":
        return BIT32;
      case "unary": {
        const { type } = checked.operand;
        return (type.kind === "bool") === (checked.operator === "not") && type.kind !== "error"
          ? type
          : undefined;
      }
      case "binary":
        return binaryType(checked);
      case "slice": {
        const { operand, high, low } = checked;
        const inside = operand.type.kind === "bits" && low >= 0 && low <= high && high < operand.type.width;
        return inside ? bitsType(high - low + 1) : undefined;
      }
      case "cast":
        return castIsAllowed(checked.operand.type, checked.type) ? checked.type : undefined;
      case "mux":
        return checked.condition.type.kind === "bool" && sameType(checked.then.type, checked.otherwise.type)
          ? checked.then.type
          : undefined;
      default:
        return unreachable(checked);
    }
  };

  const expression = (checked: Expression): void => {
    switch (checked.kind) {
      case "unary":
      case "slice":
      case "cast":
        expression(checked.operand);
        break;
      case "binary":
        expression(checked.left);
        expression(checked.right);
        break;
      case "mux":
        expression(checked.condition);
        expression(checked.then);
        expression(checked.otherwise);
        break;
      default:
        break;
    }
    const type = typeOf(checked);
    if (type === undefined || !sameType(type, checked.type)) {
      throw new CompilerBug(
        `invalid IR: ${spellExpression(checked)} is no ${spellType(checked.type)}${type === undefined ? "" : ` but ${spellType(type)}`}`,
      );
    }
  };

  return { expression, place };
};
