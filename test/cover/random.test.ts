/** Random programs: what is said to be unreachable is, and a packet for a state gets there. */
import { describe, expect, it } from "vitest";
import { lowerSource } from "../../src/compile.ts";
import { coverProgram, isUnreachable, sourceRows, tryPackets } from "../../src/cover/index.ts";
import { must } from "../../src/diagnostics/bug.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { packetsFor } from "../differential/generate/packets.ts";
import { decisionsOf, programOf } from "../differential/seeds.ts";
import { twinOf } from "../differential/twin.ts";

const SEEDS = Array.from({ length: 24 }, (_, index) => index + 1);

describe("random programs", () => {
  it.each(SEEDS)("seed %i", (seed) => {
    const twin = twinOf("fuzz", programOf(decisionsOf(seed)));
    if (twin.kind === "refused") return;
    const { typed, source } = twin;
    const detailed = must(
      lowerSource(source, typed, "fuzz.p4", new DiagnosticSink(), true),
      "the program with its rows",
    );
    const explored = coverProgram(detailed);
    const { states, rows } = sourceRows(typed);
    const names = new Set(states.map(({ name }) => name));
    for (const packet of explored.packets)
      for (const { kind, state } of packet.goals)
        if (kind === "state" && names.has(state))
          expect(tryPackets(twin, [], [packet]).states).toContain(state);
    const trial = tryPackets(twin, [], explored.packets);
    const fuzzed = tryPackets(
      twin,
      [],
      packetsFor(twin, 200, seed).map((bytes) => ({ bytes, inputs: new Map() })),
    );
    const isTaken = (state: string, index: number | undefined): boolean =>
      trial.rows.has(`${state}#${index}`);
    const wrong = rows
      .filter(({ state, index }) => !isTaken(state, index) && fuzzed.rows.has(`${state}#${index}`))
      .filter((row) =>
        isUnreachable(
          explored,
          row,
          rows.some(({ state, index }) => state === row.state && isTaken(state, index)),
        ),
      );
    expect(wrong).toEqual([]);
  });
});
