import { beginFile } from "./flatten.ts";
import { newInclusion, type Place } from "./inclusion.ts";
import { type Found, normalized } from "./lookup.ts";
import { loadSource, type SourceFile } from "./source-file.ts";
import { EXPANSION_STEPS_PER_UNIT, MAX_EXPANSION_STEPS, report, type Walk } from "./walk.ts";

/** More than any program. All text together must stay below what fits into one string. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;

const emptyBytes = Buffer.alloc(0);

/** Why bytes cannot be a P4 program; undefined for text. */
const notText = (bytes: Buffer): string | undefined => {
  if (bytes.length > MAX_FILE_BYTES) return "has more than 128 MiB";
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return "is UTF-16, but P4 source must be ASCII or UTF-8";
  return bytes.includes(0) ? "holds NUL bytes: it is no text" : undefined;
};

const sourceOf = (walk: Walk, found: Found): SourceFile => {
  const label = found.kind === "user" ? found.path : `<${found.name}>`;
  const key = found.kind === "user" ? normalized(found.path) : label;
  const known = walk.sources.get(key);
  if (known !== undefined && known.label === label) return known;
  const source = loadSource(label, key, notText(found.bytes) === undefined ? found.bytes : emptyBytes);
  walk.sources.set(key, source);
  walk.budget = Math.min(MAX_EXPANSION_STEPS, walk.budget + found.bytes.length * EXPANSION_STEPS_PER_UNIT);
  return source;
};

/** Opens a file; what is read next is its first line. */
export const openFile = (walk: Walk, found: Found, includedAt: Place | undefined): void => {
  const source = sourceOf(walk, found);
  const systemName = found.kind === "system" ? found.name : undefined;
  const inclusion = newInclusion(source, systemName, includedAt);
  const problem = notText(found.bytes);
  if (problem !== undefined)
    report(walk, "P0124", `${source.label} ${problem}`, includedAt ?? { inclusion, start: 0, end: 0 });
  if (found.kind === "system") {
    if (!walk.systemIncludes.has(found.name))
      walk.systemIncludes.set(found.name, { name: found.name, bytes: found.bytes });
  } else {
    if (!walk.userFiles.has(source.key))
      walk.userFiles.set(source.key, { path: found.path, bytes: found.bytes });
    beginFile(walk.flat, inclusion);
  }
  walk.inclusionCount += 1;
  walk.openedBytes += source.bytes.length;
  walk.current = inclusion;
};

/** Whether a found file says `#pragma once` and was read before. */
export const isReadOnce = (walk: Walk, found: Found): boolean =>
  walk.once.has(found.kind === "user" ? normalized(found.path) : `<${found.name}>`);
