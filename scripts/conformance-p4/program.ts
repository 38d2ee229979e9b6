/** What p4twin makes of a program: the text for a target, and the emitted program read again. */
import { generate } from "../../backends/p4/index.ts";
import type { TypedProgram } from "../../src/analyze/typed.ts";
import { compile, readSource } from "../../src/compile.ts";
import { coverProgram, type Explored, randomPackets } from "../../src/cover/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { systemIncludeDirectory } from "../../src/installation.ts";
import type { Program } from "../../src/ir/ir.ts";
import { toJson } from "../../src/ir/json.ts";
import type { P4Target } from "../../src/output/p4-targets.ts";
import type { Identity } from "../../src/output/stamp.ts";
import { filesOnDisk } from "../../src/source/files.ts";

export interface Read {
  readonly typed: TypedProgram;
  readonly program: Program;
  readonly identity: Identity;
}

/** Why there is nothing: the first error. */
export interface Refusal {
  readonly refused: string;
}

const firstError = (sink: DiagnosticSink): Refusal => {
  const error = sink.all.find(({ severity }) => severity === "error");
  return { refused: error === undefined ? "no output" : `${error.code}: ${error.message}` };
};

/** path: what the program is called; user includes are found beside it, and in `includeDirs`. */
export const readProgram = (
  path: string,
  bytes: Buffer,
  includeDirs: readonly string[] = [],
): Read | Refusal => {
  const sink = new DiagnosticSink();
  const request = {
    mainPath: path,
    mainBytes: bytes,
    files: filesOnDisk(systemIncludeDirectory),
    includeDirs,
    defines: [],
    targets: [],
    arch: "v1model",
  } as const;
  const source = readSource(request, sink);
  const { typed, program } = sink.errorCount > 0 ? {} : compile(request, source, sink);
  if (typed === undefined || program === undefined) return firstError(sink);
  return { typed, program, identity: source.identity };
};

/** The program for a target. */
export const emitFor = ({ program, identity }: Read, arch: P4Target): { readonly text: string } | Refusal => {
  const sink = new DiagnosticSink();
  const [output] = generate(program, identity, { arch }, sink) ?? [];
  return output === undefined ? firstError(sink) : { text: output.text };
};

/** Its --toJSON document. */
export const documentOf = ({ program, identity }: Read): unknown => JSON.parse(toJson(program, identity));

const RANDOM_PACKETS = 50;

/** At most so many of some items, from everywhere among them. */
export const spread = <Item>(items: readonly Item[], most: number): readonly Item[] => {
  const nth = (index: number): number => Math.floor((index * most) / items.length);
  return items.length <= most ? items : items.filter((_, index) => nth(index) !== nth(index - 1));
};

/** Packets that reach everything in the program, and random ones. A capture holds none without bytes. */
export const packetsFor = ({ program }: Read, most = Number.POSITIVE_INFINITY): readonly Uint8Array[] => {
  const { packets }: Explored = coverProgram(program);
  const all = [...packets, ...randomPackets(packets, RANDOM_PACKETS, 1)]
    .map(({ bytes }) => bytes)
    .filter((bytes) => bytes.length > 0);
  return spread(all, most);
};
