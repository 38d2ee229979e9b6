/** Whether a device's result can stand for that of a program, and its layout if so. */
import type { DiagnosticSink } from "../../../src/diagnostics/sink.ts";
import type { Program } from "../../../src/ir/ir.ts";
import { CTypes } from "../text/c-types.ts";
import { buildSignature } from "../values/signature.ts";
import type { Hook } from "./hooks.ts";
import { MOST_BYTES, type OffloadLayout, placeOffload } from "./offload-layout.ts";

/** The layout; undefined, with errors in the sink, where nothing can be taken over. */
export const offloadOf = (
  program: Program,
  hooks: readonly Hook[],
  sink: DiagnosticSink,
): OffloadLayout | undefined => {
  const refuse = (why: string, help: string): undefined => {
    sink.report("P0610", `--offload-map: ${why}`, undefined, { help });
    return undefined;
  };
  if (hooks.includes("flow_dissector"))
    return refuse("a flow dissector sees no metadata in front of packets", "it is for the hooks xdp and tc");
  if (program.valueSets.length > 0)
    return refuse(
      "the entries of value sets are not part of the source, so that equal hashes do not mean equal results",
      "make them rows of a select",
    );
  const signature = buildSignature(program, new CTypes(program));
  const input = signature.parameters.find(({ parameter, isUsed }) => parameter.direction === "in" && isUsed);
  if (input !== undefined)
    return refuse(
      `the parser reads ${input.parameter.name}, which the device knows otherwise than the kernel`,
      "only results that follow from the packet alone can be taken over",
    );
  const layout = placeOffload(signature);
  return layout.bytes > MOST_BYTES
    ? refuse(
        `the result takes ${layout.bytes} bytes, and the kernel has room for ${MOST_BYTES} in front of a packet`,
        "use fewer or smaller headers",
      )
    : layout;
};
