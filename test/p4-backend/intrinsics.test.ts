/** Sources written for psa and pna: what their architecture gives the parser, on their own target and on others. */
import { describe, expect, test } from "vitest";
import { mapping } from "../../backends/p4/mapping.ts";
import { must } from "../../src/diagnostics/bug.ts";
import { type Inputs, openP4 } from "../../src/engines/index.ts";
import { type P4Target, p4Targets } from "../../src/output/p4-targets.ts";
import { describeFindings, findDifferences } from "../differential/trial.ts";
import { emit, type Read, readProgram, withoutOrigin } from "./pipeline.ts";

const psa = readProgram(
  "own.p4",
  `#include <core.p4>
#include <psa.p4>
header tag_t { bit<16> kind; bit<16> value; }
struct H { tag_t tag; }
struct M { bit<32> port; bit<8> path; bool again; bit<16> length; }
struct resubmit_t { bit<8> count; bool urgent; }
struct nothing_t { }
parser P(packet_in packet, out H hdr, inout M meta, in psa_ingress_parser_input_metadata_t istd,
         in resubmit_t resubmit_meta, in nothing_t recirculate_meta) {
    state start {
        meta.port = (bit<32>) (PortIdUint_t) istd.ingress_port;
        meta.again = istd.packet_path == PSA_PacketPath_t.RESUBMIT;
        meta.length = (bit<16>) packet.length();
        transition select(istd.packet_path, resubmit_meta.count) {
            (PSA_PacketPath_t.NORMAL, _): parse_tag;
            (PSA_PacketPath_t.RESUBMIT, 0 .. 3): parse_tag;
            (PSA_PacketPath_t.RECIRCULATE, _): accept;
        }
    }
    state parse_tag {
        packet.extract(hdr.tag);
        meta.path = resubmit_meta.urgent ? 8w1 : 8w2;
        transition select(istd.ingress_port) {
            (PortId_t) 3: accept;
            (PortId_t) 4: reject;
            default: accept;
        }
    }
}
control I(inout H hdr, inout M meta, in psa_ingress_input_metadata_t istd,
          inout psa_ingress_output_metadata_t ostd) { apply { } }
control ID(packet_out packet, out nothing_t a, out resubmit_t b, out nothing_t c, inout H hdr, in M meta,
           in psa_ingress_output_metadata_t istd) { apply { b.count = 0; b.urgent = false; packet.emit(hdr); } }
parser EP(packet_in packet, out nothing_t hdr, inout nothing_t meta, in psa_egress_parser_input_metadata_t istd,
          in nothing_t a, in nothing_t b, in nothing_t c) { state start { transition accept; } }
control E(inout nothing_t hdr, inout nothing_t meta, in psa_egress_input_metadata_t istd,
          inout psa_egress_output_metadata_t ostd) { apply { } }
control ED(packet_out packet, out nothing_t a, out nothing_t b, inout nothing_t hdr, in nothing_t meta,
           in psa_egress_output_metadata_t istd, in psa_egress_deparser_input_metadata_t edstd) { apply { } }
PSA_Switch(IngressPipeline(P(), I(), ID()), PacketReplicationEngine(), EgressPipeline(EP(), E(), ED()),
           BufferingQueueingEngine()) main;
`,
);

const pna = readProgram(
  "own.p4",
  `#include <core.p4>
#include <pna.p4>
header tag_t { bit<16> kind; bit<16> value; }
struct H { tag_t tag; }
struct M { bit<8> pass; bit<32> port; bool host; }
parser P(packet_in packet, out H hdr, inout M meta, in pna_main_parser_input_metadata_t istd) {
    state start {
        meta.pass = (bit<8>) (PassNumberUint_t) istd.pass;
        meta.port = (PortIdUint_t) istd.input_port;
        meta.host = istd.direction != PNA_Direction_t.NET_TO_HOST && !istd.loopedback;
        transition select(istd.direction, istd.loopedback) {
            (PNA_Direction_t.HOST_TO_NET, true): reject;
            (_, _): parse_tag;
        }
    }
    state parse_tag { packet.extract(hdr.tag); transition accept; }
}
control Pre(in H hdr, inout M meta, in pna_pre_input_metadata_t i, inout pna_pre_output_metadata_t o) { apply { } }
control C(inout H hdr, inout M meta, in pna_main_input_metadata_t i, inout pna_main_output_metadata_t o) { apply { } }
control D(packet_out packet, in H hdr, in M meta, in pna_main_output_metadata_t o) { apply { packet.emit(hdr); } }
PNA_NIC(P(), Pre(), C(), D()) main;
`,
);

const messages = ({ sink }: Read): readonly string[] =>
  sink.all.map(({ code, message }) => `${code}: ${message}`);

/** Compares the source with the emitted program under each environment, on a packet that is long enough and one that is not. */
const expectSame = (
  { typed, program, source }: Read,
  text: string,
  arch: P4Target,
  environments: readonly Inputs[],
): void => {
  const again = readProgram("again.p4", text);
  expect(messages(again)).toEqual([]);
  expect(again.program?.architecture).toBe(arch);
  const second = must(emit(again, arch), "the second text");
  expect(withoutOrigin(second)).toBe(withoutOrigin(text));
  const subject = {
    typed: must(typed, "typed tree"),
    program: must(program, "the IR"),
    identity: source.identity,
  };
  const device = openP4(subject, arch);
  if (device.kind !== "engine") expect.fail(JSON.stringify(device));
  const packets = [Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(1, 2)];
  for (const inputs of environments)
    expect(describeFindings(findDifferences(subject, [device], packets, inputs))).toBe("");
};

describe.each(p4Targets)("for %s", (arch) => {
  test("a source for psa", () => {
    expect(messages(psa)).toEqual([]);
    const environments = [0n, 3n, 4n].flatMap((port) =>
      [0n, 1n, 5n, 6n].flatMap((path) =>
        [0n, 3n, 4n].map(
          (count): Inputs =>
            new Map([
              ["istd.ingress_port", port],
              ["istd.packet_path", path],
              ["resubmit_meta.count", count],
              ["resubmit_meta.urgent", count & 1n],
            ]),
        ),
      ),
    );
    expectSame(psa, must(emit(psa, arch), "the output"), arch, environments);
  });

  test("a source for pna", () => {
    expect(messages(pna)).toEqual([]);
    const environments = [0n, 1n].flatMap((direction) =>
      [0n, 1n].flatMap((loopedback) =>
        [0n, 7n].map(
          (pass): Inputs =>
            new Map([
              ["istd.direction", direction],
              ["istd.loopedback", loopedback],
              ["istd.pass", pass],
              ["istd.input_port", 77n],
            ]),
        ),
      ),
    );
    expectSame(pna, must(emit(pna, arch), "the output"), arch, environments);
  });
});

describe("on its own target", () => {
  test("psa keeps its parameters and types", () => {
    const text = must(emit(psa, "psa"), "the output");
    expect(text).toContain("in psa_ingress_parser_input_metadata_t istd,");
    expect(text).toContain("in resubmit_t resubmit_meta,");
    expect(text).toContain("meta.port = (bit<32>) istd.ingress_port;");
    expect(text).toContain("meta.again = istd.packet_path == PSA_PacketPath_t.RESUBMIT;");
    expect(text).toContain("        resubmit_meta.count = 8w0;\n        resubmit_meta.urgent = false;\n");
    expect(text).not.toContain("p4twin_empty_t");
    expect(mapping(must(psa.program, "the IR"), "psa").packetLength).toBe("packet.length()");
  });

  test("pna keeps its parameters and types", () => {
    const text = must(emit(pna, "pna"), "the output");
    expect(text).toContain("in pna_main_parser_input_metadata_t istd)");
    expect(text).toContain("istd.direction != PNA_Direction_t.NET_TO_HOST");
    expect(text).toContain("(bit<3>) istd.pass");
  });

  test("elsewhere they are members of the metadata", () => {
    const { places } = mapping(must(psa.program, "the IR"), "v1model");
    expect(places).toContainEqual({
      source: "istd.packet_path",
      emitted: "meta_b.istd.packet_path",
      kind: "scalar",
    });
  });
});
