/**
 * The generated flow dissector beside one written by hand (baseline/tail_calls.bpf.c) and an empty program (the
 * floor), in this kernel, in one run. Every field is consumed: the keys are all written.
 * Usage, as root: npx tsx bench/flow-dissector.ts [rounds]
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
import { flowPackets } from "./packets.ts";
import { median, table } from "./statistics.ts";

const rounds = Number(process.argv[2] ?? 201);
/** Short rounds: some of many are undisturbed even on a busy machine. */
const REPEAT = 4_000;
const root = path.join(import.meta.dirname, "..");

const read = (folder: string, name: string): SourceFile => ({
  path: name,
  text: readFileSync(path.join(folder, name), "utf8"),
});

const loadAll = (libbpf: Libbpf, clang: Clang, files: readonly SourceFile[]): LoadedObject => {
  const compiled = compileBpf(clang, files, files[0]?.path ?? "");
  if (compiled.kind !== "object")
    throw new Error(compiled.kind === "failed" ? compiled.output : compiled.message);
  const object = loadObject(libbpf, compiled.bytes);
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
const joinTailCalls = (libbpf: Libbpf, object: LoadedObject): void => {
  const map = object.maps.get("programs")?.fd ?? -1;
  const names = ["ip", "ipv6", "ipv6_options", "ipv6_fragment", "mpls", "vlan"];
  names.forEach((name, index) => {
    const [key, value] = [Buffer.alloc(4), Buffer.alloc(4)];
    key.writeUInt32LE(index);
    value.writeUInt32LE(object.programs.get(`baseline_${name}`)?.fd ?? 0);
    if (libbpf.mapUpdate(map, key, value, 0) !== 0) throw new Error(`cannot enter ${name} into the map`);
  });
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
  const floor = loadAll(libbpf, clang, [read(path.join(root, "bench", "baseline"), "empty.bpf.c")]);
  const byHand = loadAll(libbpf, clang, [read(path.join(root, "bench", "baseline"), "tail_calls.bpf.c")]);
  joinTailCalls(libbpf, byHand);
  const generated = loadAll(libbpf, clang, generate());
  const first = (object: LoadedObject): number => [...object.programs.values()][0]?.fd ?? -1;
  const contenders = [
    { name: "empty", object: floor },
    { name: "by hand", object: byHand },
    { name: "generated", object: generated },
  ].map((contender) => ({ ...contender, fd: first(contender.object) }));

  const runner = new TestRunner(libbpf);
  const rows = flowPackets.map(({ name, packet }) => {
    const times = contenders.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      contenders.forEach(({ fd, name: contender }, index) => {
        const start = process.hrtime.bigint();
        const run = runner.run(fd, { packet, repeat: REPEAT });
        const elapsed = Number(process.hrtime.bigint() - start) / REPEAT;
        if (run.kind !== "ran" || run.returned !== 0)
          throw new Error(`${contender} does not dissect ${name}`);
        // The kernel reports whole nanoseconds, which are too coarse here.
        times[index]?.push(elapsed);
      });
    }
    const above = (pick: (values: readonly number[]) => number) => {
      const [nothing = 0, hand = 0, ours = 0] = times.map(pick);
      return { name, nothing, hand: hand - nothing, ours: ours - nothing };
    };
    return { median: above(median), fastest: above((values) => Math.min(...values)) };
  });
  for (const kind of ["median", "fastest"] as const) {
    const chosen = rows.map((row) => row[kind]);
    const mean = (pick: (row: (typeof chosen)[number]) => number): number =>
      chosen.reduce((sum, row) => sum + pick(row), 0) / chosen.length;
    const line = (name: string, nothing: number, hand: number, ours: number): string[] => [
      name,
      nothing.toFixed(1),
      hand.toFixed(1),
      ours.toFixed(1),
      (ours / hand).toFixed(2),
    ];
    const means = [mean(({ nothing }) => nothing), mean(({ hand }) => hand), mean(({ ours }) => ours)];
    const [floorMean = 0, handMean = 0, oursMean = 0] = means;
    console.log(
      `\n${kind} of ${rounds} × ${REPEAT} test runs, ns a packet; the floor is taken off the others`,
    );
    console.log(
      table([
        ["packet", "floor", "by hand", "generated", "ratio"],
        ...chosen.map((row) => line(row.name, row.nothing, row.hand, row.ours)),
        line("mean", floorMean, handMean, oursMean),
      ]),
    );
  }
  console.log(
    table([
      ["program", "machine code B", "instructions", "verified"],
      ...contenders.map(({ name, object }) => {
        const infos = [...object.programs.values()].map(({ fd }) => programInfo(libbpf, fd));
        const sum = (pick: (info: (typeof infos)[number]) => number): string =>
          String(infos.reduce((total, info) => total + pick(info), 0));
        return [
          name,
          sum((info) => info.jitedBytes),
          sum((info) => info.xlatedBytes / 8),
          sum((info) => info.verifiedInstructions),
        ];
      }),
    ]),
  );
  for (const { object } of contenders) object.close();
};

await main();
