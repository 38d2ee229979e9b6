/** `p4twin match --watch`: follows the kernel and the devices, and tells each change of a decision. */
import type { Tls } from "../catalogue/p4runtime/ask.ts";
import type { Libbpf } from "../kernel/index.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { decidedJson, describeDecided, describeProgram, tellAlarms } from "./match-report.ts";
import { type Decided, decideRound, hearDevices, isMatch } from "./match-round.ts";
import type { MatchOptions } from "./options.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage, printResult } from "./streams.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Waits so long, or until told to stop. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });

/** What makes a line new: the decision, and where the program is attached. */
const signature = ({ program, decision }: Decided): string =>
  JSON.stringify([program.tag, program.name, program.attached, decision]);

type Event = "loaded" | "changed" | "unloaded";

const tell = (event: Event, decided: Decided, format: MatchOptions["format"]): void => {
  if (format === "json") {
    const gone = event === "unloaded" ? { verdict: "unknown", reason: "unloaded" } : {};
    printResult(`${JSON.stringify({ event, ...decidedJson(decided), ...gone })}\n`);
  } else if (event === "unloaded") {
    printResult(`unloaded ${describeProgram(decided)}\n`);
  } else {
    printResult(`${event} ${describeDecided(decided)}`);
  }
};

/** Tells what differs between two looks: what is gone first, so that a replacement reads in its order. */
const tellChanges = (
  before: ReadonlyMap<number, Decided>,
  now: ReadonlyMap<number, Decided>,
  format: MatchOptions["format"],
): void => {
  for (const [id, decided] of before) if (!now.has(id)) tell("unloaded", decided, format);
  const fresh: Decided[] = [];
  for (const [id, decided] of now) {
    const known = before.get(id);
    if (known !== undefined && signature(known) === signature(decided)) continue;
    tell(known === undefined ? "loaded" : "changed", decided, format);
    fresh.push(decided);
  }
  tellAlarms(fresh);
};

/**
 * Looks again and again until a signal ends it. Devices and files are asked anew each time: what stops answering stops
 * matching. The status is that of the last look.
 */
export const watch = async (
  libbpf: Libbpf,
  manifests: readonly Manifest[],
  tls: { readonly tls?: Tls },
  options: MatchOptions,
  milliseconds: number,
): Promise<ExitStatus> => {
  const stop = new AbortController();
  const { signal } = stop;
  const onSignal = (): void => stop.abort();
  for (const name of SIGNALS) process.on(name, onSignal);
  let known: ReadonlyMap<number, Decided> = new Map();
  let troubles = "";
  let matched = false;
  try {
    while (!signal.aborted) {
      const heard = await hearDevices(options, { ...tls, signal });
      // What was cut off in the middle says nothing.
      if (signal.aborted) break;
      if ("kind" in heard) {
        printMessage(`error: ${heard.message}\n`);
        return status.toolMissing;
      }
      const round = decideRound(libbpf, heard, manifests, options.ids);
      if (round.kind === "blind") {
        printMessage(`error: the kernel does not tell its programs: ${round.message}\n`);
        return status.failed;
      }
      const found = round.troubles.map(({ message }) => `error: ${message}\n`).join("");
      if (found !== troubles) printMessage(found);
      troubles = found;
      const now = new Map(round.decided.map((decided) => [decided.program.id, decided]));
      tellChanges(known, now, options.format);
      known = now;
      matched = isMatch(round);
      await pause(milliseconds, signal);
    }
    return matched ? status.done : status.failed;
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
};
