import type { Command } from "commander";
import { option, type Run } from "./common.ts";
import { append } from "./values.ts";

interface Values {
  readonly object?: string;
  readonly source?: string;
  readonly I?: readonly string[];
  readonly allowMissing?: boolean;
  readonly verbose?: boolean;
}

/** `p4twin verify MANIFEST` */
export const addVerify = (program: Command, run: Run): void => {
  program
    .command("verify")
    .description("recompute everything that a manifest states, and name what differs")
    .argument("<manifest>", "NAME.manifest.json; the outputs are looked for beside it")
    .addOption(option("--object <file.o>", "compare the stamps in a compiled object too"))
    .addOption(
      option(
        "--source <file>",
        "the main file; without, it is looked for by name near the manifest and here",
      ),
    )
    .addOption(option("-I <dir>", "look for #include files here too").argParser(append))
    .addOption(
      option("--allow-missing", "accept that files were not kept, or that another version compiled them"),
    )
    .addOption(option("-v, --verbose", "tell what is compared"))
    .action((manifest: string, values: Values) => {
      const options = {
        manifest,
        allowMissing: values.allowMissing ?? false,
        includeDirs: values.I ?? [],
        verbose: values.verbose ?? false,
        ...(values.object === undefined ? {} : { object: values.object }),
        ...(values.source === undefined ? {} : { source: values.source }),
      };
      run(async () => (await import("../commands/verify.ts")).verifyCommand(options));
    });
};
