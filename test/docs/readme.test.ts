import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { matches, readTranscript } from "./transcript.ts";

const root = path.join(import.meta.dirname, "..", "..");
const scratch = mkdtempSync(path.join(tmpdir(), "p4twin-readme-"));
for (const name of ["bin", "samples"]) symlinkSync(path.join(root, name), path.join(scratch, name));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const readme = readFileSync(path.join(root, "README.md"), "utf8");

describe("README.md does what it shows", () => {
  const steps = readTranscript(readme);

  test("it shows something", () => expect(steps.length).toBeGreaterThan(4));

  for (const { command, expected, line } of steps) {
    test(`line ${line}: ${command}`, () => {
      const run = spawnSync("bash", ["-c", `(${command}) 2>&1`], { cwd: scratch, encoding: "utf8" });
      if (!matches(expected, run.stdout)) expect(run.stdout).toBe(expected.join("\n"));
    });
  }

  test("its example parser compiles", () => {
    const example = /```p4\n([\s\S]*?)```/.exec(readme)?.[1];
    expect(example).toBeDefined();
    const args = ["-c", "cat > example.p4 && bin/p4twin example.p4 -o example"];
    const run = spawnSync("bash", args, { cwd: scratch, input: example ?? "", encoding: "utf8" });
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("links in the documents lead somewhere", () => {
  for (const document of [
    "docs/offload.md",
    "docs/provenance.md",
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "samples/README.md",
  ]) {
    test(document, () => {
      const text = readFileSync(path.join(root, document), "utf8");
      const missing = [...text.matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)]
        .map((match) => match[1] ?? "")
        .filter((target) => {
          try {
            readFileSync(path.join(root, path.dirname(document), target));
            return false;
          } catch (error) {
            return !(error instanceof Error && "code" in error && error.code === "EISDIR");
          }
        });
      expect(missing).toEqual([]);
    });
  }
});
