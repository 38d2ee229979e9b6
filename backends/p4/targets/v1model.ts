/** v1model, as p4c compiles it for the behavioral model's simple_switch. */
import { bitsType, ERROR } from "../../../src/ir/types.ts";
import { coreSymbols } from "../reserved.ts";
import type { Target } from "../target.ts";
import { field, nowhere } from "./fields.ts";

const symbols = [
  "range optional selector __v1model_version PortId_t standard_metadata_t CounterType MeterType counter",
  "direct_counter meter direct_meter register action_profile random digest HashAlgorithm mark_to_drop hash",
  "action_selector CloneType Checksum16 verify_checksum update_checksum verify_checksum_with_payload",
  "update_checksum_with_payload clone resubmit resubmit_preserving_field_list recirculate",
  "recirculate_preserving_field_list clone3 clone_preserving_field_list truncate assert assume log_msg",
  "Parser VerifyChecksum Ingress Egress ComputeChecksum Deparser V1Switch main",
].flatMap((line) => line.split(" "));

export const v1model: Target = {
  name: "v1model",
  symbols: new Set([...coreSymbols, ...symbols]),
  standard: {
    parameter: "standard_metadata",
    role: "standard",
    newtypes: new Set(),
    enums: new Map(),
    packetLength: "packet_length",
    type: {
      kind: "struct",
      name: "standard_metadata_t",
      origin: nowhere,
      fields: [
        field("ingress_port", bitsType(9)),
        field("egress_spec", bitsType(9)),
        field("egress_port", bitsType(9)),
        field("instance_type", bitsType(32)),
        field("packet_length", bitsType(32)),
        field("enq_timestamp", bitsType(32)),
        field("enq_qdepth", bitsType(19)),
        field("deq_timedelta", bitsType(32)),
        field("deq_qdepth", bitsType(19)),
        field("ingress_global_timestamp", bitsType(48)),
        field("egress_global_timestamp", bitsType(48)),
        field("mcast_grp", bitsType(16)),
        field("egress_rid", bitsType(16)),
        field("checksum_error", bitsType(1)),
        field("parser_error", ERROR),
        field("priority", bitsType(3)),
      ],
    },
  },
  userInputs: [],
  blocks: {
    verifyChecksum: "DeviceVerifyChecksum",
    ingress: "DeviceIngress",
    egress: "DeviceEgress",
    computeChecksum: "DeviceComputeChecksum",
    deparser: "DeviceDeparser",
  },
  blockParameters: {},
  limits: {
    maxWidth: 2048,
    granularity: 8,
    maxRangeExpansion: 100,
    maxCases: 4096,
    keepsVarbitLength: true,
    headersOnly: true,
    maxDepth: 1000,
  },
};
