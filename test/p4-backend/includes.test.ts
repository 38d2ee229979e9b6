/** The architectures' includes: each is without a finding, and a program of each becomes a device program. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { targets } from "../../backends/p4/targets/index.ts";
import { systemIncludeDirectory } from "../../src/installation.ts";
import { p4Targets } from "../../src/output/p4-targets.ts";
import { emit, readProgram } from "./pipeline.ts";

const includes = readdirSync(systemIncludeDirectory, { recursive: true, encoding: "utf8" })
  .map((name) => name.split("\\").join("/"))
  .filter((name) => name.endsWith(".p4"))
  .sort();

const parser = (signature: string): string => `
  header ethernet_t { bit<48> destination; bit<48> source; bit<16> type; }
  struct H { ethernet_t ethernet; }
  struct M { bit<16> type; }
  struct E {}
  parser P(${signature}) {
      state start {
          p.extract(h.ethernet);
          transition select(h.ethernet.type) { 0x800: accept; }
      }
  }`;

/** The architectures of which a whole program is short; by include. */
const mains: Readonly<Record<string, string>> = {
  "v1model.p4": `${parser("packet_in p, out H h, inout M m, inout standard_metadata_t s")}
    control C(inout H h, inout M m) { apply {} }
    control I(inout H h, inout M m, inout standard_metadata_t s) { apply { mark_to_drop(s); } }
    control D(packet_out p, in H h) { apply { p.emit(h); } }
    V1Switch(P(), C(), I(), I(), C(), D()) main;`,
  "ebpf_model.p4": `${parser("packet_in p, out H h")}
    control F(inout H h, out bool accept) { apply { accept = true; } }
    ebpfFilter(P(), F()) main;`,
  "ubpf_model.p4": `${parser("packet_in p, out H h, inout M m, inout standard_metadata s")}
    control I(inout H h, inout M m, inout standard_metadata s) { apply { mark_to_pass(); } }
    control D(packet_out p, in H h) { apply { p.emit(h); } }
    ubpf(P(), I(), D()) main;`,
  "xdp_model.p4": `${parser("packet_in p, out H h")}
    control S(inout H h, in xdp_input i, out xdp_output o) {
        apply { o.output_action = xdp_action.XDP_PASS; o.output_port = 0; }
    }
    control D(in H h, packet_out p) { apply { p.emit(h); } }
    xdp(P(), S(), D()) main;`,
  "psa.p4": `${parser("packet_in p, out H h, inout M m, in psa_ingress_parser_input_metadata_t i, in E r, in E c")}
    control I(inout H h, inout M m, in psa_ingress_input_metadata_t i, inout psa_ingress_output_metadata_t o) {
        apply { send_to_port(o, (PortId_t) 1); }
    }
    control ID(packet_out p, out E a, out E b, out E c, inout H h, in M m, in psa_ingress_output_metadata_t i) {
        apply { p.emit(h); }
    }
    parser EP(packet_in p, out H h, inout M m, in psa_egress_parser_input_metadata_t i, in E a, in E b, in E c) {
        state start { transition accept; }
    }
    control EC(inout H h, inout M m, in psa_egress_input_metadata_t i, inout psa_egress_output_metadata_t o) {
        apply {}
    }
    control ED(packet_out p, out E a, out E b, inout H h, in M m, in psa_egress_output_metadata_t i,
            in psa_egress_deparser_input_metadata_t d) {
        apply { p.emit(h); }
    }
    IngressPipeline(P(), I(), ID()) ig;
    EgressPipeline(EP(), EC(), ED()) eg;
    PSA_Switch(ig, PacketReplicationEngine(), eg, BufferingQueueingEngine()) main;`,
  "pna.p4": `${parser("packet_in p, out H h, inout M m, in pna_main_parser_input_metadata_t i")}
    control Pre(in H h, inout M m, in pna_pre_input_metadata_t i, inout pna_pre_output_metadata_t o) { apply {} }
    control C(inout H h, inout M m, in pna_main_input_metadata_t i, inout pna_main_output_metadata_t o) {
        apply { send_to_port((PortId_t) 1); }
    }
    control D(packet_out p, in H h, in M m, in pna_main_output_metadata_t o) { apply { p.emit(h); } }
    PNA_NIC(P(), Pre(), C(), D()) main;`,
  "tna.p4": tofino(),
  "t2na.p4": tofino(),
};

function tofino(): string {
  return `${parser("packet_in p, out H h, out M m, out ingress_intrinsic_metadata_t i")}
    control I(inout H h, inout M m, in ingress_intrinsic_metadata_t i,
            in ingress_intrinsic_metadata_from_parser_t f,
            inout ingress_intrinsic_metadata_for_deparser_t d,
            inout ingress_intrinsic_metadata_for_tm_t t) {
        apply { t.ucast_egress_port = 1; }
    }
    control ID(packet_out p, inout H h, in M m, in ingress_intrinsic_metadata_for_deparser_t d) {
        apply { p.emit(h); }
    }
    parser EP(packet_in p, out H h, out M m, out egress_intrinsic_metadata_t e) {
        state start { p.extract(e); transition accept; }
    }
    control EC(inout H h, inout M m, in egress_intrinsic_metadata_t e,
            in egress_intrinsic_metadata_from_parser_t f,
            inout egress_intrinsic_metadata_for_deparser_t d,
            inout egress_intrinsic_metadata_for_output_port_t o) {
        apply {}
    }
    control ED(packet_out p, inout H h, in M m, in egress_intrinsic_metadata_for_deparser_t d) {
        apply { p.emit(h); }
    }
    Pipeline(P(), I(), ID(), EP(), EC(), ED()) pipe;
    Switch(pipe) main;`;
}

const bare = `
  header one_t { bit<8> x; }
  parser Bare_(packet_in p, out one_t h) { state start { p.extract(h); transition accept; } }`;

describe("includes", () => {
  test.each(includes)("%s alone", (name) => {
    const read = readProgram("main.p4", `#include <core.p4>\n#include <${name}>\n${bare}\n`);
    expect(read.sink.all.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    expect(read.program?.parser).toBe("Bare_");
  });

  test.each(Object.keys(mains))("a program for %s", (name) => {
    const read = readProgram("main.p4", `#include <core.p4>\n#include <${name}>\n${mains[name]}\n`);
    expect(read.sink.all.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    expect(read.program?.architecture).toBe(name.replace(/^t2na/, "tna").replace(/\.p4$/, ""));
    for (const arch of p4Targets) {
      const again = readProgram("again.p4", emit(read, arch) ?? "");
      expect(again.sink.all.map(({ code, message }) => `${arch} ${code}: ${message}`)).toEqual([]);
      expect(again.program?.architecture).toBe(arch);
    }
  });

  test.each(["V1MODEL_VERSION 20180101", "V1MODEL_VERSION 20200408"])("v1model.p4 with %s", (version) => {
    const text = `#define ${version}\n#include <core.p4>\n#include <v1model.p4>\n${mains["v1model.p4"]}\n`;
    const read = readProgram("main.p4", text);
    expect(read.sink.all).toEqual([]);
    expect(emit(read)).toBeDefined();
  });
});

/** Declarations at the top level of an include, by its indentation. */
const declaredIn = (name: string): readonly string[] => {
  const text = readFileSync(join(systemIncludeDirectory, name), "utf8");
  const declarations = text.matchAll(
    /^(?:const|typedef|type|enum|struct|parser|control|package|extern|action)\b[^\n(<{;=]*?(?:bit<\d+>)?[^\n(<{;=]*?(\w+)\s*(?:<[\w, ]+>)?\s*[({;=]/gm,
  );
  const kinds = [...text.matchAll(/^match_kind \{([^}]*)\}/gm)].flatMap(
    ([, list]) => list?.match(/\w+/g) ?? [],
  );
  const functions = text.matchAll(/^\w+ (\w+)\(in /gm);
  return [...[...declarations, ...functions].map(([, found]) => found ?? ""), ...kinds];
};

test.each(p4Targets)("no declaration of ours takes a name of %s", (arch) => {
  const declared = [...declaredIn("core.p4"), ...declaredIn(`${arch}.p4`)];
  expect(declared.length).toBeGreaterThan(40);
  const { symbols } = targets[arch];
  expect(declared.filter((name) => !symbols.has(name))).toEqual([]);
});
