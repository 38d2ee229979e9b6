/** Programs on which an engine was once at odds with the reference. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bench } from "../kernel/bench.ts";
import { parserModel } from "../reference/program.ts";
import { compareEngines, describeFindings } from "./compare.ts";
import { type Engine, ebpfEngine, p4Engine } from "./engines.ts";
import { packetsFor } from "./generate/packets.ts";
import { errorsOf, twinOf } from "./twin.ts";

interface Case {
  readonly name: string;
  readonly source: string;
  /** Targets that can't express it, and say so. */
  readonly refusedBy?: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: "an invalid member of a union assigned to itself leaves none valid",
    refusedBy: ["p4"],
    source: parserModel({
      headers: "u_t u;",
      states: "state start { packet.extract(hdr.u.b); hdr.u.p = hdr.u.p; transition accept; }",
    }),
  },
  {
    name: "a negation of a negation is no decrement",
    source: parserModel({
      headers: "w_t w;",
      states: "state start { packet.extract(hdr.w); hdr.w.v = -(-hdr.w.v); transition accept; }",
      declarations: "header w_t { bit<64> v; }",
    }),
  },
  {
    name: "the packet's length less one is no bitwise operation on a packet pointer",
    source: readFileSync(new URL("regressions/packet-length.p4", import.meta.url), "utf8"),
  },
  {
    name: "what is left of the packet behind a varbit header is computed from pointers as the verifier allows",
    source: readFileSync(new URL("regressions/varbit-left.p4", import.meta.url), "utf8"),
  },
];

describe.each(cases)("$name", ({ source, refusedBy = [] }) => {
  it("on every engine", () => {
    const twin = twinOf("regression", source);
    if (twin.kind === "refused") throw new Error(errorsOf(twin.findings));
    const made = [p4Engine(twin), ...(bench === undefined ? [] : [ebpfEngine(twin)])];
    const engines = made.flatMap((one): readonly Engine[] => {
      if (one.kind === "engine") return [one];
      if (one.kind === "refused" && refusedBy.includes(one.phase)) return [];
      throw new Error(one.kind === "failed" ? one.reason : errorsOf(one.findings));
    });
    try {
      const findings = compareEngines(twin, engines, packetsFor(twin.typed, 100, 1));
      if (findings.length > 0) expect.fail(describeFindings(findings));
    } finally {
      for (const engine of engines) engine.close();
    }
  });
});
