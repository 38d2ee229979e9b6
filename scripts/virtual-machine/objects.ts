/** Compiles every sample to an object for each of its hooks: DIR/NAME.o. For scripts/vm. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, readSource } from "../../src/compile.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { systemIncludeDirectory } from "../../src/installation.ts";
import { compileBpf, findClang } from "../../src/kernel/index.ts";
import { filesOnDisk } from "../../src/source/files.ts";

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error("usage: vm-objects.ts DIR");
  process.exit(2);
}
const clang = findClang();
if (clang.kind !== "clang") {
  console.error(`vm: LEFT OUT: ${clang.message}`);
  process.exit(3);
}

// Bundled into build/, one level below the root.
const samples = join(fileURLToPath(new URL("..", import.meta.url)), "samples");
const names = readdirSync(samples).filter((file) => file.endsWith(".p4"));
for (const file of names) {
  const name = file.replace(/\.p4$/, "");
  const mainPath = join(samples, file);
  const sink = new DiagnosticSink();
  const request = {
    mainPath,
    mainBytes: readFileSync(mainPath),
    files: filesOnDisk(systemIncludeDirectory),
    includeDirs: [],
    defines: [],
    targets: ["ebpf"] as const,
    arch: "v1model" as const,
  };
  const source = readSource(request, sink);
  const outputs = source === undefined ? undefined : compile(request, source, sink)?.outputs;
  const made = compileBpf(clang, outputs ?? [], `${name}.bpf.c`);
  if (made.kind !== "object") {
    console.error(`vm: ${name}: ${made.kind === "failed" ? made.output : made.message}`);
    process.exit(made.kind === "failed" ? 1 : 3);
  }
  writeFileSync(join(directory, `${name}.o`), made.bytes);
}
console.log(`Compiled ${names.length} samples (${clang.version})`);
