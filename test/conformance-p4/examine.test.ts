/**
 * How a program is classified, with stand-ins for the tools: none of them can make a program agree. And that
 * nothing is checked without tools, which is said aloud.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { examine, refusalOf } from "../../scripts/conformance-p4/examine.ts";
import { runModel } from "../../scripts/conformance-p4/model.ts";
import { openResults, type Results } from "../../scripts/conformance-p4/results.ts";
import { type ArchTools, findTools } from "../../scripts/conformance-p4/tools.ts";

/** A shell command that makes a capture file of what the model sends out of the one of what it gets. */
const ECHO = `cat "\${4#0@}_in.pcap" > "\${6#1@}_out.pcap"`;

const directory = mkdtempSync(join(tmpdir(), "p4twin-examine-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const script = (name: string, body: string): string => {
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return file;
};

const source = (name: string, states: string): string => {
  const file = join(directory, name);
  writeFileSync(
    file,
    `#include <core.p4>
#include <v1model.p4>
header h_t { bit<8> x; }
struct headers_t { h_t h; }
struct meta_t { bit<48> when; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta, inout standard_metadata_t sm) { ${states} }
control C(inout headers_t hdr, inout meta_t meta) { apply {} }
control I(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t sm) { apply {} }
control D(packet_out packet, in headers_t hdr) { apply {} }
V1Switch(P(), C(), I(), I(), C(), D()) main;
`,
  );
  return file;
};

const plain = source("plain.p4", "state start { packet.extract(hdr.h); transition accept; }");
const takes = script("p4c-bm2-ss", "exit 0");
const none: Results = openResults(undefined);

const examined = (file: string, tools: ArchTools | undefined, results = none) =>
  examine(file, "v1model", {
    tools: { v1model: tools, psa: undefined, pna: undefined },
    includeDirs: [],
    packets: 40,
    results,
  });

describe("a program", () => {
  test("that p4twin refuses", async () => {
    const wrong = source("wrong.p4", "state start { transition nowhere; }");
    expect(await examined(wrong, { p4c: takes, model: undefined })).toMatchObject({ stage: "p4twin" });
  });

  test("that cannot be read", async () => {
    const gone = await examined(join(directory, "gone.p4"), { p4c: takes, model: undefined });
    expect(gone).toMatchObject({ stage: "differs", packets: 0 });
  });

  test("for which there is no p4c", async () => {
    expect(await examined(plain, undefined)).toMatchObject({ stage: "not run", reason: "no p4c for it" });
  });

  test("that p4c refuses", async () => {
    const refuses = script(
      "refuses",
      "echo 'x.p4(7): [--Werror=type-error] error: no such field' >&2; exit 1",
    );
    expect(await examined(plain, { p4c: refuses, model: undefined })).toMatchObject({
      stage: "p4c",
      reason: "line 7: no such field",
    });
  });

  test("that p4c warns of, and that nothing runs", async () => {
    const warns = script("warns", "echo 'x.p4(7): [--Wwarn=unused] warning: x is unused' >&2");
    expect(await examined(plain, { p4c: warns, model: undefined })).toMatchObject({
      stage: "not run",
      warnings: ["line 7: x is unused"],
    });
  });

  test("whose parser reads what the model fills in", async () => {
    const timed = source(
      "timed.p4",
      "state start { packet.extract(hdr.h); meta.when = sm.ingress_global_timestamp; transition accept; }",
    );
    const model = { p4c: takes, executable: script("unused", "exit 1") };
    expect(await examined(timed, { p4c: takes, model })).toMatchObject({
      stage: "not run",
      reason: expect.stringMatching(/ingress_global_timestamp/),
    });
  });

  test.each([
    [
      "ends at once",
      "echo no such program; exit 3",
      /^0 of \d+ packets came out; the model ended with 3: no such program/,
    ],
    // What goes in comes out: no observations are in front.
    ["sends back what it gets", ECHO, /bytes came out|expected/],
  ])("never agrees where the model %s", async (name, body, reason) => {
    const model = { p4c: takes, executable: script(name.replaceAll(" ", "-"), body) };
    expect(await examined(plain, { p4c: takes, model })).toMatchObject({
      stage: "differs",
      reason: expect.stringMatching(reason),
    });
  });

  test("whose outcome is kept is not examined again", async () => {
    const file = join(directory, "results.jsonl");
    const first = await examined(plain, { p4c: takes, model: undefined }, openResults(file));
    rmSync(takes);
    expect(await examined(plain, { p4c: takes, model: undefined }, openResults(file))).toEqual(first);
    script("p4c-bm2-ss", "exit 0");
  });
});

test("why p4c does not take a program", () => {
  const called = { status: 1, stdout: "", stderr: "" };
  expect(refusalOf({ ...called, stderr: "note\nx.p4(3): error: bad\n" })).toBe("line 3: bad");
  expect(refusalOf({ ...called, stderr: "COMPILER BUG\nmore" })).toBe("COMPILER BUG");
  expect(refusalOf(called)).toBe("it ends with status 1");
  expect(refusalOf({ ...called, status: undefined })).toBe("it ends with status none: stopped");
});

describe("the model", () => {
  test("gets all packets, in order, however many and long", async () => {
    const echo = script("echo", `exec ${ECHO}`);
    const packets = Array.from({ length: 100 }, (_, index) =>
      new Uint8Array(index === 50 ? 65_000 : 1).fill(index),
    );
    const place = join(directory, "echoed");
    mkdirSync(place);
    const { sent, problem } = await runModel(echo, "x.json", place, packets);
    expect(problem).toBe("");
    expect(sent.map((bytes) => Buffer.from(bytes))).toEqual(packets.map((bytes) => Buffer.from(bytes)));
  });

  test("that cannot be started is an error", async () => {
    const place = join(directory, "missing");
    mkdirSync(place);
    await expect(runModel("/no/such/model", "x.json", place, [Uint8Array.of(1)])).rejects.toThrow(/ENOENT/);
  });
});

describe("the tools", () => {
  const there = (files: readonly string[]) => (file: string) => files.includes(file);

  test("are those of each architecture", () => {
    const all = "p4c-bm2-ss p4test p4c-bm2-psa simple_switch psa_switch"
      .split(" ")
      .map((name) => `/b/${name}`);
    expect(findTools({ PATH: "/b" }, there(all))).toEqual({
      v1model: {
        p4c: "/b/p4c-bm2-ss",
        model: { p4c: "/b/p4c-bm2-ss", executable: "/b/simple_switch" },
      },
      psa: { p4c: "/b/p4test", model: { p4c: "/b/p4c-bm2-psa", executable: "/b/psa_switch" } },
      pna: { p4c: "/b/p4test", model: undefined },
    });
  });

  test("beside p4c are found, a model without its p4c is none", () => {
    const found = findTools(
      { P4C: "/x/p4c-bm2-ss", PSA_SWITCH: "/y/psa_switch" },
      there(["/x/p4c-bm2-ss", "/x/p4test", "/y/psa_switch"]),
    );
    expect(found.v1model).toEqual({ p4c: "/x/p4c-bm2-ss", model: undefined });
    expect(found.psa).toEqual({ p4c: "/x/p4test", model: undefined });
    expect(findTools({}, there([]))).toEqual({ v1model: undefined, psa: undefined, pna: undefined });
  });
});

describe("the command", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const bin = join(directory, "bin");
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, "node"));
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "scripts/conformance-p4.ts", ...args], {
      cwd: root,
      env: { PATH: bin },
      encoding: "utf8",
    });

  test("says loudly that it checks nothing without tools", () => {
    const { status, stdout } = run();
    expect(stdout).toMatch(/^SKIPPED: nothing is checked for v1model: there is no p4c for it here\.$/m);
    expect(stdout).toMatch(/^SKIPPED: conformance:p4 has checked NOTHING\.$/m);
    expect(stdout).not.toMatch(/agree|taken/);
    expect(status).toBe(0);
  });

  test("is used in one way only", () => {
    const { status, stderr } = run("--arch", "tna");
    expect(stderr).toMatch(/^usage: /);
    expect(status).toBe(2);
  });
});
