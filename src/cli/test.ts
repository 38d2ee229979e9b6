import type { Command } from "commander";
import { type P4Target, p4Targets } from "../commands/targets.ts";
import { ENGINES, type EngineName } from "../engines/names.ts";
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
import { append, count, oneOf } from "./values.ts";

interface Values extends SourceValues, ReportValues {
  readonly engines?: readonly EngineName[];
  readonly arch?: P4Target;
  readonly emit?: "stf" | "pcap" | "json";
  readonly o?: string;
  readonly set?: readonly string[];
  readonly seed: number;
  readonly random: number;
}

const engines = (value: string): readonly EngineName[] => [
  ...new Set(value.split(",").map((name) => oneOf(...ENGINES)(name.trim()))),
];

/** `p4twin test FILE` */
export const addTest = (program: Command, run: Run): void => {
  const command = program
    .command("test")
    .description("make packets that reach every state and row, and compare all engines on them")
    .argument("<file>", "the P4 program")
    .addOption(
      option(
        "--engines <names>",
        `these, separated by commas: ${ENGINES.join(",")}; without, all there are`,
      ).argParser(engines),
    )
    .addOption(
      option(
        "-a, --arch <arch>",
        `which device's P4: ${p4Targets.join(", ")} (the first, if not said)`,
      ).argParser(oneOf(...p4Targets)),
    )
    .addOption(
      option("--emit <form>", "keep the packets: stf, pcap or json").argParser(oneOf("stf", "pcap", "json")),
    )
    .addOption(option("-o <file>", "keep them here; without, on stdout"))
    .addOption(
      option(
        "--set <name=entries>",
        "what a value set holds: 0x8100,0x88a8 or (6,80..90),(17,_); without, entries are made up",
      ).argParser(append),
    )
    .addOption(option("--seed <n>", "of the random packets").argParser(count).default(1))
    .addOption(option("--random <n>", "so many random packets besides").argParser(count).default(200));
  const defines = addSourceOptions(command);
  addReportOptions(command);
  command.action((file: string, values: Values) => {
    if (values.o !== undefined && values.emit === undefined)
      return command.error("error: option '-o' needs '--emit'");
    const options = {
      ...sourceOptions(values, defines),
      ...reportOptions(values),
      file,
      inputs: values.set ?? [],
      seed: values.seed,
      random: values.random,
      ...(values.engines === undefined ? {} : { engines: values.engines }),
      ...(values.arch === undefined ? {} : { arch: values.arch }),
      ...(values.emit === undefined ? {} : { emit: values.emit }),
      ...(values.o === undefined ? {} : { output: values.o }),
    };
    run(async () => (await import("../commands/test.ts")).testCommand(options));
  });
};
