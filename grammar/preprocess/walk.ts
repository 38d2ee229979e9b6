import type { Code } from "../../src/diagnostics/catalogue/index.ts";
import type { DiagnosticSink, Extra } from "../../src/diagnostics/sink.ts";
import { type Flattened, newFlattened } from "./flatten.ts";
import { flatLineAt, type Inclusion, type Place, presumedLine } from "./inclusion.ts";
import { type MacroTable, newMacroTable } from "./macro.ts";
import type { PreprocessRequest } from "./request.ts";
import { lineOf, type SourceFile } from "./source-file.ts";
import { appendAnchor, newTranslationUnit, type TranslationUnit } from "./translation-unit.ts";

/** The last `#line` in the order of the flattened source: it counts for __LINE__ and __FILE__ from there on. */
export interface FlatMarker {
  readonly from: number;
  readonly line: number;
  readonly file: string | undefined;
}

/** All that changes in the one walk over the source. */
export interface Walk {
  readonly request: PreprocessRequest;
  readonly sink: DiagnosticSink;
  readonly macros: MacroTable;
  readonly unit: TranslationUnit;
  readonly flat: Flattened;
  /** Decoded files by key. */
  readonly sources: Map<string, SourceFile>;
  readonly userFiles: Map<string, { readonly path: string; readonly bytes: Buffer }>;
  readonly systemIncludes: Map<string, { readonly name: string; readonly bytes: Buffer }>;
  /** Keys of the files with `#pragma once`. */
  readonly once: Set<string>;
  /** The file that is being read; its including files through `includedAt`. */
  current: Inclusion | undefined;
  /** What to do when each open user file, innermost last, is read to its end. */
  readonly onEnd: (() => void)[];
  inclusionCount: number;
  /** The sizes of all files opened, each time they were. */
  openedBytes: number;
  /** Set when a limit on includes was hit: it is reported once, and no further file is opened. */
  includesStopped: boolean;
  flatMarker: FlatMarker | undefined;
  /** Steps of macro expansion that are left. */
  budget: number;
  expansionStopped: boolean;
  /** A function-like macro's name with nothing behind it up to the edge of a file (see edge.ts). */
  dangling: Place | undefined;
}

/** Steps that a program's macros may take: far beyond what is written by hand, soon over for a macro bomb. */
const EXPANSION_STEPS = 4_000_000;
/** More for each character of source: a large generated file may well use macros on each line. */
export const EXPANSION_STEPS_PER_UNIT = 16;
/** No source earns more than this: an expansion has to fit into one string with the source. */
export const MAX_EXPANSION_STEPS = 128_000_000;

export const newWalk = (request: PreprocessRequest, sink: DiagnosticSink): Walk => ({
  request,
  sink,
  macros: newMacroTable(),
  unit: newTranslationUnit(),
  flat: newFlattened(),
  sources: new Map(),
  userFiles: new Map(),
  systemIncludes: new Map(),
  once: new Set(),
  current: undefined,
  onEnd: [],
  inclusionCount: 0,
  openedBytes: 0,
  includesStopped: false,
  flatMarker: undefined,
  budget: EXPANSION_STEPS,
  expansionStopped: false,
  dangling: undefined,
});

/** Reports a finding at a place in a file, whether or not that text reaches the translation unit. */
export const report = (walk: Walk, code: Code, message: string, place: Place, extra: Extra = {}): void =>
  walk.sink.report(code, message, appendAnchor(walk.unit, place), extra);

/** A note that points at a place. */
export const noteAt = (walk: Walk, message: string, place: Place) => ({
  message,
  span: appendAnchor(walk.unit, place),
});

/** The last component of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * What __LINE__ (from 1) and __FILE__ are at an offset. For users' text they are those of the *flattened* source,
 * whose name is the main file's base name: the same source in one file or in several, here or there, gives the same
 * program and the same hash. `#line` is honoured, in the flattened order.
 */
export const lineAndFile = (walk: Walk, inclusion: Inclusion, offset: number) => {
  const flat = inclusion.systemName === undefined ? flatLineAt(inclusion, offset) : undefined;
  if (flat === undefined) return presumedLine(inclusion, lineOf(inclusion.file, offset));
  const marker = walk.flatMarker;
  const own = baseName(walk.request.mainPath);
  if (marker === undefined) return { line: flat + 1, file: own };
  return { line: marker.line + flat - marker.from, file: marker.file ?? own };
};
