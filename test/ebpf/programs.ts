/** Programs in IR that the tests compile and run. */
import type { Program } from "../../src/ir/ir.ts";
import {
  accept,
  advance,
  assign,
  binary,
  cast,
  declare,
  extract,
  extractVarbit,
  headerType,
  is,
  program,
  read,
  select,
  stackType,
  state,
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
