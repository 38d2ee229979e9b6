import { presumedLine } from "./inclusion.ts";
import type { Piece, Preprocessed } from "./request.ts";
import { lineOf } from "./source-file.ts";
import { unspliced } from "./splice.ts";
import { quoted } from "./token.ts";
import type { TranslationUnit } from "./translation-unit.ts";

const newlines = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
};

/** The translation unit in pieces that know their file and line. */
export const piecesOf = (unit: TranslationUnit): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (const [index, inclusion] of unit.inclusions.entries()) {
    const from = unit.from[index] ?? 0;
    const chunk = unit.chunks[index] ?? "";
    const { file } = inclusion;
    const isCopy = unit.to[index] === -1;
    // A copied stretch is given with its line continuations, so that its lines are those of the file.
    const text =
      isCopy && file.splices !== undefined
        ? file.original.slice(
            unspliced(file.splices, from),
            unspliced(file.splices, from + chunk.length - 1) + 1,
          )
        : chunk;
    const presumed = presumedLine(inclusion, lineOf(file, from));
    pieces.push({
      text,
      file: presumed.file,
      line: presumed.line,
      system: inclusion.systemName !== undefined,
    });
  }
  return pieces;
};

/** Beyond so many lines a marker is shorter than empty lines. */
const MAX_EMPTY_LINES = 8;

/**
 * The preprocessed text with markers `# LINE "FILE"`, 3 behind them for a system include's text. Preprocessing the
 * result gives the same tokens at the same places.
 */
export const printPreprocessed = (preprocessed: Preprocessed): string => {
  const out: string[] = [];
  let file: string | undefined;
  let line = 0;
  let lineStart = true;
  const moveTo = (piece: Piece): void => {
    const ahead = piece.line - line;
    if (piece.file === file && ahead >= 0 && ahead <= MAX_EMPTY_LINES) out.push("\n".repeat(ahead));
    else {
      if (!lineStart) out.push("\n");
      out.push(`# ${piece.line} ${quoted(piece.file)}${piece.system ? " 3" : ""}\n`);
    }
    file = piece.file;
    line = piece.line;
  };
  for (const piece of preprocessed.pieces()) {
    // What is only blank needs no place of its own, but parts tokens and ends lines.
    const isBlank = /^\s*$/.test(piece.text);
    if (!isBlank && (piece.file !== file || piece.line !== line)) moveTo(piece);
    out.push(piece.text);
    line += newlines(piece.text);
    lineStart = piece.text.endsWith("\n") || (lineStart && isBlank);
  }
  return out.join("");
};
