import type { DiagnosticSink } from "../diagnostics/sink.ts";
import { readBytes } from "./read.ts";

/** A byte that no text has: a control character other than tab, line feed, vertical tab, form feed and carriage return. */
const isBinary = (bytes: Buffer): boolean =>
  bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127);

/** The main file's bytes; what is no P4 text at all is reported here, by name and without a position. */
export const readMainFile = (path: string, sink: DiagnosticSink): Buffer | undefined => {
  const result = readBytes(path);
  switch (result.kind) {
    case "missing":
      sink.report("P0001", `${path}: no such file`);
      return undefined;
    case "unreadable":
      sink.report("P0001", `${path}: cannot be read (${result.reason})`);
      return undefined;
    case "directory":
      sink.report("P0002", `${path} is a directory; a P4 file is expected`);
      return undefined;
    case "too-large":
      sink.report("P0005", `${path} is larger than 64 MiB`);
      return undefined;
    case "bytes":
      if (result.bytes.length === 0) {
        sink.report("P0004", `${path} is empty`);
        return undefined;
      }
      if (isBinary(result.bytes)) {
        sink.report("P0003", `${path} is a binary file; P4 source text is expected`);
        return undefined;
      }
      return result.bytes;
  }
};
