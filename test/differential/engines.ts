/** The engines that a program is run on besides the reference. */
import { generate as generateEbpf } from "../../backends/ebpf/index.ts";
import { generate as generateP4 } from "../../backends/p4/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Observation } from "../../src/observation/index.ts";
import type { Environment } from "../../src/reference/index.ts";
import { runEmitted } from "./emitted.ts";
import { runInKernel } from "./kernel.ts";
import type { Refused, Twin } from "./twin.ts";

export interface Engine {
  readonly kind: "engine";
  readonly name: string;
  /** Packets of fewer bytes can't be given to it. */
  readonly minBytes: number;
  /** Where the engine shows only a part of an observation: that part. */
  readonly shows?: (observation: Observation, packet: Uint8Array) => Observation;
  readonly observe: (packet: Uint8Array, environment: Environment) => Observation;
  readonly close: () => void;
}

/** Something that should have worked: clang refuses the C, the verifier the object, our front end the P4. */
export interface Failed {
  readonly kind: "failed";
  readonly name: string;
  readonly reason: string;
}

/** What xdp's test run takes at least. */
const ETHERNET_BYTES = 14;

/** The generated C in the running kernel, at the xdp hook. */
export const ebpfEngine = ({ program, source }: Twin): Engine | Failed | Refused => {
  const sink = new DiagnosticSink();
  const files = generateEbpf(program, source.identity, { hooks: ["xdp"] }, sink);
  if (files === undefined) return { kind: "refused", phase: "ebpf", findings: sink.all };
  try {
    const { observe, close } = runInKernel(program, files);
    return {
      kind: "engine",
      name: "ebpf",
      minBytes: ETHERNET_BYTES,
      observe: (packet) => observe(packet),
      close,
    };
  } catch (error) {
    return { kind: "failed", name: "ebpf", reason: error instanceof Error ? error.message : String(error) };
  }
};

/** The P4 for a device, read again and interpreted: takes the same way through our front end as any source. */
export const p4Engine = ({ program, source }: Twin): Engine | Failed | Refused => {
  const sink = new DiagnosticSink();
  const files = generateP4(program, source.identity, { arch: "v1model" }, sink);
  if (files === undefined) return { kind: "refused", phase: "p4", findings: sink.all };
  try {
    const observe = runEmitted(program, files[0]?.text ?? "");
    return { kind: "engine", name: "p4", minBytes: 0, observe, close: () => {} };
  } catch (error) {
    return { kind: "failed", name: "p4", reason: error instanceof Error ? error.message : String(error) };
  }
};
