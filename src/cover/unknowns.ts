/** The unknown bits that a parser depends on: those of the packet on the wire, and those of the environment. */
import type { Circuit, Literal } from "./circuit.ts";
import type { Word } from "./words.ts";

export class Unknowns {
  readonly #circuit: Circuit;
  readonly #packet: Literal[] = [];
  readonly #inputs = new Map<string, Word>();

  constructor(circuit: Circuit) {
    this.#circuit = circuit;
  }

  /** `width` bits of the packet from bit `at` on, in wire order. */
  packet(at: number, width: number): Word {
    while (this.#packet.length < at + width) this.#packet.push(this.#circuit.unknown());
    return this.#packet.slice(at, at + width).reverse();
  }

  /** A value of the environment, by its dotted name. */
  input(name: string, width: number): Word {
    const known = this.#inputs.get(name);
    if (known !== undefined) return known;
    const word = Array.from({ length: width }, () => this.#circuit.unknown());
    this.#inputs.set(name, word);
    return word;
  }

  get inputs(): ReadonlyMap<string, Word> {
    return this.#inputs;
  }

  /** The unknown of the packet's bit, where one has been asked for. */
  packetBit(at: number): Literal | undefined {
    return this.#packet[at];
  }
}
