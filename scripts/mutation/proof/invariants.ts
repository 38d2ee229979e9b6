/**
 * Which of the candidates hold at which label, whatever packet comes: all are assumed, and those that some way leads
 * out of are struck off until no more are (Houdini's method). What is left holds by induction.
 */
import { not } from "../../../src/cover/circuit.ts";
import type { Constraints } from "../../../src/cover/constraints.ts";
import type { Candidate, Read } from "./candidates.ts";
import type { Beginning, Way } from "./execute.ts";
import { NotUnderstood } from "./syntax.ts";

/** All ways from a label, or from the entry (""), to the next labels. */
export type WaysFrom = (label: string) => readonly Way[];

export const assumeAll = (
  constraints: Constraints,
  candidates: Iterable<Candidate>,
  read: Read,
): Constraints | undefined => {
  const all = [...candidates].map((candidate) => candidate(read));
  const assumed = constraints.assume(constraints.circuit.all(all));
  if (assumed === "unknown") throw new NotUnderstood("an invariant that is too hard");
  return assumed;
};

/** Needed ones throw NotUnderstood where they do not hold. entry: what holds in the beginning of everything. */
export const findInvariants = (
  labels: readonly string[],
  candidates: readonly Candidate[],
  needed: readonly Candidate[],
  waysFrom: WaysFrom,
  beginning: Beginning,
  entry: Beginning,
): ReadonlyMap<string, ReadonlySet<Candidate>> => {
  const held = new Map(labels.map((label) => [label, new Set([...needed, ...candidates])]));
  const atLabel: Read = (cell, bits) => beginning.cell(cell, bits);
  const literals = new Map([...needed, ...candidates].map((candidate) => [candidate, candidate(atLabel)]));
  const open = new Set(["", ...labels]);
  for (const label of open) {
    open.delete(label);
    const own = held.get(label) ?? new Set<Candidate>();
    const known = new Set([...own].map((candidate) => literals.get(candidate)));
    for (const { cells, constraints, exit } of waysFrom(label)) {
      if (exit?.kind !== "label") continue;
      const there = held.get(exit.name);
      if (there === undefined) throw new NotUnderstood(`label ${exit.name}`);
      const read: Read = (cell, bits) =>
        cells.get(cell) ?? (label === "" ? entry : beginning).cell(cell, bits);
      const wanted = new Map(
        [...there]
          .map((candidate) => [candidate, candidate(read)] as const)
          .filter(([, literal]) => literal !== 1 && !(label !== "" && known.has(literal))),
      );
      if (wanted.size === 0) continue;
      const start = assumeAll(constraints, own, atLabel);
      if (start === undefined) continue;
      const { circuit } = start;
      const before = there.size;
      while (wanted.size > 0) {
        const against = start.assume(not(circuit.all([...wanted.values()])));
        if (against === undefined) break;
        for (const [candidate, literal] of [...wanted]) {
          const holds =
            against === "unknown"
              ? start.assume(not(literal)) === undefined
              : circuit.evaluate(literal, against.trues);
          if (holds) continue;
          if (needed.includes(candidate)) throw new NotUnderstood("a pointer that may lie beyond the packet");
          wanted.delete(candidate);
          there.delete(candidate);
        }
        // One by one they have all been decided.
        if (against === "unknown") break;
      }
      if (there.size < before) open.add(exit.name);
    }
  }
  return held;
};
