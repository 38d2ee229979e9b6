import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sumInVariables } from "../../backends/ebpf/plan/summed-keys.ts";
import { sinkStores } from "../../backends/ebpf/plan/sunk-stores.ts";
import type { Program } from "../../src/ir/ir.ts";
import { validate } from "../../src/ir/validate.ts";
import { nextsOf, operationsWithin } from "../../src/ir/walk.ts";
import { twinOf } from "../differential/twin.ts";

const samples = readdirSync("samples").flatMap((file) => (file.endsWith(".p4") ? [file.slice(0, -3)] : []));

const programOf = (name: string): Program => {
  const twin = twinOf(name, readFileSync(`samples/${name}.p4`, "utf8"));
  if (twin.kind !== "twin") throw new Error(name);
  return twin.program;
};

const noHeads = (): readonly string[] => [];

/** How often a place is assigned to in states whose names match. */
const storesTo = (program: Program, field: string, states: RegExp): number =>
  program.states
    .filter(({ name }) => states.test(name))
    .flatMap(({ operations }) => [...operationsWithin(operations)])
    .filter((operation) => {
      const last = operation.kind === "assign" ? operation.target.path.at(-1) : undefined;
      return last?.kind === "field" && last.name === field;
    }).length;

describe("stores that wait", () => {
  it.each(samples)("leave %s valid, with the same start", (name) => {
    const program = programOf(name);
    const changed = sinkStores(sumInVariables(program), noHeads);
    expect(() => validate(changed)).not.toThrow();
    expect(changed.states[0]?.name).toBe(program.states[0]?.name);
  });

  it("are carried out in front of what ends the packet, not in the header's state", () => {
    const sunk = sinkStores(programOf("flow_dissector"), noHeads);
    expect(storesTo(sunk, "addrs", /^ipv[46](_header)?$/)).toBe(0);
    expect(storesTo(sunk, "addrs", /^tcp_stores_of_ipv4_header$/)).toBe(1);
    // An inner header overwrites them.
    const leads = sunk.states.find(({ name }) => name === "ipv4_in_ip_of_ipv4_header");
    expect(leads === undefined ? [] : nextsOf(leads.transition)).toContainEqual({
      kind: "state",
      name: "ipv4",
    });
  });

  it("do not wait where a loop begins", () => {
    const program = programOf("flow_dissector");
    const sunk = sinkStores(program, ({ states }) => states.map(({ name }) => name));
    expect(storesTo(sunk, "addrs", /^ipv[46](_header)?$/)).toBe(2);
  });
});

describe("sums in variables", () => {
  it("are stored where the parser accepts, and only there", () => {
    const summed = sumInVariables(programOf("flow_dissector"));
    expect(storesTo(summed, "thoff", /^accept_sums$/)).toBe(1);
    expect(storesTo(summed, "thoff", /^(?!accept_sums)/)).toBe(0);
    // Added to in front of the loop alone.
    expect(storesTo(summed, "nhoff", /vlan/)).toBe(2);
  });
});
