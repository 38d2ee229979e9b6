// The table of imports of ARCHITECTURE.md, enforced. Who may import what; everything else is an error.
const only = (name, from, allowed) => ({
  name,
  severity: "error",
  comment: `${from} may import only: ${allowed.join(", ") || "nothing of ours"}`,
  from: { path: `^${from}` },
  to: { path: "^(src|grammar|backends)/", pathNot: [`^${from}`, ...allowed.map((path) => `^${path}`)] },
});

/** The folders of the eBPF backend, each of which may import those in front of it. */
const layers = ["text", "values", "packet", "plan", "states", "programs"];

const plumbing = ["src/diagnostics/", "src/ir/", "src/output/"];

module.exports = {
  forbidden: [
    only("diagnostics-is-the-floor", "src/diagnostics/", []),
    only("output-plumbing", "src/output/", ["src/diagnostics/"]),
    only("ir", "src/ir/", ["src/diagnostics/"]),
    only("graph", "src/graph/", ["src/ir/", "src/diagnostics/"]),
    only("grammar", "grammar/", ["src/diagnostics/"]),
    only("analyze", "src/analyze/", ["grammar/", "src/ir/", "src/diagnostics/"]),
    only("lower", "src/lower/", ["src/analyze/", "src/ir/", "src/diagnostics/"]),
    only("reference", "src/reference/", ["src/analyze/", "src/diagnostics/", "src/observation/"]),
    only("observation", "src/observation/", []),
    only("packets", "src/packets/", []),
    only("source", "src/source/", ["src/diagnostics/"]),
    only("object", "src/object/", []),
    only("manifest", "src/manifest/", ["src/source/", "src/output/", "src/object/", "src/diagnostics/"]),
    only("kernel", "src/kernel/", [
      "src/diagnostics/",
      "src/observation/",
      "src/object/",
      "src/output/(layout|signals)\\.ts",
    ]),
    only("catalogue", "src/catalogue/", ["src/manifest/", "src/object/", "src/source/", "src/output/"]),
    // The decision is pure: what it knows of the kernel is handed to it.
    only("match", "src/match/", ["src/catalogue/", "src/manifest/", "src/output/"]),
    only("provenance", "src/provenance/", ["src/manifest/", "src/source/"]),
    only("engines", "src/engines/", [
      "src/compile\\.ts",
      "src/installation\\.ts",
      "src/source/files\\.ts",
      "src/(analyze|reference|kernel|observation|ir|output|diagnostics)/",
      "backends/(ebpf|p4)/",
    ]),
    only("cover", "src/cover/", ["src/engines/", "src/(analyze|observation|ir|diagnostics)/"]),
    // The pipeline is compile.ts: a command calls it, and takes no phase into its own hands.
    only("commands", "src/commands/", [
      "src/compile\\.ts",
      "src/installation\\.ts",
      "src/(manifest|source|output|diagnostics|graph|engines|cover|packets|observation)/",
      "src/(catalogue|match|kernel|object|provenance)/",
      "src/ir/(json|print)\\.ts",
      "grammar/index\\.ts",
    ]),
    only("cli", "src/cli", [
      "src/commands/",
      "src/engines/names\\.ts",
      "src/catalogue/(catalogue|names)\\.ts",
      "src/catalogue/p4runtime/address\\.ts",
      "src/installation\\.ts",
      "src/diagnostics/",
    ]),
    only("ebpf-backend", "backends/ebpf/", plumbing),
    ...layers.map((layer, index) => ({
      name: `ebpf-backend-${layer}`,
      severity: "error",
      comment: `in the eBPF backend ${layer} may import only: ${layers.slice(0, index).join(", ") || "passes.ts"}`,
      from: { path: `^backends/ebpf/${layer}/` },
      to: { path: `^backends/ebpf/(${[...layers.slice(index + 1), "index"].join("|")})[/.]` },
    })),
    only("p4-backend", "backends/p4/", plumbing),
    {
      name: "only-grammar-imports-chevrotain",
      severity: "error",
      from: { path: "^(src|backends)/" },
      to: { path: "chevrotain" },
    },
    {
      name: "only-cli-imports-commander",
      severity: "error",
      from: { path: "^(src|grammar|backends)/", pathNot: "^src/cli(\\.ts|/)" },
      to: { path: "commander" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "\\.hbs$" } },
    {
      name: "no-test-code",
      severity: "error",
      from: { path: "^(src|grammar|backends)/" },
      to: { path: "^(test|bench|scripts)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".js", ".json"],
    },
  },
};
