import { type Command, Option } from "commander";
import type { ReportOptions, SourceOptions } from "../commands/options.ts";
import type { ExitStatus } from "../commands/status.ts";
import { append, count, Defines, identifier, oneOf, warnings } from "./values.ts";

/** Is told what to do, once the arguments have been read. */
export type Run = (action: () => Promise<ExitStatus>) => void;

export const option = (flags: string, description: string): Option => new Option(flags, description);

/** What commander has after reading the options below. */
export interface SourceValues {
  readonly I?: readonly string[];
  readonly parser?: string;
}

export interface ReportValues {
  readonly format: "text" | "json";
  readonly maxErrorCount: number;
  readonly Werror?: readonly string[];
  readonly Wdisable?: readonly string[];
  readonly verbose?: boolean;
}

/** -I -D -U --parser --std. The result collects -D and -U while commander reads. */
export const addSourceOptions = (command: Command): Defines => {
  const defines = new Defines();
  command
    .addOption(option("-I <dir>", "search #include files here too").argParser(append))
    .addOption(
      option("-D <name[=value]>", "define a macro; it is part of the source and of its SHA-1").argParser(
        (value) => defines.define(value),
      ),
    )
    .addOption(
      option("-U <name>", "take back a -D that stands before it").argParser((value) =>
        defines.undefine(value),
      ),
    )
    .addOption(
      option(
        "--parser <name>",
        "compile this parser, not the one of main; it is part of the source and of its SHA-1",
      ).argParser(identifier),
    )
    .addOption(option("--std <language>", "the language: p4-16").argParser(oneOf("p4-16")));
  return defines;
};

/** --format --maxErrorCount --Werror --Wdisable -v */
export const addReportOptions = (command: Command): void => {
  command
    .addOption(
      option("--format <format>", "how findings are printed: text or json")
        .argParser(oneOf("text", "json"))
        .default("text"),
    )
    .addOption(option("--maxErrorCount <n>", "print no more errors than this").argParser(count).default(20))
    .addOption(
      option("--Werror [=name]", "treat warnings (all, or of this category or code) as errors").argParser(
        warnings,
      ),
    )
    .addOption(
      option("--Wdisable [=name]", "do not print warnings (all, or of this category or code)").argParser(
        warnings,
      ),
    )
    .addOption(option("-v, --verbose", "tell what is done"));
};

export const sourceOptions = (values: SourceValues, defines: Defines): SourceOptions => ({
  includeDirs: values.I ?? [],
  defines: defines.list,
  ...(values.parser === undefined ? {} : { parser: values.parser }),
});

export const reportOptions = (values: ReportValues): ReportOptions => ({
  format: values.format,
  maxErrorCount: values.maxErrorCount,
  policy: { disabled: values.Wdisable ?? [], asErrors: values.Werror ?? [] },
  verbose: values.verbose ?? false,
});
