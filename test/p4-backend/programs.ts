/** Programs by hand, one for each thing that the backend does; their outputs stand in goldens/. */
import { castTo, compare, isValid, mux, nextIndex } from "../../src/ir/build.ts";
import type { Expression, Program } from "../../src/ir/ir.ts";
import { bitsType } from "../../src/ir/types.ts";
import {
  ACCEPT,
  assign,
  at,
  BOOL,
  bit,
  bits,
  bool,
  CORE_ERRORS,
  declare,
  element,
  extract,
  goto,
  header,
  int,
  local,
  NO_MATCH,
  parameter,
  place,
  program,
  REJECT,
  read,
  row,
  select,
  stack,
  state,
  struct,
  toState,
  union,
  value,
  varbit,
} from "./ir.ts";

const ethernet = declare("header", "ethernet_t", { dst: bit(48), src: bit(48), type: bit(16) });
const vlan = declare("header", "vlan_t", { tci: bit(16), type: bit(16) });
const options = declare("header", "options_t", { length: bit(8), data: varbit(317) });

const basicTypes = [
  ethernet,
  vlan,
  declare("struct", "headers_t", { ethernet: header("ethernet_t"), vlan: stack("vlan_t", 3) }),
  declare("struct", "meta_t", { tags: bit(8), known: BOOL }),
];
const basicParameters = [
  parameter("hdr", "headers", "out", struct("headers_t")),
  parameter("meta", "metadata", "inout", struct("meta_t")),
];

const etherType = read(place("hdr.ethernet.type", bit(16)));
const lastType = read(place("hdr.vlan.<last>.type", bit(16)));
const tags = place("meta.tags", bit(8));

const plus = (left: Expression, right: Expression): Expression => ({
  kind: "binary",
  operator: "add",
  left,
  right,
  type: left.type,
});

/** Ethernet and tags: a stack, a select with rows of all kinds, an explicit reject, an error of the user's. */
const tagged = program({
  name: "tagged",
  sourceFile: "tagged.p4",
  parser: "Tagged",
  errors: [...CORE_ERRORS, "TooManyTags"],
  types: basicTypes,
  parameters: basicParameters,
  states: [
    state(
      "start",
      20,
      [extract("hdr.ethernet", header("ethernet_t"))],
      select(
        [etherType],
        [
          row(toState("tag"), value(0x8100)),
          row(REJECT, { kind: "range", low: 0n, high: 1500n }),
          row(ACCEPT, { kind: "mask", value: 0x0801n, mask: 0xff00n }),
        ],
      ),
    ),
    state(
      "tag",
      30,
      [
        extract("hdr.vlan.<next>", header("vlan_t")),
        assign(tags, plus(read(tags), bits(1, 8))),
        {
          kind: "verify",
          condition: compare("le", read(tags), bits(3, 8)),
          error: "TooManyTags",
          origin: at(33),
        },
        assign(place("meta.known", BOOL), compare("eq", lastType, bits(0x800, 16))),
      ],
      select([lastType], [row(toState("tag"), value(0x8100))], ACCEPT),
    ),
  ],
});

/** The flow dissector's signature: two parameters in one struct, Ethernet in front. */
const dissector = program({
  name: "dissector",
  sourceFile: "dissector.p4",
  parser: "Dissector",
  architecture: "flow_dissector_model",
  errors: [...CORE_ERRORS, "FlowDissectorContinue"],
  types: [
    declare("header", "ipv4_t", { proto: bit(8), rest: bit(56) }),
    declare("struct", "headers_t", { ipv4: header("ipv4_t") }),
    declare("struct", "flow_keys_t", { nhoff: bit(16), thoff: bit(16), n_proto: bit(16), ip_proto: bit(8) }),
  ],
  parameters: [
    parameter("hdr", "headers", "out", struct("headers_t")),
    parameter("keys", "keys", "inout", struct("flow_keys_t")),
    parameter("flags", "flags", "in", bit(32)),
  ],
  locals: [local("nested", bit(8))],
  init: [assign(place("nested", bit(8)), bits(0, 8))],
  states: [
    state(
      "start",
      5,
      [],
      select([read(place("keys.n_proto", bit(16)))], [row(toState("ipv4"), value(0x800))]),
    ),
    state(
      "ipv4",
      9,
      [
        extract("hdr.ipv4", header("ipv4_t")),
        assign(place("keys.ip_proto", bit(8)), read(place("hdr.ipv4.proto", bit(8)))),
        assign(place("nested", bit(8)), plus(read(place("nested", bit(8))), bits(1, 8))),
        {
          kind: "verify",
          condition: compare("lt", { kind: "packet-length", type: bitsType(32) }, bits(1500, 32)),
          error: "FlowDissectorContinue",
          origin: at(12),
        },
      ],
      select(
        [read(place("flags", bit(32)))],
        [row(toState("start"), value(0)), row(toState("ipv4"), value(1))],
        ACCEPT,
      ),
      9,
    ),
  ],
});

/** Lookaheads, varbits, advances, casts, slices, divisions. */
const pieces = program({
  name: "pieces",
  sourceFile: "pieces.p4",
  parser: "Pieces",
  types: [
    options,
    declare("struct", "headers_t", { options: header("options_t") }),
    declare("struct", "meta_t", { a: bit(16), b: int(8), c: BOOL, d: bit(12), e: bit(32) }),
  ],
  parameters: [
    parameter("hdr", "headers", "out", struct("headers_t")),
    parameter("meta", "metadata", "inout", struct("meta_t")),
  ],
  locals: [local("kind", bit(8)), local("probe", bit(8))],
  states: [
    state(
      "start",
      10,
      [
        {
          kind: "lookahead",
          width: 8,
          loads: [{ target: place("kind", bit(8)), offset: 0, width: 8 }],
          origin: at(11),
        },
        {
          kind: "lookahead",
          width: 40,
          loads: [
            { target: place("meta.a", bit(16)), offset: 0, width: 16 },
            { target: place("meta.b", int(8)), offset: 16, width: 8 },
            { target: place("meta.c", BOOL), offset: 24, width: 1 },
          ],
          origin: at(12),
        },
        { kind: "lookahead", width: 64, loads: [], origin: at(13) },
        {
          kind: "extract-varbit",
          header: place("hdr.options", header("options_t")),
          bits: {
            kind: "binary",
            operator: "shl",
            left: castTo(read(place("kind", bit(8))), bitsType(32)),
            right: bits(3, 8),
            type: bitsType(32),
          },
          origin: at(14),
        },
        { kind: "advance", bits: castTo(read(place("meta.d", bit(12))), bitsType(32)), origin: at(15) },
        { kind: "advance", bits: bits(16, 32), origin: at(16) },
        {
          kind: "assign",
          target: place("meta.b", int(8)),
          slice: { high: 6, low: 3 },
          value: {
            kind: "slice",
            operand: read(place("meta.a", bit(16))),
            high: 9,
            low: 6,
            type: bitsType(4),
          },
          origin: at(17),
        },
        {
          kind: "assign",
          target: place("meta.d", bit(12)),
          slice: { high: 3, low: 0 },
          value: bits(15, 4),
          origin: at(18),
        },
        assign(place("meta.e", bit(32)), {
          kind: "binary",
          operator: "div",
          left: read(place("meta.e", bit(32))),
          right: bits(10, 32),
          type: bitsType(32),
        }),
        assign(place("meta.a", bit(16)), {
          kind: "binary",
          operator: "mod",
          left: read(place("meta.a", bit(16))),
          right: bits(64, 16),
          type: bitsType(16),
        }),
        assign(
          place("meta.e", bit(32)),
          castTo(
            mux(
              compare("gt", read(place("meta.b", int(8))), bits(-5, 8, true)),
              read(place("meta.b", int(8))),
              bits(7, 8, true),
            ),
            bitsType(32),
          ),
        ),
      ],
      select(
        [read(place("meta.b", int(8))), read(place("kind", bit(8)))],
        [
          row(ACCEPT, { kind: "range", low: 0xfen, high: 3n }, value(4)),
          row(REJECT, value(0xff), { kind: "any" }),
        ],
      ),
    ),
  ],
});

/** Variable indices, last as a target, unions, copies of headers. */
const choices = program({
  name: "choices",
  sourceFile: "choices.p4",
  parser: "Choices",
  types: [
    vlan,
    declare("header", "other_t", { x: bit(8) }),
    declare("union", "either_t", { vlan: header("vlan_t"), other: header("other_t") }),
    declare("struct", "headers_t", { tags: stack("vlan_t", 3), either: union("either_t") }),
    declare("struct", "pair_t", { first: bit(8), second: BOOL }),
    declare("struct", "meta_t", { index: bit(2), any: BOOL }),
  ],
  parameters: [
    parameter("hdr", "headers", "out", struct("headers_t")),
    parameter("meta", "metadata", "inout", struct("meta_t")),
  ],
  locals: [local("pair", struct("pair_t")), local("spare", header("vlan_t"))],
  init: [assign(place("pair.first", bit(8)), bits(0, 8)), assign(place("pair.second", BOOL), bool(false))],
  states: [
    state(
      "start",
      40,
      [
        extract("hdr.tags.<next>", header("vlan_t")),
        {
          kind: "extract",
          header: element("hdr.tags", read(place("meta.index", bit(2))), header("vlan_t")),
          origin: at(41),
        },
        assign(
          place("pair.first", bit(8)),
          castTo(read(element("hdr.tags", read(place("meta.index", bit(2))), bit(16), "tci")), bitsType(8)),
        ),
        assign(place("hdr.tags.<last>.tci", bit(16)), bits(1, 16)),
        assign(place("meta.any", BOOL), isValid(place("hdr.either", union("either_t")))),
        {
          kind: "copy-header",
          target: place("spare", header("vlan_t")),
          source: place("hdr.tags[0]", header("vlan_t")),
          origin: at(45),
        },
        {
          kind: "copy-header",
          target: place("hdr.either.vlan", header("vlan_t")),
          source: place("spare", header("vlan_t")),
          origin: at(46),
        },
        {
          kind: "set-validity",
          header: place("hdr.either.vlan", header("vlan_t")),
          valid: false,
          origin: at(47),
        },
        {
          kind: "set-validity",
          header: place("hdr.either.other", header("other_t")),
          valid: false,
          origin: at(47),
        },
        {
          kind: "set-validity",
          header: place("hdr.either.vlan", header("vlan_t")),
          valid: false,
          origin: at(48),
        },
      ],
      select([nextIndex(place("hdr.tags", stack("vlan_t", 3)))], [row(toState("start"), value(1))], NO_MATCH),
      300,
    ),
  ],
});

/** Names that P4, core.p4 or v1model has already, or that collide with one another. */
const names = program({
  name: "names",
  sourceFile: "na\\mes.p4",
  parser: "Parser",
  architecture: "parser_model",
  errors: [...CORE_ERRORS, "ParserReject", "if"],
  types: [
    declare("header", "hash", { list: bit(8), in: bit(8) }),
    declare("struct", "Ingress", { register: header("hash") }),
    declare("struct", "standard_metadata_t", { packet_length: bit(32), x_1: bit(8) }),
  ],
  parameters: [
    parameter("packet", "headers", "out", struct("Ingress")),
    parameter("standard_metadata", "metadata", "inout", struct("standard_metadata_t")),
  ],
  locals: [local("counter", bit(8)), local("exact", bit(8)), local("DeviceIngress", bit(8))],
  states: [
    state(
      "start",
      3,
      [
        extract("packet.register", header("hash")),
        assign(place("counter", bit(8)), read(place("packet.register.in", bit(8)))),
        assign(place("exact", bit(8)), read(place("packet.register.list", bit(8)))),
        assign(place("DeviceIngress", bit(8)), read(place("exact", bit(8)))),
        assign(place("standard_metadata.x_1", bit(8)), read(place("counter", bit(8)))),
        assign(place("standard_metadata.packet_length", bit(32)), {
          kind: "packet-length",
          type: bitsType(32),
        }),
      ],
      select([read(place("exact", bit(8)))], [row(toState("hash"), value(1)), row(REJECT, value(2))]),
    ),
    state(
      "hash",
      4,
      [
        {
          kind: "verify",
          condition: compare("eq", read(place("counter", bit(8))), bits(0, 8)),
          error: "if",
          origin: at(9),
        },
      ],
      goto(toState("start")),
      256,
    ),
  ],
});

/** A v1model program: its own three parameters stay; value sets. */
const own = program({
  name: "own",
  sourceFile: "own.p4",
  parser: "prs",
  architecture: "v1model",
  types: [
    ethernet,
    declare("struct", "standard_metadata_t", { ingress_port: bit(9), packet_length: bit(32) }),
    declare("struct", "H", { ethernet: header("ethernet_t") }),
    declare("struct", "M", {}),
  ],
  parameters: [
    parameter("h", "headers", "out", struct("H")),
    parameter("m", "metadata", "inout", struct("M")),
    parameter("sm", "standard", "inout", struct("standard_metadata_t")),
  ],
  valueSets: [
    {
      name: "trusted",
      size: 4,
      fields: [
        { name: "type", type: bitsType(16), match: "exact" },
        { name: "port", type: bitsType(9), match: "exact" },
      ],
      origin: at(2),
    },
  ],
  states: [
    state(
      "start",
      7,
      [extract("h.ethernet", header("ethernet_t"))],
      select(
        [read(place("h.ethernet.type", bit(16))), read(place("sm.ingress_port", bit(9)))],
        [row(ACCEPT, { kind: "value-set", name: "trusted" }), row(REJECT, value(1), value(2))],
        ACCEPT,
      ),
    ),
  ],
});

export const programs: readonly Program[] = [tagged, dissector, pieces, choices, names, own];
