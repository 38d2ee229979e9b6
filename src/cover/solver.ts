/**
 * Decides whether literals of a circuit can all be true: conflict-driven clause learning on the gates that they
 * depend on. Deterministic. Unknowns are tried with false first.
 */
import { type Circuit, isNegated, type Literal, nodeOf } from "./circuit.ts";

export type Answer =
  /** The unknowns that are true; all others of the circuit's may be false. */
  | { readonly kind: "possible"; readonly trues: ReadonlySet<number> }
  | { readonly kind: "impossible" }
  /** Given up. */
  | { readonly kind: "unknown" };

/** What one question may take once the circuit's effort is used up: nodes looked at. */
const LEAST_WORK = 1_000_000;
/** Looking at a clause takes as long as looking at so many nodes for a decision. */
const CLAUSE_WORK = 20;
const DECAY = 0.95;

/** Literals here: twice the index of a node within the cone, plus one where negated. */
class Search {
  readonly #values: Int8Array;
  readonly #levels: Int32Array;
  readonly #reasons: (readonly number[] | undefined)[];
  readonly #activity: Float64Array;
  readonly #watches: number[][][];
  readonly #trail: number[] = [];
  readonly #starts: number[] = [];
  #head = 0;
  #bump = 1;
  /** Nodes and clauses looked at, which is what takes the time. */
  work = 0;

  constructor(size: number) {
    this.#values = new Int8Array(size);
    this.#levels = new Int32Array(size);
    this.#reasons = new Array<readonly number[] | undefined>(size).fill(undefined);
    this.#activity = new Float64Array(size);
    this.#watches = Array.from({ length: size * 2 }, () => []);
  }

  /** 1 true, -1 false, 0 open. */
  value(literal: number): number {
    const value = this.#values[literal >> 1] ?? 0;
    return (literal & 1) === 1 ? -value : value;
  }

  /** false: a contradiction at the outset. */
  addClause(clause: number[]): boolean {
    const [first, second] = clause;
    if (first === undefined) return false;
    if (second === undefined) {
      if (this.value(first) === -1) return false;
      if (this.value(first) === 0) this.#assign(first, undefined);
      return true;
    }
    this.#watches[first]?.push(clause);
    this.#watches[second]?.push(clause);
    return true;
  }

  #assign(literal: number, reason: readonly number[] | undefined): void {
    const variable = literal >> 1;
    this.#values[variable] = (literal & 1) === 1 ? -1 : 1;
    this.#levels[variable] = this.#starts.length;
    this.#reasons[variable] = reason;
    this.#trail.push(literal);
  }

  /** The clause that cannot be kept, if there is one. */
  #propagate(): readonly number[] | undefined {
    while (this.#head < this.#trail.length) {
      const falsified = (this.#trail[this.#head] ?? 0) ^ 1;
      this.#head += 1;
      const watching = this.#watches[falsified] ?? [];
      const kept: number[][] = [];
      this.work += CLAUSE_WORK * (1 + watching.length);
      for (const [index, clause] of watching.entries()) {
        if (this.#moveWatch(clause, falsified)) continue;
        kept.push(clause);
        const first = clause[0] ?? 0;
        const value = this.value(first);
        if (value === 0) this.#assign(first, clause);
        if (value === -1) {
          this.#watches[falsified] = [...kept, ...watching.slice(index + 1)];
          return clause;
        }
      }
      this.#watches[falsified] = kept;
    }
    return undefined;
  }

  /** Puts the other watched literal first; true where another literal could be watched instead. */
  #moveWatch(clause: number[], falsified: number): boolean {
    if (clause[0] === falsified) {
      clause[0] = clause[1] ?? 0;
      clause[1] = falsified;
    }
    if (this.value(clause[0] ?? 0) === 1) return false;
    for (let index = 2; index < clause.length; index += 1) {
      const literal = clause[index] ?? 0;
      if (this.value(literal) === -1) continue;
      this.work += index;
      clause[index] = falsified;
      clause[1] = literal;
      this.#watches[literal]?.push(clause);
      return true;
    }
    this.work += clause.length;
    return false;
  }

  /** The clause learnt from a conflict (first unique implication point) and the level to go back to. */
  #analyze(conflict: readonly number[]): { readonly clause: number[]; readonly level: number } {
    const seen = new Set<number>();
    const rest: number[] = [];
    const level = this.#starts.length;
    let open = 0;
    let reason: readonly number[] = conflict;
    let pivot = -1;
    let at = this.#trail.length - 1;
    for (;;) {
      for (const literal of reason) {
        const variable = literal >> 1;
        if (literal === pivot || seen.has(variable) || this.#levels[variable] === 0) continue;
        seen.add(variable);
        this.#activity[variable] = (this.#activity[variable] ?? 0) + this.#bump;
        if (this.#levels[variable] === level) open += 1;
        else rest.push(literal);
      }
      while (!seen.has((this.#trail[at] ?? 0) >> 1)) at -= 1;
      pivot = this.#trail[at] ?? 0;
      at -= 1;
      open -= 1;
      if (open <= 0) break;
      reason = this.#reasons[pivot >> 1] ?? [];
    }
    rest.sort((a, b) => (this.#levels[b >> 1] ?? 0) - (this.#levels[a >> 1] ?? 0));
    const [second] = rest;
    return {
      clause: [pivot ^ 1, ...rest],
      level: second === undefined ? 0 : (this.#levels[second >> 1] ?? 0),
    };
  }

  #backTo(level: number): void {
    const start = this.#starts[level] ?? this.#trail.length;
    for (const literal of this.#trail.splice(start)) {
      this.#values[literal >> 1] = 0;
      this.#reasons[literal >> 1] = undefined;
    }
    this.#starts.length = level;
    this.#head = this.#trail.length;
  }

  #nextDecision(): number | undefined {
    this.work += this.#values.length;
    let best: number | undefined;
    let most = -1;
    for (let variable = 0; variable < this.#values.length; variable += 1) {
      if (this.#values[variable] !== 0) continue;
      const activity = this.#activity[variable] ?? 0;
      if (activity > most) {
        most = activity;
        best = variable;
      }
    }
    return best;
  }

  /** limit: the work after which it is given up. */
  run(limit: number): "possible" | "impossible" | "unknown" {
    while (this.work < limit) {
      const conflict = this.#propagate();
      if (conflict === undefined) {
        const variable = this.#nextDecision();
        if (variable === undefined) return "possible";
        this.#starts.push(this.#trail.length);
        this.#assign(variable * 2 + 1, undefined);
        continue;
      }
      if (this.#starts.length === 0) return "impossible";
      const { clause, level } = this.#analyze(conflict);
      this.#backTo(level);
      this.#bump /= DECAY;
      const [first] = clause;
      if (first === undefined) return "impossible";
      if (clause.length === 1) {
        if (!this.addClause(clause)) return "impossible";
      } else {
        this.addClause(clause);
        this.#assign(first, clause);
      }
      if (this.#bump > 1e90) {
        this.#bump = 1;
        this.#activity.fill(0);
      }
    }
    return "unknown";
  }
}

/** Looks for values of the unknowns that make all literals true. */
export const solve = (circuit: Circuit, literals: readonly Literal[]): Answer => {
  const cone = circuit.cone(literals);
  const index = new Map(cone.map((node, position) => [node, position]));
  const search = new Search(cone.length);
  const local = (literal: Literal): number =>
    (index.get(nodeOf(literal)) ?? 0) * 2 + (isNegated(literal) ? 1 : 0);
  for (const node of cone) {
    if (circuit.isUnknown(node)) continue;
    const gate = local(node * 2);
    const a = local(circuit.left[node] ?? 0);
    const b = local(circuit.right[node] ?? 0);
    search.addClause([gate ^ 1, a]);
    search.addClause([gate ^ 1, b]);
    search.addClause([gate, a ^ 1, b ^ 1]);
  }
  for (const literal of literals) {
    if (nodeOf(literal) === 0) {
      if (!isNegated(literal)) return { kind: "impossible" };
      continue;
    }
    if (!search.addClause([local(literal)])) return { kind: "impossible" };
  }
  const found = search.run(Math.max(LEAST_WORK, Math.min(circuit.mostWork, circuit.effort)));
  circuit.effort -= search.work;
  if (found !== "possible") return { kind: found };
  const trues = new Set(
    cone.filter((node) => circuit.isUnknown(node) && search.value(local(node * 2)) === 1),
  );
  return { kind: "possible", trues };
};
