import type { Tls } from "../catalogue/p4runtime/ask.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Libbpf } from "../kernel/index.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { missingIds, openKernelOrTell } from "./kernel.ts";
import { decidedJson, describeDecided, tellAlarms } from "./match-report.ts";
import { decideRound, hearDevices, isMatch } from "./match-round.ts";
import { readMatchingFiles } from "./matching-files.ts";
import type { MatchOptions } from "./options.ts";
import { reportBriefly } from "./report.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage, printResult } from "./streams.ts";
import { watch } from "./watch.ts";

const matchOnce = async (
  libbpf: Libbpf,
  manifests: readonly Manifest[],
  tls: { readonly tls?: Tls },
  options: MatchOptions,
): Promise<ExitStatus> => {
  const heard = await hearDevices(options, tls);
  if ("kind" in heard) {
    printMessage(`error: ${heard.message}\n`);
    return status.toolMissing;
  }
  const round = decideRound(libbpf, heard, manifests, options.ids);
  if (round.kind === "blind") {
    printMessage(`error: the kernel does not tell its programs: ${round.message}\n`);
    return status.failed;
  }
  for (const decided of round.decided) {
    printResult(
      options.format === "json" ? `${JSON.stringify(decidedJson(decided))}\n` : describeDecided(decided),
    );
  }
  const sink = new DiagnosticSink();
  for (const { code, message } of round.troubles) sink.report(code, message);
  if (sink.errorCount > 0) reportBriefly(sink, "");
  tellAlarms(round.decided);
  const missing = missingIds(
    round.decided.map(({ program }) => program),
    options.ids,
  );
  for (const id of missing) printMessage(`error: no program has the id ${id}\n`);
  if (round.decided.length === 0) {
    const rest = round.unstamped === 0 ? "" : ` (${round.unstamped} without: p4twin list shows them)`;
    printMessage(`no program in this kernel carries a stamp${rest}\n`);
  }
  return isMatch(round) && missing.length === 0 ? status.done : status.failed;
};

/** `p4twin match`: the kernel's programs against what devices offer. 0 only where every stamped program has a device. */
export const matchCommand = async (options: MatchOptions): Promise<ExitStatus> => {
  const files = readMatchingFiles(options);
  if (files === undefined) return status.failed;
  const { tls, manifests } = files;
  const libbpf = await openKernelOrTell();
  if (typeof libbpf === "number") return libbpf;
  return options.watchMilliseconds === undefined
    ? matchOnce(libbpf, manifests, tls, options)
    : watch(libbpf, manifests, tls, options, options.watchMilliseconds);
};
