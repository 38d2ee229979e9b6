/** Makes reads safe: a field of a header that is invalid reads zero, whatever is stored there. */
import { unreachable } from "../diagnostics/bug.ts";
import { bits, bool, isValid, mux, read, zeroOf } from "../ir/build.ts";
import type { Expression, Place } from "../ir/ir.ts";
import { simplifyNode } from "../ir/simplify.ts";
import { mapOperands, mapPlace } from "../ir/walk.ts";
import { pairAt, putPair } from "./bit-set.ts";
import {
  copyFacts,
  type Facts,
  MAY_BE_INVALID,
  MAY_BE_UNWRITTEN,
  MAY_BE_VALID,
  nextIndexBounds,
  possibleNodes,
  validityAt,
} from "./facts.ts";
import { type Leaves, nodeOf } from "./leaves.ts";

/** What is worth telling the author; the caller knows where. */
export interface Findings {
  unwritten(place: Place, certain: boolean): void;
  invalid(header: Place, certain: boolean): void;
  /** A header whose varbit would have to become empty: no target can store that. */
  varbitMadeValid(header: Place): void;
}

/** The header that a scalar place is a field of. */
export const headerAround = (leaves: Leaves, facts: Facts, place: Place): Place | undefined => {
  const [node] = possibleNodes(leaves, facts, place);
  const parent = node?.parent;
  return parent?.type.kind === "header"
    ? { root: place.root, path: place.path.slice(0, -1), type: parent.type }
    : undefined;
};

const guardRead = (
  leaves: Leaves,
  facts: Facts,
  expression: Extract<Expression, { kind: "read" }>,
  findings: Findings,
): Expression => {
  const { place, type } = expression;
  const header = headerAround(leaves, facts, place);
  if (header === undefined) {
    const written = possibleNodes(leaves, facts, place).map(({ number }) => pairAt(facts.written, number));
    if (written.some((value) => (value & MAY_BE_UNWRITTEN) !== 0)) {
      findings.unwritten(
        place,
        written.every((value) => value === MAY_BE_UNWRITTEN),
      );
    }
    return expression;
  }
  const validity = validityAt(leaves, facts, header);
  if (validity === MAY_BE_VALID) return expression;
  findings.invalid(header, validity === MAY_BE_INVALID);
  const zero = zeroOf(type);
  return validity === MAY_BE_INVALID ? zero : mux(isValid(header), read(place), zero);
};

/** Decides comparisons of a stack's next index with a constant where its bounds do. */
const decideNextIndex = (leaves: Leaves, facts: Facts, expression: Expression): Expression => {
  if (expression.kind !== "binary") return expression;
  const { left, right, operator } = expression;
  if (left.kind !== "next-index" || right.kind !== "bits") return expression;
  const [low, high] = nextIndexBounds(leaves, facts, left.stack);
  const value = Number(right.value);
  const decided = (yes: boolean, no: boolean): Expression =>
    yes ? bool(true) : no ? bool(false) : expression;
  switch (operator) {
    case "eq":
      return decided(low === value && high === value, value < low || value > high);
    case "ne":
      return decided(value < low || value > high, low === value && high === value);
    case "lt":
      return decided(high < value, low >= value);
    case "le":
      return decided(high <= value, low > value);
    case "gt":
      return decided(low > value, high <= value);
    case "ge":
      return decided(low >= value, high < value);
    default:
      return expression;
  }
};

/** The expression with its reads guarded and with what the facts decide folded. Facts stay as they are. */
export const guardExpression = (
  leaves: Leaves,
  facts: Facts,
  expression: Expression,
  findings: Findings,
): Expression => {
  const guard = (inner: Expression): Expression => guardExpression(leaves, facts, inner, findings);
  const under = (condition: Expression, truth: boolean, inner: Expression): Expression => {
    const refined = copyFacts(facts);
    return refineFacts(leaves, refined, condition, truth)
      ? guardExpression(leaves, refined, inner, findings)
      : inner;
  };
  switch (expression.kind) {
    case "read": {
      const place = mapPlace(expression.place, guard);
      return guardRead(leaves, facts, { ...expression, place }, findings);
    }
    case "is-valid": {
      const place = mapPlace(expression.place, guard);
      const validity = validityAt(leaves, facts, place);
      if (validity === MAY_BE_VALID) return bool(true);
      return validity === MAY_BE_INVALID ? bool(false) : { ...expression, place };
    }
    case "next-index": {
      const [low, high] = nextIndexBounds(leaves, facts, expression.stack);
      return low === high ? bits(low, 32) : expression;
    }
    case "binary": {
      if (expression.operator === "logical-and" || expression.operator === "logical-or") {
        const left = guard(expression.left);
        const right = under(left, expression.operator === "logical-and", expression.right);
        return simplifyNode({ ...expression, left, right });
      }
      return simplifyNode(decideNextIndex(leaves, facts, mapOperands(expression, guard)));
    }
    case "mux": {
      const condition = guard(expression.condition);
      const then = under(condition, true, expression.then);
      const otherwise = under(condition, false, expression.otherwise);
      return simplifyNode({ ...expression, condition, then, otherwise });
    }
    case "unary":
    case "slice":
    case "cast":
      return simplifyNode(mapOperands(expression, guard));
    case "bits":
    case "bool":
    case "error":
    case "packet-length":
      return expression;
    default:
      return unreachable(expression);
  }
};

const refineNextIndex = (leaves: Leaves, facts: Facts, condition: Expression, truth: boolean): void => {
  if (condition.kind !== "binary" || condition.left.kind !== "next-index" || condition.right.kind !== "bits")
    return;
  const { number } = nodeOf(leaves, condition.left.stack);
  const value = Number(condition.right.value);
  const low = facts.low[number] ?? 0;
  const high = facts.high[number] ?? 0;
  const atLeast = (bound: number): void => {
    facts.low[number] = Math.min(Math.max(low, bound), high);
  };
  const atMost = (bound: number): void => {
    facts.high[number] = Math.max(Math.min(high, bound), low);
  };
  switch (condition.operator) {
    case "ne":
      if (truth && value === 0) atLeast(1);
      return;
    case "lt":
      if (truth) atMost(value - 1);
      else atLeast(value);
      return;
    case "gt":
      if (truth) atLeast(value + 1);
      else atMost(value);
      return;
    default:
      return;
  }
};

/** Adds to the facts that a (guarded) condition came out as `truth`; false where it can't. */
export const refineFacts = (leaves: Leaves, facts: Facts, condition: Expression, truth: boolean): boolean => {
  switch (condition.kind) {
    case "bool":
      return condition.value === truth;
    case "unary":
      return condition.operator === "not" ? refineFacts(leaves, facts, condition.operand, !truth) : true;
    case "is-valid": {
      const nodes = possibleNodes(leaves, facts, condition.place);
      const [node] = nodes;
      if (node === undefined || nodes.length > 1 || node.type.kind !== "header") return true;
      const left = pairAt(facts.validity, node.number) & (truth ? MAY_BE_VALID : MAY_BE_INVALID);
      if (left !== 0) putPair(facts.validity, node.number, left);
      return left !== 0;
    }
    case "binary":
      if (condition.operator === (truth ? "logical-and" : "logical-or")) {
        return (
          refineFacts(leaves, facts, condition.left, truth) &&
          refineFacts(leaves, facts, condition.right, truth)
        );
      }
      refineNextIndex(leaves, facts, condition, truth);
      return true;
    default:
      return true;
  }
};
