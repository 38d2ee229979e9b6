import { type Command, InvalidArgumentError } from "commander";
import { type PictureSuffix, pictureSuffixes, pictureSuffixOf } from "../commands/picture-formats.ts";
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

interface Picture {
  readonly suffix: PictureSuffix;
  readonly output?: string;
}

interface Values extends SourceValues, ReportValues {
  readonly o: Picture;
}

const STDOUT: Picture = { suffix: ".dot" };

/** A file's name, whose suffix says what is written; `-` is stdout. */
const picture = (value: string): Picture => {
  if (value === "-") return STDOUT;
  const suffix = pictureSuffixOf(value);
  if (suffix === undefined)
    throw new InvalidArgumentError(`The name has to end in ${pictureSuffixes.join(", ")}.`);
  return { suffix, output: value };
};

/** `p4twin graph FILE` */
export const addGraph = (program: Command, run: Run): void => {
  const command = program
    .command("graph")
    .description("draw the parse graph: states, what they extract, the values that lead from one to the next")
    .argument("<file>", "the P4 program")
    .addOption(
      option("-o <file>", "write FILE.svg, FILE.dot or FILE.mmd (Mermaid); -: Graphviz' dot on stdout")
        .argParser(picture)
        .default(STDOUT, "-"),
    );
  const defines = addSourceOptions(command);
  addReportOptions(command);
  command.action((file: string, values: Values) => {
    const { suffix, output } = values.o;
    const options = {
      ...sourceOptions(values, defines),
      ...reportOptions(values),
      file,
      picture: suffix,
      ...(output === undefined ? {} : { output }),
    };
    run(async () => (await import("../commands/graph.ts")).graphCommand(options));
  });
};
