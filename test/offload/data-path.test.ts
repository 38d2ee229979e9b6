/**
 * --offload-map on a veth pair: a stand-in device (XDP, from the same source) writes its result in front of the
 * packets that the tc program on the same interface then reads.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  compileBpf,
  findOffloadMaps,
  PATHS,
  readPaths,
  removeIdentity,
  writeIdentity,
} from "../../src/kernel/index.ts";
import { discard, p4twin, project, type Run, root } from "../cli/p4twin.ts";
import { bench } from "../kernel/bench.ts";

const sh = (line: string): Run => {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], { encoding: "utf8", timeout: 300_000 });
  return { status, stdout, stderr };
};
const sender = `p4twin-x${process.pid}`;
const receiver = `p4twin-y${process.pid}`;
const pins = `/sys/fs/bpf/p4twin-offload-${process.pid}`;
const able =
  bench !== undefined &&
  sh("[ -w /sys/fs/bpf ] && grep -q ' /sys/fs/bpf bpf ' /proc/mounts").status === 0 &&
  sh(`ip netns add ${sender} && ip netns del ${sender}`).status === 0;
if (!able) console.warn("TESTS OF --offload-map LEFT OUT: they want the kernel, ip netns and /sys/fs/bpf");

let directory = "";
let identity = { sha1: "", sha256: "" };
let index = 0;

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("missing");
  return value;
};

const compileObject = (main: string, object: string, flags: readonly string[] = []): void => {
  const files = ["protocols.parser.h", "protocols.offload.h", main].map((path) => ({
    path,
    text: readFileSync(join(directory, path), "utf8"),
  }));
  const made = compileBpf(must(bench).clang, files, main, [
    "-Wall",
    "-Wextra",
    "-Wno-unused-label",
    ...flags,
  ]);
  if (made.kind !== "object") throw new Error(made.kind === "failed" ? made.output : made.message);
  writeFileSync(join(directory, object), made.bytes);
};

/** Puts the stand-in on the interface; what it does wrong is said by a flag. */
const device = (flag: string | undefined): void => {
  compileObject("device.bpf.c", "device.o", flag === undefined ? [] : [`-D${flag}`]);
  const run = sh(`ip -n ${receiver} link set eth0 xdp off
    ip -n ${receiver} link set eth0 xdp obj ${directory}/device.o sec xdp`);
  if (run.status !== 0) throw new Error(run.stderr);
};

const attach = (object: string): number => {
  const place = ["--netns", receiver, "--pin-dir", pins, "--hook", "tc", "--dev", "eth0"];
  const run = p4twin(["attach", object, ...place, "--replace"], directory);
  expect(run.stderr).toBe("");
  return Number(/program (\d+)/.exec(run.stdout)?.[1]);
};

/** Sends UDP packets; what became of those that came in. */
const send = (program: number, count: number) => {
  const { libbpf } = must(bench);
  const maps = must(findOffloadMaps(libbpf, program));
  const before = readPaths(libbpf, maps);
  // Nobody listens: each packet that the stack gets is counted as one for a port that nobody has.
  const noPorts = (): number =>
    Number(sh(`ip netns exec ${receiver} awk '/^Udp: [0-9]/ { print $3 }' /proc/net/snmp`).stdout.trim());
  const arrived = noPorts();
  sh(
    `ip netns exec ${sender} bash -c 'for i in $(seq ${count}); do echo x >/dev/udp/10.78.0.2/9; done; sleep 0.3'`,
  );
  const after = readPaths(libbpf, maps);
  const ways = Object.fromEntries(
    PATHS.map((path, at) => [path, Number((after[at] ?? 0n) - (before[at] ?? 0n))]).filter(
      ([, number]) => number !== 0,
    ),
  );
  return { ways, arrived: noPorts() - arrived };
};

/** The TTL that the tc program saw last, on any CPU. */
const ttls = (program: number): readonly number[] => {
  const shown: unknown = JSON.parse(sh(`bpftool -j prog show id ${program}`).stdout);
  const ids = typeof shown === "object" && shown !== null && "map_ids" in shown ? shown.map_ids : [];
  for (const id of Array.isArray(ids) ? ids : []) {
    const dump = sh(`bpftool map dump id ${id}`).stdout;
    if (dump.includes('"ttl"')) return [...dump.matchAll(/"ttl": (\d+)/g)].map(([, ttl]) => Number(ttl));
  }
  return [];
};

describe.skipIf(!able)("the data path", () => {
  beforeAll(() => {
    directory = project({});
    for (const name of ["protocols.p4", "headers.p4"])
      copyFileSync(join(root, "samples", "protocol_counter", name), join(directory, name));
    copyFileSync(join(import.meta.dirname, "device.bpf.c"), join(directory, "device.bpf.c"));
    const made = p4twin(["protocols.p4", "--offload-map", "-o", "."], directory);
    if (made.status !== 0) throw new Error(made.stderr);
    identity = JSON.parse(readFileSync(join(directory, "protocols.manifest.json"), "utf8")).source;
    compileObject("protocols.bpf.c", "protocols.bpf.o");
    const run = sh(`set -e
      ip netns add ${sender}; ip netns add ${receiver}
      ip link add eth0 netns ${sender} type veth peer name eth0 netns ${receiver}
      for n in ${sender} ${receiver}; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
      ip -n ${sender} addr add 10.78.0.1/24 dev eth0; ip -n ${receiver} addr add 10.78.0.2/24 dev eth0
      ip -n ${sender} link set eth0 up; ip -n ${receiver} link set eth0 up
      mac() { ip -n $1 -j link show eth0 | sed 's/.*"address":"\\([0-9a-f:]*\\)".*/\\1/'; }
      ip -n ${sender} neigh add 10.78.0.2 lladdr $(mac ${receiver}) dev eth0
      ip -n ${receiver} neigh add 10.78.0.1 lladdr $(mac ${sender}) dev eth0
      ip -n ${receiver} -o link show eth0 | cut -d: -f1`);
    if (run.status !== 0) throw new Error(run.stderr);
    index = Number(run.stdout.trim());
  });
  afterAll(() => {
    sh(`rm -rf ${pins}; ip netns del ${sender}; ip netns del ${receiver}`);
    discard(directory);
  });
  afterEach(() => {
    p4twin(["detach", "--netns", receiver, "--pin-dir", pins, "--hook", "tc", "--dev", "eth0"], directory);
  });

  const enabled = (object = "protocols.bpf.o", its = identity): number => {
    const program = attach(object);
    const { libbpf } = must(bench);
    writeIdentity(libbpf, must(findOffloadMaps(libbpf, program)), index, its);
    return program;
  };

  test("the right hash: the device's results are used, the parser is not run", () => {
    device("MARK");
    const program = enabled();
    expect(send(program, 5)).toEqual({ ways: { offloaded: 5 }, arrived: 5 });
    expect(ttls(program)).toContain(0x42);
    const { libbpf } = must(bench);
    const maps = must(findOffloadMaps(libbpf, program));
    expect(removeIdentity(libbpf, maps, index)).toBe(true);
    expect(send(program, 5)).toEqual({ ways: { disabled: 5 }, arrived: 5 });
    expect(removeIdentity(libbpf, maps, index)).toBe(false);
  });

  test("a device that states no SHA-256 is matched by SHA-1 alone", () => {
    device(undefined);
    expect(send(enabled("protocols.bpf.o", { ...identity, sha256: "" }), 3)).toEqual({
      ways: { offloaded: 3 },
      arrived: 3,
    });
  });

  test("p4twin offload: enabled where match says so, and never otherwise", () => {
    device("MARK");
    const program = attach("protocols.bpf.o");
    const offload = (verb: string, ...args: readonly string[]): Run =>
      p4twin(["offload", verb, "--netns", receiver, "--dev", "eth0", ...args], directory);
    const catalogue = (name: string, change: (entry: object) => object): string => {
      const programs = [{ name: "protocols", kind: "parser", state: "running", ...identity }].map(change);
      const pick = programs.map((entry) =>
        Object.fromEntries(
          Object.entries(entry).filter(([key]) => ["name", "kind", "state", "sha1", "sha256"].includes(key)),
        ),
      );
      const text = { schema: "p4twin-catalogue-1", device: "nic0", programs: pick };
      writeFileSync(join(directory, name), JSON.stringify(text));
      return name;
    };
    const right = catalogue("right.json", (entry) => entry);
    expect(offload("status").stdout).toMatch(
      /^protocols_tc \(program \d+\) on eth0: disabled\n {2}packets: offloaded 0/,
    );

    const enabled = offload("enable", "--catalogue", right, "--manifest", "protocols.manifest.json");
    expect(enabled).toMatchObject({ status: 0, stderr: "" });
    expect(enabled.stdout).toMatch(/ on eth0: enabled: nic0: SHA-1 and SHA-256 agree with protocols/);
    expect(send(program, 3)).toEqual({ ways: { offloaded: 3 }, arrived: 3 });
    expect(JSON.parse(offload("status", "--format", "json").stdout)).toMatchObject({
      device: "eth0",
      id: program,
      name: "protocols_tc",
      entry: { sha1: identity.sha1, sha256: identity.sha256 },
      packets: { offloaded: 3, disabled: 0 },
    });

    // What no longer matches is taken back.
    const zeros = "0".repeat(40);
    for (const [name, change, reason] of [
      [
        "differs.json",
        { sha1: zeros, sha256: "0".repeat(64) },
        /disabled: nic0: the device's protocols is from another/,
      ],
      ["collides.json", { sha256: "0".repeat(64) }, /ALARM: nic0: SHA-1 .* agrees and SHA-256 does not/],
      ["disabled.json", { state: "disabled" }, /the device has protocols from the same source, disabled/],
    ] as const) {
      expect(offload("enable", "--catalogue", right).status).toBe(0);
      const run = offload(
        "enable",
        "--catalogue",
        catalogue(name, (entry) => ({ ...entry, ...change })),
      );
      expect(run.stdout).toMatch(reason);
      expect(run.status).toBe(1);
      expect(offload("status").stdout).toContain("eth0: disabled");
    }
    expect(offload("enable", "--catalogue", right).status).toBe(0);
    writeFileSync(join(directory, "broken.json"), "{");
    const broken = offload("enable", "--catalogue", "broken.json");
    expect(broken.status).toBe(1);
    expect(broken.stderr).toContain("broken.json");
    expect(offload("status").stdout).toContain("eth0: disabled");

    expect(offload("enable", "--catalogue", right).status).toBe(0);
    expect(offload("disable").stdout).toMatch(/on eth0: disabled\n$/);
    expect(offload("disable").stdout).toMatch(/on eth0: not enabled\n$/);
    expect(send(program, 3)).toEqual({ ways: { disabled: 3 }, arrived: 3 });

    expect(offload("enable")).toMatchObject({ status: 2 });
    expect(p4twin(["offload", "status", "--dev", "nosuch0"], directory)).toMatchObject({ status: 1 });
    expect(p4twin(["offload", "status", "--dev", "lo"], directory).stderr).toContain("p4twin --offload-map");
  });

  test.each([
    ["no metadata", "SILENT", "no-metadata"],
    ["metadata too short", "SHORT", "no-metadata"],
    ["metadata of another source", "OTHER_PROGRAM", "other-program"],
    ["values that cannot be", "BROKEN", "broken-metadata"],
  ])("%s: parsed in software, no packet lost", (_, flag, way) => {
    device(flag);
    const program = enabled();
    expect(send(program, 4)).toEqual({ ways: { [way]: 4 }, arrived: 4 });
    expect(ttls(program)).toContain(64);
  });

  test.each([
    ["SHA-1", { sha1: "0".repeat(40), sha256: "" }],
    ["SHA-256", { sha256: "1".repeat(64) }],
  ])("another %s in the map: parsed in software, no packet lost", (_, wrong) => {
    device("MARK");
    const program = enabled("protocols.bpf.o", { ...identity, ...wrong });
    expect(send(program, 4)).toEqual({ ways: { "other-identity": 4 }, arrived: 4 });
    expect(ttls(program)).toContain(64);
    expect(ttls(program)).not.toContain(0x42);
  });

  test("a program from a changed source takes nothing from the old device", () => {
    device("MARK");
    const source = (name: string): string => readFileSync(join(directory, name), "utf8");
    const other = project({
      "protocols.p4": `${source("protocols.p4")}
`,
      "headers.p4": source("headers.p4"),
    });
    try {
      expect(p4twin(["protocols.p4", "--offload-map", "-o", "."], other)).toMatchObject({
        status: 0,
        stderr: "",
      });
      const files = ["protocols.parser.h", "protocols.offload.h", "protocols.bpf.c"].map((path) => ({
        path,
        text: readFileSync(join(other, path), "utf8"),
      }));
      const made = compileBpf(must(bench).clang, files, "protocols.bpf.c");
      if (made.kind !== "object") throw new Error("clang");
      writeFileSync(join(directory, "replaced.bpf.o"), made.bytes);
    } finally {
      discard(other);
    }
    enabled();
    // Replaced while it runs; what was said of the device stays with the old program's map, and is said again here.
    const program = enabled("replaced.bpf.o");
    expect(send(program, 4)).toEqual({ ways: { "other-identity": 4 }, arrived: 4 });
    const its = JSON.parse(
      JSON.stringify({
        sha1: /sha1=([0-9a-f]{40})/.exec(readFileSync(join(directory, "replaced.bpf.o"), "latin1"))?.[1],
      }),
    );
    const { libbpf } = must(bench);
    writeIdentity(libbpf, must(findOffloadMaps(libbpf, program)), index, its);
    expect(send(program, 4)).toEqual({ ways: { "other-program": 4 }, arrived: 4 });
    expect(ttls(program)).not.toContain(0x42);
  });
});
