/**
 * The header that was extracted last, while it still is what the packet holds. Fields of it that lie side by side can
 * then be taken from the packet in one piece, however the program puts them together.
 */
import type { Expression, Operation, Place } from "../../src/ir/ir.ts";
import { operationsWithin, targetsOf } from "../../src/ir/walk.ts";
import { widthOf } from "./arithmetic.ts";
import type { Code } from "./c-code.ts";
import { packetBits } from "./packet-loads.ts";

/** One extract of a header of fixed size. */
export interface Extracted {
  readonly place: Place;
  readonly name: string;
  readonly bytes: number;
  /** Where each field starts, in bits from the header's start. */
  readonly offsets: ReadonlyMap<string, number>;
  /** The statement that keeps the header's address: left out where nobody needs it. */
  readonly statement: string;
  isUsed: boolean;
}

/** The C variable that holds its address. */
export const HEADER = "header";

/** A place made of fields only as text; undefined where an index in it varies. */
export const nameOf = ({ root, path }: Place): string | undefined =>
  path.every(({ kind }) => kind === "field")
    ? [root, ...path.map((step) => (step.kind === "field" ? step.name : ""))].join(".")
    : undefined;

const overlap = (place: Place, extracted: Extracted): boolean => {
  if (place.root !== extracted.place.root) return false;
  const name = nameOf(place);
  return (
    name === undefined ||
    name === extracted.name ||
    name.startsWith(`${extracted.name}.`) ||
    extracted.name.startsWith(`${name}.`)
  );
};

export class FreshHeader {
  current: Extracted | undefined;
  readonly #all: Extracted[] = [];
  readonly #isOn: boolean;

  /** isOn: false makes it know nothing. */
  constructor(isOn: boolean) {
    this.#isOn = isOn;
  }

  /** Notes an extract; the statement that it gives has to stand before the cursor moves. */
  extract(place: Place, fields: readonly { readonly name: string; readonly width: number }[]): string {
    const name = nameOf(place);
    const offsets = new Map<string, number>();
    let offset = 0;
    for (const field of fields) {
      offsets.set(field.name, offset);
      offset += field.width;
    }
    const statement = `${HEADER} = cursor; /* ${this.#all.length} */`;
    const bytes = offset / 8;
    this.current =
      name === undefined || !this.#isOn
        ? undefined
        : { place, name, bytes, offsets, statement, isUsed: false };
    if (this.current === undefined) return "";
    this.#all.push(this.current);
    return statement;
  }

  /** Forgets the header where an operation may change it, or moves HEADER. */
  note(operation: Operation): void {
    const { current } = this;
    if (current === undefined) return;
    for (const inner of operationsWithin([operation]))
      if (inner.kind === "extract" || targetsOf(inner).some((target) => overlap(target, current))) {
        this.current = undefined;
        return;
      }
  }

  /** Bits high to low of a value, if they lie in one piece in the packet. */
  bits(value: Expression, high: number, low: number): Code | undefined {
    const offset = this.#offsetOf(value, high, low);
    if (offset === undefined || this.current === undefined) return undefined;
    this.current.isUsed = true;
    return packetBits(HEADER, offset, high - low + 1, this.current.bytes);
  }

  /** Whether bits high to low of a value lie in one piece in the packet. */
  holds(value: Expression, high: number, low: number): boolean {
    return this.#offsetOf(value, high, low) !== undefined;
  }

  /** Whether any header's address is needed. */
  get isUsed(): boolean {
    return this.#all.some(({ isUsed }) => isUsed);
  }

  /** Lines of code without the addresses that nobody needs. */
  cleaned(lines: readonly string[]): readonly string[] {
    const all = new Map(this.#all.map((extracted) => [extracted.statement, extracted.isUsed]));
    return lines.flatMap((line) => {
      const isUsed = all.get(line.trimStart());
      if (isUsed === undefined) return [line];
      return isUsed ? [line.replace(/ \/\* \d+ \*\/$/, "")] : [];
    });
  }

  /** In bits from the header's start. */
  #offsetOf(value: Expression, high: number, low: number): number | undefined {
    switch (value.kind) {
      case "read":
        return this.#fieldOffset(value.place, widthOf(value.type) - 1 - high);
      case "slice":
        return this.#offsetOf(value.operand, high + value.low, low + value.low);
      case "cast":
        return high < widthOf(value.operand.type) ? this.#offsetOf(value.operand, high, low) : undefined;
      case "binary": {
        if (value.operator !== "concat") return undefined;
        const seam = widthOf(value.right.type);
        if (high < seam) return this.#offsetOf(value.right, high, low);
        if (low >= seam) return this.#offsetOf(value.left, high - seam, low - seam);
        const left = this.#offsetOf(value.left, high - seam, 0);
        const right = this.#offsetOf(value.right, seam - 1, low);
        return left !== undefined && right === left + high - seam + 1 ? left : undefined;
      }
      default:
        return undefined;
    }
  }

  #fieldOffset({ root, path }: Place, skipped: number): number | undefined {
    const last = path.at(-1);
    if (this.current === undefined || root !== this.current.place.root || last?.kind !== "field")
      return undefined;
    const header = nameOf({ root, path: path.slice(0, -1), type: { kind: "bool" } });
    const offset = header === this.current.name ? this.current.offsets.get(last.name) : undefined;
    return offset === undefined ? undefined : offset + skipped;
  }
}
