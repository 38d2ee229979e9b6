/**
 * The emitted P4 program, read again by our front end and interpreted: the same way as any source takes, but for the
 * bound of loops, of which a device knows nothing: `@max_visits` in the program is only a remark to it.
 */
import { generate } from "../../backends/p4/index.ts";
import { type Mapping, mapping } from "../../backends/p4/mapping.ts";
import { readSource, understand } from "../compile.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import { systemIncludeDirectory } from "../installation.ts";
import type { P4Target } from "../output/p4-targets.ts";
import { prepare } from "../reference/index.ts";
import { filesOnDisk } from "../source/files.ts";
import type { Engine, Inputs, NoEngine, Rewrite, Subject } from "./engine.ts";
import { namesBack } from "./names-back.ts";

/**
 * The source's inputs by the emitted names, and the packet's length where the target keeps it: in bytes. A source for
 * the same architecture has that among its own inputs.
 */
const deviceInputs = (map: Mapping, inputs: Inputs, length: number): Inputs => {
  const isOwn = map.places.some(({ emitted }) => emitted === map.packetLength);
  const given = new Map<string, bigint | string>(isOwn ? [] : [[map.packetLength, BigInt(length)]]);
  for (const { source, emitted } of map.places) {
    const value = inputs.get(source);
    if (value !== undefined) given.set(emitted, value);
  }
  return given;
};

const readAgain = (path: string, text: string) => {
  const sink = new DiagnosticSink();
  const files = filesOnDisk(systemIncludeDirectory);
  const request = { mainPath: path, mainBytes: Buffer.from(text), files, includeDirs: [], defines: [] };
  const { typed } = understand(readSource(request, sink), { requireParser: true }, sink);
  return typed ?? sink.all.map(({ code, message }) => `${code} ${message}`).join("\n");
};

/** Emits a device's program and reads it again. */
export const openP4 = (
  { program, identity, entries = new Map() }: Subject,
  arch: P4Target = "v1model",
  rewrite: Rewrite = (files) => files,
): Engine | NoEngine => {
  const sink = new DiagnosticSink();
  const file = rewrite(generate(program, identity, { arch }, sink) ?? [])[0];
  if (file === undefined) return { kind: "refused", findings: sink.all };
  const typed = readAgain(file.path, file.text);
  if (typeof typed === "string")
    return { kind: "failed", message: `p4twin cannot read what it emitted: ${typed}` };
  const map = mapping(program, arch);
  const run = prepare(typed, {}, { boundsLoops: false });
  // An in parameter becomes a part of the metadata, which is inout; of the source it is no result.
  const results = new Set(
    program.parameters.filter(({ direction }) => direction !== "in").map(({ name }) => name),
  );
  const valueSets = new Map(
    Object.entries(map.valueSets).map(([emitted, source]) => [emitted, entries.get(source) ?? []] as const),
  );
  return {
    kind: "engine",
    name: arch === "v1model" ? "p4" : `p4:${arch}`,
    observe: (frame, inputs) => ({
      kind: "observed",
      observation: namesBack(
        map,
        results,
        run(frame, { inputs: deviceInputs(map, inputs, frame.length), valueSets }),
      ),
    }),
    close: () => {},
  };
};
