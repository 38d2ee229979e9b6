/** What may always hold at a label: simple statements about single cells, guessed from the constants beside them. */
import { type Literal, not } from "../../../src/cover/circuit.ts";
import { constant, type Word } from "../../../src/cover/words.ts";
import type { Arithmetic } from "./values.ts";

/** The contents of a cell. */
export type Read = (cell: string, bits: number) => Word;

export type Candidate = (read: Read) => Literal;

/** Pointers and what is computed from them: spoken of in other ways. */
const POSITIONS = new Set(["cursor", "start", "data", "data_end", "origin", "header", "position"]);

const MOST_CONSTANTS = 16;
const NUMBER = /\b(?:0x[\da-fA-F]+|\d+)/g;

/** Numbers that stand in one statement with a cell, with their neighbours, 0 and 1. */
const constantsBeside = (statements: readonly string[], cell: string): readonly bigint[] => {
  const name = (cell.split(".").at(-1) ?? cell).replace(/\[.*/, "");
  const own = new RegExp(`\\b${name}\\b`);
  const found = new Set([0n, 1n]);
  for (const statement of statements) {
    if (!own.test(statement)) continue;
    for (const [text] of statement.replace(/P4TWIN_\w+/g, "").matchAll(NUMBER)) {
      const value = BigInt(text);
      for (const one of [value - 1n, value, value + 1n]) if (one >= 0n) found.add(one);
    }
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1)).slice(0, MOST_CONSTANTS);
};

/** What is taken for granted where ways begin, and has to be shown where they end: positions have few bits. */
export const POSITION_BITS = 17;

export const positionsAreSmall = ({ circuit }: Arithmetic): readonly Candidate[] =>
  ["cursor", "start"].map((name) => (read) => not(circuit.any(read(name, 64).slice(POSITION_BITS))));

/** text: of the function; cells: with their widths, those that the statements shall be about. */
export const candidatesFor = (
  text: string,
  cells: ReadonlyMap<string, number>,
  { words }: Arithmetic,
): readonly Candidate[] => {
  const statements = text.replace(/\/\*[\s\S]*?\*\//g, "").split(/[;{}]/);
  const found: Candidate[] = [];
  const ordered = (low: string, high: string): void => {
    found.push((read) => not(words.less(read(high, 64), read(low, 64), false)));
  };
  ordered("start", "cursor");
  ordered("cursor", "data_end");
  ordered("start", "data_end");
  for (const [cell, bits] of cells) {
    if (POSITIONS.has(cell)) continue;
    for (const value of constantsBeside(statements, cell)) {
      if (value >= 1n << BigInt(bits)) continue;
      const one = constant(value, bits);
      found.push(
        (read) => not(words.less(one, read(cell, bits), false)),
        (read) => not(words.less(read(cell, bits), one, false)),
      );
    }
    // Multiples of two and four.
    found.push((read) => not(read(cell, bits)[0] ?? 0));
    found.push((read) => not(read(cell, bits)[1] ?? 0));
  }
  return found;
};

/** That cells are zero, one, or even. */
export const zeroCandidates = (
  cells: ReadonlyMap<string, number>,
  { circuit }: Arithmetic,
): readonly Candidate[] =>
  [...cells].flatMap(([cell, bits]): readonly Candidate[] =>
    POSITIONS.has(cell)
      ? []
      : [
          (read) => not(read(cell, bits)[0] ?? 0),
          (read) => not(circuit.any(read(cell, bits))),
          (read) => circuit.and(read(cell, bits)[0] ?? 0, not(circuit.any(read(cell, bits).slice(1)))),
        ],
  );
