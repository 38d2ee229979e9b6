/** samples/protocol_counter on a veth pair between two network namespaces. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../cli/p4twin.ts";
import { bench } from "../kernel/bench.ts";

const sh = (line: string): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], { encoding: "utf8", timeout: 300_000 });
  return { status, output: stdout + stderr };
};

/** Names of this run's own, so that two runs do not meet. */
const sender = `p4twin-s${process.pid}`;
const receiver = `p4twin-r${process.pid}`;
const able =
  bench !== undefined &&
  sh(
    `ip netns add ${sender} && ip netns del ${sender} && command -v make cc && [ -e /usr/include/bpf/libbpf.h ]`,
  ).status === 0;
if (!able)
  console.warn("TEST OF protocol_counter LEFT OUT: it wants the kernel, ip netns, make, cc, libbpf-dev");

describe.skipIf(!able)("protocol_counter", () => {
  let directory = "";
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "p4twin-counter-"));
    cpSync(join(root, "samples", "protocol_counter"), directory, { recursive: true });
    const made = sh(`
      set -e
      make -s -C ${directory} P4TWIN=${join(root, "bin", "p4twin")}
      ip netns add ${sender}; ip netns add ${receiver}
      ip link add eth0 netns ${sender} type veth peer name eth0 netns ${receiver}
      ip -n ${sender} addr add 10.77.0.1/24 dev eth0; ip -n ${receiver} addr add 10.77.0.2/24 dev eth0
      ip -n ${sender} link set eth0 up; ip -n ${receiver} link set eth0 up`);
    if (made.status !== 0) throw new Error(made.output);
  });
  afterAll(() => {
    sh(`ip netns del ${sender}; ip netns del ${receiver}`);
    rmSync(directory, { recursive: true, force: true });
  });

  test("counts what comes in, and goes away on SIGINT", async () => {
    const counter = spawn("ip", [
      "netns",
      "exec",
      receiver,
      join(directory, "build", "protocol_counter"),
      "eth0",
    ]);
    let output = "";
    for (const stream of [counter.stdout, counter.stderr])
      stream.on("data", (data) => (output += String(data)));
    const ended = new Promise<number | null>((resolve) => counter.on("close", resolve));
    const attached = sh(`for i in $(seq 200); do
      ip -n ${receiver} link show eth0 | grep -q xdp && exit 0; sleep 0.05; done; exit 1`);
    expect(attached.status).toBe(0);
    sh(
      `ip netns exec ${sender} bash -c 'for i in 1 2 3 4 5; do echo x >/dev/udp/10.77.0.2/9; done; sleep 0.2'`,
    );
    counter.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(output).toMatch(/^protocol 17 {2}5$/m);
    expect(sh(`ip -n ${receiver} link show eth0 | grep -c xdp`).output.trim()).toBe("0");
  });

  test("says what is wrong with an interface that is not there", () => {
    const run = sh(`${join(directory, "build", "protocol_counter")} nosuch0`);
    expect(run).toEqual({ status: 2, output: "usage: protocol_counter INTERFACE\n" });
  });
});
