/** C's arithmetic on words of unknown bits: every value has 32 or 64 bits and is signed or not. */
import { type Circuit, FALSE, type Literal, not } from "../../../src/cover/circuit.ts";
import { constant, constantOf, resize, type Word, Words } from "../../../src/cover/words.ts";
import { NotUnderstood } from "./syntax.ts";

export interface Value {
  readonly word: Word;
  readonly signed: boolean;
}

/** Integers of fewer bits are promoted to int. */
export const promoted = (word: Word): Value =>
  word.length < 32 ? { word: resize(word, 32, false), signed: true } : { word, signed: false };

export const converted = ({ word, signed }: Value, bits: number): Word => resize(word, bits, signed);

export class Arithmetic {
  readonly words: Words;
  readonly circuit: Circuit;
  /** Words that are another one plus a constant: kept in one form, so that equal addresses are equal words. */
  readonly #sums = new Map<string, { readonly base: Word; readonly plus: bigint }>();

  constructor(circuit: Circuit) {
    this.circuit = circuit;
    this.words = new Words(circuit);
  }

  number(value: bigint, bits: number, signed: boolean): Value {
    return { word: constant(BigInt.asUintN(bits, value), bits), signed };
  }

  /** A word as another one plus a constant. */
  sumOf(word: Word): { readonly base: Word; readonly plus: bigint } {
    return this.#sums.get(word.join()) ?? { base: word, plus: 0n };
  }

  #add(left: Word, right: Word, sign: bigint): Word {
    const by = constantOf(right);
    if (by === undefined || constantOf(left) !== undefined)
      return sign > 0n ? this.words.add(left, right) : this.words.sub(left, right);
    const { base, plus } = this.sumOf(left);
    const total = BigInt.asUintN(left.length, plus + sign * by);
    if (total === 0n) return base;
    const word = this.words.add(base, constant(total, left.length));
    this.#sums.set(word.join(), { base, plus: total });
    return word;
  }

  truth({ word }: Value): Literal {
    return this.circuit.any(word);
  }

  fromTruth(literal: Literal): Value {
    return { word: resize([literal], 32, false), signed: true };
  }

  binary(operator: string, left: Value, right: Value): Value {
    const { words, circuit } = this;
    if (operator === "<<" || operator === ">>") {
      const direction = operator === "<<" ? "left" : "right";
      return { word: words.shift(left.word, right.word, direction, left.signed), signed: left.signed };
    }
    const bits = Math.max(left.word.length, right.word.length);
    const signed = [left, right].every((value) => value.signed || value.word.length < bits);
    const [a, b] = [converted(left, bits), converted(right, bits)];
    const made = (word: Word): Value => ({ word, signed });
    switch (operator) {
      case "+":
        return made(constantOf(a) === undefined ? this.#add(a, b, 1n) : this.#add(b, a, 1n));
      case "-":
        return made(this.#add(a, b, -1n));
      case "*":
        return made(words.mul(a, b));
      case "&":
        return made(words.bitwise(a, b, (x, y) => circuit.and(x, y)));
      case "|":
        return made(words.bitwise(a, b, (x, y) => circuit.or(x, y)));
      case "^":
        return made(words.bitwise(a, b, (x, y) => circuit.xor(x, y)));
      case "==":
        return this.fromTruth(words.equal(a, b));
      case "!=":
        return this.fromTruth(not(words.equal(a, b)));
      case "<":
        return this.fromTruth(words.less(a, b, signed));
      case ">":
        return this.fromTruth(words.less(b, a, signed));
      case "<=":
        return this.fromTruth(not(words.less(b, a, signed)));
      case ">=":
        return this.fromTruth(not(words.less(a, b, signed)));
      case "&&":
        return this.fromTruth(circuit.and(this.truth(left), this.truth(right)));
      case "||":
        return this.fromTruth(circuit.or(this.truth(left), this.truth(right)));
      default:
        throw new NotUnderstood(`operator ${operator}`);
    }
  }

  unary(operator: string, operand: Value): Value {
    if (operator === "!") return this.fromTruth(not(this.truth(operand)));
    if (operator === "~") return { ...operand, word: operand.word.map(not) };
    if (operator === "-") return { ...operand, word: this.words.negate(operand.word) };
    throw new NotUnderstood(`operator ${operator}`);
  }

  choose(condition: Literal, then: Value, otherwise: Value): Value {
    const bits = Math.max(then.word.length, otherwise.word.length);
    const word = this.words.choose(condition, converted(then, bits), converted(otherwise, bits));
    return { word, signed: then.signed && otherwise.signed };
  }

  /** Bytes, the first in memory first, as a number in network order. */
  fromBytes(bytes: readonly Word[]): Word {
    return bytes.toReversed().flat();
  }

  /** The bytes of a number in network order. */
  toBytes(word: Word): readonly Word[] {
    return Array.from({ length: word.length / 8 }, (_, index) =>
      word.slice(index * 8, index * 8 + 8),
    ).toReversed();
  }

  unknown(bits: number): Word {
    return Array.from({ length: bits }, () => this.circuit.unknown());
  }
}

export const zeros = (bits: number): Word => Array.from({ length: bits }, () => FALSE);
