import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discard, project, root, smallParser } from "../cli/p4twin.ts";
import { install, start } from "./installation.ts";

const launcher = join(root, "bin", "p4twin");
const PLAIN = { P4TWIN_NO_SNAPSHOT: "1" };
const broken = smallParser("packet.extract(hdr.nothing); x = ;");
let tmp = "";
beforeAll(() => {
  tmp = project({ "small.p4": smallParser(), "broken.p4": broken, "wrong.p4": smallParser("hdr.none = 1;") });
});
afterAll(() => discard(tmp));

const contentsOf = (directory: string): Record<string, string> =>
  existsSync(directory)
    ? Object.fromEntries(
        readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]),
      )
    : {};

/** Runs the command and takes its output directory away. */
const observe = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) => {
  const { snapshot, ...run } = start(launcher, args, tmp, environment);
  const files = contentsOf(join(tmp, "out"));
  rmSync(join(tmp, "out"), { recursive: true, force: true });
  return { snapshot, result: { ...run, files } };
};

const samples = readdirSync(join(root, "samples")).filter((name) => name.endsWith(".p4"));

describe("the snapshot and the plain bundle", () => {
  it.each([
    ...samples.map((name) => [join(root, "samples", name), "-o", "out", "-v", "--sha256", "--statement"]),
    ...samples.map((name) => [join(root, "samples", name), "-o", "out", "--dump", "out"]),
    ["small.p4", "-o", "out", "-D", "N=1", "--hook", "xdp"],
    ["broken.p4", "-o", "out"],
    ["wrong.p4", "-o", "out"],
    ["check", "small.p4", "broken.p4", "wrong.p4", "--format", "json"],
    ["flatten", "small.p4"],
    ["small.p4", "-E"],
    ["missing.p4"],
    ["--help"],
    ["compile", "--help"],
    ["--version"],
    ["--no-such-option"],
    [],
    ["verify", "missing.json"],
    ["match", "--catalogue", "missing.json", "--id", "999999999"],
    ["catalogue", "--p4runtime", "127.0.0.1:1"],
    ["stamp", "small.p4"],
    // As the launcher sees it, this is compile's: its snapshot hands it over.
    ["--", "graph", "small.p4"],
    ["--", "verify", "missing.json"],
  ])("say the same: %s %s %s %s", (...args) => {
    const fast = observe(args);
    const plain = observe(args, PLAIN);
    expect(fast.snapshot).toBe(true);
    expect(plain.snapshot).toBe(false);
    expect(fast.result).toEqual(plain.result);
  });
  it("keep nothing of the program that warmed the snapshot up", () => {
    const { result } = observe(["small.p4", "-o", "out"]);
    expect(result.status).toBe(0);
    expect(JSON.stringify(result.files)).not.toContain("flow_dissector.p4");
  });
});

describe("the launcher", () => {
  const good = { status: 0, stderr: "" };
  let home = "";
  beforeAll(() => {
    home = install();
  });
  afterAll(() => discard(home));
  const version = (environment: NodeJS.ProcessEnv = {}, path = join(home, "bin", "p4twin")) =>
    start(path, ["--version"], tmp, environment);

  /** Does something to a file of an installation of its own, and looks what comes of it. */
  const withChanged = (name: string, change: (path: string) => void) => {
    const copy = install();
    try {
      change(join(copy, "dist", name));
      return version({}, join(copy, "bin", "p4twin"));
    } finally {
      discard(copy);
    }
  };

  it("starts from a snapshot that fits", () => {
    expect(version()).toMatchObject({ ...good, snapshot: true });
  });
  it("starts from it through links", () => {
    const links = project({});
    symlinkSync(join(home, "bin", "p4twin"), join(links, "one"));
    symlinkSync("one", join(links, "two"));
    expect(version({}, join(links, "two"))).toMatchObject({ ...good, snapshot: true });
    discard(links);
  });
  it.each([{ NODE_OPTIONS: "--max-old-space-size=512" }, { P4TWIN_DEBUG: "1" }])(
    "leaves it with %o in the environment",
    (environment) => {
      expect(version(environment)).toMatchObject({ ...good, snapshot: false });
    },
  );
  it("leaves it to the node that made it", () => {
    const other = project({ node: `#!/bin/sh\nexec "${process.execPath}" "$@"\n` });
    chmodSync(join(other, "node"), 0o755);
    expect(version({ PATH: `${other}:${process.env.PATH}` })).toMatchObject({ ...good, snapshot: false });
    discard(other);
  });
  it.each<[string, string, (path: string) => void]>([
    ["a blob cut short", "p4twin-compile.blob", (path) => truncateSync(path, 100_000)],
    ["an empty blob", "p4twin-compile.blob", (path) => truncateSync(path, 0)],
    ["a changed blob", "p4twin-compile.blob", (path) => utimesSync(path, 1, 1)],
    ["no blob", "p4twin-compile.blob", (path) => rmSync(path)],
    ["another node", "p4twin.node", (path) => utimesSync(path, 1_000_000_001, 1_000_000_001)],
    ["no time of node's", "p4twin.node", (path) => rmSync(path)],
    ["a list cut short", "p4twin.snapshot", (path) => truncateSync(path, 20)],
    ["no list", "p4twin.snapshot", (path) => rmSync(path)],
    [
      "a list of another place",
      "p4twin.snapshot",
      (path) => writeFileSync(path, `${process.execPath}\n/\n\n`),
    ],
  ])("starts from the plain bundle with %s", (_, name, change) => {
    expect(withChanged(name, change)).toMatchObject({ ...good, snapshot: false });
  });
  it("starts the verbs from a blob of their own", () => {
    const copy = install();
    const path = join(copy, "bin", "p4twin");
    const verbs = /^ +((?:\w+ \| )+\w+)\)$/m.exec(readFileSync(path, "utf8"))?.[1]?.split(" | ") ?? [];
    const help = start(path, ["--help"], tmp);
    const described = [...help.stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, verb]) => verb);
    const compiling = ["compile", "check", "flatten"];
    expect(verbs.toSorted()).toEqual(described.filter((verb) => !compiling.includes(`${verb}`)).toSorted());
    rmSync(join(copy, "dist", "p4twin-compile.blob"));
    expect(start(path, ["graph", "small.p4"], tmp)).toMatchObject({ ...good, snapshot: true });
    expect(start(path, ["check", "small.p4"], tmp)).toMatchObject({ ...good, snapshot: false });
    discard(copy);
  });
  it.each<[string, (path: string) => void]>([
    ["cut short", (path) => truncateSync(path, 5000)],
    ["empty", (path) => truncateSync(path, 0)],
    [
      "of another bundle",
      (path) => writeFileSync(path, `0${readFileSync(path, "latin1").slice(1)}`, "latin1"),
    ],
    ["missing", (path) => rmSync(path)],
  ])("runs the plain bundle with a code cache that is %s", (_, change) => {
    const copy = install();
    change(join(copy, "dist", "p4twin.cjs.cache"));
    expect(version(PLAIN, join(copy, "bin", "p4twin"))).toMatchObject({ ...good, snapshot: false });
    discard(copy);
  });
  it("runs when node is given the launcher itself", () => {
    const run = spawnSync(process.execPath, [launcher, "--version"], { encoding: "utf8" });
    expect(run).toMatchObject(good);
  });
  it("says what is missing without node", () => {
    const run = version({ PATH: "/nowhere" });
    expect(run).toMatchObject({ status: 3, stdout: "" });
    expect(run.stderr).toMatch(/^p4twin: Node 20\.12 or later is needed/);
  });
});
