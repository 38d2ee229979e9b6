/**
 * Packets whose headers go on behind the linear part of the sk_buff, in a network namespace of their own: what the
 * reference sees of the same bytes. The tc programs
 * are on the egress of the interface that sends.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate, resultLayout } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import {
  compileBpf,
  createLink,
  decodeResult,
  enterNamespace,
  type LoadedObject,
  loadObject,
  pinThread,
  readEntry,
  readPerCpu,
} from "../../src/kernel/index.ts";
import { firstDifference } from "../../src/observation/index.ts";
import { prepare } from "../../src/reference/index.ts";
import { mustTwin } from "../differential/twin.ts";
import { vectors } from "../flow_dissector/vectors.ts";
import { bench } from "../kernel/bench.ts";
import { readSample } from "../samples/sample.ts";
import { LEAST_FRAME, openSender, type Sender } from "./sender.ts";

const namespace = `p4twin-n${process.pid}`;
const run = (line: string) => spawnSync("bash", ["-c", line], { encoding: "utf8" });
const able =
  bench !== undefined && run(`ip netns add ${namespace} && ip netns del ${namespace}`).status === 0;
if (!able) console.warn("TESTS OF NON-LINEAR PACKETS LEFT OUT: they want root and ip netns");

const KEYS_BYTES = 56;
const RECORD_BYTES = 8 + 2 * KEYS_BYTES;
const FLAGS_AT = 48;
const [BPF_OK, BPF_DROP, CONTINUE] = [0, 2, 129];

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("missing");
  return value;
};

/** The keys as the program leaves them, in bytes, from those of the reference. */
const keysOf = (parameters: ReadonlyMap<string, unknown>, flags: number): string => {
  const keys = Buffer.alloc(KEYS_BYTES);
  const value = (name: string): bigint => BigInt(String(parameters.get(`keys.${name}`) ?? 0));
  for (const [at, name] of ["nhoff", "thoff", "addr_proto"].entries())
    keys.writeUInt16LE(Number(value(name)), at * 2);
  for (const [at, name] of ["is_frag", "is_first_frag", "is_encap", "ip_proto"].entries())
    keys.writeUInt8(Number(value(name)), 6 + at);
  for (const [at, name] of ["n_proto", "sport", "dport"].entries())
    keys.writeUInt16BE(Number(value(name)), 10 + at * 2);
  keys.write(value("addrs").toString(16).padStart(64, "0"), 16, "hex");
  keys.writeUInt32LE(flags, FLAGS_AT);
  keys.writeUInt32BE(Number(value("flow_label")), 52);
  return keys.toString("hex");
};

const padded = (frame: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(Math.max(LEAST_FRAME, frame.length));
  whole.set(frame);
  return whole;
};

const load = (files: readonly { path: string; text: string }[], main: string): LoadedObject => {
  const { libbpf, clang } = must(bench);
  const made = compileBpf(clang, files, main, ["-Wall", "-Wextra"]);
  if (made.kind !== "object") throw new Error(JSON.stringify(made));
  const object = loadObject(libbpf, made.bytes);
  if (object.kind === "failed") throw new Error(object.log.slice(-3000));
  return object;
};

describe.skipIf(!able)("packets that are not linear", () => {
  let index = 0;
  let sender: Sender;
  const links: number[] = [];

  beforeAll(() => {
    const { libbpf } = must(bench);
    const made = run(`set -e
      ip netns add ${namespace}
      ip netns exec ${namespace} sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
      ip -n ${namespace} link add eth0 mtu 9000 type veth peer name eth1
      ip -n ${namespace} link set eth1 mtu 9000 up
      ip -n ${namespace} link set eth0 up`);
    if (made.status !== 0) throw new Error(made.stderr);
    // This process is this test's alone.
    expect(enterNamespace(libbpf, `/run/netns/${namespace}`)).toBe(0);
    index = libbpf.interfaceIndex("eth0");
    sender = openSender(libbpf, index);
  });
  afterAll(() => {
    sender?.close();
    for (const link of links) must(bench).libbpf.closeFd(link);
    run(`ip netns del ${namespace}`);
  });

  const attach = (object: LoadedObject, program: string, kind: "flow_dissector" | "tc"): number => {
    const { libbpf } = must(bench);
    const point =
      kind === "tc" ? ({ kind, interface: index, direction: "egress" } as const) : ({ kind } as const);
    const link = createLink(libbpf, must(object.programs.get(program)).fd, point);
    expect(link).toBeGreaterThan(0);
    links.push(link);
    return link;
  };

  it("the flow dissector finds the keys of all vectors, wherever the linear part ends", () => {
    const { libbpf } = must(bench);
    const source = readFileSync(new URL("../../samples/flow_dissector.p4", import.meta.url), "utf8");
    const twin = mustTwin("flow_dissector", source);
    const dissect = prepare(twin.typed);
    const recorder = readFileSync(new URL("recorder.bpf.c", import.meta.url), "utf8");
    const files = (generate(twin.program, twin.identity, {}, new DiagnosticSink()) ?? []).map((file) =>
      file.kind === "bpf-program"
        ? {
            ...file,
            text: `#define GENERATED flow_dissector_flow_dissector\n${file.text.replace(
              'SEC("flow_dissector") P4TWIN_STAMPED\nint',
              "static __attribute__((__noinline__)) int",
            )}${recorder}`,
          }
        : file,
    );
    const object = load(files, "flow_dissector.bpf.c");
    attach(object, "record", "flow_dissector");
    const tc = attach(object, "ask", "tc");
    const [count, records] = ["recorded", "records"].map((name) => must(object.maps.get(name)).fd);
    const seen = new Set<number>();
    for (const { name, frame } of vectors)
      for (let linear = 14; linear <= 110; linear += 1) {
        libbpf.mapUpdate(must(count), Buffer.alloc(4), Buffer.alloc(4), 0);
        sender.send(frame, linear);
        const runs = readEntry(libbpf, must(count), 0, 4).readUInt32LE();
        expect(runs, "runs of the flow dissector").toBeGreaterThan(0);
        for (let at = 0; at < Math.min(runs, 16); at += 1) {
          const entry = readEntry(libbpf, must(records), at, RECORD_BYTES);
          // With a tag of a VLAN the kernel pulls that and starts behind it.
          const start = entry.readUInt16LE(8 + 2);
          expect(entry.readUInt32LE(0)).toBe(Math.max(linear, start));
          const [before, after] = [entry.subarray(8, 8 + KEYS_BYTES), entry.subarray(8 + KEYS_BYTES)];
          const flags = before.readUInt32LE(FLAGS_AT);
          const inputs = new Map([
            ["keys.n_proto", BigInt(before.readUInt16BE(10))],
            ["keys.nhoff", BigInt(before.readUInt16LE(0))],
            ["keys.thoff", BigInt(start)],
            ["flags", BigInt(flags)],
          ]);
          const expected = dissect(padded(frame).slice(start), { inputs });
          const where = `${name}, ${linear} bytes are linear, flags ${flags}`;
          const code = entry.readUInt32LE(4);
          seen.add(code);
          if (expected.verdict === "accept") {
            expect(code, where).toBe(BPF_OK);
            expect(after.toString("hex"), where).toBe(keysOf(expected.parameters, flags));
          } else {
            expect(code, where).toBe(expected.error === "FlowDissectorContinue" ? CONTINUE : BPF_DROP);
            expect(after.toString("hex"), where).toBe(before.toString("hex"));
          }
        }
      }
    expect(seen).toContain(BPF_OK);
    libbpf.closeFd(tc);
    links.pop();
    object.close();
  });

  it.each(["vxlan", "tcp_options", "geneve"])("tc pulls what it needs: %s", (name) => {
    const { libbpf } = must(bench);
    const { twin, packets } = readSample(name);
    const parse = prepare(twin.typed);
    const object = load(
      generate(twin.program, twin.identity, { hooks: ["tc"] }, new DiagnosticSink()) ?? [],
      `${name}.bpf.c`,
    );
    const link = attach(object, `${name}_tc`, "tc");
    const layout = resultLayout(twin.program);
    const map = must(object.maps.get(layout.map)).fd;
    const pinned = pinThread(libbpf);
    for (const packet of packets)
      for (const linear of [14, 20, 33, 50, 64].filter((bytes) => bytes <= packet.length)) {
        sender.send(packet, linear);
        const whole = padded(packet);
        const entry = must(readPerCpu(libbpf, map, 0, layout.size)[pinned?.cpu ?? 0]);
        const expected = parse(whole, { inputs: new Map() });
        expect(firstDifference(expected, decodeResult(layout, entry, whole))).toBeUndefined();
      }
    pinned?.release();
    libbpf.closeFd(link);
    links.pop();
    object.close();
  });
});
