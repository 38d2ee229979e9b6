import type { Command } from "commander";
import { option, type Run } from "./common.ts";
import { addServerOptions, runAndLeave, type ServerValues, serverOptions } from "./servers.ts";
import { append, count, oneOf, seconds } from "./values.ts";

interface ListValues {
  readonly format: "text" | "json";
  readonly id?: readonly number[];
}

interface MatchValues extends ListValues, ServerValues {
  readonly catalogue?: readonly string[];
  readonly manifest?: readonly string[];
  readonly watch?: boolean;
  readonly interval?: number;
}

const ids = (value: string, previous: readonly number[] | undefined): readonly number[] => [
  ...(previous ?? []),
  count(value),
];

const addListOptions = (command: Command): void => {
  command
    .addOption(
      option("--format <format>", "text, or json: one object a line for each program")
        .argParser(oneOf("text", "json"))
        .default("text"),
    )
    .addOption(option("--id <n>", "only this program (several: once for each)").argParser(ids));
};

const listOptions = ({ format, id }: ListValues) => ({ format, ...(id === undefined ? {} : { ids: id }) });

/** `p4twin list` */
export const addList = (program: Command, run: Run): void => {
  const command = program
    .command("list")
    .description("list the BPF programs in this kernel, and the sources whose stamps they carry");
  addListOptions(command);
  command.action((values: ListValues) => {
    const options = listOptions(values);
    run(async () => (await import("../commands/list.ts")).listCommand(options));
  });
};

/** `p4twin match` */
export const addMatch = (program: Command, run: Run): void => {
  const command = program
    .command("match")
    .description(
      "hold the stamped programs in this kernel against what devices offer: exit status 0 only if each has a device",
    )
    .addOption(option("--catalogue <file>", "a device's catalogue (p4twin catalogue)").argParser(append))
    .addOption(
      option("--manifest <file>", "what p4twin compiled: a stamp that it denies is refused").argParser(
        append,
      ),
    );
  addServerOptions(command);
  addListOptions(command);
  command
    .addOption(option("--watch", "go on, and print each change of a decision"))
    .addOption(
      option("--interval <seconds>", "with --watch: how long between two looks (1)").argParser(seconds),
    );
  command.action((values: MatchValues) => {
    if (values.interval !== undefined && values.watch !== true)
      command.error("error: option '--interval' is for '--watch'");
    const options = {
      ...listOptions(values),
      ...serverOptions(command, values),
      catalogues: values.catalogue ?? [],
      manifests: values.manifest ?? [],
      ...(values.watch === true ? { watchMilliseconds: values.interval ?? 1000 } : {}),
    };
    if (options.catalogues.length + options.p4runtime.length === 0)
      command.error("error: '--catalogue' or '--p4runtime' says which devices");
    runAndLeave(run, async () => (await import("../commands/match.ts")).matchCommand(options));
  });
};
