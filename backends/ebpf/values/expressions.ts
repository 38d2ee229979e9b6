/**
 * Expressions of up to 64 bits in C. Every C value is the stored pattern: unsigned, below 2^width. Arithmetic is done
 * in 64 bits and cut back to its width where it may have left it.
 */
import { must, unreachable } from "../../../src/diagnostics/bug.ts";
import type { Expression } from "../../../src/ir/ir.ts";
import type { Passes } from "../passes.ts";
import type { Block } from "../text/block.ts";
import {
  binary,
  bitOr,
  type Code,
  conditional,
  constant,
  masked,
  negated,
  primary,
  shiftedLeft,
  shiftedRight,
  tight,
  widen,
} from "../text/c-code.ts";
import {
  arithmetic,
  arithmeticRight,
  compare,
  isSigned,
  saturate,
  signExtended,
  widthOf,
} from "./arithmetic.ts";
import type { FreshHeader } from "./fresh-header.ts";
import { type Location, memberText, Places, unionValidities, type Variable, validityOf } from "./places.ts";
import type { StackIndices } from "./stack-indices.ts";
import { WideExpressions } from "./wide-expressions.ts";

type Binary = Expression & { readonly kind: "binary" };

export interface Environment {
  readonly variables: ReadonlyMap<string, Variable>;
  /** The C name of an error's code. */
  readonly errorName: (error: string) => string;
  /** The parameter that holds the packet's length. */
  readonly packetLength: string;
  /** Where fields may be taken from the packet in one piece. */
  readonly fresh: FreshHeader;
  readonly passes: Passes;
  readonly indices: StackIndices;
}

export class Expressions {
  readonly places: Places;
  readonly wide: WideExpressions;
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
    const { variables, indices, passes } = environment;
    const print = (expression: Expression, block: Block): Code => this.print(expression, block);
    this.places = new Places(variables, indices, passes("chosen-elements"), print);
    this.wide = new WideExpressions(this);
  }

  get fresh(): FreshHeader {
    return this.#environment.fresh;
  }

  get passes(): Passes {
    return this.#environment.passes;
  }

  /** A value of up to 64 bits, a bool or an error. Statements that it needs go into the block. */
  print(expression: Expression, block: Block): Code {
    switch (expression.kind) {
      case "bits":
        return constant(expression.value);
      case "bool":
        return constant(expression.value ? 1n : 0n);
      case "error":
        return primary(this.#environment.errorName(expression.name), 4);
      case "read":
        return this.#read(expression, block);
      case "is-valid":
        return this.#isValid(this.places.readable(expression.place, block));
      case "next-index": {
        const next = this.#environment.indices.nextOf(expression.stack);
        if (next !== undefined) return constant(BigInt(next));
        return primary(memberText(this.places.locate(expression.stack, block), "next"), 4);
      }
      case "packet-length":
        return primary(this.#environment.packetLength, 4);
      case "unary":
        return this.#unary(
          expression.operator,
          widthOf(expression.type),
          this.print(expression.operand, block),
        );
      case "binary":
        return this.#binary(expression, block);
      case "slice":
        return this.#slice(expression, block);
      case "cast":
        return this.#cast(expression, block);
      case "mux": {
        const condition = this.print(expression.condition, block);
        const then = this.print(expression.then, block);
        return conditional(condition, then, this.print(expression.otherwise, block));
      }
      default:
        return unreachable(expression);
    }
  }

  /** What a number's place holds, in host order. */
  read({ text, type, order }: Location): Code {
    if (type.kind === "error") return primary(text, 4);
    const { size } = must(type.kind === "number" ? type : undefined, "number");
    const width = size === 8 ? 8 : 4;
    return primary(order === "host" || size === 1 ? text : `P4TWIN_BE${size * 8}(${text})`, width);
  }

  /** The statement that stores a number. */
  store({ text, type, order }: Location, value: Code): string {
    if (order === "host" || type.size === 1) return `${text} = ${value.text};`;
    return `${text} = P4TWIN_BE${type.size * 8}(${value.text});`;
  }

  #read(expression: Expression & { readonly kind: "read" }, block: Block): Code {
    const anew = this.fresh.anew(expression);
    if (anew !== undefined) return anew;
    const { type } = expression;
    // What the packet still holds need not be looked up in a stack.
    const isOpen = this.#environment.indices.isOpen(expression.place);
    const fresh = isOpen && type.kind === "bits" ? this.fresh.bits(expression, type.width - 1, 0) : undefined;
    return fresh ?? this.read(this.places.readable(expression.place, block));
  }

  #isValid(location: Location): Code {
    if (location.type.kind === "struct" && location.type.declaration.kind === "union")
      return unionValidities(location)
        .map((text) => primary(text, 4))
        .reduce((left, right) => binary(left, "||", right, "||", 4));
    return primary(validityOf(location), 4);
  }

  #unary(operator: "negate" | "complement" | "not", width: number, operand: Code): Code {
    if (operator === "not") return { text: `!${tight(operand)}`, rank: "unary", size: 4 };
    if (operator === "negate") return masked(negated(widen(operand)), width);
    return masked({ text: `~${tight(widen(operand))}`, rank: "unary", size: 8 }, width);
  }

  #slice(expression: Expression & { readonly kind: "slice" }, block: Block): Code {
    const { operand, high, low } = expression;
    const from = widthOf(operand.type);
    if (from > 64) return this.wide.piece(operand, high, low, block);
    return masked(shiftedRight(this.print(operand, block), low), high - low + 1, from - low);
  }

  #cast(expression: Expression & { readonly kind: "cast" }, block: Block): Code {
    const { operand } = expression;
    const from = widthOf(operand.type);
    const to = widthOf(expression.type);
    if (from > 64) return this.wide.piece(operand, to - 1, 0, block);
    const value = this.print(operand, block);
    if (to <= from) return masked(value, to, from);
    return isSigned(operand.type) ? masked(signExtended(value, from), to) : value;
  }

  #binary(expression: Binary, block: Block): Code {
    const { operator, left, right } = expression;
    const width = widthOf(left.type);
    switch (operator) {
      case "shl":
      case "shr":
        return this.#shift(expression, block);
      case "concat": {
        const fresh = this.fresh.bits(expression, widthOf(expression.type) - 1, 0);
        if (fresh !== undefined) return fresh;
        const low = widthOf(right.type);
        const high = shiftedLeft(this.print(left, block), low);
        return bitOr(high, this.print(right, block));
      }
      case "eq":
      case "ne":
      case "lt":
      case "le":
      case "gt":
      case "ge":
        if (width > 64) return this.wide.compare(operator, left, right, block);
        return compare(
          operator,
          this.print(left, block),
          this.print(right, block),
          isSigned(left.type),
          width,
        );
      case "add-sat":
      case "sub-sat": {
        const a = block.once(this.print(left, block), "left");
        const b = block.once(this.print(right, block), "right");
        return saturate(operator, a, b, width, isSigned(left.type), block);
      }
      default:
        return arithmetic(operator, this.print(left, block), this.print(right, block), width);
    }
  }

  #shift({ operator, left, right }: Binary, block: Block): Code {
    const width = widthOf(left.type);
    const signed = operator === "shr" && isSigned(left.type);
    const value = this.print(left, block);
    if (right.kind === "bits") {
      const amount = right.value < BigInt(width) ? Number(right.value) : width;
      if (signed) return arithmeticRight(value, constant(BigInt(Math.min(amount, width - 1))), width);
      if (amount === width) return constant(0n);
      return operator === "shl" ? masked(shiftedLeft(value, amount), width) : shiftedRight(value, amount);
    }
    const amount = this.amount(right, width, block);
    const fits = binary(amount, "<", constant(BigInt(width)), "<", 4);
    if (signed) return arithmeticRight(value, conditional(fits, amount, constant(BigInt(width - 1))), width);
    const shifted =
      operator === "shl"
        ? masked(binary(widen(value), "<<", amount, "<<", 8), width)
        : binary(widen(value), ">>", amount, "<<", 8);
    return conditional(fits, shifted, constant(0n));
  }

  /** A shift amount as a named value; one of more than 64 bits is cut to something that is still too much. */
  amount(expression: Expression, width: number, block: Block): Code {
    if (widthOf(expression.type) <= 64) return block.once(this.print(expression, block), "amount");
    const low = this.wide.piece(expression, 63, 0, block);
    const high = this.wide.anyBit(expression, 64, block);
    return block.once(conditional(high, constant(BigInt(width)), low), "amount");
  }
}
