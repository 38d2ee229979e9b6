/** What packets shall reach, and which packet did. A goal is a text that says it, made of a state's name and a place in it. */

export type GoalKind =
  | "state"
  | "row"
  | "probe"
  | "length"
  | "branch"
  | "stack"
  | "varbit"
  | "advance"
  | "loop"
  | "end"
  | "again"
  | "trait"
  | "comparison";

export interface Goal {
  readonly kind: GoalKind;
  readonly state: string;
  /** Unique within the state and kind. */
  readonly what: string;
}

const keyOf = ({ kind, state, what }: Goal): string => `${kind}|${state}|${what}`;

/** How often a goal is tried for in vain before it is left alone. */
const MAX_TRIES = 6;

export class Goals {
  readonly #all = new Map<string, Goal>();
  readonly #covered = new Set<string>();
  readonly #tries = new Map<string, number>();

  /** A goal that is known to be one; what is covered without having been set counts as set. */
  set(goal: Goal): void {
    this.#all.set(keyOf(goal), goal);
  }

  isOpen(goal: Goal): boolean {
    return !this.#covered.has(keyOf(goal));
  }

  /** Whether it is worth trying for it; counts the try. */
  isWorthTrying(goal: Goal): boolean {
    const key = keyOf(goal);
    if (this.#covered.has(key)) return false;
    const tries = (this.#tries.get(key) ?? 0) + 1;
    this.#tries.set(key, tries);
    return tries <= MAX_TRIES;
  }

  cover(goal: Goal): void {
    this.set(goal);
    this.#covered.add(keyOf(goal));
  }

  /** Whether anything is left to do for it: it is open and has not been tried in vain too often. */
  isHopeful(goal: Goal): boolean {
    return this.isOpen(goal) && (this.#tries.get(keyOf(goal)) ?? 0) < MAX_TRIES;
  }

  get open(): readonly Goal[] {
    return [...this.#all.values()].filter((goal) => this.isOpen(goal));
  }

  get all(): readonly Goal[] {
    return [...this.#all.values()];
  }
}
