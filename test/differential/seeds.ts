/** One program for each seed. */
import { choicesOf, MAX_CHOICE } from "./generate/choices.ts";
import { randomOf } from "./generate/packets.ts";
import { printProgram } from "./generate/program.ts";

/** The decisions of a seed's program. */
export const decisionsOf = (seed: number): readonly number[] => {
  const random = randomOf(seed);
  return Array.from({ length: 200 + random(1500) }, () => random(MAX_CHOICE + 1));
};

export const programOf = (decisions: readonly number[]): string => printProgram(choicesOf(decisions));
