import type { Command } from "commander";
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

interface CheckValues extends SourceValues, ReportValues {
  readonly parseOnly?: boolean;
}

/** `p4twin check FILE…` */
export const addCheck = (program: Command, run: Run): void => {
  const command = program
    .command("check")
    .description("look for mistakes only; with --format json one object a line for each file")
    .argument("<file...>", "the P4 programs")
    .addOption(option("--parse-only", "stop after the syntax"));
  const defines = addSourceOptions(command);
  addReportOptions(command);
  command.action((files: string[], values: CheckValues) => {
    const options = {
      ...sourceOptions(values, defines),
      ...reportOptions(values),
      files,
      parseOnly: values.parseOnly ?? false,
    };
    run(async () => (await import("../commands/check.ts")).checkCommand(options));
  });
};

/** `p4twin flatten FILE` */
export const addFlatten = (program: Command, run: Run): void => {
  const command = program
    .command("flatten")
    .description("print the source as it is hashed: `p4twin flatten FILE | sha1sum` is its identity")
    .argument("<file>", "the P4 program");
  const defines = addSourceOptions(command);
  addReportOptions(command);
  command.action((file: string, values: SourceValues & ReportValues) => {
    const options = { ...sourceOptions(values, defines), ...reportOptions(values), file };
    run(async () => (await import("../commands/flatten.ts")).flattenCommand(options));
  });
};
