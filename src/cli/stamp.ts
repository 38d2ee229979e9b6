import type { Command } from "commander";
import { languageOf } from "../commands/stamp-text.ts";
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

interface Values extends SourceValues, ReportValues {
  readonly o?: string;
  readonly flatten?: boolean;
}

/** `p4twin stamp FILE` */
export const addStamp = (program: Command, run: Run): void => {
  const command = program
    .command("stamp")
    .description("write the identity of a hand-written program as a file for it to include")
    .argument("<file>", "the source: .c, .h or .p4")
    .addOption(option("-o <file>", "write it here: NAME.stamp.h or NAME.stamp.p4; without, on stdout"))
    .addOption(option("--flatten", "print the bytes that are hashed instead"));
  const defines = addSourceOptions(command);
  addReportOptions(command);
  command.action((file: string, values: Values) => {
    const language = languageOf(file);
    if (language === undefined) return command.error("error: only .c, .h and .p4 files are stamped");
    if (values.parser !== undefined)
      command.error("error: option '--parser' is for programs that p4twin compiles, and stamps itself");
    if (values.flatten === true && values.o !== undefined)
      command.error("error: options '--flatten' and '-o' exclude each other");
    const options = {
      ...sourceOptions(values, defines),
      ...reportOptions(values),
      file,
      language,
      flatten: values.flatten ?? false,
      ...(values.o === undefined ? {} : { output: values.o }),
    };
    run(async () => (await import("../commands/stamp.ts")).stampCommand(options));
  });
};
