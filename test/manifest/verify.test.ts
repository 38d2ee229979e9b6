import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stampText } from "../../src/output/stamp.ts";
import { digest } from "../../src/source/identity.ts";
import { discard, p4twin, project, smallParser } from "../cli/p4twin.ts";
import { makeBtf, makeElf } from "../object/make-object.ts";

/** A program in three files, one of them found through -I, with a -D; compiled once, copied for each test. */
let pristine: string;
let work: string;
beforeAll(() => {
  pristine = project({
    "p/x.p4": `#include "inc/a.p4"\n${smallParser("meta.ether_type = N;")}`,
    "p/inc/a.p4": "#include <b.p4>\nconst bit<16> N = M + V;\n",
    "i/b.p4": "const bit<16> M = 1;\n",
  });
  const run = p4twin(["p/x.p4", "-I", "i", "-D", "V=2", "-o", "build"], pristine);
  expect(run).toEqual({ status: 0, stdout: "", stderr: "" });
});
afterAll(() => discard(pristine));
beforeEach(() => {
  work = project({});
  cpSync(pristine, work, { recursive: true });
});
afterEach(() => discard(work));

const MANIFEST = "build/x.manifest.json";
const verify = (...options: readonly string[]) => p4twin(["verify", MANIFEST, ...options], work);
const manifest = () => JSON.parse(readFileSync(join(work, MANIFEST), "utf8"));

/** Replaces the byte at a share of the file's length by another. */
const changeByte = (path: string, share: number): void => {
  const bytes = readFileSync(join(work, path));
  const at = Math.floor((bytes.length - 1) * share);
  bytes[at] = bytes[at] === 0x20 ? 0x09 : 0x20;
  writeFileSync(join(work, path), bytes);
};

describe("verify", () => {
  it("is content with what was just made, from anywhere", () => {
    expect(verify()).toMatchObject({ status: 0, stderr: "" });
    const elsewhere = p4twin(["verify", join(work, MANIFEST)], "/");
    expect(elsewhere).toMatchObject({ status: 0, stderr: "" });
    const moved = join(work, "far/away");
    cpSync(join(work, "build"), moved, { recursive: true });
    const told = p4twin(["verify", join(moved, "x.manifest.json"), "--source", "p/x.p4", "-I", "i"], work);
    expect(told).toMatchObject({ status: 0, stderr: "" });
  });

  it.each(["p/x.p4", "p/inc/a.p4", "i/b.p4", "build/x.bpf.c", "build/x.parser.h", "build/x.v1model.p4"])(
    "names %s when a byte of it has changed",
    (path) => {
      for (const share of [0, 0.5, 1]) {
        cpSync(join(pristine, path), join(work, path));
        changeByte(path, share);
        const { status, stdout } = verify();
        expect({ share, status }).toEqual({ share, status: 1 });
        expect(stdout.split("\n").filter((line) => !line.includes(path))).toEqual([""]);
        expect(stdout).toContain(`${path}: has changed: `);
      }
    },
  );

  it("finds every changed byte of the manifest itself", () => {
    const { length } = readFileSync(join(work, MANIFEST));
    for (let at = 0; at < length; at += Math.ceil(length / 24)) {
      cpSync(join(pristine, MANIFEST), join(work, MANIFEST));
      changeByte(MANIFEST, at / (length - 1));
      const { status, stdout, stderr } = verify();
      expect({ at, status }).toEqual({ at, status: 1 });
      expect(stdout + stderr).toContain(MANIFEST);
    }
  });

  it("finds statements that do not follow from the source, even when the digests agree", () => {
    const forge = (change: (value: ReturnType<typeof manifest>) => void): string => {
      cpSync(join(pristine, "build"), join(work, "build"), { recursive: true });
      const value = manifest();
      change(value);
      writeFileSync(join(work, MANIFEST), `${JSON.stringify(value, null, 2)}\n`);
      const { status, stdout } = verify();
      expect(status).toBe(1);
      return stdout;
    };
    expect(
      forge((value) => {
        value.ir.sha256 = "0".repeat(64);
      }),
    ).toMatch(/: ir\.sha256 should be /);
    expect(
      forge((value) => {
        value.architecture = "v1model";
      }),
    ).toMatch(/: architecture should be /);
    expect(
      forge((value) => {
        value.parser = "Other";
      }),
    ).toMatch(/: parser should be "Small"/);
    expect(
      forge((value) => {
        value.parserOnly = true;
      }),
    ).toMatch(/: parserOnly should be false/);
    expect(
      forge((value) => {
        value.program = "y";
      }),
    ).toMatch(/: program should be "x"/);
    expect(
      forge((value) => {
        value.source.defines = ["V=3"];
      }),
    ).toMatch(/: source\.sha1 should be /);
    expect(
      forge((value) => {
        value.source.sha1 = "0".repeat(40);
      }),
    ).toMatch(/: source\.sha1 should be /);
    expect(
      forge((value) => {
        value.source.system[0].sha256 = "0".repeat(64);
      }),
    ).toMatch(/: source\.system\[core\.p4\]/);
    expect(
      forge((value) => {
        value.outputs.splice(1, 1);
      }),
    ).toMatch(/: outputs\[x\.parser\.h\]\.path should be /);
    expect(
      forge((value) => {
        value.compiler.version = "9.9.9";
      }),
    ).toMatch(/was made by p4twin 9\.9\.9, this is /);
  });

  it("finds an output that was changed together with its digest", () => {
    const path = join(work, "build/x.bpf.c");
    const before = readFileSync(path, "utf8");
    const list = readFileSync(join(work, MANIFEST), "utf8");
    writeFileSync(path, `${before}/* more */\n`);
    const [{ sha1, sha256 }] = manifest().outputs;
    const forged = digest(Buffer.from(`${before}/* more */\n`));
    writeFileSync(join(work, MANIFEST), list.replace(sha1, forged.sha1).replace(sha256, forged.sha256));
    const { status, stdout } = verify();
    expect(status).toBe(1);
    expect(stdout).toMatch(/outputs\[x\.bpf\.c\]\.sha256 should be /);
  });

  it("names what is missing, and accepts it with --allow-missing", () => {
    for (const path of ["build/x.bpf.c", "p/inc/a.p4", "p/x.p4"]) {
      rmSync(join(work, path));
      const { status, stdout } = verify();
      expect(status).toBe(1);
      expect(stdout).toContain(path.split("/").at(-1));
      expect(verify("--allow-missing")).toMatchObject({ status: 0 });
    }
    changeByte("build/x.parser.h", 0.5);
    expect(verify("--allow-missing").stdout).toContain("build/x.parser.h: has changed");
    for (const name of readdirSync(join(work, "build"))) {
      if (!name.endsWith(".json")) rmSync(join(work, "build", name));
    }
    rmSync(join(work, "i"), { recursive: true });
    expect(verify("--allow-missing")).toMatchObject({ status: 1 });
  });

  it("compares the stamps of an object", () => {
    const { sha1, sha256 } = manifest().source;
    const object = (section: string, tag: string): void => {
      const content = makeElf("little", [
        { name: ".rodata.p4twin", content: Buffer.from(`${section}\0`) },
        { name: ".BTF", content: makeBtf("little", [{ function: "x_xdp", tag }]) },
      ]);
      writeFileSync(join(work, "x.o"), content);
    };
    const [right, wrong] = [stampText({ sha1, sha256 }), stampText({ sha1: "0".repeat(40), sha256 })];
    object(right, right);
    expect(verify("--object", "x.o")).toMatchObject({ status: 0, stderr: "" });
    object(wrong, right);
    expect(verify("--object", "x.o").stdout).toMatch(/^x\.o: has another source's stamp in section/);
    object(right, wrong);
    expect(verify("--object", "x.o").stdout).toMatch(/^x\.o: has another source's stamp on function x_xdp/);
    writeFileSync(join(work, "x.o"), "no object");
    expect(verify("--object", "x.o").stdout).toMatch(
      /^x\.o: cannot be used as an object: it is not an ELF file\n/,
    );
    expect(verify("--object", "y.o")).toMatchObject({ status: 1, stdout: "y.o: is missing\n" });
    expect(verify("--object", "y.o", "--allow-missing").status).toBe(1);
  });

  it("refuses what is no manifest, in words", () => {
    const whole = readFileSync(join(work, MANIFEST), "utf8");
    const bad = [
      "",
      "{",
      "[]",
      whole.slice(0, whole.length / 2),
      whole.replace("p4twin-manifest-1", "p4twin-manifest-7"),
      whole.replaceAll('"inc/a.p4"', '"../../etc/passwd"'),
      whole.replaceAll('"inc/a.p4"', '"/etc/passwd"'),
      "\0\0\0\0",
      " ".repeat(17 * 1024 * 1024),
    ];
    for (const text of bad) {
      writeFileSync(join(work, MANIFEST), text);
      const { status, stderr } = verify();
      expect(status).toBe(1);
      expect(stderr).toMatch(/^error: build\/x\.manifest\.json cannot be used as a manifest: .* \[io\]\n$/);
    }
    expect(p4twin(["verify", "nothing.json"], work).stderr).toMatch(/no such file/);
    expect(p4twin(["verify", "build"], work).stderr).toMatch(/it is a directory/);
  });

  it("says where it looks when a source of that name elsewhere is another one", () => {
    renameSync(join(work, "p"), join(work, "q"));
    cpSync(join(work, "q"), join(work, "build"), { recursive: true });
    changeByte("build/x.p4", 0.5);
    const near = verify();
    expect(near).toMatchObject({ status: 1 });
    expect(near.stderr).toMatch(/--source FILE/);
    expect(verify("--source", "q/x.p4", "-I", "i").status).toBe(0);
    expect(verify("--source", "q", "-I", "i").status).toBe(0);
  });
});
