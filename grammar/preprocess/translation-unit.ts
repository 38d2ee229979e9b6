import type { Span } from "../../src/diagnostics/span.ts";
import { mayMerge } from "./characters.ts";
import type { Inclusion, Place } from "./inclusion.ts";

/** The text for the lexer as it grows, with the place that each stretch of it comes from. */
export interface TranslationUnit {
  readonly chunks: string[];
  length: number;
  /** The last UTF-16 unit of the text. */
  last: number;
  /** Per stretch: its offset in the translation unit, and the range in the inclusion. */
  readonly starts: number[];
  readonly inclusions: Inclusion[];
  readonly from: number[];
  /** The range's end for a stretch that stands for the range as a whole; -1 where offsets advance together. */
  readonly to: number[];
}

export const newTranslationUnit = (): TranslationUnit => ({
  chunks: [],
  length: 0,
  last: 10,
  starts: [],
  inclusions: [],
  from: [],
  to: [],
});

const append = (
  unit: TranslationUnit,
  text: string,
  inclusion: Inclusion,
  from: number,
  to: number,
): void => {
  unit.starts.push(unit.length);
  unit.inclusions.push(inclusion);
  unit.from.push(from);
  unit.to.push(to);
  unit.chunks.push(text);
  unit.length += text.length;
  unit.last = text.charCodeAt(text.length - 1);
};

/** Appends text that stands for all of the place: an expansion for its macro's use. */
export const appendFor = (unit: TranslationUnit, text: string, place: Place): void => {
  if (text === "") return;
  const apart = mayMerge(unit.last, text.charCodeAt(0)) ? ` ${text}` : text;
  append(unit, apart, place.inclusion, place.start, place.end);
};

/** Copies a range of the inclusion's text. */
export const appendCopy = (unit: TranslationUnit, inclusion: Inclusion, start: number, end: number): void => {
  if (start >= end) return;
  if (mayMerge(unit.last, inclusion.text.charCodeAt(start))) append(unit, " ", inclusion, start, start);
  append(unit, inclusion.text.slice(start, end), inclusion, start, -1);
};

/** Makes the place addressable although its text is not in the translation unit: one blank stands for it. */
export const appendAnchor = (unit: TranslationUnit, place: Place): Span => {
  const start = unit.length;
  append(unit, " ", place.inclusion, place.start, place.end);
  return { start, end: start + 1 };
};
