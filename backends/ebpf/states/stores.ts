/** Assignments to numbers of any width, whole or to a slice. */
import type { Expression, Operation } from "../../../src/ir/ir.ts";
import { expressionsWithin } from "../../../src/ir/walk.ts";
import type { Block } from "../text/block.ts";
import { binary, bitOr, type Code, constant, masked, ones, shiftedLeft } from "../text/c-code.ts";
import { widthOf } from "../values/arithmetic.ts";
import { type Chunk, chunksOf, memoryBits, storeChunk } from "../values/chunks.ts";
import type { Expressions } from "../values/expressions.ts";
import type { Location } from "../values/places.ts";

/** Whether storing to `root` piece by piece could change what `value` still reads. */
const readsFrom = (value: Expression, root: string): boolean => {
  for (const part of expressionsWithin(value))
    if (part.kind === "read" && part.place.root === root) return true;
  return false;
};

/** The bit positions at which a value is put together of parts. */
const seamsOf = (value: Expression, base = 0): readonly number[] => {
  if (value.kind !== "binary" || value.operator !== "concat") return [];
  const seam = base + widthOf(value.right.type);
  return [seam, ...seamsOf(value.left, seam), ...seamsOf(value.right, base)];
};

/** Stores in halves the words that a seam cuts in half: nothing has to be put together then. */
const splitAtSeams = (
  chunks: readonly Chunk[],
  seams: ReadonlySet<number>,
  isWhole: (chunk: Chunk) => boolean,
): readonly Chunk[] =>
  chunks.flatMap((chunk): readonly Chunk[] => {
    const middle = chunk.low + 32;
    if (chunk.size !== 8 || chunk.high <= middle || !seams.has(middle) || isWhole(chunk)) return [chunk];
    return [
      { ...chunk, size: 4, low: middle },
      { ...chunk, offset: chunk.offset + 4, size: 4, high: middle - 1 },
    ];
  });

const storeWide = (
  location: Location,
  width: number,
  pieceOf: (high: number, low: number) => Code,
  careful: boolean,
  seams: ReadonlySet<number>,
  isWhole: (chunk: Chunk) => boolean,
  block: Block,
): void => {
  const chunks = splitAtSeams(chunksOf(location.type.size, width), seams, isWhole);
  const values = chunks.map((chunk) => {
    const piece = pieceOf(chunk.high, chunk.low);
    return { chunk, value: careful ? block.once(piece, "chunk") : piece };
  });
  for (const { chunk, value } of values) block.emit(storeChunk(location.text, chunk, value));
};

/** Bits high to low of the number at `location` with its bits slice.high to slice.low replaced. */
const patched = (
  location: Location,
  slice: { readonly high: number; readonly low: number },
  pieceOf: (high: number, low: number) => Code,
  high: number,
  low: number,
): Code => {
  const { size } = location.type;
  const old = (from: number, to: number): Code =>
    memoryBits(location.text, size * 8 - 1 - from, from - to + 1, size);
  const top = Math.min(high, slice.high);
  const bottom = Math.max(low, slice.low);
  if (top < bottom) return old(high, low);
  let result = shiftedLeft(pieceOf(top - slice.low, bottom - slice.low), bottom - low);
  if (high > top) result = bitOr(shiftedLeft(old(high, top + 1), top + 1 - low), result);
  if (low < bottom) result = bitOr(result, old(bottom - 1, low));
  return result;
};

/** Prints an assignment. */
export const printAssignment = (
  { target, slice, value }: Operation & { readonly kind: "assign" },
  expressions: Expressions,
  block: Block,
): void => {
  const location = expressions.places.locate(target, block);
  const pieceOf = (high: number, low: number): Code => expressions.wide.piece(value, high, low, block);
  const { type } = location;
  if (type.kind === "bytes") {
    if (slice === undefined) {
      const isWhole = ({ high, low }: Chunk): boolean => expressions.fresh.holds(value, high, low);
      const seams = new Set(seamsOf(value));
      storeWide(location, type.width, pieceOf, readsFrom(value, target.root), seams, isWhole, block);
      return;
    }
    const piece = (high: number, low: number): Code => patched(location, slice, pieceOf, high, low);
    storeWide(location, type.width, piece, true, new Set(), () => false, block);
    return;
  }
  if (slice === undefined) {
    block.emit(expressions.store(location, expressions.print(value, block)));
    return;
  }
  const width = widthOf(value.type);
  const kept = constant(ones(type.size * 8) ^ (ones(width) << BigInt(slice.low)));
  const rest = binary(expressions.read(location), "&", kept, "&");
  const inserted = shiftedLeft(masked(expressions.print(value, block), width, width), slice.low);
  block.emit(expressions.store(location, bitOr(rest, inserted)));
};
