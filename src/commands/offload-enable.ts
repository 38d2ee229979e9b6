import { DiagnosticSink } from "../diagnostics/sink.ts";
import { type Decision, decide } from "../match/index.ts";
import type { Identity } from "../output/stamp.ts";
import type { Heard } from "./devices.ts";
import { hearDevices } from "./match-round.ts";
import { readMatchingFiles } from "./matching-files.ts";
import { disable, enable, type OffloadOptions, onInterface } from "./offload.ts";
import type { ServerOptions } from "./options.ts";
import { reportBriefly } from "./report.ts";
import { stampOf } from "./running.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage } from "./streams.ts";

export interface OffloadEnableOptions extends OffloadOptions, ServerOptions {
  readonly catalogues: readonly string[];
  readonly manifests: readonly string[];
}

/** What is said of the device: the SHA-256 only where the device has stated it. */
const statedBy = ({ devices }: Decision, { sha1, sha256 }: Identity): Partial<Identity> & { sha1: string } =>
  devices.some(({ verdict, reason }) => verdict === "offload" && reason === "identical")
    ? { sha1, sha256 }
    : { sha1 };

/** `p4twin offload enable`: only what match would offload; whatever else was enabled there is taken back. */
export const offloadEnableCommand = async (options: OffloadEnableOptions): Promise<ExitStatus> => {
  const files = readMatchingFiles(options);
  if (files === undefined) return status.failed;
  const { tls, manifests } = files;
  const format = "text";
  const heard: readonly Heard[] | { readonly kind: "no-grpc"; readonly message: string } = await hearDevices(
    { ...options, format },
    tls,
  );
  if ("kind" in heard) {
    printMessage(`error: ${heard.message}\n`);
    return status.toolMissing;
  }
  const sink = new DiagnosticSink();
  for (const { trouble } of heard) if (trouble !== undefined) sink.report(trouble.code, trouble.message);
  if (sink.errorCount > 0) reportBriefly(sink, "");
  const devices = heard.map(({ device }) => device);
  return onInterface(options, (side) => {
    let refused = 0;
    for (const taker of side.takers) {
      const stamp = stampOf(taker.program);
      const decision = decide({ name: taker.program.name, stamp }, devices, manifests);
      if (stamp.kind === "sound" && decision.verdict === "offload" && !decision.alarm) {
        enable(side, taker, statedBy(decision, stamp.identity), options.device, decision.text);
      } else {
        refused += 1;
        disable(side, taker, options.device, `: ${decision.alarm ? "ALARM: " : ""}${decision.text}`);
      }
    }
    return refused === 0 ? status.done : status.failed;
  });
};
