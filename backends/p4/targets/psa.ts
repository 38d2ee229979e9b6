/** The Portable Switch Architecture, with the widths and limits of the behavioral model's psa_switch. */
import { bitsType } from "../../../src/ir/types.ts";
import { coreSymbols } from "../reserved.ts";
import type { Target } from "../target.ts";
import { field, nowhere, numberSymbols, portableSymbols } from "./fields.ts";

const numbers =
  "PortId MulticastGroup CloneSessionId ClassOfService PacketLength EgressInstance Timestamp".split(" ");

const symbols = [
  "PSA_PORT_RECIRCULATE PSA_PORT_CPU PSA_CLONE_SESSION_TO_CPU PSA_PacketPath_t",
  "psa_ingress_parser_input_metadata_t psa_egress_parser_input_metadata_t psa_ingress_input_metadata_t",
  "psa_ingress_output_metadata_t psa_egress_input_metadata_t psa_egress_deparser_input_metadata_t",
  "psa_egress_output_metadata_t psa_clone_i2e psa_resubmit psa_normal psa_clone_e2e psa_recirculate",
  "assert assume IngressParser Ingress IngressDeparser EgressParser Egress EgressDeparser",
  "PacketReplicationEngine BufferingQueueingEngine IngressPipeline EgressPipeline PSA_Switch multicast",
  "ingress_drop egress_drop PSA_HashAlgorithm_t PSA_CounterType_t PSA_MeterType_t PSA_MeterColor_t",
  "PSA_IdleTimeout_t",
].flatMap((line) => line.split(" "));

export const psa: Target = {
  name: "psa",
  symbols: new Set([...coreSymbols, ...symbols, ...portableSymbols, ...numberSymbols("psa", numbers)]),
  standard: {
    parameter: "istd",
    role: "input",
    type: {
      kind: "struct",
      name: "psa_ingress_parser_input_metadata_t",
      origin: nowhere,
      fields: [field("ingress_port", bitsType(32)), field("packet_path", bitsType(32))],
    },
    newtypes: new Set(["ingress_port"]),
    enums: new Map([
      [
        "packet_path",
        {
          name: "PSA_PacketPath_t",
          members: [
            "NORMAL",
            "NORMAL_UNICAST",
            "NORMAL_MULTICAST",
            "CLONE_I2E",
            "CLONE_E2E",
            "RESUBMIT",
            "RECIRCULATE",
          ],
        },
      ],
    ]),
  },
  userInputs: ["resubmit_meta", "recirculate_meta"],
  blocks: {
    ingress: "DeviceIngress",
    ingressDeparser: "DeviceIngressDeparser",
    egressParser: "DeviceEgressParser",
    egress: "DeviceEgress",
    egressDeparser: "DeviceEgressDeparser",
  },
  blockParameters: {
    output: "ostd",
    cloneI2e: "clone_i2e_meta",
    cloneE2e: "clone_e2e_meta",
    normal: "normal_meta",
    egressDeparserInput: "edstd",
  },
  limits: {
    maxWidth: 2048,
    granularity: 8,
    maxRangeExpansion: 100,
    maxCases: 4096,
    // The model does, but p4c's back end for it writes no headers that are local to a parser.
    keepsVarbitLength: false,
    headersOnly: false,
    maxDepth: 1000,
  },
};
