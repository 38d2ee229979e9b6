/** What the command is asked to do; its options stand in ../conformance-p4.ts. */
import { parseArgs } from "node:util";
import { isP4Target, type P4Target } from "../../src/output/p4-targets.ts";

export interface Options {
  /** Undefined for the samples. */
  readonly directory: string | undefined;
  readonly includeDirs: readonly string[];
  /** Empty for all that there are tools for. */
  readonly archs: readonly P4Target[];
  readonly jobs: number;
  /** At most so many packets for each program; undefined for all that there are. */
  readonly packets: number | undefined;
  /** Where the outcomes are kept. */
  readonly results: string | undefined;
  readonly list: boolean;
}

export const USAGE =
  "usage: conformance-p4.ts [DIR] [-I DIR] [--arch v1model|psa|pna] [--jobs N] [--packets N] [--results FILE] [--list]";

const counted = (text: string): number | undefined =>
  /^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined;

/** Undefined where they are wrong. jobs: at once where nothing else is asked for. */
export const readOptions = (args: readonly string[], jobs: number): Options | undefined => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        list: { type: "boolean", default: false },
        include: { type: "string", short: "I", multiple: true, default: [] },
        arch: { type: "string", multiple: true, default: [] },
        jobs: { type: "string", default: String(jobs) },
        packets: { type: "string" },
        results: { type: "string" },
      },
    });
    const archs = values.arch.filter(isP4Target);
    const atOnce = counted(values.jobs);
    const packets = values.packets === undefined ? undefined : counted(values.packets);
    const wrong =
      archs.length !== values.arch.length ||
      atOnce === undefined ||
      (values.packets !== undefined && packets === undefined) ||
      positionals.length > 1;
    if (wrong) return undefined;
    const { include: includeDirs, results, list } = values;
    return { directory: positionals[0], includeDirs, archs, jobs: atOnce, packets, results, list };
  } catch {
    return undefined;
  }
};
