import type { Location, SourceMap, Span } from "../../src/diagnostics/span.ts";
import { isByteOrderMark } from "./characters.ts";
import { flatLineAt, type Inclusion, type Place, presumedLine } from "./inclusion.ts";
import { lastAtMost } from "./search.ts";
import { lineIndex, type SourceFile } from "./source-file.ts";
import { unspliced } from "./splice.ts";
import type { TranslationUnit } from "./translation-unit.ts";

const lineText = (file: SourceFile, line: number): string => {
  const start = file.lineStarts[line] ?? file.original.length;
  const next = file.lineStarts[line + 1];
  const end = next === undefined ? file.original.length : next - 1;
  const text = file.original.slice(start, end);
  return text.endsWith("\r") ? text.slice(0, -1) : text;
};

/** A byte order mark is no column: editors do not show it. */
const withoutMark = (text: string): { text: string; shift: number } =>
  isByteOrderMark(text.charCodeAt(0)) ? { text: text.slice(1), shift: 1 } : { text, shift: 0 };

/** Line (from 0) and column (from 0) of an offset of the original text. */
const lineColumn = (file: SourceFile, original: number): { line: number; column: number } => {
  const line = lineIndex(file, original);
  return { line, column: original - (file.lineStarts[line] ?? 0) };
};

/** A place for people; an end that lies in another file or before the start is put at the end of the first line. */
const locate = (place: Place): Location => {
  const { inclusion } = place;
  const { file } = inclusion;
  const start = lineColumn(file, unspliced(file.splices, place.start));
  const endOffset =
    place.end > place.start
      ? unspliced(file.splices, place.end - 1) + 1
      : unspliced(file.splices, place.start);
  const end = lineColumn(file, Math.min(endOffset, file.original.length));
  const { text, shift } = withoutMark(lineText(file, start.line));
  const presumed = presumedLine(inclusion, start.line);
  const presumedEnd = presumedLine(inclusion, end.line);
  const column = Math.max(1, start.column - shift + 1);
  const oneLine = end.line === start.line;
  const ordered = presumedEnd.file === presumed.file && presumedEnd.line >= presumed.line;
  return {
    file: presumed.file,
    line: presumed.line,
    column,
    endLine: ordered ? presumedEnd.line : presumed.line,
    endColumn: oneLine
      ? Math.max(column, end.column - shift + 1)
      : ordered
        ? end.column + 1
        : text.length + 1,
    text,
  };
};

/** Makes the way back from the finished translation unit to files. `main` answers for an empty one. */
export const makeSourceMap = (unit: TranslationUnit, main: Inclusion): SourceMap => {
  const placeAt = (wanted: number): Place => {
    const offset = Math.min(Math.max(0, Number.isNaN(wanted) ? unit.length : wanted), unit.length);
    const index = lastAtMost(unit.starts, offset);
    const inclusion = unit.inclusions[index];
    const from = unit.from[index];
    const to = unit.to[index];
    const start = unit.starts[index];
    if (inclusion === undefined || from === undefined || to === undefined || start === undefined)
      return { inclusion: main, start: 0, end: 0 };
    if (to >= 0) return { inclusion, start: from, end: to };
    const at = Math.min(from + offset - start, inclusion.text.length);
    return { inclusion, start: at, end: Math.min(at + 1, inclusion.text.length) };
  };
  const resolve = (span: Span): Location => {
    const first = placeAt(span.start);
    if (!(span.end > span.start)) {
      const isExpansion = first.end > first.start + 1;
      return locate(isExpansion ? first : { ...first, end: first.start });
    }
    const last = placeAt(span.end - 1);
    if (last.inclusion === first.inclusion && last.end >= first.start) {
      return locate({ ...first, end: Math.max(first.end, last.end) });
    }
    const lineEnd = first.inclusion.text.indexOf("\n", first.start);
    return locate({
      ...first,
      end: Math.max(first.end, lineEnd < 0 ? first.inclusion.text.length : lineEnd),
    });
  };
  const flatLine = (offset: number): number | undefined => {
    const place = placeAt(offset);
    if (place.inclusion.systemName !== undefined) return undefined;
    const line = flatLineAt(place.inclusion, place.start);
    return line === undefined ? undefined : line + 1;
  };
  return { resolve, flatLine };
};
