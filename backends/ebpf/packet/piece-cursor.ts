/**
 * The cursor in a packet that does not lie in one piece: an offset from the packet's start. Each header is fetched by
 * a helper of the kernel into `piece`, and read there. Slower than a pointer by a call for each header, and therefore
 * only for the packets whose headers go on behind data_end.
 */
import type { Block } from "../text/block.ts";
import type { Code } from "../text/c-code.ts";
import { packetBits } from "../values/packet-loads.ts";
import { Cursor } from "./cursor.ts";

/** The contexts that packets can be fetched from. */
export const PIECE_SOURCES = {
  skb: { name: "skb", declaration: "struct __sk_buff *skb", load: "bpf_skb_load_bytes" },
  xdp: { name: "ctx", declaration: "struct xdp_md *ctx", load: "bpf_xdp_load_bytes" },
} as const;
export type PieceSource = keyof typeof PIECE_SOURCES;

/** The kernel's limit for an offset in a packet: the helpers take 32 bits and refuse more than these 16. */
const MAX_OFFSET = "0xffff";

export class PieceCursor extends Cursor {
  readonly #source: (typeof PIECE_SOURCES)[PieceSource];
  readonly #reject: () => string;
  #usesZero = false;
  #usesProbe = false;
  #usesPiece = false;

  /** tooShort names the label that rejects with PacketTooShort. */
  constructor(source: PieceSource, tooShort: () => string) {
    super({ limit: 0, budget: Number.MAX_SAFE_INTEGER }, tooShort, () => false);
    this.#source = PIECE_SOURCES[source];
    this.#reject = tooShort;
  }

  override get declarations(): readonly string[] {
    return [
      "__u64 start, cursor;",
      ...(this.#usesProbe ? ["__u8 probe;"] : []),
      ...(this.#usesZero ? ["/* Zero, which neither clang nor the verifier knows. */", "__u64 zero;"] : []),
    ];
  }

  /** What comes first in the function. */
  get preparation(): readonly string[] {
    const { name } = this.#source;
    const zero = [
      "{",
      `\tvoid *front = (void *)(long)${name}->data, *same = front;`,
      "",
      "\tP4TWIN_OPAQUE(same);",
      "\tzero = (__u64)(same - front);",
      "\tP4TWIN_OPAQUE(zero);",
      "}",
    ];
    return [
      ...(this.#usesZero ? zero : []),
      ...(this.#usesPiece ? [] : ["(void)piece;"]),
      ...(this.#usesPiece || this.#usesProbe || this.#usesZero ? [] : [`(void)${name};`]),
    ];
  }

  /** A number has nothing that it would have to be apart from. */
  override apart(): void {}

  override get distance(): { readonly lines: readonly string[]; readonly text: string } {
    return { lines: [], text: "cursor - start" };
  }

  override get hiddenZero(): { readonly lines: readonly string[]; readonly text: string } {
    this.#usesZero = true;
    return { lines: [], text: "zero" };
  }

  override get unknownZero(): readonly string[] {
    return [`unknown = ${this.hiddenZero.text};`];
  }

  override get saved(): readonly string[] {
    return [];
  }

  override restore(block: Block): void {
    this.widen(block);
  }

  override widen(block: Block): void {
    block.emit(`cursor += ${this.hiddenZero.text};`, "P4TWIN_OPAQUE(cursor);");
  }

  override require(bytes: number, block: Block): void {
    if (bytes === 0) return;
    this.#usesPiece = true;
    if (block.rejectsFirst) {
      block.rejectWhere("cursor", ">", MAX_OFFSET, this.#reject());
      block.rejectWhere(this.#loads("cursor", "piece", bytes), "!=", "0", this.#reject());
    } else block.rejectIf(this.#fails("cursor", "piece", bytes), this.#reject());
  }

  override reach(bytes: number, block: Block): void {
    if (bytes > 0) this.#probe(`cursor + ${bytes}`, block);
  }

  override reachBy(bytes: string, block: Block): void {
    this.#probe(`cursor + ${bytes}`, block);
  }

  override bits(offset: number, width: number, total: number): Code {
    return packetBits("piece", offset, width, total, true);
  }

  override advanceBy(bytes: string, block: Block): void {
    block.emit(`cursor += ${bytes};`);
    this.#probe(this.phase === 0 ? "cursor" : "cursor + 1", block);
  }

  /** Rejects where the packet ends in front of an offset. */
  #probe(end: string, block: Block): void {
    this.#usesProbe = true;
    const last = block.declare("last", (name) => `const __u64 ${name} = ${end};`);
    // The start of a packet is always there, even of an empty one.
    block.rejectIf(`${last} && (${this.#fails(`${last} - 1`, "&probe", 1)})`, this.#reject());
  }

  #fails(offset: string, to: string, bytes: number): string {
    return `${offset} > ${MAX_OFFSET} || ${this.#loads(offset, to, bytes)}`;
  }

  #loads(offset: string, to: string, bytes: number): string {
    return `${this.#source.load}(${this.#source.name}, ${offset}, ${to}, ${bytes})`;
  }
}
