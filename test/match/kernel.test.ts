/** list and match on programs that are really loaded: each test looks only at its own, by id. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileBpf, type LoadedObject, loadObject, programInfo } from "../../src/kernel/index.ts";
import { type Identity, stampText } from "../../src/output/stamp.ts";
import { inBackground } from "../catalogue/background.ts";
import { p4info, serve, serveTcp } from "../catalogue/server.ts";
import { discard, p4twin, project, root, smallParser } from "../cli/p4twin.ts";
import { bench } from "../kernel/bench.ts";
import { collided, entry, manifest, other, ours } from "./values.ts";

let tmp = "";
beforeAll(() => {
  tmp = project({ "small.p4": smallParser() });
});
afterAll(() => discard(tmp));

/** C of an XDP program with this text in its stamp's section, and this tag. */
const source = (section: string | undefined, tag: string | undefined, name = "small_xdp"): string => `
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
${section === undefined ? "" : `const char p4twin_stamp[] SEC(".rodata.p4twin") = "${section}";`}
${tag === undefined ? "" : `__attribute__((btf_decl_tag("${tag}")))`}
SEC("xdp") int ${name}(struct xdp_md *ctx) { return XDP_PASS; }
char _license[] SEC("license") = "GPL";
`;

const loadText = (text: string, name = "small_xdp"): { object: LoadedObject; id: number } => {
  if (bench === undefined) throw new Error("no kernel");
  const compiled = compileBpf(bench.clang, [{ path: "x.c", text }], "x.c");
  if (compiled.kind !== "object") throw new Error(JSON.stringify(compiled));
  const object = loadObject(bench.libbpf, compiled.bytes);
  if (object.kind !== "loaded") throw new Error(object.log);
  return { object, id: programInfo(bench.libbpf, object.programs.get(name)?.fd ?? -1).id };
};

/** Loads, looks, unloads. */
const withProgram = <T>(section: string | undefined, tag: string | undefined, look: (id: number) => T): T => {
  const { object, id } = loadText(source(section, tag));
  try {
    return look(id);
  } finally {
    object.close();
  }
};

const jsonOf = (args: readonly string[]): Readonly<Record<string, unknown>> => {
  const { stdout } = p4twin([...args, "--format", "json"], tmp);
  const value: unknown = JSON.parse(stdout.split("\n")[0] ?? "");
  return typeof value === "object" && value !== null ? { ...value } : {};
};

const catalogue = (name: string, identity: Partial<Identity>): string => {
  const file = join(tmp, name);
  const content = { schema: "p4twin-catalogue-1", device: name, programs: [entry(identity)] };
  writeFileSync(file, JSON.stringify(content));
  return file;
};

const stamp = stampText(ours);

describe.skipIf(bench === undefined)("p4twin list", () => {
  it("shows identity, type, name and tag", () =>
    withProgram(stamp, stamp, (id) => {
      const shown = jsonOf(["list", "--id", `${id}`]);
      expect(shown).toMatchObject({ id, type: "xdp", hook: "xdp", name: "small_xdp", attached: [] });
      expect(shown).toMatchObject({ stamp: "sound", from: ["map", "btf"], ...ours });
      expect(shown.tag).toMatch(/^[0-9a-f]{16}$/);
      const { stdout, status } = p4twin(["list"], tmp);
      expect(status).toBe(0);
      expect(stdout).toMatch(
        new RegExp(`^${id} +xdp +small_xdp +- +${shown.tag} +sha1=${ours.sha1} sha256=`, "m"),
      );
    }));

  it.each([
    ["the map alone", stamp, undefined, { stamp: "sound", from: ["map"] }],
    ["the BTF alone, where no map is bound", undefined, stamp, { stamp: "sound", from: ["btf"] }],
    ["neither", undefined, undefined, { stamp: "none" }],
    ["a text that is no stamp", "p4twin:1 sha1=abc", undefined, { stamp: "malformed" }],
    ["an empty stamp", "", undefined, { stamp: "malformed", why: expect.stringContaining("is empty") }],
    ["a map and BTF that differ", stamp, stampText(other), { stamp: "contradictory" }],
    ["two stamps in one map", `${stamp}\\0${stampText(other)}`, undefined, { stamp: "contradictory" }],
  ])("reads %s", (_, section, tag, expected) =>
    withProgram(section, tag, (id) => expect(jsonOf(["list", "--id", `${id}`])).toMatchObject(expected)),
  );

  it("takes no map for a stamp that can still be written", () => {
    if (bench === undefined) return;
    const text = `
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, char[128]); }
  xrodata_p4twin SEC(".maps");
SEC("xdp") int small_xdp(struct xdp_md *ctx) { __u32 k = 0; return bpf_map_lookup_elem(&xrodata_p4twin, &k) ? 1 : 2; }
char _license[] SEC("license") = "GPL";
`;
    const compiled = compileBpf(bench.clang, [{ path: "x.c", text }], "x.c");
    if (compiled.kind !== "object") throw new Error(JSON.stringify(compiled));
    // No C has such a name, but nobody hinders a loader from giving it.
    const forged = compiled.bytes.toString("latin1").replaceAll("xrodata_p4twin", ".rodata.p4twin");
    const object = loadObject(bench.libbpf, Buffer.from(forged, "latin1"));
    if (object.kind !== "loaded") throw new Error(object.log);
    try {
      const map = object.maps.get(".rodata.p4twin")?.fd ?? -1;
      expect(bench.libbpf.mapUpdate(map, Buffer.alloc(4), Buffer.from(stamp.padEnd(128, "\0")), 0)).toBe(0);
      const { id } = programInfo(bench.libbpf, object.programs.get("small_xdp")?.fd ?? -1);
      expect(jsonOf(["list", "--id", `${id}`])).toMatchObject({
        stamp: "malformed",
        why: "its map .rodata.p4twin can be written by programs",
      });
    } finally {
      object.close();
    }
  });

  it("says where a program is attached", () =>
    withProgram(stamp, stamp, (id) => {
      const run = (command: string) => spawnSync("bash", ["-c", command], { encoding: "utf8" });
      const name = `p4t${process.pid % 100000}`;
      if (run(`ip link add ${name} type veth peer name ${name}b`).status !== 0) return;
      try {
        const attached = run(`bpftool net attach xdpgeneric id ${id} dev ${name}`);
        if (attached.status !== 0) return;
        expect(jsonOf(["list", "--id", `${id}`]).attached).toEqual([
          { how: "xdp", interface: name, detail: "generic" },
        ]);
      } finally {
        run(`ip link del ${name}`);
      }
    }));

  it("says what is missing, and exits with 1 for a program that is not there", () => {
    const run = p4twin(["list", "--id", "999999999"], tmp);
    expect(run).toEqual({ status: 1, stdout: "", stderr: "error: no program has the id 999999999\n" });
  });

  it("exits with 3 without the right to look", () => {
    const line = `exec setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all "$0" "$@"`;
    const node = spawnSync("bash", ["-c", line, join(root, "bin", "p4twin"), "list"], {
      encoding: "utf8",
      cwd: "/",
    });
    // Where this tree cannot be read by nobody, there is nothing to run.
    if (/EACCES|Permission denied/.test(node.stderr)) return;
    expect(node).toMatchObject({ status: 3, stdout: "" });
    expect(node.stderr).toContain("needs root (CAP_SYS_ADMIN)");
  });
});

describe.skipIf(bench === undefined)("p4twin match", () => {
  it("offloads what p4twin compiled for both sides", () => {
    expect(p4twin(["small.p4", "-o", "out"], tmp).status).toBe(0);
    const made = p4twin(["catalogue", "out/small.v1model.p4", "--device", "nic", "-o", "nic.json"], tmp);
    expect(made).toMatchObject({ status: 0, stderr: "" });
    const files = ["small.bpf.c", "small.parser.h"].map((path) => ({
      path,
      text: readFileSync(join(tmp, "out", path), "utf8"),
    }));
    if (bench === undefined) return;
    const compiled = compileBpf(bench.clang, files, "small.bpf.c");
    if (compiled.kind !== "object") throw new Error(JSON.stringify(compiled));
    const object = loadObject(bench.libbpf, compiled.bytes);
    if (object.kind !== "loaded") throw new Error(object.log);
    try {
      const { libbpf } = bench;
      const ids = [...object.programs.values()].flatMap(({ fd }) => [
        "--id",
        `${programInfo(libbpf, fd).id}`,
      ]);
      const args = ["match", "--catalogue", "nic.json", "--manifest", "out/small.manifest.json", ...ids];
      const run = p4twin(args, tmp);
      expect(run).toMatchObject({ status: 0, stderr: "" });
      expect(
        run.stdout.match(/: offload: nic: SHA-1 and SHA-256 agree with small, which it can load\n/g),
      ).toHaveLength(2);
    } finally {
      object.close();
    }
  });

  it.each([
    ["the same source", ours, 0, "identical"],
    ["only the same SHA-1", { sha1: ours.sha1 }, 0, "sha1-agrees"],
    ["another source", other, 1, "differs"],
    ["a collision", collided, 1, "sha256-differs"],
  ])("decides on %s", (_, identity, status, reason) =>
    withProgram(stamp, stamp, (id) => {
      const args = ["match", "--catalogue", catalogue("c.json", identity), "--id", `${id}`];
      expect(jsonOf(args)).toMatchObject({ id, reason });
      const run = p4twin(args, tmp);
      expect(run.status).toBe(status);
      expect(run.stderr.includes("ALARM: ")).toBe(reason === "sha256-differs");
    }),
  );

  it("refuses a stamp that its own manifest denies", () =>
    withProgram(stamp, stamp, (id) => {
      expect(p4twin(["small.p4", "-o", "denied"], tmp).status).toBe(0);
      const args = ["match", "--catalogue", catalogue("c.json", ours), "--id", `${id}`];
      expect(p4twin(args, tmp).status).toBe(0);
      expect(jsonOf([...args, "--manifest", "denied/small.manifest.json"])).toMatchObject({
        verdict: "refuse",
        reason: "manifest-denies",
      });
      writeFileSync(join(tmp, "broken.json"), JSON.stringify(manifest(ours)).slice(0, 300));
      const broken = p4twin([...args, "--manifest", "broken.json"], tmp);
      expect(broken).toMatchObject({ status: 1, stdout: "" });
      expect(broken.stderr).toContain("broken.json cannot be used as a manifest");
    }));

  it.each([
    ["malformed", "p4twin:1 nothing", undefined],
    ["contradictory", stamp, stampText(other)],
  ])("refuses %s stamps", (kind, section, tag) =>
    withProgram(section, tag, (id) => {
      const args = ["match", "--catalogue", catalogue("c.json", ours), "--id", `${id}`];
      expect(jsonOf(args)).toMatchObject({ verdict: "refuse", stamp: kind });
      expect(p4twin(args, tmp).status).toBe(1);
    }),
  );

  it("never takes a device for matching that cannot be read or does not answer", async () => {
    const hanging = await serveTcp(() => {});
    const { object, id } = loadText(source(stamp, stamp));
    try {
      writeFileSync(join(tmp, "cut.json"), '{"schema": "p4twin-cat');
      const run = p4twin(
        ["match", "--catalogue", "cut.json", "--catalogue", "none.json", "--id", `${id}`],
        tmp,
      );
      expect(run.status).toBe(1);
      expect(run.stdout).not.toContain("offload");
      expect(run.stderr).toContain("cut.json: cannot be used as a catalogue: it is not JSON");
      expect(run.stderr).toContain("none.json: cannot be used as a catalogue: no such file");
      const start = Date.now();
      const asked = ["match", "--p4runtime", hanging.address, "--timeout", "1", "--id", `${id}`];
      const silent = await inBackground(asked, tmp);
      expect(silent).toMatchObject({
        status: 1,
        stdout: expect.stringContaining("no answer within 1 seconds"),
      });
      const tls = await inBackground([...asked, "--tls"], tmp);
      expect(tls).toMatchObject({ status: 1 });
      expect(Date.now() - start).toBeLessThan(25_000);
    } finally {
      hanging.close();
      object.close();
    }
  });

  it("asks a P4Runtime server", async () => {
    const server = await serve(() => ({ kind: "config", config: { p4info: p4info(ours) } }));
    const { object, id } = loadText(source(stamp, stamp));
    try {
      const run = await inBackground(["match", "--p4runtime", `${server.address}/3`, "--id", `${id}`], tmp);
      expect(run).toMatchObject({ status: 0, stderr: "" });
      expect(run.stdout).toContain("SHA-1 and SHA-256 agree with small, which runs there");
      expect(server.requests).toEqual([{ device_id: "3", response_type: "P4INFO_AND_COOKIE" }]);
    } finally {
      server.close();
      object.close();
    }
  });
});

describe.skipIf(bench === undefined)("p4twin match --watch", () => {
  it("follows loads, replacements, catalogues and unloads, and ends on a signal", async () => {
    const file = catalogue("watched.json", other);
    const args = ["match", "--watch", "--interval", "0.1", "--catalogue", file, "--format", "json"];
    const child: ChildProcess = spawn(join(root, "bin", "p4twin"), args, { cwd: tmp });
    let output = "";
    child.stdout?.on("data", (data: Buffer) => {
      output += data.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const events = (id: number): readonly string[] =>
      output.split("\n").flatMap((line) => {
        if (line === "" || !output.endsWith("\n")) return [];
        const { event, reason, ...program }: Record<string, unknown> = JSON.parse(line);
        return program.id === id ? [`${event} ${reason}`] : [];
      });
    /** Waits until this has been said of the program. */
    const said = async (id: number, expected: readonly string[]): Promise<void> => {
      for (let tries = 0; tries < 300 && events(id).length < expected.length; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(events(id)).toEqual(expected);
    };
    const first = loadText(source(stamp, stamp));
    await said(first.id, ["loaded differs"]);
    catalogue("watched.json", ours);
    await said(first.id, ["loaded differs", "changed identical"]);
    writeFileSync(file, "{");
    await said(first.id, ["loaded differs", "changed identical", "changed device-silent"]);
    catalogue("watched.json", ours);
    const before = ["loaded differs", "changed identical", "changed device-silent", "changed identical"];
    await said(first.id, before);
    const replacement = loadText(source(stampText(other), undefined));
    first.object.close();
    await said(first.id, [...before, "unloaded unloaded"]);
    await said(replacement.id, ["loaded differs"]);
    replacement.object.close();
    await said(replacement.id, ["loaded differs", "unloaded unloaded"]);
    child.kill("SIGINT");
    expect(await ended).toBe(1);
  });
});
