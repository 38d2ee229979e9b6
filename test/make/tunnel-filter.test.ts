/** samples/tunnel_filter: built, run on packets, and attached to an interface. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadObject, TestRunner } from "../../src/kernel/index.ts";
import { root } from "../cli/p4twin.ts";
import { bench } from "../kernel/bench.ts";
import { readSample } from "../samples/sample.ts";

const sh = (line: string): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], { encoding: "utf8", timeout: 300_000 });
  return { status, output: stdout + stderr };
};

const namespace = `p4twin-t${process.pid}`;
const pins = `/sys/fs/bpf/p4twin-filter-${process.pid}`;
const able =
  bench !== undefined &&
  sh(`ip netns add ${namespace} && ip netns del ${namespace} && command -v make nsenter`).status === 0 &&
  sh(
    "[ -w /sys/fs/bpf ] && grep -q ' /sys/fs/bpf bpf ' /proc/mounts && PATH=$PATH:/usr/sbin command -v bpftool",
  ).status === 0;
if (!able)
  console.warn("TEST OF tunnel_filter LEFT OUT: it wants the kernel, ip netns, make, bpftool, /sys/fs/bpf");

const [XDP_DROP, XDP_PASS] = [1, 2];

describe.skipIf(!able)("tunnel_filter", () => {
  let directory = "";
  const inNamespace = (line: string) =>
    sh(
      `cd ${directory}/tunnel_filter && TUNNEL_FILTER_PINS=${pins} nsenter --net=/run/netns/${namespace} ${line}`,
    );

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "p4twin-filter-"));
    for (const part of ["tunnel_filter", "vxlan.p4"])
      cpSync(join(root, "samples", part), join(directory, part), { recursive: true });
    const made = sh(`
      set -e
      make -s -C ${directory}/tunnel_filter clean all P4TWIN=${join(root, "bin", "p4twin")} BPF_CFLAGS='-O2 -g -Wall -Wextra -Werror'
      ip netns add ${namespace}
      ip -n ${namespace} link add eth0 type veth peer name eth1`);
    if (made.status !== 0) throw new Error(made.output);
  });
  afterAll(() => {
    sh(`ip netns del ${namespace}; rm -rf ${pins}`);
    rmSync(directory, { recursive: true, force: true });
  });

  test("drops the packets of a blocked inner address, and no others", () => {
    if (bench === undefined) return;
    const { libbpf } = bench;
    const bytes = readFileSync(join(directory, "tunnel_filter", "build", "tunnel_filter.bpf.o"));
    const object = loadObject(libbpf, bytes);
    if (object.kind === "failed") throw new Error(object.log.slice(-2000));
    const runner = new TestRunner(libbpf);
    const fd = object.programs.get("tunnel_filter")?.fd ?? -1;
    const verdict = (packet: Uint8Array): number => {
      const run = runner.run(fd, { packet });
      return run.kind === "ran" ? run.returned : -1;
    };
    const packets = readSample("vxlan").packets.filter(({ length }) => length >= 14);
    expect(packets.map(verdict)).toEqual(packets.map(() => XDP_PASS));
    // Network 100, 10.1.0.1: the first packet's.
    const blocked = object.maps.get("blocked")?.fd ?? -1;
    const key = Buffer.from("000000640a010001", "hex");
    expect(libbpf.mapUpdate(blocked, key, Buffer.alloc(8), 0)).toBe(0);
    expect(packets.map(verdict)).toEqual(packets.map((_, at) => (at === 0 ? XDP_DROP : XDP_PASS)));
    const count = Buffer.alloc(8);
    expect(libbpf.mapLookup(blocked, key, count)).toBe(0);
    expect(Math.max(count[0] ?? 0, count[7] ?? 0)).toBe(1);
    object.close();
  });

  test("its script attaches, blocks, shows and detaches", () => {
    expect(inNamespace("./tunnel_filter attach eth0")).toEqual({ status: 0, output: "" });
    expect(inNamespace("./tunnel_filter block 70000 10.1.0.9").status).toBe(0);
    expect(inNamespace("./tunnel_filter show").output.replace(/\s+/g, " ")).toMatch(
      /00 01 11 70 0a 01 00 09|"network": .*"source": /,
    );
    expect(sh(`ip -n ${namespace} link show eth0`).output).toContain("xdp");
    expect(inNamespace("./tunnel_filter unblock 70000 10.1.0.9").status).toBe(0);
    expect(inNamespace("./tunnel_filter unblock 70000 10.1.0.9").status).not.toBe(0);
    expect(inNamespace("./tunnel_filter detach eth0").status).toBe(0);
    expect(sh(`ip -n ${namespace} link show eth0`).output).not.toContain("xdp");
    for (const wrong of [
      "",
      "block 1",
      "block x 1.2.3.4",
      "block 1 1.2.3",
      "block 1 1.2.3.4.5",
      "block 1 a.b.c.d",
    ])
      expect(inNamespace(`./tunnel_filter ${wrong}`)).toMatchObject({
        status: 2,
        output: expect.stringContaining("tunnel_filter attach DEV"),
      });
    expect(inNamespace("./tunnel_filter attach nosuch0").status).not.toBe(0);
    expect(sh(`[ -e ${pins} ]`).status).toBe(1);
  });
});
