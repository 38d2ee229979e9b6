/** The architectures that a random parser is written for: what it is given, and what stands around it. */
import { bitsType, type Place, type Scalar } from "./model.ts";

export interface Form {
  readonly include: string;
  /** Types that it takes from the author. */
  readonly types: readonly string[];
  /** Of the main parser. */
  readonly parameters: string;
  /** Where the metadata is a variable of the parser's own. */
  readonly ownMetadata: boolean;
  /** What the parameters hold besides headers and metadata; also in brackets what is no place at all. */
  readonly places: readonly Place[];
  readonly errors: readonly string[];
  /** Whether `packet.length()` means the same on every engine. */
  readonly packetLength: boolean;
  /** Behind the parser. */
  readonly rest: readonly string[];
}

const place = (text: string, type: Scalar, writable = false): Place => ({ text, type, writable });

const COMMON = "packet_in packet, out headers_t hdr, inout meta_t meta";

const parserModel: Form = {
  include: "parser_model.p4",
  types: [],
  parameters: COMMON,
  ownMetadata: false,
  places: [],
  errors: [],
  packetLength: true,
  rest: ["ParserModel(P()) main;"],
};

/** Its packet length is an input of its own, so the method is left out. */
const v1model: Form = {
  include: "v1model.p4",
  types: [],
  parameters: `${COMMON}, inout standard_metadata_t sm`,
  ownMetadata: false,
  places: [
    place("sm.ingress_port", bitsType(9)),
    place("sm.egress_spec", bitsType(9), true),
    place("sm.priority", bitsType(3), true),
    place("sm.instance_type", bitsType(32)),
    place("sm.parser_error", { kind: "error" }, true),
  ],
  errors: [],
  packetLength: false,
  rest: [
    "control V(inout headers_t hdr, inout meta_t meta) { apply { } }",
    "control I(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t sm) { apply { } }",
    "control D(packet_out packet, in headers_t hdr) { apply { } }",
    "V1Switch(P(), V(), I(), I(), V(), D()) main;",
  ],
};

const psa: Form = {
  include: "psa.p4",
  types: ["struct none_t { }", "struct extra_t { bit<7> count; bool urgent; }"],
  parameters: `${COMMON}, in psa_ingress_parser_input_metadata_t istd, in none_t again, in extra_t extra`,
  ownMetadata: false,
  places: [
    place("((bit<32>)(PortIdUint_t)istd.ingress_port)", bitsType(32)),
    place("(istd.packet_path == PSA_PacketPath_t.RESUBMIT)", { kind: "bool" }),
    place("extra.count", bitsType(7)),
    place("extra.urgent", { kind: "bool" }),
  ],
  errors: [],
  packetLength: true,
  rest: [
    "control I(inout headers_t hdr, inout meta_t meta, in psa_ingress_input_metadata_t istd,",
    "    inout psa_ingress_output_metadata_t ostd) { apply { } }",
    "control ID(packet_out packet, out none_t a, out none_t b, out none_t c, inout headers_t hdr, in meta_t meta,",
    "    in psa_ingress_output_metadata_t istd) { apply { } }",
    "parser EP(packet_in packet, out none_t hdr, inout none_t meta, in psa_egress_parser_input_metadata_t istd,",
    "    in none_t a, in none_t b, in none_t c) { state start { transition accept; } }",
    "control E(inout none_t hdr, inout none_t meta, in psa_egress_input_metadata_t istd,",
    "    inout psa_egress_output_metadata_t ostd) { apply { } }",
    "control ED(packet_out packet, out none_t a, out extra_t b, inout none_t hdr, in none_t meta,",
    "    in psa_egress_output_metadata_t istd, in psa_egress_deparser_input_metadata_t edstd)",
    "    { apply { b.count = 0; b.urgent = false; } }",
    "PSA_Switch(IngressPipeline(P(), I(), ID()), PacketReplicationEngine(), EgressPipeline(EP(), E(), ED()),",
    "    BufferingQueueingEngine()) main;",
  ],
};

const pna: Form = {
  include: "pna.p4",
  types: [],
  parameters: `${COMMON}, in pna_main_parser_input_metadata_t istd`,
  ownMetadata: false,
  places: [
    place("istd.loopedback", { kind: "bool" }),
    place("((bit<3>)(PassNumberUint_t)istd.pass)", bitsType(3)),
    place("(istd.direction == PNA_Direction_t.HOST_TO_NET)", { kind: "bool" }),
  ],
  errors: [],
  packetLength: true,
  rest: [
    "control B(in headers_t hdr, inout meta_t meta, in pna_pre_input_metadata_t i, inout pna_pre_output_metadata_t o)",
    "    { apply { } }",
    "control C(inout headers_t hdr, inout meta_t meta, in pna_main_input_metadata_t i,",
    "    inout pna_main_output_metadata_t o) { apply { } }",
    "control D(packet_out packet, in headers_t hdr, in meta_t meta, in pna_main_output_metadata_t o) { apply { } }",
    "PNA_NIC(P(), B(), C(), D()) main;",
  ],
};

const keys: readonly (readonly [string, Scalar])[] = [
  ["n_proto", bitsType(16)],
  ["nhoff", bitsType(16)],
  ["thoff", bitsType(16)],
  ["addr_proto", bitsType(16)],
  ["is_frag", { kind: "bool" }],
  ["is_first_frag", { kind: "bool" }],
  ["is_encap", { kind: "bool" }],
  ["ip_proto", bitsType(8)],
  ["sport", bitsType(16)],
  ["dport", bitsType(16)],
  ["addrs", bitsType(256)],
  ["flow_label", bitsType(20)],
];

/** The kernel does not tell a flow dissector how long the packet is. */
const flowDissector: Form = {
  include: "flow_dissector_model.p4",
  types: [],
  parameters: "packet_in packet, out headers_t hdr, inout flow_keys_t keys, in bit<32> flags",
  ownMetadata: true,
  places: [...keys.map(([name, type]) => place(`keys.${name}`, type, true)), place("flags", bitsType(32))],
  errors: ["FlowDissectorContinue"],
  packetLength: false,
  rest: ["FlowDissectorModel(P()) main;"],
};

/** The simplest first, which is also the most frequent. */
export const forms: readonly Form[] = [
  parserModel,
  parserModel,
  parserModel,
  parserModel,
  v1model,
  flowDissector,
  flowDissector,
  psa,
  pna,
];
