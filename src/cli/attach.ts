import type { Command } from "commander";
import { type AttachHook, attachHooks } from "../commands/attach-hooks.ts";
import type { PlaceOptions } from "../commands/attach-point.ts";
import { option, type Run } from "./common.ts";
import { oneOf } from "./values.ts";

interface PlaceValues {
  readonly dev?: string;
  readonly netns?: string;
  readonly direction: "ingress" | "egress";
  readonly pinDir: string;
}

interface AttachValues extends PlaceValues {
  readonly hook?: AttachHook;
  readonly program?: string;
  readonly manifest?: string;
  readonly mode?: "native" | "generic";
  readonly replace?: boolean;
}

interface DetachValues extends PlaceValues {
  readonly hook: AttachHook;
}

const addPlaceOptions = (command: Command): Command =>
  command
    .addOption(option("--dev <interface>", "the interface, for xdp and tc"))
    .addOption(option("--netns <name>", "in this network namespace: a name of `ip netns`, or a path"))
    .addOption(
      option("--direction <direction>", "for tc: ingress or egress")
        .argParser(oneOf("ingress", "egress"))
        .default("ingress"),
    )
    .addOption(
      option("--pin-dir <dir>", "where the pins are that keep programs attached").default(
        "/sys/fs/bpf/p4twin",
      ),
    );

const placeOptions = ({ dev, netns, direction, pinDir }: PlaceValues): PlaceOptions => ({
  ...(dev === undefined ? {} : { device: dev }),
  ...(netns === undefined ? {} : { namespace: netns }),
  direction,
  pins: pinDir,
});

const addAttach = (program: Command, run: Run): void => {
  addPlaceOptions(
    program
      .command("attach")
      .description("load a compiled program into this kernel and keep it attached, until detach")
      .argument("<object>", "NAME.bpf.o")
      .addOption(
        option("--hook <hook>", `which program of the object: ${attachHooks.join(", ")}`).argParser(
          oneOf(...attachHooks),
        ),
      )
      .addOption(option("--program <name>", "which program, where a hook has several"))
      .addOption(option("--manifest <file>", "attach only what carries this manifest's identity"))
      .addOption(
        option("--mode <mode>", "for xdp: native or generic; without, what the driver has").argParser(
          oneOf("native", "generic"),
        ),
      )
      .addOption(option("--replace", "replace a program that p4twin attached there, at once")),
  ).action((object: string, values: AttachValues) => {
    const { hook, program: name, manifest, mode, replace = false } = values;
    const options = {
      ...placeOptions(values),
      object,
      replace,
      ...(hook === undefined ? {} : { hook }),
      ...(name === undefined ? {} : { program: name }),
      ...(manifest === undefined ? {} : { manifest }),
      ...(mode === undefined ? {} : { mode }),
    };
    run(async () => (await import("../commands/attach.ts")).attachCommand(options));
  });
};

const addDetach = (program: Command, run: Run): void => {
  addPlaceOptions(
    program
      .command("detach")
      .description("take away a program that attach left there, and nothing else")
      .addOption(
        option("--hook <hook>", `the hook: ${attachHooks.join(", ")}`)
          .argParser(oneOf(...attachHooks))
          .makeOptionMandatory(),
      ),
  ).action((values: DetachValues) => {
    const options = { ...placeOptions(values), hook: values.hook };
    run(async () => (await import("../commands/detach.ts")).detachCommand(options));
  });
};

/** `p4twin attach`, `p4twin detach` */
export const addAttachment = (program: Command, run: Run): void => {
  addAttach(program, run);
  addDetach(program, run);
};
