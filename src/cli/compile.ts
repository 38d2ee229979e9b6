import type { Command } from "commander";
import type { CompileOptions, DependencyOptions } from "../commands/options.ts";
import { stageNames } from "../commands/stages.ts";
import { KERNELS, type Kernel, type P4Target, p4Targets } from "../commands/targets.ts";
import {
  addReportOptions,
  addSourceOptions,
  option,
  type ReportValues,
  type Run,
  reportOptions,
  type SourceValues,
  sourceOptions,
} from "./common.ts";
import { append, oneOf, partsOf, severalOf } from "./values.ts";

const HOOKS = ["flow_dissector", "tc", "xdp", "xdp.frags"] as const;

interface Values extends SourceValues, ReportValues {
  readonly o: string;
  readonly target?: "ebpf" | "p4";
  readonly arch: P4Target;
  readonly hook?: readonly string[];
  readonly kernel?: Kernel;
  readonly offloadMap?: boolean;
  readonly E?: boolean;
  readonly M?: boolean;
  readonly MD?: boolean;
  readonly MF?: string;
  readonly MT?: readonly string[];
  readonly MP?: boolean;
  readonly toJSON?: string;
  readonly pp?: string;
  readonly dump?: string;
  readonly top4?: readonly string[];
  readonly sha256?: boolean;
  readonly statement?: boolean;
}

const addOptions = (command: Command): void => {
  command
    .addOption(option("-o <dir>", "write the outputs here (made if missing)").default("."))
    .addOption(option("-b, --target <target>", "only this target: ebpf or p4").argParser(oneOf("ebpf", "p4")))
    .addOption(
      option("-a, --arch <arch>", `the architecture of the P4 target: ${p4Targets.join(", ")}`)
        .argParser(oneOf(...p4Targets))
        .default("v1model"),
    )
    .addOption(
      option(
        "--hook <hooks>",
        `the eBPF hooks, separated by commas: ${HOOKS.join(",")}; xdp.frags wants Linux 5.18`,
      ).argParser(severalOf(...HOOKS)),
    )
    .addOption(
      option(
        "--kernel <version>",
        `the oldest kernel that the eBPF programs must load on: ${KERNELS.join(" (default) or ")}`,
      ).argParser(oneOf(...KERNELS)),
    )
    .addOption(
      option(
        "--offload-map",
        "xdp and tc: use a device's result where the map p4twin_offload says that it runs this source",
      ),
    )
    .addOption(option("-E", "print the preprocessed source and stop"))
    .addOption(option("-M", "print make's rule for the outputs and stop"))
    .addOption(option("--MD", "-MD: compile, and write make's rule to DIR/NAME.d"))
    .addOption(option("--MF <file>", "-MF: write make's rule to this file"))
    .addOption(option("--MT <target>", "-MT: the target of make's rule").argParser(append))
    .addOption(option("--MP", "-MP: add an empty rule for each include"))
    .addOption(option("--sha256", "write DIR/NAME.sha256 for sha256sum -c"))
    .addOption(option("--statement", "write DIR/NAME.statement.json, an in-toto Statement"))
    .addOption(option("--toJSON <file>", "write the parser as it was understood (the IR) as JSON"))
    .addOption(option("--pp <file>", "write the program, includes and macros resolved, as P4"))
    .addOption(option("--dump <dir>", "write what the compiler has after each stage"))
    .addOption(
      option("--top4 <stages>", `dump only these stages: ${stageNames.join(",")}`).argParser(
        partsOf(...stageNames),
      ),
    );
};

const dependencyOptions = (values: Values): DependencyOptions | undefined => {
  if (values.M !== true && values.MD !== true) return undefined;
  return {
    mode: values.MD === true ? "beside" : "only",
    targets: values.MT ?? [],
    phony: values.MP ?? false,
    ...(values.MF === undefined ? {} : { file: values.MF }),
  };
};

const compileOptions = (file: string, values: Values): Omit<CompileOptions, "includeDirs" | "defines"> => {
  const dependencies = dependencyOptions(values);
  const dump = values.dump ?? (values.top4 === undefined ? undefined : values.o);
  return {
    ...reportOptions(values),
    file,
    directory: values.o,
    targets: values.target === undefined ? ["ebpf", "p4"] : [values.target],
    arch: values.arch,
    offloadMap: values.offloadMap ?? false,
    preprocessOnly: values.E ?? false,
    sha256: values.sha256 ?? false,
    statement: values.statement ?? false,
    ...(values.hook === undefined ? {} : { hooks: values.hook }),
    ...(values.kernel === undefined ? {} : { kernel: values.kernel }),
    ...(dependencies === undefined ? {} : { dependencies }),
    ...(values.toJSON === undefined ? {} : { toJson: values.toJSON }),
    ...(values.pp === undefined ? {} : { pp: values.pp }),
    ...(dump === undefined ? {} : { dump }),
    ...(values.top4 === undefined ? {} : { stages: values.top4 }),
  };
};

/** `p4twin [compile] FILE` */
export const addCompile = (program: Command, run: Run): void => {
  const command = program
    .command("compile", { isDefault: true })
    .description("compile a parser for both targets (the default)")
    .argument("<file>", "the P4 program");
  addOptions(command);
  const defines = addSourceOptions(command);
  addReportOptions(command);
  command.action((file: string, values: Values) => {
    if (values.hook !== undefined && values.target === "p4") {
      command.error("error: option '--hook' is for the eBPF target, which '-b p4' leaves out");
    }
    if (values.kernel !== undefined && values.target === "p4") {
      command.error("error: option '--kernel' is for the eBPF target, which '-b p4' leaves out");
    }
    if (values.offloadMap === true && values.target === "p4") {
      command.error("error: option '--offload-map' is for the eBPF target, which '-b p4' leaves out");
    }
    if (values.M !== true && values.MD !== true && (values.MF ?? values.MT ?? values.MP) !== undefined) {
      command.error("error: options '-MF', '-MT' and '-MP' need '-M' or '-MD'");
    }
    const options: CompileOptions = { ...compileOptions(file, values), ...sourceOptions(values, defines) };
    const printOnly = options.preprocessOnly || options.dependencies?.mode === "only";
    run(async () =>
      printOnly
        ? (await import("../commands/preprocess.ts")).preprocessCommand(options)
        : (await import("../commands/compile.ts")).compileCommand(options),
    );
  });
};
