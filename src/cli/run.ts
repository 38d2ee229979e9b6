import type { Command } from "commander";
import type { PacketSource } from "../commands/packets.ts";
import { type P4Target, p4Targets } from "../commands/targets.ts";
import { EBPF_HOOKS, type EbpfHook, ENGINES, type EngineName } from "../engines/names.ts";
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
import { append, oneOf } from "./values.ts";

interface Values extends SourceValues, ReportValues {
  readonly engine: EngineName;
  readonly hook?: EbpfHook;
  readonly arch?: P4Target;
  readonly hex?: readonly string[];
  readonly pcap?: string;
  readonly stf?: string;
  readonly set?: readonly string[];
}

const sourcesOf = ({ hex, pcap, stf }: Values): readonly PacketSource[] => [
  ...(hex === undefined ? [] : [{ kind: "hex", texts: hex } as const]),
  ...(pcap === undefined ? [] : [{ kind: "pcap", path: pcap } as const]),
  ...(stf === undefined ? [] : [{ kind: "stf", path: stf } as const]),
];

/** `p4twin run FILE` */
export const addRun = (program: Command, run: Run): void => {
  const command = program
    .command("run")
    .description("run the parser on packets and print what it observes; with --format json one object a line")
    .argument("<file>", "the P4 program")
    .addOption(
      option(
        "--engine <engine>",
        "reference: the source itself; ebpf: the C, in this kernel; p4: the emitted P4",
      )
        .argParser(oneOf(...ENGINES))
        .default("reference"),
    )
    .addOption(
      option("--hook <hook>", `where in the kernel: ${EBPF_HOOKS.join(", ")}`).argParser(
        oneOf(...EBPF_HOOKS),
      ),
    )
    .addOption(
      option(
        "-a, --arch <arch>",
        `which device's P4: ${p4Targets.join(", ")} (the first, if not said)`,
      ).argParser(oneOf(...p4Targets)),
    )
    .addOption(option("--hex <digits...>", "packets as hexadecimal digits"))
    .addOption(option("--pcap <file>", "the packets of a capture (pcap or pcapng)"))
    .addOption(option("--stf <file>", "the packets of an STF file"))
    .addOption(
      option(
        "--set <name=value>",
        "what the environment gives the parser, or the entries of a value set; all else is zero or empty",
      ).argParser(append),
    );
  const defines = addSourceOptions(command);
  addReportOptions(command);
  command.action((file: string, values: Values) => {
    const [packets, ...more] = sourcesOf(values);
    if (packets === undefined || more.length > 0)
      return command.error("error: one of '--hex', '--pcap' and '--stf' says which packets");
    if (values.hook !== undefined && values.engine !== "ebpf")
      command.error("error: option '--hook' is for '--engine ebpf'");
    if (values.arch !== undefined && values.engine !== "p4")
      command.error("error: option '--arch' is for '--engine p4'");
    const options = {
      ...sourceOptions(values, defines),
      ...reportOptions(values),
      file,
      engine: values.engine,
      packets,
      inputs: values.set ?? [],
      ...(values.hook === undefined ? {} : { hook: values.hook }),
      ...(values.arch === undefined ? {} : { arch: values.arch }),
    };
    run(async () => (await import("../commands/run.ts")).runCommand(options));
  });
};
