/**
 * The main job, end to end: one parser into C for the kernel and P4 for a device, one hash in all of it; and, where
 * the tools and the rights are there, into the running kernel.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Clang,
  compileBpf,
  findClang,
  type Libbpf,
  type LoadedObject,
  loadObject,
  openKernel,
  programInfo,
  readStamps,
  TestRunner,
} from "../src/kernel/index.ts";
import { vectors } from "../test/flow_dissector/vectors.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const SAMPLE = "samples/flow_dissector.p4";
const NAME = "flow_dissector";
const outputs = [`${NAME}.parser.h`, `${NAME}.bpf.c`, `${NAME}.v1model.p4`, `${NAME}.manifest.json`] as const;

const inRoot = (path: string): string => join(root, path);
const read = (path: string): string => readFileSync(inRoot(path), "latin1");

const p4twin = (...args: readonly string[]): void => {
  console.log(`$ p4twin ${args.join(" ")}`);
  const { status } = spawnSync(process.execPath, [inRoot("bin/p4twin"), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) {
    console.log(`p4twin ended with status ${status}`);
    process.exit(1);
  }
};

/** What sha1sum says; where there is none, the same computed here. */
const sha1sum = (path: string): { readonly sha1: string; readonly by: string } => {
  const run = spawnSync("sha1sum", [path], { cwd: root, encoding: "utf8" });
  const sha1 = run.status === 0 ? run.stdout.slice(0, 40) : undefined;
  if (sha1 !== undefined) return { sha1, by: "sha1sum" };
  return {
    sha1: createHash("sha1")
      .update(readFileSync(inRoot(path)))
      .digest("hex"),
    by: "SHA-1 of the bytes",
  };
};

/** The source SHA-1 as the file carries it: in its stamp, or as the manifest's source.sha1. */
const carried = (path: string): string => {
  const text = read(path);
  const stamp =
    /p4twin:1 sha1=([0-9a-f]{40})/.exec(text) ??
    /"sha1": "([0-9a-f]{40})",\s*"sha256": "[0-9a-f]{64}",\s*"system"/.exec(text);
  return stamp?.[1] ?? "none";
};

const row = (what: string, value: string): void => console.log(`  ${what.padEnd(34)} ${value}`);

/** One line for each place that has the identity; true where all agree. */
const identityTable = (): boolean => {
  const { sha1, by } = sha1sum(SAMPLE);
  console.log("\nOne identity:");
  row(`${by} ${SAMPLE}`, sha1);
  return outputs
    .map((output) => {
      const found = carried(`build/${output}`);
      row(`build/${output}`, found);
      return found === sha1;
    })
    .every((same) => same);
};

/** Runs the vectors of the kernel's own flow dissector test; how many gave what that test expects. */
const runVectors = (libbpf: Libbpf, object: LoadedObject): number => {
  const runner = new TestRunner(libbpf);
  const fd = object.programs.get(`${NAME}_${NAME}`)?.fd ?? -1;
  return vectors.filter(({ name, frame, flags, expected, keysHex }) => {
    // A struct bpf_flow_keys of which only the flags are set.
    const context = Buffer.alloc(56);
    context.writeUInt32LE(flags, 48);
    const result = runner.run(fd, { packet: frame, context });
    const good =
      result.kind === "ran" &&
      result.returned === expected &&
      (expected !== 0 || result.output.toString("hex") === keysHex);
    console.log(`  ${good ? "ok    " : "WRONG "} ${name}`);
    return good;
  }).length;
};

/** Reads the stamps back from the kernel, as anybody could who sees the running program. */
const readBack = (libbpf: Libbpf, object: LoadedObject, sha1: string): boolean => {
  const fd = object.programs.get(`${NAME}_${NAME}`)?.fd ?? -1;
  const { id, verifiedInstructions } = programInfo(libbpf, fd);
  const stamps = readStamps(libbpf, id);
  console.log(
    `\nThe stamps of running program ${id} (the verifier walked ${verifiedInstructions} instructions):`,
  );
  for (const text of stamps?.maps ?? []) row("its map .rodata.p4twin", text.slice(0, 55));
  for (const { tag } of stamps?.tags ?? []) row("its BTF declaration tag", tag.slice(0, 55));
  const bpftool = spawnSync("bpftool", ["prog", "show", "id", `${id}`], { encoding: "utf8" });
  if (bpftool.status === 0) console.log(bpftool.stdout.trimEnd().replace(/^/gm, "  | "));
  const texts = [...(stamps?.maps ?? []), ...(stamps?.tags ?? []).map(({ tag }) => tag)];
  const mapAndTag = (stamps?.maps.length ?? 0) > 0 && (stamps?.tags.length ?? 0) > 0;
  return mapAndTag && texts.every((text) => text.startsWith(`p4twin:1 sha1=${sha1} `));
};

/** Compiles, loads, runs, reads back, unloads. False where any of it went wrong. */
const kernelPart = (libbpf: Libbpf, clang: Clang, sha1: string): boolean => {
  const files = outputs.slice(0, 2).map((path) => ({ path, text: read(`build/${path}`) }));
  console.log(`\n$ ${clang.path} -O2 -g -target bpf -c ${NAME}.bpf.c     # ${clang.version}`);
  const compiled = compileBpf(clang, files, `${NAME}.bpf.c`);
  if (compiled.kind === "unavailable") return leftOut([compiled.message]);
  if (compiled.kind === "failed") {
    console.log(compiled.output);
    return false;
  }
  writeFileSync(inRoot(`build/${NAME}.bpf.o`), compiled.bytes);
  p4twin("verify", `build/${NAME}.manifest.json`, "--source", SAMPLE, "--object", `build/${NAME}.bpf.o`);
  const object = loadObject(libbpf, compiled.bytes);
  if (object.kind === "failed") {
    console.log(`the kernel refused it (errno ${object.errno})\n${object.log.slice(-4000)}`);
    return false;
  }
  try {
    console.log("\nIn the running kernel, BPF_PROG_TEST_RUN with the vectors of the kernel's own test:");
    const good = runVectors(libbpf, object);
    console.log(`  ${good}/${vectors.length} vectors, all 56 bytes of the keys`);
    return readBack(libbpf, object, sha1) && good === vectors.length;
  } finally {
    object.close();
    console.log("\nUnloaded.");
  }
};

const leftOut = (reasons: readonly string[]): true => {
  console.log(
    "\nLeft out: compiling the C, loading it into this kernel, running the vectors. What is missing:",
  );
  for (const reason of reasons) console.log(`  ${reason}`);
  console.log(
    "  (as root on Debian or Ubuntu: apt-get install clang llvm bpftool libbpf-dev; then make demo again)",
  );
  return true;
};

p4twin(SAMPLE, "-o", "build");
const same = identityTable();
console.log(same ? "  the same everywhere" : "  NOT the same everywhere");
p4twin("verify", `build/${NAME}.manifest.json`, "--source", SAMPLE);

const libbpf = await openKernel();
const clang = findClang();
const good =
  libbpf.kind === "libbpf" && clang.kind === "clang"
    ? kernelPart(libbpf, clang, sha1sum(SAMPLE).sha1)
    : leftOut([libbpf, clang].flatMap((part) => (part.kind === "unavailable" ? [part.message] : [])));
process.exitCode = same && good ? 0 : 1;
