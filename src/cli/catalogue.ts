import { type Command, InvalidArgumentError } from "commander";
import { PROGRAM_STATES, type ProgramState } from "../catalogue/catalogue.ts";
import { isKind, isName } from "../catalogue/names.ts";
import { option, type Run } from "./common.ts";
import { addServerOptions, runAndLeave, type ServerValues, serverOptions } from "./servers.ts";
import { oneOf } from "./values.ts";

interface Values extends ServerValues {
  readonly device?: string;
  readonly kind: string;
  readonly state: ProgramState;
  readonly o?: string;
}

const name = (value: string): string => {
  if (!isName(value))
    throw new InvalidArgumentError("1 to 200 characters are expected, no control characters.");
  return value;
};

const kind = (value: string): string => {
  if (!isKind(value)) throw new InvalidArgumentError("A word such as parser, filter, tso is expected.");
  return value;
};

/** `p4twin catalogue [FILE…]` */
export const addCatalogue = (program: Command, run: Run): void => {
  const command = program
    .command("catalogue")
    .description("write down which programs a device has: schema/catalogue.schema.json")
    .argument(
      "[file...]",
      "manifests, P4Info (text or binary), BPF objects, stamp files and other texts that begin with a stamp",
    )
    .addOption(option("--device <name>", "what the device is called").argParser(name))
    .addOption(option("--kind <word>", "what the programs are for").argParser(kind).default("parser"))
    .addOption(
      option("--state <state>", `of the programs in files: ${PROGRAM_STATES.join(", ")}`)
        .argParser(oneOf(...PROGRAM_STATES))
        .default("available"),
    )
    .addOption(option("-o <file>", "write it here; without, on stdout"));
  addServerOptions(command);
  command.action((files: string[], values: Values) => {
    const servers = serverOptions(command, values);
    if (files.length + servers.p4runtime.length === 0)
      command.error("error: a file or '--p4runtime' says which programs");
    if (values.device === undefined && (files.length > 0 || servers.p4runtime.length > 1))
      command.error("error: '--device' says whose catalogue it is");
    const options = {
      ...servers,
      files,
      programKind: values.kind,
      state: values.state,
      ...(values.device === undefined ? {} : { device: values.device }),
      ...(values.o === undefined ? {} : { output: values.o }),
    };
    runAndLeave(run, async () => (await import("../commands/catalogue.ts")).catalogueCommand(options));
  });
};
