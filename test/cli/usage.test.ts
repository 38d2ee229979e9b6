import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { p4twin, root, shell } from "./p4twin.ts";

const tmp = "/";

describe("wrong usage", () => {
  it.each([
    ["no argument", [], /^Usage: p4twin/],
    [
      "an unknown option",
      ["--tagret", "p4", "x.p4"],
      /unknown option '--tagret'\n\(Did you mean --target\?\)/,
    ],
    ["an unknown target", ["-b", "bmv2", "x.p4"], /Allowed: ebpf, p4\./],
    ["an unknown architecture", ["-a", "tofino", "x.p4"], /Allowed: v1model, psa, pna\./],
    ["an unknown hook", ["--hook", "xdp,lwt", "x.p4"], /Allowed: flow_dissector, tc, xdp, xdp\.frags\./],
    ["an unknown language", ["--std", "p4-14", "x.p4"], /Allowed: p4-16\./],
    ["an unknown stage", ["--top4", "nothing", "x.p4"], /Stages: /],
    ["an unknown warning", ["--Werror=nothing", "x.p4"], /No warning has the category or code nothing/],
    ["an unknown kernel", ["--kernel", "4.4", "x.p4"], /Allowed: 5\.10, 6\.9\./],
    ["a kernel without eBPF", ["-b", "p4", "--kernel", "6.9", "x.p4"], /--kernel/],
    ["a hook without eBPF", ["-b", "p4", "--hook", "xdp", "x.p4"], /--hook/],
    ["-MF alone", ["-MF", "x.d", "x.p4"], /need '-M' or '-MD'/],
    ["a macro that is none", ["-D", "1=2", "x.p4"], /NAME or NAME=VALUE/],
    ["a macro over two lines", ["-D", "A=1\n#error", "x.p4"], /on one line/],
    ["a macro that goes on in the next line", ["-D", "A=\\", "x.p4"], /on one line/],
    ["a parser that is no name", ["--parser", "a b", "x.p4"], /A P4 name is expected/],
    ["a count that is none", ["--maxErrorCount", "-1", "x.p4"], /A number is expected/],
    ["two files", ["x.p4", "y.p4"], /too many arguments/],
    ["a missing value", ["x.p4", "-o"], /argument missing/],
    ["check of nothing", ["check"], /missing required argument/],
    ["verify of nothing", ["verify"], /missing required argument/],
  ])("%s: status 2, in words, without a stack", (_, args, message) => {
    const run = p4twin(args, tmp);
    expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n {4}at /);
  });
});

describe("questions", () => {
  it("--version is package.json's", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(p4twin(["--version"], tmp)).toEqual({ status: 0, stdout: `p4twin ${version}\n`, stderr: "" });
  });
  it.each([["--help"], ["-h"], ["compile", "--help"], ["check", "-h"], ["flatten", "-h"], ["verify", "-h"]])(
    "%s %s",
    (...args) => {
      const run = p4twin(args, tmp);
      expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: "" });
      expect(run.stdout).toMatch(/^Usage: p4twin/);
    },
  );
});

describe("bin/p4twin", () => {
  it("says what to do when nothing is built", () => {
    const line =
      'd=$(mktemp -d) && cp -r "$(dirname "$P4TWIN")" "$d/bin" && "$d/bin/p4twin" x.p4; s=$?; rm -r "$d"; exit $s';
    const run = shell(line, tmp);
    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(/^p4twin: not built yet: run `make build` in /);
  });
  it("runs through a link, from anywhere", () => {
    const line =
      'd=$(mktemp -d) && ln -s "$P4TWIN" "$d/p4t" && "$d/p4t" --version; s=$?; rm -r "$d"; exit $s';
    expect(shell(line, tmp)).toMatchObject({ status: 0, stderr: "" });
  });
});
