/**
 * Expressions of more than 64 bits. C on BPF has no integer that wide, so that whoever needs such a value asks for it
 * in pieces of up to 64 bits: moves, concatenations, slices and bitwise operators then cost what their pieces cost.
 * Only what carries from bit to bit (sums, products, variable shifts) is computed whole, into 64-bit limbs.
 */
import { CompilerBug, unreachable } from "../../../src/diagnostics/bug.ts";
import type { Expression } from "../../../src/ir/ir.ts";
import type { Block } from "../text/block.ts";
import {
  binary,
  bitOr,
  type Code,
  conditional,
  constant,
  masked,
  negated,
  ones,
  shiftedLeft,
  shiftedRight,
  tight,
  widen,
} from "../text/c-code.ts";
import { type Comparison, isSigned, widthOf } from "./arithmetic.ts";
import { memoryBits } from "./chunks.ts";
import type { FreshHeader } from "./fresh-header.ts";
import { compareLimbs, fromLimbs, type Limbs, leftPiece, limbCount, rightPiece } from "./limbs.ts";
import type { Places } from "./places.ts";
import { product, quotient, saturatedSum, sum } from "./wide-arithmetic.ts";

/** What prints expressions of up to 64 bits. */
interface Narrow {
  readonly fresh: FreshHeader;
  readonly places: Places;
  print(expression: Expression, block: Block): Code;
  amount(expression: Expression, width: number, block: Block): Code;
}

export class WideExpressions {
  readonly #narrow: Narrow;
  /** What has been computed whole in a block: valid until the block ends. */
  readonly #limbs = new WeakMap<Block, Map<Expression, Limbs>>();
  readonly #conditions = new WeakMap<Block, Map<Expression, Code>>();

  constructor(narrow: Narrow) {
    this.#narrow = narrow;
  }

  /** Bits high to low (at most 64 of them) of an expression of any width. */
  piece(expression: Expression, high: number, low: number, block: Block): Code {
    const width = widthOf(expression.type);
    if (width <= 64)
      return masked(shiftedRight(this.#narrow.print(expression, block), low), high - low + 1, width - low);
    const fresh = this.#narrow.fresh.bits(expression, high, low);
    if (fresh !== undefined) return fresh;
    switch (expression.kind) {
      case "bits":
        return constant((expression.value >> BigInt(low)) & ones(high - low + 1));
      case "read": {
        const { text, type } = this.#narrow.places.readable(expression.place, block);
        return memoryBits(text, type.size * 8 - 1 - high, high - low + 1, type.size);
      }
      case "slice":
        return this.piece(expression.operand, high + expression.low, low + expression.low, block);
      case "mux": {
        const condition = this.#condition(expression.condition, block);
        const then = this.piece(expression.then, high, low, block);
        return conditional(condition, then, this.piece(expression.otherwise, high, low, block));
      }
      case "cast":
        return this.#cast(expression.operand, high, low, block);
      case "unary": {
        if (expression.operator !== "complement")
          return fromLimbs(this.#compute(expression, block), high, low);
        const operand = widen(this.piece(expression.operand, high, low, block));
        return masked({ text: `~${tight(operand)}`, rank: "unary", size: 8 }, high - low + 1);
      }
      case "binary":
        return this.#binary(expression, high, low, block);
      case "bool":
      case "error":
      case "is-valid":
      case "next-index":
      case "packet-length":
        throw new CompilerBug(`${expression.kind} of ${width} bits`);
      default:
        return unreachable(expression);
    }
  }

  /** Whether any bit from `low` up is set. */
  anyBit(expression: Expression, low: number, block: Block): Code {
    const width = widthOf(expression.type);
    let any = constant(0n);
    for (let bit = low; bit < width; bit += 64)
      any = bitOr(any, this.piece(expression, Math.min(bit + 63, width - 1), bit, block));
    return binary(any, "!=", constant(0n), "==", 4);
  }

  compare(operator: Comparison, left: Expression, right: Expression, block: Block): Code {
    const signed = left.type.kind === "bits" && left.type.signed;
    const a = this.split(left, block);
    return compareLimbs(operator, a, this.split(right, block), signed, widthOf(left.type));
  }

  /** The limbs of an expression, each a named value. */
  split(expression: Expression, block: Block): Limbs {
    const width = widthOf(expression.type);
    return Array.from({ length: limbCount(width) }, (_, index) =>
      block.once(this.piece(expression, Math.min(index * 64 + 63, width - 1), index * 64, block), "limb"),
    );
  }

  #condition(condition: Expression, block: Block): Code {
    const known = this.#conditions.get(block) ?? new Map<Expression, Code>();
    this.#conditions.set(block, known);
    const found = known.get(condition);
    if (found !== undefined) return found;
    const code = block.once(this.#narrow.print(condition, block), "condition");
    known.set(condition, code);
    return code;
  }

  #cast(operand: Expression, high: number, low: number, block: Block): Code {
    const from = widthOf(operand.type);
    if (high < from) return this.piece(operand, high, low, block);
    const signed = operand.type.kind === "bits" && operand.type.signed;
    const sign = signed ? this.piece(operand, from - 1, from - 1, block) : constant(0n);
    const fill = signed ? masked(negated(widen(sign)), high - Math.max(from, low) + 1) : sign;
    if (low >= from) return fill;
    return bitOr(shiftedLeft(fill, from - low), this.piece(operand, from - 1, low, block));
  }

  #binary(
    expression: Expression & { readonly kind: "binary" },
    high: number,
    low: number,
    block: Block,
  ): Code {
    const { operator, left, right } = expression;
    switch (operator) {
      case "and":
      case "or":
      case "xor": {
        const sign = { and: "&", or: "|", xor: "^" } as const;
        const a = this.piece(left, high, low, block);
        const b = this.piece(right, high, low, block);
        return binary(a, sign[operator], b, sign[operator]);
      }
      case "concat": {
        const seam = widthOf(right.type);
        if (low >= seam) return this.piece(left, high - seam, low - seam, block);
        if (high < seam) return this.piece(right, high, low, block);
        const upper = this.piece(left, high - seam, 0, block);
        return bitOr(shiftedLeft(upper, seam - low), this.piece(right, seam - 1, low, block));
      }
      default:
        return fromLimbs(this.#compute(expression, block), high, low);
    }
  }

  /** Computes what carries from limb to limb, once in a block. */
  #compute(expression: Expression, block: Block): Limbs {
    const known = this.#limbs.get(block) ?? new Map<Expression, Limbs>();
    this.#limbs.set(block, known);
    const found = known.get(expression);
    if (found !== undefined) return found;
    const limbs = this.#computed(expression, block);
    known.set(expression, limbs);
    return limbs;
  }

  #computed(expression: Expression, block: Block): Limbs {
    const width = widthOf(expression.type);
    if (expression.kind === "unary") {
      const zeros = Array.from({ length: limbCount(width) }, () => widen(constant(0n)));
      return sum("sub", zeros, this.split(expression.operand, block), width, block);
    }
    if (expression.kind !== "binary") throw new CompilerBug(`limbs of ${expression.kind}`);
    const { operator, left, right } = expression;
    switch (operator) {
      case "add":
      case "sub":
        return sum(operator, this.split(left, block), this.split(right, block), width, block);
      case "add-sat":
      case "sub-sat": {
        const plain = operator === "add-sat" ? "add" : "sub";
        const [a, b] = [this.split(left, block), this.split(right, block)];
        return saturatedSum(plain, a, b, width, isSigned(left.type), block);
      }
      case "mul":
        return product(this.split(left, block), this.split(right, block), width, block);
      case "div":
      case "mod": {
        if (right.kind !== "bits") throw new CompilerBug("a division by what is no constant");
        const divided = quotient(this.split(left, block), right.value, width, block);
        return operator === "div" ? divided.quotient : divided.remainder;
      }
      case "shl":
      case "shr": {
        const signed = operator === "shr" && left.type.kind === "bits" && left.type.signed;
        return this.#shift(operator, left, right, width, signed, block);
      }
      default:
        throw new CompilerBug(`${operator} of ${width} bits, which limits.ts refuses`);
    }
  }

  /** By a constant: a matter of naming bits. By a variable: one conditional constant shift for each bit of it. */
  #shift(
    operator: "shl" | "shr",
    left: Expression,
    right: Expression,
    width: number,
    signed: boolean,
    block: Block,
  ): Limbs {
    let limbs = this.split(left, block);
    const top = limbs.length - 1;
    const last = limbs[top] ?? constant(0n);
    const sign = signed
      ? block.once(negated(widen(masked(shiftedRight(last, width - 1 - top * 64), 1))))
      : constant(0n);
    const shiftBy = (amount: number): Limbs =>
      limbs.map((_, index) => {
        const low = index * 64;
        const high = Math.min(low + 63, width - 1);
        return operator === "shl"
          ? leftPiece(limbs, high, low, amount)
          : rightPiece(limbs, high, low, amount, width, sign);
      });
    if (right.kind === "bits") {
      const amount = right.value < BigInt(width) ? Number(right.value) : width;
      return shiftBy(amount).map((limb) => block.once(limb, "shifted"));
    }
    const amount = this.#narrow.amount(right, width, block);
    for (let bit = 0; 1 << bit < width; bit += 1) {
      // Without branches: the verifier would walk every combination of them.
      const set = masked(shiftedRight(amount, bit), 1);
      const mask = block.once(negated(widen(set)), "mask");
      const shifted = shiftBy(1 << bit);
      limbs = limbs.map((limb, index) => {
        const change = binary(limb, "^", shifted[index] ?? constant(0n), "^", 8);
        return block.once(binary(limb, "^", binary(change, "&", mask, "&", 8), "^", 8), "shifted");
      });
    }
    const fits = binary(amount, "<", constant(BigInt(width)), "<", 4);
    return limbs.map((limb, index) => {
      const bits = Math.min(64, width - index * 64);
      return block.once(conditional(fits, limb, masked(sign, bits)), "shifted");
    });
  }
}
