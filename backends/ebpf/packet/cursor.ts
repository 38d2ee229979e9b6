/**
 * The cursor in the packet, and what the verifier must see of it.
 *
 * The cursor is a packet pointer. As long as only constants are added the verifier knows how far it may have come; a
 * variable part must be bounded before the pointer is compared with data_end, and bound plus what is added later
 * must stay within 0xffff. So after each variable step, at each loop head, and when the constants since the last
 * time sum up, the pointer is made anew from a position that is compared with `limit`.
 */

import type { Passes } from "../passes.ts";
import type { Block } from "../text/block.ts";
import type { Code } from "../text/c-code.ts";
import { packetBits } from "../values/packet-loads.ts";

/** In bytes. Positions beyond it reject with PacketTooShort. */
export interface Reach {
  readonly limit: number;
  /** How much may be added to a bounded position. */
  readonly budget: number;
}

/** The C variable in memory that holds the packet's start: only steps in loops and rare ones need it. */
export const ORIGIN = "origin";

const MAX_OFFSET = 0xffff;

/** What the verifier takes a zero for that it must not know. */
const MAX_APART = 1;

/** What header no larger than this can the eBPF backend take? In bytes. */
export const LARGEST_STEP = 0xfff;

/** The reach of a program whose largest single step is so many bytes. 0xff00 and 0xf000 are known to verify. */
export const reachFor = (largest: number): Reach => {
  const budgetOf = (limit: number): number => MAX_OFFSET - MAX_APART - limit;
  const limit = largest <= budgetOf(0xff00) ? 0xff00 : 0xf000;
  return { limit, budget: budgetOf(limit) };
};

/** Follows how many bytes may have been added to the cursor since its position was last bounded. */
export class Cursor {
  readonly #reach: Reach;
  readonly #tooShort: () => string;
  readonly #passes: Passes;
  #added = 0;
  #usesOrigin = false;
  #isApart = false;
  /**
   * Whether the code being printed is run again and again: each variable step then starts from the same bound, or
   * the verifier would follow one path for each sum of steps.
   */
  repeats = false;

  /** How many bits of the byte at the cursor are behind it, 0 to 7 (phases.ts). */
  phase = 0;

  /** The declarations that its statements need. */
  get declarations(): readonly string[] {
    const own = ["void *cursor;", "__u64 start, position;"];
    if (!this.#usesOrigin) return own;
    return [
      ...own,
      "/* volatile: seldom read, and kept in memory until then */",
      `void *volatile ${ORIGIN} = data;`,
    ];
  }

  /** tooShort names the label that rejects with PacketTooShort. */
  constructor(reach: Reach, tooShort: () => string, passes: Passes) {
    this.#passes = passes;
    this.#reach = reach;
    this.#tooShort = tooShort;
  }

  get added(): number {
    return this.#added;
  }

  set added(bytes: number) {
    this.#added = bytes;
  }

  /** C that finds where the packet begins. */
  #toData(): readonly string[] {
    if (!this.#passes("kept-in-memory")) return [];
    this.#usesOrigin = true;
    return [`data = ${ORIGIN};`];
  }

  /**
   * What comes in front of a loop head. The verifier notes how far the packet is known to reach with each pointer
   * that differs from the one compared by constants, and walks the loop again for one that is known to reach less far,
   * as behind each number of headers in front of it. So the packet's start is made a pointer of its own.
   */
  apart(block: Block): void {
    this.#isApart = true;
    const to = this.#passes("kept-in-memory") ? ORIGIN : "data";
    block.emit("P4TWIN_OPAQUE(cursor);", ...this.#toData());
    block.emit("position = (__u64)(cursor - data);", "P4TWIN_OPAQUE(position);");
    const apart = block.declare("apart", (name) => `__u64 ${name} = (__u64)(cursor - data);`);
    // Zero.
    block.emit("", `P4TWIN_OPAQUE(${apart});`, `${apart} -= position;`, `P4TWIN_OPAQUE(${apart});`);
    block.emit(`${apart} &= ${MAX_APART};`, `${to} = data + ${apart};`);
  }

  /** How many bytes from where the parser started to the cursor, and the C that comes first. */
  get distance(): { readonly lines: readonly string[]; readonly text: string } {
    return { lines: this.#isApart ? this.#toData() : [], text: "(__u64)(cursor - data) - start" };
  }

  /**
   * C that makes a number of the cursor, to be restored behind a label that is reached from many places: of a number
   * the verifier knows nothing, so that all ways there are one to it.
   */
  get saved(): readonly string[] {
    return [
      "P4TWIN_OPAQUE(cursor);",
      ...this.#toData(),
      "position = (__u64)(cursor - data);",
      "P4TWIN_OPAQUE(position);",
    ];
  }

  /** Makes the cursor of that number, and bounds it. */
  restore(block: Block, rareOn: boolean): void {
    block.emit(...this.#toData());
    this.#makeAnew(block, rareOn);
  }

  /**
   * Bounds the position, with a variable number of bytes added. `hide`: also from what clang knows of it. `rareOn`:
   * what follows is rare.
   */
  widen(block: Block, plus?: string, hide = false, rareOn = false): void {
    if (hide) block.emit("P4TWIN_OPAQUE(cursor);");
    block.emit(...this.#toData());
    // Kept apart: clang would add up pointers and numbers in an order that the verifier refuses.
    block.emit("position = (__u64)(cursor - data);", "P4TWIN_OPAQUE(position);");
    if (plus !== undefined) block.emit(`position += ${plus};`, "P4TWIN_OPAQUE(position);");
    this.#makeAnew(block, rareOn);
  }

  #makeAnew(block: Block, rareOn: boolean): void {
    const limit = `0x${this.#reach.limit.toString(16)}`;
    block.rejectWhere("position", ">", limit, this.#tooShort(), rareOn);
    block.emit("cursor = data + position;", "P4TWIN_OPAQUE(cursor);");
    this.#added = 0;
  }

  /** Requires so many bytes at the cursor. */
  require(bytes: number, block: Block): void {
    if (bytes === 0) return;
    if (this.#added + bytes > this.#reach.budget) this.widen(block);
    block.rejectWhere(`cursor + ${bytes}`, ">", "data_end", this.#tooShort());
  }

  /** Requires that the packet reaches so many bytes on, of which none is read. */
  reach(bytes: number, block: Block): void {
    this.require(bytes, block);
  }

  /** The same, of a number known only at run time. */
  reachBy(bytes: string, block: Block): void {
    // Opaque, since clang would compare by way of ~cursor, which the verifier does not allow of a pointer.
    // Where clang knows that the cursor is something plus one, it makes data_end + ~something of the difference.
    block.emit("P4TWIN_OPAQUE(cursor);");
    const left = block.declare("left", (name) => `__u64 ${name} = (__u64)(data_end - cursor);`);
    block.emit("", `P4TWIN_OPAQUE(${left});`);
    block.rejectWhere(bytes, ">", left, this.#tooShort());
  }

  /** The value of bits from the cursor's byte on, all within `total` bytes that have been required. */
  bits(offset: number, width: number, total: number): Code {
    return packetBits("cursor", offset, width, total);
  }

  /** A name for zero, which neither clang nor the verifier finds out, and the C that makes it so. */
  get hiddenZero(): { readonly lines: readonly string[]; readonly text: string } {
    return {
      lines: ["P4TWIN_OPAQUE(cursor);", "position = (__u64)(cursor - data) - start;"],
      text: "position",
    };
  }

  /** C that makes `unknown` zero, which neither clang nor the verifier finds out; behind widen. */
  get unknownZero(): readonly string[] {
    return ["unknown = (__u64)(cursor - data);", "P4TWIN_OPAQUE(unknown);", "unknown -= position;"];
  }

  /** The bytes that so many bits from the cursor on lie in. */
  bytesFor(bits: number): number {
    return bits === 0 ? 0 : Math.ceil((this.phase + bits) / 8);
  }

  /** Moves over bits that have been required. */
  advance(bits: number, block: Block): void {
    const end = this.phase + bits;
    const bytes = Math.floor(end / 8);
    this.phase = end % 8;
    if (bytes === 0) return;
    this.#added += bytes;
    block.emit(`cursor += ${bytes};`);
  }

  /**
   * Moves by a number of bytes known only at run time, and checks that the packet reaches so far. Where the number
   * has a small maximum the verifier is shown that, and the position needs no bound of its own.
   */
  advanceBy(bytes: string, block: Block, maximum = Number.POSITIVE_INFINITY): void {
    const mask = 2 ** Math.ceil(Math.log2(maximum + 1)) - 1;
    const most = this.#added + mask + (this.phase === 0 ? 0 : 1);
    if (this.repeats || !this.#passes("bounded-steps") || most > this.#reach.budget) this.widen(block, bytes);
    else {
      const step = block.declare("step", (name) => `__u64 ${name} = ${bytes};`);
      // The mask changes nothing; clang must not find that out.
      block.emit("", `P4TWIN_OPAQUE(${step});`, `${step} &= ${mask};`);
      block.emit(`cursor += ${step};`, "P4TWIN_OPAQUE(cursor);");
      this.#added += mask;
    }
    block.rejectWhere(this.phase === 0 ? "cursor" : "cursor + 1", ">", "data_end", this.#tooShort());
  }
}
