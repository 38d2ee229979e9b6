import { Command, CommanderError } from "commander";
import { printResult } from "../commands/streams.ts";
import { shareDirectory, version } from "../installation.ts";
import { addAttachment } from "./attach.ts";
import { addCatalogue } from "./catalogue.ts";
import { addCheck, addFlatten } from "./check.ts";
import type { Run } from "./common.ts";
import { addCompile } from "./compile.ts";
import { addGraph } from "./graph.ts";
import { addManifest } from "./manifest.ts";
import { addList, addMatch } from "./match.ts";
import { addOffload } from "./offload.ts";
import { addRun } from "./run.ts";
import { addStamp } from "./stamp.ts";
import { addTest } from "./test.ts";
import { addVerify } from "./verify.ts";

/** Ends the reading of arguments as --version does. */
const addShareDir = (program: Command): void => {
  program
    .option("--share-dir", "print the directory of p4twin.mk and other files to use from one's own")
    .on("option:share-dir", () => {
      printResult(`${shareDirectory}\n`);
      throw new CommanderError(0, "p4twin.shareDir", "");
    });
};

/** The command, its verbs, and theirs. */
export const withSubcommands = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

/** The command line, described. The verb that was chosen calls `run` with what is to be done. */
export const makeProgram = (run: Run): Command => {
  const program = new Command("p4twin")
    .description(
      "Compiles one P4_16 parser into eBPF C for the Linux kernel and P4 for the device, both stamped with the SHA-1 of the source.",
    )
    .usage("[compile] FILE.p4 [-o DIR] …, or p4twin VERB …")
    .version(`p4twin ${version}`, "--version", "print the version")
    .helpCommand(false)
    .enablePositionalOptions();
  addShareDir(program);
  addCompile(program, run);
  addCheck(program, run);
  addFlatten(program, run);
  addGraph(program, run);
  addAttachment(program, run);
  addManifest(program, run);
  addRun(program, run);
  addTest(program, run);
  addVerify(program, run);
  addList(program, run);
  addMatch(program, run);
  addOffload(program, run);
  addCatalogue(program, run);
  addStamp(program, run);
  for (const command of withSubcommands(program)) {
    command.exitOverride().helpOption("-h, --help", "print this help");
  }
  return program.addHelpText(
    "after",
    `
Without a verb, compile is meant; its options: p4twin compile --help.
Exit status: 0 done, 1 mistakes in the input or a failed verification, 2 wrong usage, 3 an outside tool is missing,
70 internal error.`,
  );
};
