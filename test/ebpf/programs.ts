/** Programs in IR that the tests compile and run. */
import type { Program } from "../../src/ir/ir.ts";
import {
  accept,
  advance,
  assign,
  binary,
  bits,
  cast,
  declare,
  extract,
  extractVarbit,
  go,
  headerType,
  is,
  local,
  masked,
  parameter,
  program,
  range,
  read,
  reject,
  select,
  stackType,
  state,
  structType,
  unionType,
  value,
  verify,
} from "./build-ir.ts";

/** Ethernet, up to three tags in a stack, IPv4 with options, IPv6. */
export const ethernet: Program = program({
  name: "ethernet",
  errors: ["IPv4HeaderTooShort"],
  types: [
    declare("header", "ethernet_t", { destination: 48, source: 48, type: 16 }),
    declare("header", "vlan_t", { priority: 3, dei: 1, id: 12, type: 16 }),
    declare("header", "ipv4_t", {
      version: 4,
      ihl: 4,
      tos: 8,
      length: 16,
      identification: 16,
      flags: 3,
      offset: 13,
      ttl: 8,
      protocol: 8,
      checksum: 16,
      source: 32,
      destination: 32,
      options: { kind: "varbit", maxWidth: 320 },
    }),
    declare("header", "ipv6_t", {
      version: 4,
      class: 8,
      label: 20,
      length: 16,
      protocol: 8,
      limit: 8,
      source: 128,
      destination: 128,
    }),
    declare("struct", "headers_t", {
      ethernet: headerType("ethernet_t"),
      vlan: stackType("vlan_t", 3),
      ipv4: headerType("ipv4_t"),
      ipv6: headerType("ipv6_t"),
    }),
    declare("struct", "metadata_t", { type: 16, key: 256 }),
  ],
  locals: [],
  states: [
    state(
      "start",
      [extract("hdr.ethernet", "ethernet_t"), assign("meta.type", read("hdr.ethernet.type", 16))],
      select(
        [read("hdr.ethernet.type", 16)],
        [
          [[is(0x8100n)], "vlan"],
          [[is(0x88a8n)], "vlan"],
          [[is(0x0800n)], "ipv4"],
          [[is(0x86ddn)], "ipv6"],
        ],
      ),
    ),
    state(
      "vlan",
      [extract("hdr.vlan.next", "vlan_t"), assign("meta.type", read("hdr.vlan.last.type", 16))],
      select(
        [read("meta.type", 16)],
        [
          [[is(0x8100n)], "vlan"],
          [[is(0x0800n)], "ipv4"],
          [[is(0x86ddn)], "ipv6"],
        ],
      ),
    ),
    state(
      "ipv4",
      [
        {
          kind: "lookahead",
          width: 8,
          loads: [
            {
              target: {
                root: "meta",
                path: [{ kind: "field", name: "type" }],
                type: { kind: "bits", width: 16, signed: false },
              },
              offset: 4,
              width: 4,
            },
          ],
          origin: { span: { start: 0, end: 1 }, line: 20 },
        },
        verify(binary("ge", read("meta.type", 16), value(5n, 16)), "IPv4HeaderTooShort"),
        extractVarbit(
          "hdr.ipv4",
          "ipv4_t",
          binary("shl", cast(binary("sub", read("meta.type", 16), value(5n, 16)), 32), value(5n, 32)),
        ),
        assign(
          "meta.key",
          binary(
            "concat",
            binary("concat", read("hdr.ipv4.source", 32), read("hdr.ipv4.destination", 32)),
            value(0n, 192),
          ),
        ),
      ],
      { kind: "goto", next: accept, origin: { span: { start: 0, end: 1 }, line: 0 } },
    ),
    state(
      "ipv6",
      [
        extract("hdr.ipv6", "ipv6_t"),
        assign("meta.key", binary("concat", read("hdr.ipv6.source", 128), read("hdr.ipv6.destination", 128))),
        advance(binary("shl", cast(read("hdr.ipv6.protocol", 8), 32), value(3n, 32))),
      ],
      { kind: "goto", next: accept, origin: { span: { start: 0, end: 1 }, line: 0 } },
    ),
  ],
});

/** The smallest flow dissector: UDP ports, IP in IP under a counter. */
export const dissector: Program = {
  ...program({
    name: "dissector",
    errors: ["FlowDissectorContinue", "TooDeep"],
    types: [
      declare("header", "ipv4_t", { start: 72, protocol: 8, checksum: 16, source: 32, destination: 32 }),
      declare("header", "udp_t", { source: 16, destination: 16, length: 16, checksum: 16 }),
      declare("struct", "headers_t", { ipv4: headerType("ipv4_t"), udp: headerType("udp_t") }),
      declare("struct", "flow_keys_t", {
        nhoff: 16,
        thoff: 16,
        addr_proto: 16,
        is_frag: { kind: "bool" },
        is_first_frag: { kind: "bool" },
        is_encap: { kind: "bool" },
        ip_proto: 8,
        n_proto: 16,
        sport: 16,
        dport: 16,
        addrs: 256,
        flow_label: 20,
      }),
    ],
    locals: [local("depth", 8)],
    init: [assign("depth", value(0n, 8))],
    states: [
      state(
        "start",
        [],
        select(
          [read("keys.n_proto", 16), binary("and", read("flags", 32), value(4n, 32))],
          [[[is(0x800n), is(0n)], "ipv4"]],
          reject("FlowDissectorContinue"),
        ),
      ),
      state(
        "ipv4",
        [
          assign("depth", binary("add", read("depth", 8), value(1n, 8))),
          verify(binary("le", read("depth", 8), value(4n, 8)), "TooDeep"),
          extract("hdr.ipv4", "ipv4_t"),
          assign(
            "keys.addrs",
            binary(
              "concat",
              binary("concat", read("hdr.ipv4.source", 32), read("hdr.ipv4.destination", 32)),
              value(0n, 192),
            ),
          ),
          assign("keys.thoff", binary("add", read("keys.thoff", 16), value(20n, 16))),
        ],
        select(
          [read("hdr.ipv4.protocol", 8)],
          [
            [[is(4n)], "ipv4"],
            [[is(17n)], "udp"],
          ],
        ),
        256,
      ),
      state(
        "udp",
        [
          extract("hdr.udp", "udp_t"),
          assign("keys.sport", read("hdr.udp.source", 16)),
          assign("keys.dport", read("hdr.udp.destination", 16)),
        ],
        go(accept),
      ),
    ],
  }),
  architecture: "flow_dissector_model",
  parameters: [
    parameter("hdr", "headers", "out", structType("headers_t")),
    parameter("keys", "keys", "inout", structType("flow_keys_t")),
    parameter("flags", "flags", "in", bits(32)),
  ],
};

/** Type-length-value items under a remaining length; names that C reserves; a union; two loops in one. */
export const tlv: Program = program({
  name: "tlv-items",
  errors: ["Overrun"],
  types: [
    declare("header", "item_t", { int: 8, register: 8 }),
    declare("header", "value_t", { __u32: 24, valid: 8 }),
    declare("header", "long_t", { low: 3, mid: 130, high: 3 }),
    declare("union", "choice_t", { value: headerType("value_t"), long: headerType("long_t") }),
    declare("struct", "headers_t", {
      item: headerType("item_t"),
      choice: unionType("choice_t"),
      values: stackType("value_t", 2),
    }),
    declare("struct", "metadata_t", { left: 16, sum: 130, case: { kind: "error" } }),
  ],
  locals: [local("data", 16)],
  states: [
    state(
      "start",
      [extract("hdr.item", "item_t"), assign("data", cast(read("hdr.item.register", 8), 16))],
      go("default"),
    ),
    state("default", [], select([read("data", 16)], [[[is(0n)], accept]], "goto"), 4),
    state(
      "goto",
      [
        extract("hdr.item", "item_t"),
        verify(binary("ge", read("data", 16), cast(read("hdr.item.register", 8), 16)), "Overrun"),
        assign("data", binary("sub", read("data", 16), cast(read("hdr.item.register", 8), 16))),
      ],
      select(
        [read("hdr.item.int", 8)],
        [
          [[is(1n)], "value"],
          [[masked(2n, 6n)], "long"],
          [[range(0x80n, 0x8fn)], "skip"],
        ],
        reject(),
      ),
    ),
    state(
      "value",
      [extract("hdr.choice.value", "value_t"), extract("hdr.values.next", "value_t")],
      go("goto"),
      3,
    ),
    state(
      "long",
      [
        extract("hdr.choice.long", "long_t"),
        assign("meta.sum", binary("add", read("meta.sum", 130), read("hdr.choice.long.mid", 130))),
      ],
      go("default"),
    ),
    state(
      "skip",
      [advance(binary("shl", cast(read("hdr.item.register", 8), 32), value(3n, 32)))],
      go("default"),
    ),
  ],
});
