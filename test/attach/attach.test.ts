/** `p4twin attach|detach` and the unit for boot, in network namespaces of this test's own. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileBpf } from "../../src/kernel/index.ts";
import { discard, p4twin, project, type Run, root, shell, smallParser } from "../cli/p4twin.ts";
import { bench } from "../kernel/bench.ts";

const net = `p4twin-a${process.pid}`;
const pins = `/sys/fs/bpf/p4twin-test-${process.pid}`;
const sh = (line: string): Run => {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], { encoding: "utf8", timeout: 300_000 });
  return { status, stdout, stderr };
};

const able =
  bench !== undefined &&
  sh("[ -w /sys/fs/bpf ] && grep -q ' /sys/fs/bpf bpf ' /proc/mounts").status === 0 &&
  sh(`ip netns add ${net} && ip netns del ${net}`).status === 0;
if (!able)
  console.warn("TESTS OF attach AND detach LEFT OUT: they want the kernel, ip netns and /sys/fs/bpf");

let directory = "";
/** The rest of the attach command, in this test's namespace; a run of it. */
const attach = (...args: readonly string[]): Run =>
  p4twin(["attach", "--netns", net, "--pin-dir", pins, ...args], directory);
const detach = (...args: readonly string[]): Run =>
  p4twin(["detach", "--netns", net, "--pin-dir", pins, ...args], directory);
const links = (): string => sh(`ip -n ${net} link show eth0; bpftool net show`).stdout;

/** Compiles with p4twin and clang: NAME.bpf.o beside NAME.p4. */
const build = (name: string): void => {
  const made = p4twin([`${name}.p4`], directory);
  if (made.status !== 0 || bench === undefined) throw new Error(made.stderr);
  const files = [`${name}.parser.h`, `${name}.bpf.c`].map((path) => ({
    path,
    text: readFileSync(join(directory, path), "utf8"),
  }));
  const object = compileBpf(bench.clang, files, `${name}.bpf.c`);
  if (object.kind !== "object") throw new Error("clang");
  writeFileSync(join(directory, `${name}.bpf.o`), object.bytes);
};

describe.skipIf(!able)("attach and detach", () => {
  beforeAll(() => {
    directory = project({ "small.p4": smallParser(), "other.p4": `${smallParser()}// another source\n` });
    copyFileSync(join(root, "samples", "flow_dissector.p4"), join(directory, "flow_dissector.p4"));
    for (const name of ["small", "other", "flow_dissector"]) build(name);
    const made = sh(`ip netns add ${net} && ip -n ${net} link add eth0 type veth peer name eth1`);
    if (made.status !== 0) throw new Error(made.stderr);
  });
  afterAll(() => {
    sh(`rm -rf ${pins}; ip netns del ${net}`);
    discard(directory);
  });

  test.each([
    ["xdp", ["--hook", "xdp", "--dev", "eth0"]],
    ["tc ingress", ["--hook", "tc", "--dev", "eth0"]],
    ["tc egress", ["--hook", "tc", "--dev", "eth0", "--direction", "egress"]],
  ])("%s: once, replaced on demand, away without a trace", (shown, place) => {
    const first = attach("small.bpf.o", ...place);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(
      new RegExp(`^attached small_\\w+ \\(program \\d+\\) to eth0 \\(${shown}\\)\n$`),
    );
    expect(attach("small.bpf.o", ...place)).toMatchObject({
      status: 1,
      stderr: `error: eth0 (${shown}) has a program of p4twin's already: detach it, or --replace it [kernel]\n`,
    });
    const replaced = attach("other.bpf.o", ...place, "--replace");
    expect(replaced).toMatchObject({ status: 0, stderr: "" });
    expect(sh("bpftool link").stdout).toMatch(new RegExp(`prog ${attachedId(replaced)} `));
    expect(detach(...place)).toMatchObject({
      status: 0,
      stdout: `detached from eth0 (${shown})\n`,
      stderr: "",
    });
    expect(existsSync(pins)).toBe(false);
    expect(links()).not.toMatch(/(small|other)_/);
    expect(detach(...place).status).toBe(1);
  });

  test("the flow dissector of a network namespace", () => {
    const run = attach("flow_dissector.bpf.o", "--manifest", "flow_dissector.manifest.json");
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toContain(`to network namespace ${net} (flow_dissector)`);
    expect(sh(`bpftool link`).stdout).toMatch(new RegExp(`netns {2}prog ${attachedId(run)} `));
    expect(detach("--hook", "flow_dissector").status).toBe(0);
    expect(existsSync(pins)).toBe(false);
  });

  test("a pin whose interface is gone is in nobody's way", () => {
    sh(`ip -n ${net} link add gone0 index 77 type veth peer name gone1`);
    expect(attach("small.bpf.o", "--hook", "xdp", "--dev", "gone0").status).toBe(0);
    sh(`ip -n ${net} link del gone0; ip -n ${net} link add gone0 index 77 type veth peer name gone1`);
    expect(attach("small.bpf.o", "--hook", "xdp", "--dev", "gone0").status).toBe(0);
    expect(detach("--hook", "xdp", "--dev", "gone0").status).toBe(0);
  });

  test("refuses what is not meant", () => {
    const refused = (run: Run, status: number, reason: RegExp): void => {
      expect(run.stderr).toMatch(reason);
      expect(run.status).toBe(status);
    };
    const xdp = ["--hook", "xdp", "--dev", "eth0"];
    writeFileSync(join(directory, "junk.o"), "\x7fELF junk");
    writeFileSync(join(directory, "cut.o"), readFileSync(join(directory, "small.bpf.o")).subarray(0, 3000));
    refused(attach("nowhere.o", ...xdp), 1, /nowhere\.o: no such file/);
    refused(attach("junk.o", ...xdp), 1, /junk\.o cannot be used as an object/);
    refused(attach("cut.o", ...xdp), 1, /cut\.o cannot be used as an object/);
    refused(attach("small.bpf.o", "--dev", "eth0"), 1, /name one with --hook or --program: small_tc/);
    refused(attach("small.bpf.o", "--hook", "flow_dissector"), 1, /it has no such program; it has: small_tc/);
    refused(attach("small.bpf.o", "--hook", "xdp"), 2, /--dev/);
    refused(attach("small.bpf.o", "--hook", "xdp", "--dev", "nosuch0"), 2, /no interface nosuch0/);
    refused(attach("flow_dissector.bpf.o", "--dev", "eth0"), 2, /leave --dev out/);
    refused(attach("small.bpf.o", ...xdp, "--manifest", "other.manifest.json"), 1, /another source's stamp/);
    refused(attach("small.bpf.o", ...xdp, "--manifest", "small.p4"), 1, /cannot be used as a manifest/);
    refused(attach("small.bpf.o", ...xdp, "--netns", "nosuch"), 1, /nosuch cannot be entered: ENOENT/);
    refused(attach("small.bpf.o", ...xdp, "--pin-dir", directory), 3, /mount -t bpf/);
    expect(existsSync(pins)).toBe(false);
    expect(links()).not.toMatch(/small_/);
  });

  test("a classic filter, for kernels without tcx", () => {
    const script = join(import.meta.dirname, "classic-filter.ts");
    const run = sh(
      `cd ${root} && ip netns exec ${net} ${process.execPath} --import tsx ${script} ${directory}/small.bpf.o eth0`,
    );
    expect(run.stdout).toMatch(
      /^attach done \[\{.*eth0.*\}\]\nattach EEXIST\ndetach done \[\]\ndetach (ENOENT|EINVAL)\n$/,
    );
  });

  test("leaves another's program alone", () => {
    const object = join(directory, "other.bpf.o");
    sh(`ip -n ${net} link set eth0 xdpgeneric obj ${object} sec xdp`);
    expect(links()).toContain("other_xdp");
    const run = attach("small.bpf.o", "--hook", "xdp", "--dev", "eth0", "--mode", "generic", "--replace");
    expect(run.stderr).toContain("has another program, not attached by p4twin");
    expect(run.status).toBe(1);
    expect(detach("--hook", "xdp", "--dev", "eth0").status).toBe(1);
    expect(links()).toContain("other_xdp");
    sh(`ip -n ${net} link set eth0 xdpgeneric off`);
  });
});

const attachedId = ({ stdout }: Run): string => /program (\d+)/.exec(stdout)?.[1] ?? "none";

describe.skipIf(!able || sh("command -v make").status !== 0)("at boot", () => {
  test("the unit's commands load, attach and remove", () => {
    const place = project({
      Makefile:
        "P4TWIN_PARSERS := flow_dissector.p4\ninclude $(shell $(P4TWIN) --share-dir)/p4twin.mk\n" +
        "include $(shell $(P4TWIN) --share-dir)/autoload.mk\n",
    });
    try {
      copyFileSync(join(root, "samples", "flow_dissector.p4"), join(place, "flow_dissector.p4"));
      const make = (target: string): Run =>
        shell(`MAKEFLAGS= make P4TWIN=$P4TWIN DESTDIR=${place}/root ${target}`, place);
      expect(make("install-autoload")).toMatchObject({ status: 0, stderr: "" });
      const unit = join(place, "root/etc/systemd/system/p4twin-flow_dissector.service");
      const lines = readFileSync(unit, "utf8").replaceAll("/usr/local/lib", `${place}/root/usr/local/lib`);
      expect(lines).not.toMatch(/@[A-Z]+@/);
      const commands = (key: string): string =>
        [...lines.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, command]) => command).join(" && ");
      const boot = sh(`
        ip netns add ${net}-boot
        ip netns exec ${net}-boot bash -ec 'mount -t bpf bpf /sys/fs/bpf
          ${commands("ExecStart")}
          echo loaded; bpftool prog show pinned /sys/fs/bpf/p4twin-flow_dissector/flow_dissector_flow_dissector
          bpftool net show
          ${commands("ExecStop")} && ${commands("ExecStopPost")}
          echo removed; ls /sys/fs/bpf; bpftool net show'
        ip netns del ${net}-boot`);
      expect(boot.stderr).toBe("");
      const [, loaded = "", removed = ""] = boot.stdout.split(/^loaded$|^removed$/m);
      expect(loaded).toMatch(/flow_dissector {2}name flow_dissector_/);
      expect(loaded).toMatch(/flow_dissector:\nid \d+/);
      expect(removed).toMatch(/flow_dissector:\n\s*$/);
      expect(removed).not.toContain("p4twin");
      expect(make("uninstall-autoload").status).toBe(0);
      expect(sh(`find ${place}/root -type f`).stdout).toBe("");
    } finally {
      discard(place);
    }
  });
});
