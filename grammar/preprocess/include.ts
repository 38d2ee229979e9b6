import { type Directive, directivePlace, finishLine } from "./directive.ts";
import { expandTokens } from "./expand.ts";
import { replaceInclude } from "./flatten.ts";
import type { Inclusion, Place } from "./inclusion.ts";
import { findInclude, type IncludeName } from "./lookup.ts";
import { isReadOnce, openFile } from "./open-file.ts";
import { suggestInclude } from "./suggest.ts";
import { directiveEnd, shown, skipBlanks, spell, type Token, tokensBetween } from "./token.ts";
import { report, type Walk } from "./walk.ts";

/** How deep includes may nest: as deep as in GCC. */
const MAX_INCLUDE_DEPTH = 200;
const MAX_INCLUSIONS = 100_000;
const MAX_INCLUDED_BYTES = 128 * 1024 * 1024;

interface WrittenName extends IncludeName {
  readonly place: Place;
}

interface IncludeLine {
  /** Undefined where there is no name: reported. */
  readonly name: WrittenName | undefined;
  /** The offset behind the name. */
  readonly nameEnd: number;
  readonly lineEnd: number;
}

const parseLiteral = (text: string): IncludeName | undefined => {
  const match = /^(?:"([^"\n]+)"|<([^>\n]+)>)$/.exec(text);
  if (match?.[1] !== undefined) return { name: match[1], form: "quoted" };
  return match?.[2] === undefined ? undefined : { name: match[2], form: "angle" };
};

/** Reads the name of an #include: literally, or what a macro makes of the line. */
const readIncludeLine = (walk: Walk, directive: Directive): IncludeLine => {
  const { inclusion } = directive;
  const { text } = inclusion;
  const start = skipBlanks(inclusion, directive.bodyStart);
  // Not by tokens: backslashes, "//" and the like mean nothing in the name.
  const pattern = /"[^"\n]+"|<[^>\n]+>/y;
  pattern.lastIndex = start;
  const literal = pattern.exec(text)?.[0];
  if (literal !== undefined) {
    const nameEnd = start + literal.length;
    const lineEnd = directiveEnd(inclusion, nameEnd);
    const [extra] = tokensBetween(inclusion, nameEnd, lineEnd);
    if (extra !== undefined)
      report(walk, "P0102", `text behind the name in #${directive.word}`, {
        inclusion,
        start: extra.at,
        end: extra.at + extra.text.length,
      });
    const name = parseLiteral(literal);
    const place = { inclusion, start, end: nameEnd };
    return { name: name === undefined ? undefined : { ...name, place }, nameEnd, lineEnd };
  }
  const lineEnd = directiveEnd(inclusion, directive.bodyStart);
  const tokens = tokensBetween(inclusion, directive.bodyStart, lineEnd);
  const whole = directivePlace(directive, tokens);
  const place: Place = { ...whole, start: tokens[0]?.at ?? whole.start };
  const name = parseLiteral(spellName(expandTokens({ walk, use: () => place, depth: 0 }, tokens)));
  if (name === undefined)
    report(walk, "P0102", `#${directive.word} needs "FILE" or <FILE>`, place, {
      help: 'write #include "file.p4" for a file of yours, #include <core.p4> for one of the system',
    });
  return { name: name === undefined ? undefined : { ...name, place }, nameEnd: place.end, lineEnd };
};

/** What a macro made of an #include; between < and > blanks count, as the tokens have them. */
const spellName = (tokens: readonly Token[]): string =>
  tokens[0]?.text === "<"
    ? tokens.map((token, index) => (index > 0 && token.space ? ` ${token.text}` : token.text)).join("")
    : spell(tokens);

const reportMissing = (walk: Walk, from: Inclusion, wanted: WrittenName, places: readonly string[]): void => {
  const suggestion = suggestInclude(walk, from, wanted);
  report(walk, "P0101", `included file '${shown(wanted.name)}' is not found`, wanted.place, {
    notes: places.map((place) => ({ message: `looked for ${place}` })),
    ...(suggestion === undefined ? {} : { help: `did you mean #include ${suggestion}?` }),
  });
};

/** The files that lead to this inclusion, outermost first; a cycle is named once around. */
const chainOf = (inclusion: Inclusion): string => {
  const labels: string[] = [];
  for (let at: Inclusion | undefined = inclusion; at !== undefined; at = at.includedAt?.inclusion) {
    labels.unshift(at.file.label);
    if (labels.length > 1 && at.file === inclusion.file) break;
  }
  const shown = labels.length > 12 ? [...labels.slice(0, 6), "…", ...labels.slice(-5)] : labels;
  return shown.join(" includes ");
};

/** Whether one more file may be opened; a limit that is hit is reported once. */
const mayOpen = (walk: Walk, inclusion: Inclusion, size: number, place: Place): boolean => {
  if (walk.includesStopped) return false;
  const stop = (message: string, help: string): boolean => {
    walk.includesStopped = true;
    report(walk, "P0103", message, place, { notes: [{ message: chainOf(inclusion) }], help });
    return false;
  };
  const guard = "guard the file with #ifndef NAME, #define NAME … #endif, or with #pragma once";
  if (inclusion.depth + 1 >= MAX_INCLUDE_DEPTH)
    return stop(`includes nest more than ${MAX_INCLUDE_DEPTH} deep`, guard);
  if (walk.inclusionCount >= MAX_INCLUSIONS)
    return stop(`more than ${MAX_INCLUSIONS} files are included`, guard);
  if (walk.openedBytes + size > MAX_INCLUDED_BYTES)
    return stop("the included files are too large together", guard);
  return true;
};

const hasComment = (inclusion: Inclusion, start: number, end: number): boolean =>
  /\S/.test(inclusion.text.slice(start, end));

/** `#include` */
export const handleInclude = (walk: Walk, directive: Directive): void => {
  const { inclusion } = directive;
  const { name, nameEnd, lineEnd } = readIncludeLine(walk, directive);
  finishLine(inclusion, lineEnd);
  if (name === undefined) return;
  const found = findInclude(walk, inclusion, name);
  if (found.kind === "missing") {
    if (!walk.includesStopped) reportMissing(walk, inclusion, name, found.places);
    return;
  }
  const again = isReadOnce(walk, found);
  if (!again && !mayOpen(walk, inclusion, found.bytes.length, name.place)) return;
  if (found.kind === "user") {
    // A comment behind the name stays in the flattened source, so it belongs to the text too.
    if (hasComment(inclusion, nameEnd, lineEnd)) inclusion.pos = nameEnd;
    const resume = replaceInclude(walk.flat, inclusion, { hash: directive.hash, nameEnd, lineEnd });
    if (again) resume();
    else walk.onEnd.push(resume);
  }
  if (!again) openFile(walk, found, name.place);
};
