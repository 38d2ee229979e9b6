/**
 * The Portable NIC Architecture, as the front end of p4c takes it: there is no one device behind it whose limits
 * would be ours, so headers need not be whole bytes.
 */
import { BOOL, bitsType } from "../../../src/ir/types.ts";
import { coreSymbols } from "../reserved.ts";
import type { Target } from "../target.ts";
import { field, nowhere, numberSymbols, portableSymbols } from "./fields.ts";

const numbers = [
  "PortId InterfaceId MulticastGroup MirrorSessionId MirrorSlotId ClassOfService PacketLength",
  "MulticastInstance Timestamp FlowId ExpireTimeProfileId PassNumber SecurityAssocId",
].flatMap((line) => line.split(" "));

const symbols = [
  "PNA_PORT_CPU PNA_MIRROR_SESSION_TO_CPU PNA_Direction_t PNA_PacketPath_t pna_pre_input_metadata_t",
  "pna_pre_output_metadata_t pna_main_parser_input_metadata_t pna_main_input_metadata_t",
  "pna_main_output_metadata_t PreControlT MainParserT MainControlT MainDeparserT PNA_NIC drop_packet",
  "mirror_packet recirculate add_entry allocate_flow_id set_entry_expire_time restart_expire_timer",
  "SelectByDirection PNA_IdleTimeout_t PNA_HashAlgorithm_t PNA_CounterType_t PNA_MeterType_t",
  "PNA_MeterColor_t",
].flatMap((line) => line.split(" "));

export const pna: Target = {
  name: "pna",
  symbols: new Set([...coreSymbols, ...symbols, ...portableSymbols, ...numberSymbols("pna", numbers)]),
  standard: {
    parameter: "istd",
    role: "input",
    type: {
      kind: "struct",
      name: "pna_main_parser_input_metadata_t",
      origin: nowhere,
      fields: [
        field("direction", bitsType(32)),
        field("pass", bitsType(3)),
        field("loopedback", BOOL),
        field("input_port", bitsType(32)),
      ],
    },
    newtypes: new Set(["pass", "input_port"]),
    enums: new Map([["direction", { name: "PNA_Direction_t", members: ["NET_TO_HOST", "HOST_TO_NET"] }]]),
  },
  userInputs: [],
  blocks: {
    preControl: "DevicePreControl",
    mainControl: "DeviceMainControl",
    deparser: "DeviceDeparser",
  },
  blockParameters: { output: "ostd" },
  limits: {
    maxWidth: 2048,
    granularity: 1,
    maxRangeExpansion: 100,
    maxCases: 4096,
    keepsVarbitLength: false,
    headersOnly: false,
    maxDepth: 1000,
  },
};
