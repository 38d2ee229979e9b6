/** Lowering keeps the meaning: IR, evaluated, observes what the reference interpreter of the source observes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstDifference } from "../../src/observation/index.ts";
import { prepare } from "../../src/reference/index.ts";
import { packetsFor } from "../differential/generate/packets.ts";
import { programs } from "../differential/generate/program.ts";
import { evaluate } from "./evaluate.ts";
import { lowerText } from "./pipeline.ts";

describe("generated programs", () => {
  it("mean the same before and after lowering", () => {
    fc.assert(
      fc.property(programs(), fc.nat(), (text, seed) => {
        const { program, typed } = lowerText(text);
        if (program === undefined || typed === undefined) return;
        const reference = prepare(typed);
        for (const packet of packetsFor({ program, typed }, 40, seed)) {
          expect(firstDifference(reference(packet), evaluate(program, packet))).toBeUndefined();
        }
      }),
      // Not shrunk: a program is made of thousands of choices, and trying to leave each out takes longer than finding it.
      { numRuns: 40, endOnFailure: true },
    );
  });
});
