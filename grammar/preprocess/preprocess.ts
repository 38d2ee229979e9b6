import type { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { closeConditionals } from "./conditional.ts";
import { checkEdge } from "./edge.ts";
import { endFile } from "./flatten.ts";
import { type Inclusion, newInclusion } from "./inclusion.ts";
import { openFile } from "./open-file.ts";
import { openDefine } from "./prelude.ts";
import { piecesOf } from "./print.ts";
import type { Preprocessed, PreprocessRequest } from "./request.ts";
import { loadSource } from "./source-file.ts";
import { makeSourceMap } from "./source-map.ts";
import { copyText } from "./text.ts";
import { appendFor } from "./translation-unit.ts";
import { newWalk, report, type Walk } from "./walk.ts";

/** The file is read to its end: the one that included it is read on. */
const closeFile = (walk: Walk, inclusion: Inclusion): void => {
  const { text, openComment } = inclusion;
  if (openComment >= 0)
    report(walk, "P0111", "this comment is never closed", {
      inclusion,
      start: openComment,
      end: openComment + 2,
    });
  // The comment may have swallowed the #endif.
  else closeConditionals(walk, inclusion);
  if (text.length > 0 && walk.unit.last !== 10)
    appendFor(walk.unit, "\n", { inclusion, start: text.length, end: text.length });
  walk.current = inclusion.includedAt?.inclusion;
  if (inclusion.systemName === undefined) {
    endFile(walk.flat, inclusion);
    if (inclusion.includedAt !== undefined) walk.onEnd.pop()?.();
  }
  checkEdge(walk);
};

/** Reads all open files to their ends. */
const readAll = (walk: Walk): void => {
  for (let inclusion = walk.current; inclusion !== undefined; inclusion = walk.current) {
    copyText(walk, inclusion);
    if (walk.current === inclusion) closeFile(walk, inclusion);
  }
};

/**
 * Preprocesses a program: the C preprocessor's language (C11 6.10), as P4_16 section 5 asks, in one walk that makes
 * both the flattened source and the text for the lexer. A result is given even when there are errors in the sink,
 * since its source map is what leads their spans to files; it is then of no further use.
 */
export const preprocess = (request: PreprocessRequest, sink: DiagnosticSink): Preprocessed => {
  const walk = newWalk(request, sink);
  for (const define of request.defines) {
    openDefine(walk, define);
    readAll(walk);
  }
  openFile(walk, { kind: "user", path: request.mainPath, bytes: request.mainBytes }, undefined);
  const main =
    walk.current ??
    newInclusion(loadSource(request.mainPath, request.mainPath, request.mainBytes), undefined, undefined);
  if (request.mainBytes.length === 0)
    report(walk, "P0126", `${request.mainPath} is empty`, { inclusion: main, start: 0, end: 0 });
  readAll(walk);
  return {
    flattened: Buffer.concat(walk.flat.chunks),
    text: walk.unit.chunks.join(""),
    sourceMap: makeSourceMap(walk.unit, main),
    userFiles: [...walk.userFiles.values()],
    systemIncludes: [...walk.systemIncludes.values()],
    pieces: () => piecesOf(walk.unit),
  };
};
