/**
 * The generated flow dissector beside one written by hand (baseline/tail_calls.bpf.c) and an empty program (the
 * floor), in this kernel, in one run. Every field is consumed: the keys are all written. Where the kernel happens to
 * put a program's machine code moves its time by a tenth, so the programs are loaded again and again, and the times
 * are means over the loads.
 * Usage, as root: npx tsx bench/flow-dissector.ts [loads]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type Clang,
  compileBpf,
  findClang,
  type Libbpf,
  type LoadedObject,
  loadObject,
  openKernel,
  pinThread,
  programInfo,
  type SourceFile,
  TestRunner,
} from "../src/kernel/index.ts";
import { type Count, emulate, entriesOf, instructionsOf } from "./emulator.ts";
import { flowPackets } from "./packets.ts";
import { median, table } from "./statistics.ts";

const loads = Number(process.argv[2] ?? 24);
/** Of each load. */
const ROUNDS = 40;
/** Short rounds: some of many are undisturbed even on a busy machine. */
const REPEAT = 2_000;
const root = path.join(import.meta.dirname, "..");

const read = (folder: string, name: string): SourceFile => ({
  path: name,
  text: readFileSync(path.join(folder, name), "utf8"),
});

const compile = (clang: Clang, files: readonly SourceFile[]): Buffer => {
  const compiled = compileBpf(clang, files, files[0]?.path ?? "");
  if (compiled.kind !== "object")
    throw new Error(compiled.kind === "failed" ? compiled.output : compiled.message);
  return compiled.bytes;
};

const load = (libbpf: Libbpf, bytes: Buffer): LoadedObject => {
  const object = loadObject(libbpf, bytes);
  if (object.kind === "failed") throw new Error(`errno ${object.errno}\n${object.log.slice(-2000)}`);
  return object;
};

const generate = (): SourceFile[] => {
  const folder = mkdtempSync(path.join(tmpdir(), "p4twin-bench-"));
  try {
    const source = path.join(root, "samples", "flow_dissector.p4");
    execFileSync(path.join(root, "bin", "p4twin"), [source, "-b", "ebpf", "-o", folder]);
    return [read(folder, "flow_dissector.bpf.c"), read(folder, "flow_dissector.parser.h")];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The yardstick's programs call each other through a map: index = order behind the first. */
const TAIL_CALLED = ["ip", "ipv6", "ipv6_options", "ipv6_fragment", "mpls", "vlan"].map(
  (name) => `baseline_${name}`,
);

const joinTailCalls = (libbpf: Libbpf, object: LoadedObject): void => {
  const map = object.maps.get("programs")?.fd;
  if (map === undefined) return;
  TAIL_CALLED.forEach((name, index) => {
    const [key, value] = [Buffer.alloc(4), Buffer.alloc(4)];
    key.writeUInt32LE(index);
    value.writeUInt32LE(object.programs.get(name)?.fd ?? 0);
    if (libbpf.mapUpdate(map, key, value, 0) !== 0) throw new Error(`cannot enter ${name} into the map`);
  });
};

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

interface Contender {
  readonly name: string;
  readonly bytes: Buffer;
}

/** By packet and contender. */
type Times = readonly (readonly number[])[];

/** Loads the contenders once and runs them in turns: medians, and the fastest rounds. */
const measure = (
  libbpf: Libbpf,
  contenders: readonly Contender[],
): { readonly median: Times; readonly fastest: Times } => {
  const runner = new TestRunner(libbpf);
  const objects = contenders.map(({ bytes }) => load(libbpf, bytes));
  for (const object of objects) joinTailCalls(libbpf, object);
  const times = flowPackets.map(({ name, packet }) => {
    const rounds = contenders.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round += 1)
      objects.forEach((object, index) => {
        const fd = [...object.programs.values()][0]?.fd ?? -1;
        const start = process.hrtime.bigint();
        const run = runner.run(fd, { packet, repeat: REPEAT });
        // The kernel reports whole nanoseconds, which are too coarse here.
        const elapsed = Number(process.hrtime.bigint() - start) / REPEAT;
        if (run.kind !== "ran" || run.returned !== 0)
          throw new Error(`${contenders[index]?.name} does not dissect ${name}`);
        rounds[index]?.push(elapsed);
      });
    return rounds;
  });
  for (const object of objects) object.close();
  return {
    median: times.map((rounds) => rounds.map(median)),
    fastest: times.map((rounds) => rounds.map((values) => Math.min(...values))),
  };
};

const printTimes = (kind: "median" | "fastest", all: readonly Times[]): void => {
  const rows = flowPackets.map(({ name }, packet) => {
    const [nothing = 0, hand = 0, ours = 0] = [0, 1, 2].map((contender) =>
      average(all.map((times) => times[packet]?.[contender] ?? 0)),
    );
    return { name, nothing, hand: hand - nothing, ours: ours - nothing };
  });
  const line = (name: string, nothing: number, hand: number, ours: number): string[] => [
    name,
    nothing.toFixed(1),
    hand.toFixed(1),
    ours.toFixed(1),
    (ours / hand).toFixed(2),
  ];
  const mean = (pick: (row: (typeof rows)[number]) => number): number => average(rows.map(pick));
  const rounds = `${kind} of ${ROUNDS} × ${REPEAT} test runs, mean of ${loads} loads`;
  console.log(`\n${rounds}, ns a packet; the floor is taken off the others`);
  console.log(
    table([
      ["packet", "floor", "by hand", "generated", "ratio"],
      ...rows.map((row) => line(row.name, row.nothing, row.hand, row.ours)),
      line(
        "mean",
        mean(({ nothing }) => nothing),
        mean(({ hand }) => hand),
        mean(({ ours }) => ours),
      ),
    ]),
  );
};

/** What can be counted does not depend on the machine's load. */
const printCounts = (contenders: readonly Contender[]): void => {
  const counts = contenders.map(({ bytes }) => {
    const [code, entries] = [instructionsOf(bytes, "flow_dissector"), entriesOf(bytes)];
    const calls = TAIL_CALLED.map((name) => entries.get(name) ?? 0);
    return flowPackets.map(({ packet }) => emulate(code, "flow_dissector", packet, calls));
  });
  const columns: readonly ((count: Count) => number)[] = [
    ({ instructions }) => instructions,
    ({ accesses }) => accesses,
    ({ spills }) => spills,
    ({ jumps }) => jumps,
    ({ tailCalls }) => tailCalls,
  ];
  const texts = (chosen: (packet: number) => boolean): string[] =>
    columns.map((column) =>
      counts
        .map((all) => average(all.filter((_, packet) => chosen(packet)).map(column)))
        .map((value) => value.toFixed(Number.isInteger(value) ? 0 : 1))
        .join(" / "),
    );
  console.log(`\nexecuted a packet: ${contenders.map(({ name }) => name).join(" / ")}`);
  console.log(
    table([
      ["packet", "instructions", "memory accesses", "of the stack", "jumps taken", "tail calls"],
      ...flowPackets.map(({ name }, index) => [name, ...texts((packet) => packet === index)]),
      ["mean", ...texts(() => true)],
    ]),
  );
};

const printSizes = (libbpf: Libbpf, contenders: readonly Contender[]): void => {
  const rows = contenders.map(({ name, bytes }) => {
    const object = load(libbpf, bytes);
    const infos = [...object.programs.values()].map(({ fd }) => programInfo(libbpf, fd));
    object.close();
    const sum = (pick: (info: (typeof infos)[number]) => number): string =>
      String(infos.reduce((total, info) => total + pick(info), 0));
    return [
      name,
      sum((info) => info.jitedBytes),
      sum((info) => info.xlatedBytes / 8),
      sum((info) => info.verifiedInstructions),
    ];
  });
  console.log(`\n${table([["program", "machine code B", "instructions", "verified"], ...rows])}`);
};

const main = async (): Promise<void> => {
  const libbpf = await openKernel();
  const clang = findClang();
  if (libbpf.kind !== "libbpf" || clang.kind !== "clang") {
    for (const part of [libbpf, clang])
      if (part.kind === "unavailable") console.log(`left out: ${part.message}`);
    return;
  }
  pinThread(libbpf);
  const baseline = path.join(root, "bench", "baseline");
  const contenders = [
    { name: "empty", bytes: compile(clang, [read(baseline, "empty.bpf.c")]) },
    { name: "by hand", bytes: compile(clang, [read(baseline, "tail_calls.bpf.c")]) },
    { name: "generated", bytes: compile(clang, generate()) },
  ];
  const all = Array.from({ length: loads }, () => measure(libbpf, contenders));
  printTimes(
    "median",
    all.map(({ median: times }) => times),
  );
  printTimes(
    "fastest",
    all.map(({ fastest }) => fastest),
  );
  printCounts(contenders.slice(1));
  printSizes(libbpf, contenders);
};

await main();
