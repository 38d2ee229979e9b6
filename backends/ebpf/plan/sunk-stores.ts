/**
 * Stores to parameters that a later state mostly overwrites, such as the addresses of a network header that carries
 * another one, are put off: they move along the edges of the graph to where it is known whether they are needed. Where
 * a state is entered with such a store pending it gets a copy of its own; reads of the target are replaced by the
 * value. Nothing is observed of a packet that is rejected, so that a store may move past whatever rejects.
 */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Expression, Next, Operation, Place, Program, State, Transition } from "../../../src/ir/ir.ts";
import {
  expressionsOf,
  expressionsWithin,
  mapOperation,
  mapTransition,
  operationsWithin,
  rewriteExpression,
  targetsOf,
} from "../../../src/ir/walk.ts";
import { widthOf } from "../values/arithmetic.ts";
import { nameOf, overlaps } from "../values/fresh-header.ts";
import { type Deaths, deathsOf, isMovable } from "./store-deaths.ts";

type Assign = Operation & { readonly kind: "assign" };

/** A store that has been put off. */
interface Pending {
  /** Its target's name. */
  readonly target: string;
  readonly store: Assign;
  /** The state that it comes from. */
  readonly from: string;
}

/** A state to be made. */
interface Entered {
  readonly name: string;
  readonly source: State;
  readonly pending: readonly Pending[];
}

/** States that are entered with more different sets of stores than this get them carried out first. */
const MAX_VARIANTS = 2;

/** Fewer words of 64 bits are not worth a copy of a state. */
const MIN_WORDS = 3;

const wordsOf = (pending: readonly Pending[]): number =>
  pending.reduce((sum, { store }) => sum + Math.ceil(widthOf(store.value.type) / 64), 0);

/**
 * Loads come first, of the narrowest first: clang would otherwise share what ends alike behind several headers, by way
 * of a jump.
 */
const byReads = (left: Assign, right: Assign): number =>
  Number(readsOf(right.value).length > 0) - Number(readsOf(left.value).length > 0) ||
  widthOf(left.value.type) - widthOf(right.value.type);

const readsOf = (expression: Expression): readonly Place[] =>
  [...expressionsWithin(expression)].flatMap((part) =>
    part.kind === "read" || part.kind === "is-valid"
      ? [part.place]
      : part.kind === "next-index"
        ? [part.stack]
        : [],
  );

/** Everything that an operation reads, those within it too. */
const readsWithin = (operation: Operation): readonly Place[] =>
  [...operationsWithin([operation])].flatMap((inner) => [
    ...expressionsOf(inner).flatMap(readsOf),
    ...(inner.kind === "copy-header" ? [inner.source] : []),
  ]);

const keyOf = (pending: readonly Pending[]): string =>
  JSON.stringify(
    pending.map(({ target, store }) => [target, store.value]),
    (_, value: unknown) => (typeof value === "bigint" ? String(value) : value),
  );

/** Replaces reads of what pending stores write. */
const forwarded = (expression: Expression, pending: ReadonlyMap<string, Pending>): Expression =>
  pending.size === 0
    ? expression
    : rewriteExpression(expression, (part) => {
        if (part.kind !== "read") return part;
        const name = nameOf(part.place);
        return (name === undefined ? undefined : pending.get(name)?.store.value) ?? part;
      });

class Sinking {
  readonly #program: Program;
  readonly #deaths: Deaths;
  readonly #barriers: ReadonlySet<string>;
  readonly #sources: ReadonlyMap<string, State>;
  readonly #names: Set<string>;
  readonly #made = new Map<string, string>();
  readonly #variants = new Map<string, number>();
  readonly #open: Entered[] = [];
  readonly #states: { readonly state: State; readonly rank: number }[] = [];
  readonly #ranks: ReadonlyMap<string, number>;
  /** The states that are entered with stores pending, and the source's state of each. */
  readonly carrying = new Map<string, string>();

  constructor(program: Program, deaths: Deaths, barriers: ReadonlySet<string>) {
    this.#program = program;
    this.#deaths = deaths;
    this.#barriers = barriers;
    this.#sources = new Map(program.states.map((state) => [state.name, state]));
    this.#names = new Set(this.#sources.keys());
    this.#ranks = new Map(program.states.map(({ name }, rank) => [name, rank]));
  }

  run(): void {
    this.#variant(must(this.#program.states[0], "start").name, []);
    for (let open = this.#open.shift(); open !== undefined; open = this.#open.shift()) this.#make(open);
  }

  /** In the source's order, each state followed by what has been made of it. */
  get states(): readonly State[] {
    return this.#states
      .toSorted(
        (a, b) =>
          a.rank - b.rank || Number(this.#ranks.has(b.state.name)) - Number(this.#ranks.has(a.state.name)),
      )
      .map(({ state }) => state);
  }

  #add(state: State, source: string): void {
    this.#states.push({ state, rank: must(this.#ranks.get(source), `state ${source}`) });
  }

  #fresh(wish: string): string {
    let name = wish;
    for (let count = 2; this.#names.has(name); count += 1) name = `${wish}_${count}`;
    this.#names.add(name);
    return name;
  }

  /** A state as it is entered with stores pending. */
  #variant(of: string, pending: readonly Pending[]): string {
    const key = `${of} ${keyOf(pending)}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const source = must(this.#sources.get(of), `state ${of}`);
    const [first] = pending;
    const name = first === undefined ? of : this.#fresh(`${of}_of_${first.from}`);
    if (first !== undefined) {
      this.#variants.set(of, (this.#variants.get(of) ?? 0) + 1);
      this.carrying.set(name, of);
    }
    this.#made.set(key, name);
    this.#open.push({ name, source, pending });
    return name;
  }

  /** A state that carries stores out and goes on. */
  #flush(stores: readonly Pending[], next: Next): Next {
    const [first] = stores;
    if (first === undefined) return next;
    const to = next.kind === "state" ? next.name : next.kind;
    const key = `to ${to} ${keyOf(stores)}`;
    const known = this.#made.get(key);
    if (known !== undefined) return { kind: "state", name: known };
    const name = this.#fresh(`${to}_stores_of_${first.from}`);
    this.#made.set(key, name);
    const { origin } = first.store;
    const operations = stores.map(({ store }) => store).toSorted(byReads);
    this.#add({ name, operations, transition: { kind: "goto", next, origin }, origin }, first.from);
    return { kind: "state", name };
  }

  /** Whether a store may be pending on entry to a state, so that it pays. */
  #carries(to: string, { target }: Pending): boolean {
    return !this.#barriers.has(to) && this.#deaths.isNear(to, target);
  }

  /** Whether some way on makes it pay to put a store off. */
  #pays(target: string, transition: Transition): boolean {
    return nexts(transition).some(
      (next) =>
        next.kind === "state" &&
        (!this.#deaths.isLive(next.name, target) ||
          (!this.#barriers.has(next.name) && this.#deaths.isNear(next.name, target))),
    );
  }

  #leave(next: Next, pending: readonly Pending[]): Next {
    if (next.kind === "reject") return next;
    if (next.kind === "accept") return this.#flush(pending, next);
    const live = pending.filter(({ target }) => this.#deaths.isLive(next.name, target));
    // Where the others end, the rest is not worth a copy of what follows.
    let carried = live.length < pending.length ? [] : live.filter((one) => this.#carries(next.name, one));
    const isKnown = this.#made.has(`${next.name} ${keyOf(carried)}`);
    if (!isKnown && (this.#variants.get(next.name) ?? 0) >= MAX_VARIANTS) carried = [];
    const stores = live.filter((one) => !carried.includes(one));
    return this.#flush(stores, { kind: "state", name: this.#variant(next.name, carried) });
  }

  #make({ name, source, pending: entered }: Entered): void {
    const pending = new Map(entered.map((one) => [one.target, one]));
    const operations: Operation[] = [];
    const carryOut = (chosen: (one: Pending) => boolean): void => {
      for (const one of [...pending.values()])
        if (chosen(one)) {
          pending.delete(one.target);
          operations.push(one.store);
        }
    };
    for (const original of source.operations) {
      const written = [...operationsWithin([original])].flatMap((inner) => targetsOf(inner));
      const targetName =
        original.kind === "assign" && original.slice === undefined ? nameOf(original.target) : undefined;
      // What is written in part, or is an operand, has to be there before.
      carryOut(
        ({ target, store }) =>
          written.some(
            (place) =>
              (overlaps(place, store.target) && targetName !== target) ||
              readsOf(store.value).some((operand) => overlaps(place, operand)),
          ) ||
          (original.kind === "if" && readsWithin(original).some((place) => overlaps(place, store.target))),
      );
      const isExact = (place: Place): boolean => pending.has(nameOf(place) ?? "");
      const reads = readsWithin(original);
      carryOut(({ store }) => reads.some((place) => overlaps(place, store.target) && !isExact(place)));
      const operation =
        original.kind === "if" ? original : mapOperation(original, (part) => forwarded(part, pending));
      if (targetName !== undefined && operation.kind === "assign") {
        pending.delete(targetName);
        const { target, value } = operation;
        const isSunk =
          this.#deaths.targets.has(targetName) &&
          isMovable(value) &&
          !readsOf(value).some((operand) => overlaps(operand, target)) &&
          this.#pays(targetName, source.transition);
        if (isSunk) {
          pending.set(targetName, { target: targetName, store: operation, from: source.name });
          continue;
        }
      }
      operations.push(operation);
    }
    const keys = source.transition.kind === "select" ? source.transition.keys : [];
    const read = keys.flatMap(readsOf);
    carryOut(({ target, store }) =>
      read.some((place) => overlaps(place, store.target) && nameOf(place) !== target),
    );
    const transition = mapTransition(source.transition, (part) => forwarded(part, pending));
    carryOut(({ target }) => !this.#pays(target, source.transition));
    if (wordsOf([...pending.values()]) < MIN_WORDS) carryOut(() => true);
    const left = [...pending.values()];
    const to = (next: Next): Next => this.#leave(next, left);
    const led: Transition =
      transition.kind === "goto"
        ? { ...transition, next: to(transition.next) }
        : {
            ...transition,
            rows: transition.rows.map((row) => ({ ...row, next: to(row.next) })),
            otherwise: to(transition.otherwise),
          };
    this.#add({ ...source, name, operations, transition: led }, source.name);
  }
}

const nexts = (transition: Transition): readonly Next[] =>
  transition.kind === "goto"
    ? [transition.next]
    : [...transition.rows.map(({ next }) => next), transition.otherwise];

/** More attempts are not made to find a place where no loop begins. */
const MAX_ATTEMPTS = 8;

/**
 * The program with such stores put off. Where a loop begins none is pending (a pointer to its header would have to go
 * round the loop); headsOf names the states at which a program's loops begin.
 */
export const sinkStores = (program: Program, headsOf: (program: Program) => readonly string[]): Program => {
  const deaths = deathsOf(program);
  // A member of a union changes with its siblings.
  if (deaths.targets.size === 0 || program.types.some(({ kind }) => kind === "union")) return program;
  const barriers = new Set<string>();
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { program: sunk, carrying } = sinkOnce(program, deaths, barriers);
    const crossed = headsOf(sunk).flatMap((head) => carrying.get(head) ?? []);
    if (crossed.length === 0) return sunk;
    for (const state of crossed) barriers.add(state);
  }
  return program;
};

const sinkOnce = (program: Program, deaths: Deaths, barriers: ReadonlySet<string>) => {
  const counted = program.states.flatMap(({ name, maxVisits }) => (maxVisits === undefined ? [] : [name]));
  const sinking = new Sinking(program, deaths, new Set([...barriers, ...counted]));
  sinking.run();
  return { program: { ...program, states: sinking.states }, carrying: sinking.carrying };
};
