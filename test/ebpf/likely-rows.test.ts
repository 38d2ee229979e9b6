import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { generate, type Pass } from "../../backends/ebpf/index.ts";
import { Apart } from "../../backends/ebpf/plan/layout.ts";
import { type Likely, likelyRow, readingIn } from "../../backends/ebpf/plan/likely-rows.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Next } from "../../src/ir/ir.ts";
import { twinOf } from "../differential/twin.ts";

const state = (name: string): Next => ({ kind: "state", name });
const accept: Next = { kind: "accept" };
const noMatch: Next = { kind: "reject", error: "NoMatch" };

const likely: Likely = {
  goesOn: (next) => next.kind === "state" && next.name !== "end",
  apart: new Apart((wish) => wish),
  key: () => "key",
};

const rowOf = (otherwise: Next, ...nexts: readonly Next[]): number | undefined =>
  likelyRow(
    nexts.map((next) => ({ next })),
    otherwise,
    likely,
  );

const twin = twinOf("flow_dissector", readFileSync("samples/flow_dissector.p4", "utf8"));
if (twin.kind !== "twin") throw new Error("flow_dissector");

const headerOf = (...without: readonly Pass[]): string => {
  const files = generate(twin.program, twin.source.identity, { without }, new DiagnosticSink()) ?? [];
  const whole = files.find(({ kind }) => kind === "parser-header")?.text ?? "";
  return whole.slice(0, whole.indexOf("flow_dissector_parse_skb("));
};

describe("the likely row", () => {
  test("is the first that leads on to further headers", () => {
    expect(rowOf(noMatch, state("tcp"), state("udp"))).toBe(0);
    expect(rowOf(noMatch, accept, state("end"), state("udp"))).toBe(2);
  });

  test("is the first where none leads on", () => {
    expect(rowOf(noMatch, accept, state("end"))).toBe(0);
    expect(rowOf(noMatch)).toBeUndefined();
  });

  test("is none where what matches no row leads on: the rows are exceptions then", () => {
    expect(rowOf(state("ip"), state("options"))).toBeUndefined();
    expect(rowOf(state("end"), state("options"))).toBe(0);
  });
});

describe("states that lead on", () => {
  const goesOn = readingIn(twin.program);

  test("read the packet, or lead to one that does", () => {
    expect(["start", "ip_protocol", "tcp", "ipv6_first_fragment"].map((name) => goesOn(state(name)))).toEqual(
      [true, true, true, true],
    );
  });

  test("do not, where all that is left is a verdict", () => {
    expect([state("later_fragment"), accept, noMatch].map(goesOn)).toEqual([false, false, false]);
  });
});

describe("the code", () => {
  test("goes on to the likely state without a jump", () => {
    expect(headerOf()).toMatch(
      /goto tcp_stores_of_ipv4_header;\n(?:\t*}\n)*\n.*\ntcp_stores_of_ipv4_header:/,
    );
    expect(headerOf("likely-order")).not.toContain("P4TWIN_IN_TURN");
  });

  test("has steps over options behind everything else", () => {
    const text = headerOf();
    const rare = text.indexOf("step_rare:");
    expect(rare).toBeGreaterThan(text.indexOf("\nreject:"));
    expect(text.slice(rare)).toMatch(/goto step_on;/);
  });
});
