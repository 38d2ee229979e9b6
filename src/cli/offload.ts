import type { Command } from "commander";
import type { OffloadOptions } from "../commands/offload.ts";
import { option, type Run } from "./common.ts";
import { addServerOptions, runAndLeave, type ServerValues, serverOptions } from "./servers.ts";
import { append, oneOf } from "./values.ts";

interface DeviceValues {
  readonly dev: string;
  readonly netns?: string;
}

interface EnableValues extends DeviceValues, ServerValues {
  readonly catalogue?: readonly string[];
  readonly manifest?: readonly string[];
}

const addDeviceOptions = (command: Command): Command =>
  command
    .addOption(option("--dev <interface>", "the interface").makeOptionMandatory())
    .addOption(option("--netns <name>", "in this network namespace: a name of `ip netns`, or a path"));

const deviceOptions = ({ dev, netns }: DeviceValues): OffloadOptions => ({
  device: dev,
  ...(netns === undefined ? {} : { namespace: netns }),
});

const addEnable = (group: Command, run: Run): void => {
  const command = addDeviceOptions(
    group
      .command("enable")
      .description(
        "use the device's results for the programs that match says run there too, and for no others",
      ),
  )
    .addOption(option("--catalogue <file>", "the device's catalogue (p4twin catalogue)").argParser(append))
    .addOption(
      option("--manifest <file>", "what p4twin compiled: a stamp that it denies is refused").argParser(
        append,
      ),
    );
  addServerOptions(command);
  command.action((values: EnableValues) => {
    const options = {
      ...deviceOptions(values),
      ...serverOptions(command, values),
      catalogues: values.catalogue ?? [],
      manifests: values.manifest ?? [],
    };
    if (options.catalogues.length + options.p4runtime.length === 0)
      command.error("error: '--catalogue' or '--p4runtime' says what the device runs");
    runAndLeave(run, async () =>
      (await import("../commands/offload-enable.ts")).offloadEnableCommand(options),
    );
  });
};

/** `p4twin offload enable|disable|status` */
export const addOffload = (program: Command, run: Run): void => {
  const group = program
    .command("offload")
    .description(
      "let XDP and tc programs (--offload-map) use what the device behind an interface has parsed",
    );
  addEnable(group, run);
  addDeviceOptions(group.command("disable").description("parse in software again")).action(
    (values: DeviceValues) => {
      run(async () => (await import("../commands/offload.ts")).offloadDisableCommand(deviceOptions(values)));
    },
  );
  addDeviceOptions(group.command("status").description("tell what is enabled, and which way packets took"))
    .addOption(
      option("--format <format>", "text, or json: one object a line for each program")
        .argParser(oneOf("text", "json"))
        .default("text"),
    )
    .action((values: DeviceValues & { readonly format: "text" | "json" }) => {
      const options = { ...deviceOptions(values), format: values.format };
      run(async () => (await import("../commands/offload.ts")).offloadStatusCommand(options));
    });
};
