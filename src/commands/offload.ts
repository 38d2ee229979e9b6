import {
  findOffloadMaps,
  KernelError,
  type Libbpf,
  listPrograms,
  type OffloadMaps,
  PATHS,
  type RunningProgram,
  readIdentity,
  readPaths,
  removeIdentity,
  writeIdentity,
} from "../kernel/index.ts";
import { openKernelOrTell } from "./kernel.ts";
import { enterNamed } from "./network-namespace.ts";
import type { ExitStatus } from "./status.ts";
import { status } from "./status.ts";
import { printMessage, printResult } from "./streams.ts";

export interface OffloadOptions {
  readonly device: string;
  /** A name as `ip netns` has it, or a path. */
  readonly namespace?: string;
}

/** A program on the interface that can take over a device's result. */
export interface Taker {
  readonly program: RunningProgram;
  readonly maps: OffloadMaps;
}

/** The interface as the kernel sees it now. */
export interface Side {
  readonly libbpf: Libbpf;
  readonly index: number;
  readonly takers: readonly Taker[];
}

export const tellError = (message: string): ExitStatus => {
  printMessage(`error: ${message} [kernel]\n`);
  return status.failed;
};

const look = (libbpf: Libbpf, { device, namespace }: OffloadOptions): Side | string => {
  const failure = enterNamed(libbpf, namespace);
  if (failure !== undefined) return failure;
  const index = libbpf.interfaceIndex(device);
  if (index === 0) return `there is no interface ${device}`;
  const takers = listPrograms(libbpf)
    .filter(({ attached }) => attached.some((place) => place.interface === device))
    .flatMap((program): readonly Taker[] => {
      const maps = findOffloadMaps(libbpf, program.id);
      return maps === undefined ? [] : [{ program, maps }];
    });
  return takers.length === 0
    ? `${device} has no program that can take over a device's result (p4twin --offload-map)`
    : { libbpf, index, takers };
};

/** Does something with the programs on an interface; says why where that is not possible. */
export const onInterface = async (
  options: OffloadOptions,
  action: (side: Side) => ExitStatus,
): Promise<ExitStatus> => {
  const libbpf = await openKernelOrTell();
  if (typeof libbpf === "number") return libbpf;
  try {
    const side = look(libbpf, options);
    return typeof side === "string" ? tellError(side) : action(side);
  } catch (error) {
    if (error instanceof KernelError) return tellError(`the kernel refuses: ${error.message}`);
    throw error;
  }
};

const named = ({ program }: Taker): string => `${program.name} (program ${program.id})`;

/** Says that the device behind the interface runs a taker's source. */
export const enable = (
  { libbpf, index }: Side,
  taker: Taker,
  identity: Parameters<typeof writeIdentity>[3],
  device: string,
  why: string,
): void => {
  writeIdentity(libbpf, taker.maps, index, identity);
  printResult(`${named(taker)} on ${device}: enabled: ${why}\n`);
};

/** Takes back what was said, so that a taker parses in software. */
export const disable = ({ libbpf, index }: Side, taker: Taker, device: string, why: string): void => {
  const was = removeIdentity(libbpf, taker.maps, index);
  printResult(`${named(taker)} on ${device}: ${was ? "disabled" : "not enabled"}${why}\n`);
};

/** `p4twin offload disable`: every program on the interface parses in software. */
export const offloadDisableCommand = async (options: OffloadOptions): Promise<ExitStatus> =>
  onInterface(options, (side) => {
    for (const taker of side.takers) disable(side, taker, options.device, "");
    return status.done;
  });

/** `p4twin offload status`: what is said of the device, and which way packets took. */
export const offloadStatusCommand = async (
  options: OffloadOptions & { readonly format: "text" | "json" },
): Promise<ExitStatus> =>
  onInterface(options, ({ libbpf, index, takers }) => {
    for (const taker of takers) {
      const { program, maps } = taker;
      const identity = readIdentity(libbpf, maps, index);
      const counts = readPaths(libbpf, maps);
      const packets = Object.fromEntries(PATHS.map((path, at) => [path, Number(counts[at] ?? 0n)]));
      if (options.format === "json") {
        const { id, name } = program;
        printResult(
          `${JSON.stringify({ device: options.device, id, name, entry: identity ?? null, packets })}\n`,
        );
        continue;
      }
      const entry =
        identity === undefined
          ? "disabled"
          : `enabled for sha1=${identity.sha1}${identity.sha256 === undefined ? "" : ` sha256=${identity.sha256}`}`;
      const ways = Object.entries(packets).map(([path, count]) => `${path} ${count}`);
      printResult(`${named(taker)} on ${options.device}: ${entry}\n  packets: ${ways.join(", ")}\n`);
    }
    return status.done;
  });
