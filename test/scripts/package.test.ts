import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discard, project, root, smallParser } from "../cli/p4twin.ts";

let place: string;
beforeAll(() => {
  place = project({ "x.p4": smallParser() });
  const pack = ["pack", "--silent", "--ignore-scripts", "--pack-destination", place];
  execFileSync("npm", pack, { cwd: root, stdio: "pipe" });
  const archive = readdirSync(place).find((name) => name.endsWith(".tgz")) ?? "none";
  execFileSync("tar", ["xzf", archive], { cwd: place });
});
afterAll(() => discard(place));

const files = (directory: string): readonly string[] =>
  readdirSync(join(place, "package", directory), { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .toSorted();

describe("the npm package", () => {
  it("holds what is needed to run, and nothing else", () => {
    expect(files(".")).toEqual([
      "LICENSE",
      "README.md",
      "bin/",
      "dist/",
      "package.json",
      "samples/",
      "schema/",
      "share/",
    ]);
    expect(files("bin")).toEqual(["load.cjs", "p4twin", "package.json"]);
    expect(files("dist")).toEqual(["include/", "p4twin.cjs", "p4twin.cjs.cache", "third-party-licenses.txt"]);
    expect(files("dist/include")).toEqual(expect.arrayContaining(["core.p4", "v1model.p4"]));
  });

  it("runs without anything installed beside it", () => {
    const bin = join(place, "package", "bin", "p4twin");
    const run = spawnSync(bin, ["x.p4", "-o", "out"], { cwd: place, encoding: "utf8" });
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: "" });
    const verify = spawnSync(bin, ["verify", "out/x.manifest.json"], { cwd: place, encoding: "utf8" });
    expect({ status: verify.status, stderr: verify.stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("says what to install where a verb needs more", () => {
    const bin = join(place, "package", "bin", "p4twin");
    const args = ["catalogue", "--p4runtime", "127.0.0.1:1"];
    const run = spawnSync(bin, args, { cwd: place, encoding: "utf8" });
    expect(run).toMatchObject({ status: 3, stdout: "" });
    expect(run.stderr).toBe(
      "error: the npm package @grpc/grpc-js is missing; install it with: npm install @grpc/grpc-js\n",
    );
  });
});
