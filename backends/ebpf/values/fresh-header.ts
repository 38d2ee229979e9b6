/**
 * The headers that have been extracted, while they still are what the packet holds. Fields that lie side by side in
 * one can then be taken from the packet in one piece, however the program puts them together.
 */
import type { Expression, Operation, Place } from "../../../src/ir/ir.ts";
import { operationsWithin, targetsOf } from "../../../src/ir/walk.ts";
import type { Code } from "../text/c-code.ts";
import type { NameScope } from "../text/names.ts";
import { widthOf } from "./arithmetic.ts";
import { packetBits } from "./packet-loads.ts";
import type { StackIndices } from "./stack-indices.ts";

/** A header of fixed size that has been extracted. */
interface Extracted {
  readonly place: Place;
  /** The C variable that holds its address. */
  readonly variable: string;
  readonly bytes: number;
  /** Where each field starts, in bits from the header's start. */
  readonly offsets: ReadonlyMap<string, number>;
}

/** By the places' names: the headers that still are what the packet holds. */
export type FreshHeaders = ReadonlyMap<string, Extracted>;

/** A place made of fields only as text; undefined where an index in it varies. */
export const nameOf = ({ root, path }: Place): string | undefined =>
  path.every(({ kind }) => kind === "field")
    ? [root, ...path.map((step) => (step.kind === "field" ? step.name : ""))].join(".")
    : undefined;

/** A header's place as text, also in a stack: its last element, or one of a known index. */
const headerName = ({ root, path }: Place): string | undefined => {
  const names: string[] = [root];
  for (const step of path) {
    if (step.kind === "field") names.push(step.name);
    else if (step.kind === "last") names.push("<last>");
    else if (step.kind === "index" && step.index.kind === "bits") names.push(`[${step.index.value}]`);
    else return undefined;
  }
  return names.join(".");
};

/** The fields on the way into a place, up to the first stack. */
const fieldsOf = ({ path }: Place): readonly string[] => {
  const names: string[] = [];
  for (const step of path) {
    if (step.kind !== "field") break;
    names.push(step.name);
  }
  return names;
};

/** Whether two places may have anything in common; where an index varies, whatever it may be. */
export const overlaps = (left: Place, right: Place): boolean => {
  if (left.root !== right.root) return false;
  const [a, b] = [fieldsOf(left), fieldsOf(right)];
  return a.slice(0, b.length).every((name, index) => name === b[index]);
};

const NONE: FreshHeaders = new Map();

/** What is fresh behind both of two ways. */
export const freshOnBoth = (left: FreshHeaders, right: FreshHeaders): FreshHeaders =>
  left === right ? left : new Map([...left].filter(([name]) => right.has(name)));

export class FreshHeader {
  #current: FreshHeaders = NONE;
  #loadsAnew = false;
  readonly #variables = new Map<string, string>();
  readonly #used = new Set<string>();
  readonly #isOn: boolean;
  readonly #names: NameScope;
  readonly #indices: StackIndices;

  /** isOn: false makes it know nothing. names: where the variables get theirs. */
  constructor(isOn: boolean, names: NameScope, indices: StackIndices) {
    this.#isOn = isOn;
    this.#names = names;
    this.#indices = indices;
  }

  get current(): FreshHeaders {
    return this.#current;
  }

  set current(headers: FreshHeaders) {
    this.#current = headers;
  }

  /**
   * Begins another state; undefined: nothing is fresh. loadsAnew: each field is loaded from the packet where it is
   * stored, so that it needs no register until then.
   */
  enter(headers: FreshHeaders | undefined, loadsAnew: boolean): void {
    this.#loadsAnew = loadsAnew;
    this.#current = headers ?? NONE;
  }

  /** Notes an extract; the statement that it gives has to stand before the cursor moves. */
  extract(place: Place, fields: readonly { readonly name: string; readonly width: number }[]): string {
    const names = this.#namesOf(place);
    const [name] = names;
    const offsets = new Map<string, number>();
    let offset = 0;
    for (const field of fields) {
      offsets.set(field.name, offset);
      offset += field.width;
    }
    this.forget(place);
    if (name === undefined || !this.#isOn) return "";
    const variable =
      this.#variables.get(name) ??
      this.#names.claim(
        `at_${place.path.flatMap((step) => (step.kind === "field" ? [step.name] : [])).join("_")}`,
      );
    const header = { place, variable, bytes: offset / 8, offsets };
    const current = new Map(this.#current);
    this.#variables.set(name, variable);
    for (const other of names) current.set(other, header);
    this.#current = current;
    return `${variable} = cursor;`;
  }

  /** What a header that is extracted may be read as: of a stack, its last element, and that of a known index. */
  #namesOf(place: Place): readonly string[] {
    const { path } = this.#indices.resolve(place);
    const next = place.path.findIndex(({ kind }) => kind === "next");
    if (next < 0) return [headerName({ ...place, path })].filter((name) => name !== undefined);
    const last = place.path.map((step, index) => (index === next ? ({ kind: "last" } as const) : step));
    return [headerName({ ...place, path: last }), headerName({ ...place, path })].filter(
      (name) => name !== undefined,
    );
  }

  /** Forgets the headers that a change of a place changes. */
  forget(place: Place): void {
    const left = [...this.#current].filter(([, header]) => !overlaps(place, header.place));
    if (left.length < this.#current.size) this.#current = new Map(left);
  }

  /** Forgets the headers that an operation may change. */
  note(operation: Operation): void {
    for (const inner of operationsWithin([operation]))
      for (const target of targetsOf(inner)) this.forget(target);
  }

  /** Bits high to low of a value, if they lie in one piece in the packet. */
  bits(value: Expression, high: number, low: number): Code | undefined {
    const piece = this.#pieceOf(value, high, low);
    if (piece === undefined) return undefined;
    const { variable, bytes } = piece.header;
    this.#used.add(variable);
    return packetBits(variable, piece.offset, high - low + 1, bytes);
  }

  /** A number that is to be loaded anew. */
  anew(value: Expression): Code | undefined {
    const width = widthOf(value.type);
    const isNumber = value.type.kind === "bits" && width <= 64;
    return this.#loadsAnew && isNumber ? this.bits(value, width - 1, 0) : undefined;
  }

  /** Whether bits high to low of a value lie in one piece in the packet. */
  holds(value: Expression, high: number, low: number): boolean {
    return this.#pieceOf(value, high, low) !== undefined;
  }

  /** The variables that are needed. */
  get used(): readonly string[] {
    return [...this.#variables.values()].filter((variable) => this.#used.has(variable));
  }

  /** Lines of code without the addresses that nobody needs. */
  cleaned(lines: readonly string[]): readonly string[] {
    const unused = new Set(
      [...this.#variables.values()].flatMap((variable) =>
        this.#used.has(variable) ? [] : [`${variable} = cursor;`],
      ),
    );
    return unused.size === 0 ? lines : lines.filter((line) => !unused.has(line.trimStart()));
  }

  #pieceOf(value: Expression, high: number, low: number): Piece | undefined {
    switch (value.kind) {
      case "read":
        return this.#field(value.place, widthOf(value.type) - 1 - high);
      case "slice":
        return this.#pieceOf(value.operand, high + value.low, low + value.low);
      case "cast":
        return high < widthOf(value.operand.type) ? this.#pieceOf(value.operand, high, low) : undefined;
      case "binary": {
        if (value.operator !== "concat") return undefined;
        const seam = widthOf(value.right.type);
        if (high < seam) return this.#pieceOf(value.right, high, low);
        if (low >= seam) return this.#pieceOf(value.left, high - seam, low - seam);
        const left = this.#pieceOf(value.left, high - seam, 0);
        const right = this.#pieceOf(value.right, seam - 1, low);
        const isNext =
          left?.header === right?.header && right?.offset === (left?.offset ?? 0) + high - seam + 1;
        return isNext ? left : undefined;
      }
      default:
        return undefined;
    }
  }

  /** The header that a field is of, as the packet holds it. */
  #extracted(field: Place): Extracted | undefined {
    const name = headerName({ ...field, path: field.path.slice(0, -1) });
    return name === undefined ? undefined : this.#current.get(name);
  }

  #field(place: Place, skipped: number): Piece | undefined {
    const last = place.path.at(-1);
    if (last?.kind !== "field") return undefined;
    const header = this.#extracted(place) ?? this.#extracted(this.#indices.resolve(place));
    const offset = header?.offsets.get(last.name);
    return header === undefined || offset === undefined ? undefined : { header, offset: offset + skipped };
  }
}

/** Where a value lies in the packet: in bits from a header's start. */
interface Piece {
  readonly header: Extracted;
  readonly offset: number;
}
