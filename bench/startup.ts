/**
 * What a user waits for: whole processes, side by side in one run. `node -e 0` is the floor.
 * Usage: npx tsx bench/startup.ts [runs]
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { median, table } from "./statistics.ts";
import { ladderParser, syntheticParser } from "./synthetic.ts";

const runs = Number(process.argv[2] ?? 15);
const root = path.join(import.meta.dirname, "..");
const p4twin = path.join(root, "bin", "p4twin");
const small = path.join(root, "samples", "ethernet_ip.p4");
const scratch = mkdtempSync(path.join(tmpdir(), "p4twin-bench-"));
type Line = readonly [string, ...string[]];
/** Node reads this variable's file at each start: the floor is a node that need not, as bin/p4twin need not. */
const { NODE_EXTRA_CA_CERTS: certificates, ...environment } = process.env;

/** The same parser in p4c-ebpf's own architecture, which has no metadata. */
const filterOf = (text: string): string =>
  text
    .replace("<parser_model.p4>", "<ebpf_model.p4>")
    .replace(", inout metadata_t meta)", ")")
    .replace(/^ *meta\..*\n/gm, "")
    .replace(
      /^ParserModel\((\w+)\(\)\) main;$/m,
      "control Pass(inout headers_t hdr, out bool pass) {\n    apply {\n        pass = true;\n    }\n}\n\nebpfFilter($1(), Pass()) main;",
    );

try {
  const large = path.join(scratch, "large.p4");
  writeFileSync(large, syntheticParser(117));
  const contenders: { readonly name: string; readonly command: Line }[] = [
    { name: "node -e 0", command: ["node", "-e", "0"] },
    ...(certificates === undefined
      ? []
      : [
          {
            name: "node -e 0 with NODE_EXTRA_CA_CERTS",
            command: ["env", `NODE_EXTRA_CA_CERTS=${certificates}`, "node", "-e", "0"] as const,
          },
        ]),
    { name: "p4twin --version", command: [p4twin, "--version"] },
    { name: "p4twin check ethernet_ip.p4", command: [p4twin, "check", small] },
    { name: "p4twin ethernet_ip.p4 (whole compile)", command: [p4twin, small, "-o", scratch] },
    { name: "the same from the plain bundle", command: ["node", p4twin, small, "-o", scratch] },
    { name: "p4twin check, 2,000 lines", command: [p4twin, "check", large] },
    { name: "p4twin, 2,000 lines (whole compile)", command: [p4twin, large, "-o", scratch] },
  ];
  if (spawnSync("p4c-ebpf", ["--version"]).status === 0) {
    const filter = path.join(scratch, "filter.p4");
    writeFileSync(filter, filterOf(ladderParser(100)));
    contenders.push(
      {
        name: "p4twin, an eBPF filter of 1,000 lines",
        command: [p4twin, "-b", "ebpf", filter, "-o", scratch],
      },
      { name: "p4c-ebpf, the same", command: ["p4c-ebpf", filter, "-o", path.join(scratch, "p4c.c")] },
    );
  } else {
    console.log("p4c-ebpf is not installed: left out");
  }
  const times = contenders.map((): number[] => []);
  for (let run = 0; run < runs; run += 1) {
    contenders.forEach(({ command: [file, ...args] }, index) => {
      const start = process.hrtime.bigint();
      execFileSync(file, args, { stdio: "ignore", env: environment });
      times[index]?.push(Number(process.hrtime.bigint() - start) / 1e6);
    });
  }
  const floor = median(times[0] ?? []);
  const rows = contenders.map(({ name }, index) => {
    const middle = median(times[index] ?? []);
    const least = Math.min(...(times[index] ?? []));
    return [name, middle.toFixed(0), least.toFixed(0), (middle / floor).toFixed(2)];
  });
  console.log(table([["command", "median ms", "fastest ms", "× floor"], ...rows]));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
