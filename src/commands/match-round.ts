/** One look at the kernel and at all devices, and what is decided. */
import type { Device } from "../catalogue/catalogue.ts";
import type { Tls } from "../catalogue/p4runtime/ask.ts";
import type { Libbpf, RunningProgram } from "../kernel/index.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { type Decision, decide } from "../match/index.ts";
import { type Heard, hearFile, hearServer, type NoGrpc } from "./devices.ts";
import { programsIn } from "./kernel.ts";
import type { MatchOptions } from "./options.ts";
import { stampOf } from "./running.ts";

/** A program and what is decided for it. */
export interface Decided {
  readonly program: RunningProgram;
  readonly decision: Decision;
}

export interface Round {
  readonly kind: "round";
  /** The stamped programs, and those that were asked for by id. */
  readonly decided: readonly Decided[];
  /** How many programs carry no stamp. */
  readonly unstamped: number;
  /** What is wrong with devices. */
  readonly troubles: readonly NonNullable<Heard["trouble"]>[];
}

export interface Blind {
  readonly kind: "blind";
  /** Why the kernel does not show its programs. */
  readonly message: string;
}

/** Asks all devices, the servers at the same time. In the order given, files first. */
export const hearDevices = async (
  { catalogues, p4runtime, timeoutMilliseconds }: MatchOptions,
  more: { readonly tls?: Tls; readonly signal?: AbortSignal },
): Promise<readonly Heard[] | NoGrpc> => {
  const servers = await Promise.all(
    p4runtime.map((address) => hearServer(address, "parser", { timeoutMilliseconds, ...more })),
  );
  const heard: Heard[] = catalogues.map(hearFile);
  for (const server of servers) {
    if ("kind" in server) return server;
    heard.push(server);
  }
  return heard;
};

/** Decides for the programs that the kernel has at this moment. */
export const decideRound = (
  libbpf: Libbpf,
  heard: readonly Heard[],
  manifests: readonly Manifest[],
  ids: readonly number[] | undefined,
): Round | Blind => {
  const programs = programsIn(libbpf, ids);
  if (typeof programs === "string") return { kind: "blind", message: programs };
  const devices: readonly Device[] = heard.map(({ device }) => device);
  const all = programs.map((program): Decided => {
    const { name } = program;
    return { program, decision: decide({ name, stamp: stampOf(program) }, devices, manifests) };
  });
  const unstamped = all.filter(({ decision }) => decision.reason === "no-stamp");
  return {
    kind: "round",
    decided: ids === undefined ? all.filter((item) => !unstamped.includes(item)) : all,
    unstamped: unstamped.length,
    troubles: heard.flatMap(({ trouble }) => (trouble === undefined ? [] : [trouble])),
  };
};

/** Whether everything matches: at least one program, each has a device, nobody raises an alarm or stays silent. */
export const isMatch = ({ decided, troubles }: Round): boolean =>
  decided.length > 0 &&
  troubles.length === 0 &&
  decided.every(({ decision }) => decision.verdict === "offload" && !decision.alarm);
