/** P4's arithmetic on words of literals, the least significant bit first (specification 8.6 to 8.9). */
import { type Circuit, FALSE, type Literal, not, TRUE } from "./circuit.ts";

export type Word = readonly Literal[];

export const constant = (value: bigint, width: number): Word =>
  Array.from({ length: width }, (_, bit) => (((value >> BigInt(bit)) & 1n) === 1n ? TRUE : FALSE));

/** The number that a word is, where none of its bits depends on an unknown. */
export const constantOf = (word: Word): bigint | undefined => {
  let value = 0n;
  for (let bit = word.length - 1; bit >= 0; bit -= 1) {
    const literal = word[bit] ?? FALSE;
    if (literal > TRUE) return undefined;
    value = (value << 1n) | BigInt(literal);
  }
  return value;
};

/** Cut off or extended to a width. */
export const resize = (word: Word, width: number, signed: boolean): Word => {
  const fill = signed ? (word.at(-1) ?? FALSE) : FALSE;
  return Array.from({ length: width }, (_, bit) => word[bit] ?? fill);
};

export const complement = (word: Word): Word => word.map(not);

export class Words {
  readonly circuit: Circuit;

  constructor(circuit: Circuit) {
    this.circuit = circuit;
  }

  bitwise(left: Word, right: Word, gate: (a: Literal, b: Literal) => Literal): Word {
    return left.map((literal, bit) => gate(literal, right[bit] ?? FALSE));
  }

  /** left + right + carry, and the carry out. */
  sum(left: Word, right: Word, carry: Literal): { readonly word: Word; readonly carry: Literal } {
    const { circuit } = this;
    let moved = carry;
    const word = left.map((a, bit) => {
      const b = right[bit] ?? FALSE;
      const half = circuit.xor(a, b);
      const result = circuit.xor(half, moved);
      moved = circuit.or(circuit.and(a, b), circuit.and(circuit.or(a, b), moved));
      return result;
    });
    return { word, carry: moved };
  }

  add(left: Word, right: Word): Word {
    return this.sum(left, right, FALSE).word;
  }

  sub(left: Word, right: Word): Word {
    return this.sum(left, complement(right), TRUE).word;
  }

  negate(word: Word): Word {
    return this.sub(constant(0n, word.length), word);
  }

  mul(left: Word, right: Word): Word {
    const width = left.length;
    let result = constant(0n, width);
    for (const [shift, literal] of right.entries()) {
      if (literal === FALSE) continue;
      const row = Array.from({ length: width }, (_, bit) =>
        bit < shift ? FALSE : this.circuit.and(left[bit - shift] ?? FALSE, literal),
      );
      result = this.add(result, row);
    }
    return result;
  }

  equal(left: Word, right: Word): Literal {
    const { circuit } = this;
    return circuit.all(left.map((literal, bit) => not(circuit.xor(literal, right[bit] ?? FALSE))));
  }

  /** left < right */
  less(left: Word, right: Word, signed: boolean): Literal {
    if (!signed) return not(this.sum(left, complement(right), TRUE).carry);
    const flip = (word: Word): Word =>
      word.map((literal, bit) => (bit === word.length - 1 ? not(literal) : literal));
    return this.less(flip(left), flip(right), false);
  }

  choose(condition: Literal, then: Word, otherwise: Word): Word {
    return then.map((literal, bit) => this.circuit.choose(condition, literal, otherwise[bit] ?? FALSE));
  }

  /** By a word of any width; beyond the width nothing is left but the sign. */
  shift(word: Word, amount: Word, direction: "left" | "right", signed: boolean): Word {
    const width = word.length;
    const fill = signed && direction === "right" ? (word.at(-1) ?? FALSE) : FALSE;
    let result = word;
    for (const [power, literal] of amount.entries()) {
      if (literal === FALSE) continue;
      const by = power > 30 ? width : Math.min(width, 2 ** power);
      const previous = result;
      const moved = previous.map((_, bit) => {
        const from = direction === "left" ? bit - by : bit + by;
        return from < 0 || from >= width ? fill : (previous[from] ?? fill);
      });
      result = this.choose(literal, moved, previous);
    }
    return result;
  }

  saturated(left: Word, right: Word, operator: "add" | "sub", signed: boolean): Word {
    const width = left.length;
    const wide = (word: Word): Word => resize(word, width + 1, signed);
    const exact = operator === "add" ? this.add(wide(left), wide(right)) : this.sub(wide(left), wide(right));
    const cut = exact.slice(0, width);
    const top = exact[width] ?? FALSE;
    const ones = (1n << BigInt(width)) - 1n;
    if (!signed) return this.choose(top, constant(operator === "add" ? ones : 0n, width), cut);
    const overflow = this.circuit.xor(top, exact[width - 1] ?? FALSE);
    const high = constant(ones >> 1n, width);
    return this.choose(overflow, this.choose(top, complement(high), high), cut);
  }

  /** Quotient and remainder, unsigned, by a word that is not zero: long division. */
  divide(left: Word, right: Word): { readonly quotient: Word; readonly remainder: Word } {
    const width = left.length;
    const divisor = resize(right, width + 1, false);
    const quotient = new Array<Literal>(width).fill(FALSE);
    let remainder: Word = constant(0n, width + 1);
    for (let bit = width - 1; bit >= 0; bit -= 1) {
      const shifted: Word = [left[bit] ?? FALSE, ...remainder.slice(0, width)];
      const fits = not(this.less(shifted, divisor, false));
      remainder = this.choose(fits, this.sub(shifted, divisor), shifted);
      quotient[bit] = fits;
    }
    return { quotient, remainder: remainder.slice(0, width) };
  }
}
