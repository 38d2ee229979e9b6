/** Packets that reach everything in a parser, and what becomes of them on all engines. */

export { coverProgram, coverSubject } from "./cover.ts";
export { expandValueSets } from "./expand-value-sets.ts";
export type { Explored } from "./explore.ts";
export type { Goal, GoalKind } from "./goals.ts";
export type { CoverPacket } from "./packets.ts";
export { randomOf, randomPackets } from "./random.ts";
export { shrink } from "./shrink.ts";
export { isUnreachable, type SourceRow, type SourceState, sourceRows } from "./source-rows.ts";
export { type EngineTally, type Finding, type Given, type Trial, tryPackets } from "./trial.ts";
