/**
 * --offload-map at xdp and xdp.frags, in test runs: what a stand-in device writes in front of a packet is handed to
 * the program as its metadata.
 */

import { copyFileSync, readFileSync } from "node:fs";
import { endianness } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  compileBpf,
  findOffloadMaps,
  type LoadedObject,
  loadObject,
  PATHS,
  programInfo,
  readPaths,
  TestRunner,
  writeIdentity,
} from "../../src/kernel/index.ts";
import { discard, p4twin, project, root } from "../cli/p4twin.ts";
import { bench } from "../kernel/bench.ts";

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("missing");
  return value;
};

/** The test run's packets come in at the loopback interface. */
const LOOPBACK = 1;
const [XDP_DROP, XDP_PASS] = [1, 2];

const ETHERNET = "0200000000010200000000020800";
const packet = Buffer.from(`${ETHERNET}4500001c00000000401100000a0000010a00000200350035000800ff`, "hex");
/** Its IPv4 header is cut off: a reject. */
const cut = packet.subarray(0, 20);

/** struct xdp_md: data and data_end, counted from data_meta. */
const contextOf = (metadata: number, end: number): Buffer => {
  const context = Buffer.alloc(24);
  for (const [at, value] of [metadata, end].entries())
    if (endianness() === "LE") context.writeUInt32LE(value, at * 4);
    else context.writeUInt32BE(value, at * 4);
  return context;
};

let directory = "";
let identity = { sha1: "", sha256: "" };

const load = (main: string, flags: readonly string[] = []): LoadedObject => {
  const files = ["protocols.parser.h", "protocols.offload.h", main].map((path) => ({
    path,
    text: readFileSync(join(directory, path), "utf8"),
  }));
  const { libbpf, clang } = must(bench);
  const made = compileBpf(clang, files, main, ["-Wno-unused-label", ...flags]);
  if (made.kind !== "object") throw new Error(made.kind === "failed" ? made.output : made.message);
  const object = loadObject(libbpf, made.bytes);
  if (object.kind === "failed") throw new Error(object.log.slice(-2000));
  return object;
};

/** What a device makes of a packet: its metadata, with the packet behind. */
const fromDevice = (frame: Uint8Array, flag?: string): Buffer => {
  const object = load("device.bpf.c", flag === undefined ? [] : [`-D${flag}`]);
  try {
    const { libbpf } = must(bench);
    const run = new TestRunner(libbpf).run(must(object.programs.get("device")).fd, {
      packet: frame,
      context: contextOf(0, frame.length),
    });
    if (run.kind === "refused") throw new Error(`errno ${run.errno}`);
    return run.output;
  } finally {
    object.close();
  }
};

describe.skipIf(bench === undefined).each(["xdp", "xdp_frags"])("--offload-map at %s", (hook) => {
  let object: LoadedObject;

  beforeAll(() => {
    directory = project({});
    for (const name of ["protocols.p4", "headers.p4"])
      copyFileSync(join(root, "samples", "protocol_counter", name), join(directory, name));
    copyFileSync(join(import.meta.dirname, "device.bpf.c"), join(directory, "device.bpf.c"));
    const made = p4twin(["protocols.p4", "--offload-map", "--hook", "xdp,xdp.frags", "-o", "."], directory);
    if (made.status !== 0) throw new Error(made.stderr);
    identity = JSON.parse(readFileSync(join(directory, "protocols.manifest.json"), "utf8")).source;
    object = load("protocols.bpf.c");
  });
  afterAll(() => {
    object?.close();
    discard(directory);
  });

  /** Runs the program on bytes of which the first are metadata; the way that the packet took, and the verdict. */
  const run = (bytes: Uint8Array, metadata: number) => {
    const { libbpf } = must(bench);
    const { fd } = must(object.programs.get(`protocols_${hook}`));
    const maps = must(findOffloadMaps(libbpf, programInfo(libbpf, fd).id));
    const before = readPaths(libbpf, maps);
    const context = contextOf(metadata, bytes.length);
    const result = new TestRunner(libbpf).run(fd, { packet: bytes, context });
    if (result.kind === "refused") throw new Error(`errno ${result.errno}`);
    const after = readPaths(libbpf, maps);
    const ways = PATHS.filter((_, at) => after[at] !== before[at]);
    return { ways, returned: result.returned };
  };
  const enable = (its: { readonly sha1: string; readonly sha256?: string }): void => {
    const { libbpf } = must(bench);
    const { fd } = must(object.programs.get(`protocols_${hook}`));
    writeIdentity(libbpf, must(findOffloadMaps(libbpf, programInfo(libbpf, fd).id)), LOOPBACK, its);
  };
  const metadataOf = (bytes: Buffer, frame: Uint8Array): number => bytes.length - frame.length;

  test("no entry for the interface: parsed in software", () => {
    const bytes = fromDevice(packet);
    expect(metadataOf(bytes, packet)).toBeGreaterThan(32);
    expect(run(bytes, metadataOf(bytes, packet))).toEqual({ ways: ["disabled"], returned: XDP_PASS });
  });

  test("the right hash: the device's verdict is taken over, whatever the packet is", () => {
    enable(identity);
    const bytes = fromDevice(packet);
    const metadata = metadataOf(bytes, packet);
    expect(run(bytes, metadata)).toEqual({ ways: ["offloaded"], returned: XDP_PASS });
    // What the device has consumed is more than this packet has.
    const swapped = Buffer.concat([bytes.subarray(0, metadata), cut]);
    expect(run(swapped, metadata)).toEqual({ ways: ["broken-metadata"], returned: XDP_DROP });
    const rejected = fromDevice(cut);
    expect(run(rejected, metadataOf(rejected, cut))).toEqual({ ways: ["offloaded"], returned: XDP_DROP });
    const pretended = Buffer.concat([rejected.subarray(0, metadataOf(rejected, cut)), packet]);
    expect(run(pretended, metadata)).toEqual({ ways: ["offloaded"], returned: XDP_DROP });
  });

  test.each([
    ["SILENT", "no-metadata"],
    ["SHORT", "no-metadata"],
    ["OTHER_PROGRAM", "other-program"],
    ["BROKEN", "broken-metadata"],
  ])("%s: parsed in software", (flag, way) => {
    enable(identity);
    const bytes = fromDevice(packet, flag);
    expect(run(bytes, metadataOf(bytes, packet))).toEqual({ ways: [way], returned: XDP_PASS });
    const rejected = fromDevice(cut, flag);
    expect(run(rejected, metadataOf(rejected, cut))).toEqual({ ways: [way], returned: XDP_DROP });
  });

  test("somebody else's metadata, of any length: parsed in software", () => {
    enable(identity);
    for (let length = 0; length <= 64; length += 4) {
      const bytes = Buffer.concat([Buffer.alloc(length, 0x5a), packet]);
      expect(run(bytes, length), `${length} bytes`).toEqual({ ways: ["no-metadata"], returned: XDP_PASS });
    }
  });

  test.each([
    ["SHA-1", { sha1: "0".repeat(40) }],
    ["SHA-256", { sha256: "1".repeat(64) }],
  ])("another %s in the map: parsed in software", (_, wrong) => {
    enable({ ...identity, ...wrong });
    const bytes = fromDevice(packet);
    expect(run(bytes, metadataOf(bytes, packet))).toEqual({ ways: ["other-identity"], returned: XDP_PASS });
  });
});
