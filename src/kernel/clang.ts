/** Compiles BPF C to an object, as `clang -O2 -g -target bpf -c` does. */
import { spawnSync } from "node:child_process";
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

const INCLUDE = /^#include "([^"/]+)"$/;

/** One text out of a file and those of the others that it includes, each line known by its own file and number. */
const joined = (files: readonly SourceFile[], main: string, isIncluded = false): string => {
  // 1: a file begins that is included, 2: back to the one that includes it. Warnings are other ones in what is included.
  const lines: string[] = [`# 1 "${main}"${isIncluded ? " 1" : ""}`];
  const own = files.find(({ path }) => path === main)?.text ?? `#error no file ${main}`;
  for (const [index, line] of own.split("\n").entries()) {
    const name = INCLUDE.exec(line)?.[1];
    const other = name === undefined ? undefined : files.find(({ path }) => path === name);
    if (name === undefined || other === undefined) lines.push(line);
    else lines.push(joined(files, name, true), `# ${index + 2} "${main}" 2`);
  }
  return lines.join("\n");
};

/**
 * Compiles `main`, one of the files. `flags` come last: -Wall, -D…, another -O. No file is written, so that none is left
 * where the command is interrupted: clang reads its standard input and writes to its standard output.
 */
export const compileBpf = (
  clang: Clang,
  files: readonly SourceFile[],
  main: string,
  flags: readonly string[] = [],
): CompiledObject | Unavailable => {
  const arguments_ = ["-O2", "-g", "-target", "bpf", ...systemIncludes(), ...flags];
  const run = spawnSync(clang.path, [...arguments_, "-c", "-x", "c", "-", "-o", "-"], {
    input: joined(files, main),
    maxBuffer: 1 << 26,
  });
  const output = run.stderr.toString();
  if (run.status === 0) return { kind: "object", bytes: run.stdout, warnings: output };
  if (/'bpf\/[a-z_]+\.h' file not found/.test(output)) return unavailable("no-libbpf-headers");
  return { kind: "failed", output };
};
