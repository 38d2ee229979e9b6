/** Compiles BPF C to an object, as `clang -O2 -g -target bpf -c` does. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdSignals } from "../output/signals.ts";
import { type Unavailable, unavailable } from "./unavailable.ts";

export interface Clang {
  readonly kind: "clang";
  readonly path: string;
  /** The first line of `--version`. */
  readonly version: string;
}

export type CompiledObject =
  | { readonly kind: "object"; readonly bytes: Buffer; readonly warnings: string }
  | { readonly kind: "failed"; readonly output: string };

export interface SourceFile {
  /** A plain file name. */
  readonly path: string;
  readonly text: string;
}

const NEWEST = 22;
const OLDEST = 14;

const candidates = (): readonly string[] => {
  const numbered = Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => `clang-${NEWEST - index}`);
  const chosen = process.env.CLANG;
  return chosen === undefined || chosen === "" ? ["clang", ...numbered] : [chosen];
};

/** The clang that is used: the one in CLANG, else `clang`, else the newest numbered one that can compile for BPF. */
export const findClang = (): Clang | Unavailable => {
  for (const path of candidates()) {
    const run = spawnSync(path, ["--print-targets"], { encoding: "utf8" });
    if (run.status !== 0 || !/\bbpf\b/.test(run.stdout)) continue;
    const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
    return { kind: "clang", path, version: stdout.split("\n")[0] ?? "" };
  }
  return unavailable("no-clang");
};

/** Where Debian and its kind keep asm/types.h, which clang does not look for when the target is bpf. */
const systemIncludes = (): readonly string[] => {
  const triples: Readonly<Record<string, string>> = {
    x64: "x86_64-linux-gnu",
    arm64: "aarch64-linux-gnu",
    riscv64: "riscv64-linux-gnu",
    ppc64: "powerpc64le-linux-gnu",
    s390x: "s390x-linux-gnu",
  };
  const triple = triples[process.arch];
  return triple === undefined ? [] : [`-I/usr/include/${triple}`];
};

/**
 * Compiles `main`, one of the files, in a folder of its own that is gone afterwards, also where the command is
 * interrupted. `flags` come last: -Wall, -D…, another -O.
 */
export const compileBpf = (
  clang: Clang,
  files: readonly SourceFile[],
  main: string,
  flags: readonly string[] = [],
): CompiledObject | Unavailable => {
  const release = holdSignals();
  const folder = mkdtempSync(join(tmpdir(), "p4twin-"));
  try {
    for (const { path, text } of files) writeFileSync(join(folder, path), text);
    const arguments_ = ["-O2", "-g", "-target", "bpf", ...systemIncludes(), ...flags];
    const run = spawnSync(clang.path, [...arguments_, "-c", main, "-o", "out.o"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    if (run.status === 0)
      return { kind: "object", bytes: readFileSync(join(folder, "out.o")), warnings: run.stderr };
    if (/'bpf\/[a-z_]+\.h' file not found/.test(run.stderr)) return unavailable("no-libbpf-headers");
    return { kind: "failed", output: run.stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    void release();
  }
};
