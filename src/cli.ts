import { CommanderError } from "commander";
import { normalizeArguments } from "./cli/arguments.ts";
import type { Run } from "./cli/common.ts";
import { makeProgram, withSubcommands } from "./cli/program.ts";
import { type ExitStatus, status } from "./commands/status.ts";
import { ClosedPipe, printMessage, printResult, UnwritableResult } from "./commands/streams.ts";
import { version } from "./installation.ts";

type Action = Parameters<Run>[0];

/** Reads arguments: what is to be done, or the status when there is nothing more to do (help, wrong usage). */
type Reader = (given: readonly string[]) => Action | ExitStatus;

/** A reader is good for one reading: commander and the options' values keep what they have seen. */
const makeReader = (): Reader => {
  let chosen: Action | undefined;
  const program = makeProgram((action) => {
    chosen = action;
  });
  for (const command of withSubcommands(program)) {
    command.configureOutput({ writeOut: printResult, writeErr: printMessage });
  }
  return (given) => {
    try {
      if (given.length === 0) program.help({ error: true });
      program.parse(normalizeArguments(given), { from: "user" });
      return chosen ?? status.usage;
    } catch (error) {
      if (error instanceof CommanderError) return error.exitCode === 0 ? status.done : status.usage;
      throw error;
    }
  };
};

let prepared: Reader | undefined;

/** Makes the description of the command line now, for the next call of `main`. */
export const prepare = (): void => {
  prepared = makeReader();
};

const takeReader = (): Reader => {
  const reader = prepared ?? makeReader();
  prepared = undefined;
  return reader;
};

const reportBug = (error: unknown): void => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error && process.env.P4TWIN_DEBUG ? `${error.stack ?? ""}\n` : "";
  printMessage(
    `p4twin: internal compiler error: ${text.slice(0, 1000)}\n${stack}` +
      "This is a bug of p4twin, whatever the input. Please report it with the source file, the command line and\n" +
      `these lines (p4twin ${version}, Node ${process.version}, ${process.platform} ${process.arch}). ` +
      "P4TWIN_DEBUG=1 shows where it happened.\n",
  );
};

/** Runs one command; never throws. */
export const main = async (given: readonly string[]): Promise<ExitStatus> => {
  try {
    const action = takeReader()(given);
    return typeof action === "number" ? action : await action();
  } catch (error) {
    if (error instanceof ClosedPipe) return status.done;
    if (error instanceof UnwritableResult) {
      printMessage(`error: the result cannot be written: ${error.message} [io]\n`);
      return status.failed;
    }
    reportBug(error);
    return status.internal;
  }
};
