/**
 * Looks for packets that reach every goal. First the graph is walked breadth-first with an unknown packet, each
 * state as often as goals are open in it, within bounds. Then, for goals that need a loop to be run through many
 * times (a full stack, a counter's end, ParserTimeout), the cycles through their state are followed round by round.
 */
import { must } from "../diagnostics/bug.ts";
import type { Program, State, Type } from "../ir/ir.ts";
import { isScalar } from "../ir/types.ts";
import { acceptedGoals, distancesToAccept } from "./accepted.ts";
import { Circuit, not } from "./circuit.ts";
import { Constraints } from "./constraints.ts";
import { cyclesThrough } from "./cycles.ts";
import { Evaluator, widthOf } from "./evaluate.ts";
import { type Goal, Goals } from "./goals.ts";
import { operationGoals } from "./operation-goals.ts";
import { type CoverPacket, packetOf } from "./packets.ts";
import { fork, type Path } from "./path.ts";
import { leave, rowGoal, rowLiterals, type Tools, transitionGoals, type Way } from "./transitions.ts";
import { Unknowns } from "./unknowns.ts";
import { usesPacketLength } from "./uses-packet-length.ts";
import { type Reached, Walker } from "./walker.ts";
import { constant } from "./words.ts";

/** Where on the wire the parser starts, and what it is given from there. Bits. */
export interface Start {
  readonly cursor: number;
  /** Parameters whose initial value the frame decides: bits of it, or a constant. */
  readonly given: ReadonlyMap<string, { readonly at: number } | { readonly value: bigint }>;
  /** Names of inputs that the environment may choose. */
  readonly isFree: (name: string) => boolean;
}

export interface Explored {
  /** What was walked. */
  readonly program: Program;
  readonly packets: readonly CoverPacket[];
  readonly goals: Goals;
  /** Rows that no values of the keys lead to, whatever comes before: `state|row`. */
  readonly shadowed: ReadonlySet<string>;
  /** All ways were followed to their end: what was not reached cannot be. */
  readonly isExhaustive: boolean;
}

/** How often a state is entered in the first walk: at least, and while goals are open in it. */
const LEAST_ENTRIES = 4;
const MOST_ENTRIES = 24;
const MAX_ROUNDS = 1200;
/** States that all rounds together may go through. */
const MAX_STEPS = 60_000;
const ENTRIES_KEPT = 3;
/** Transitions on the way to accept, beyond which it is given up. */
const MAX_COMPLETION = 40;
/** How often the graph is walked where goals are left; each time with other decisions. */
const MAX_WALKS = 8;
/** Bytes that no packet has whose parser asks for its length. */
const MAX_LENGTH = 3000n;

export class Explorer {
  readonly #program: Program;
  readonly #start: Start;
  readonly #circuit = new Circuit();
  readonly #unknowns = new Unknowns(this.#circuit);
  readonly #goals = new Goals();
  readonly #evaluator: Evaluator;
  readonly #walker: Walker;
  readonly #tools: Tools;
  readonly #distances: ReadonlyMap<string, number>;
  readonly #states: ReadonlyMap<string, State>;
  readonly #packets: CoverPacket[] = [];
  readonly #entries = new Map<string, number>();
  readonly #kept = new Map<string, Path[]>();
  readonly #progress: (covered: number) => void;
  #left = false;
  #steps = 0;

  constructor(program: Program, start: Start, progress: (covered: number) => void = () => {}) {
    this.#program = program;
    this.#start = start;
    this.#progress = progress;
    this.#distances = distancesToAccept(program);
    this.#states = new Map(program.states.map((state) => [state.name, state]));
    this.#evaluator = new Evaluator(program, this.#circuit, this.#unknowns);
    const reached: Reached = (goals, path, exact) => this.#reach(goals, path, exact);
    this.#walker = new Walker(program, this.#evaluator, reached);
    this.#tools = { evaluator: this.#evaluator, walker: this.#walker, goals: this.#goals, reached };
    for (const state of program.states) {
      this.#goals.set({ kind: "state", state: state.name, what: "entered" });
      for (const goal of [...operationGoals(state.name, state.operations), ...transitionGoals(state)])
        this.#goals.set(goal);
      if (state.maxVisits !== undefined)
        for (const what of ["once", "twice", "to its bound", "beyond its bound"])
          this.#goals.set({ kind: "loop", state: state.name, what });
    }
  }

  #reach(goals: readonly Goal[], path: Path, exact?: number): void {
    const open = goals.filter((goal) => this.#goals.isOpen(goal));
    for (const goal of open) this.#goals.set(goal);
    const packet =
      open.length === 0 ? undefined : packetOf(path, this.#unknowns, open, this.#packets.length, exact);
    if (packet === undefined) {
      this.#left ||= open.length > 0;
      return;
    }
    for (const goal of open) this.#goals.cover(goal);
    this.#packets.push(packet);
    this.#progress(this.#packets.length);
  }

  #begin(): Path {
    const path: Path = {
      store: new Map(),
      next: new Map(),
      pinned: new Map(),
      visits: new Map(),
      last: "",
      constraints: new Constraints(this.#circuit),
      cursor: this.#start.cursor,
      demanded: this.#start.cursor,
    };
    if (usesPacketLength(this.#program)) {
      const length = this.#unknowns.input("#length", 32);
      const least = constant(BigInt(Math.ceil(path.demanded / 8)), length.length);
      const { words } = this.#evaluator;
      const within = this.#circuit.and(
        words.less(length, constant(MAX_LENGTH, length.length), false),
        not(words.less(length, least, false)),
      );
      path.constraints = must(this.#walker.assume(path, within), "a length").constraints;
    }
    for (const { name, direction, type } of this.#program.parameters)
      if (direction !== "out") this.#give(path, name, name, type);
    return must(this.#walker.run(path, "", this.#program.init)[0], "a start");
  }

  /** Puts what the environment gives into a parameter; name: as observations have it. */
  #give(path: Path, place: string, name: string, type: Type): void {
    if (type.kind === "struct")
      for (const field of this.#evaluator.types.get(type.name)?.fields ?? [])
        this.#give(path, `${place}.${field.name}`, `${name}.${field.sourceName ?? field.name}`, field.type);
    if (!isScalar(type)) return;
    const given = this.#start.given.get(name);
    const width = widthOf(type);
    if (given !== undefined)
      path.store.set(
        place,
        "at" in given ? this.#unknowns.packet(given.at, width) : constant(given.value, width),
      );
    else if (this.#start.isFree(name) && type.kind !== "error")
      path.store.set(place, this.#unknowns.input(name, width));
  }

  /** Enters a state, carries it out, leaves it. */
  #through(state: State, path: Path, wanted?: string): readonly Way[] {
    const { name, maxVisits } = state;
    const visits = (path.visits.get(name) ?? 0) + 1;
    path.visits.set(name, visits);
    this.#reach([{ kind: "state", state: name, what: "entered" }], path);
    if (maxVisits !== undefined) {
      const loop = (what: string): void => this.#reach([{ kind: "loop", state: name, what }], path);
      if (visits === 1) loop("once");
      if (visits === 2) loop("twice");
      if (visits === maxVisits) loop("to its bound");
      if (visits > maxVisits) {
        loop("beyond its bound");
        return [];
      }
    }
    return this.#walker
      .run(path, name, state.operations)
      .flatMap((on) => leave(state, on, this.#tools, wanted));
  }

  #openIn(state: string): boolean {
    return this.#goals.open.some((goal) => goal.state === state && this.#goals.isHopeful(goal));
  }

  #walk(): void {
    const queue: Way[] = [
      { path: this.#begin(), next: { kind: "state", name: must(this.#program.states[0], "a state").name } },
    ];
    for (let at = 0; at < queue.length; at += 1) {
      const { path, next } = must(queue[at], "a way");
      if (next.kind !== "state") continue;
      const entries = this.#entries.get(next.name) ?? 0;
      if (entries >= (this.#openIn(next.name) ? MOST_ENTRIES : LEAST_ENTRIES)) {
        this.#left = true;
        this.#complete(path, next.name);
        continue;
      }
      this.#entries.set(next.name, entries + 1);
      const kept = this.#kept.get(next.name) ?? [];
      if (kept.length < ENTRIES_KEPT) this.#kept.set(next.name, [...kept, fork(path)]);
      queue.push(...this.#through(must(this.#states.get(next.name), next.name), path));
    }
  }

  /** Goes the shortest way to accept, as long as an accepted packet would be one of a new kind. */
  #complete(start: Path, name: string): void {
    let path = start;
    let current = name;
    for (let step = 0; step < MAX_COMPLETION; step += 1) {
      if (!acceptedGoals(path).some((goal) => this.#goals.isOpen(goal))) return;
      const ways = this.#through(must(this.#states.get(current), current), path);
      let nearest = Number.POSITIVE_INFINITY;
      for (const way of ways) {
        const distance = way.next.kind === "state" ? this.#distances.get(way.next.name) : undefined;
        if (way.next.kind !== "state" || distance === undefined || distance >= nearest) continue;
        nearest = distance;
        path = way.path;
        current = way.next.name;
      }
      if (nearest === Number.POSITIVE_INFINITY || ways.some(({ next }) => next.kind === "accept")) return;
    }
  }

  /** Follows a cycle round by round, until nothing new can come of it. */
  #pump(start: Path, name: string, cycle: readonly string[]): void {
    let path = fork(start);
    let current = name;
    const bound = (this.#states.get(name)?.maxVisits ?? 0) + 2;
    const rounds = Math.min(MAX_ROUNDS, Math.max(300, bound));
    for (let round = 0; round < rounds && this.#openIn(name); round += 1)
      for (const wanted of cycle) {
        this.#steps += 1;
        if (this.#steps > MAX_STEPS) return;
        const ways = this.#through(must(this.#states.get(current), current), path, wanted);
        const way = ways.find(({ next }) => next.kind === "state" && next.name === wanted);
        if (way === undefined) return;
        path = way.path;
        current = wanted;
      }
  }

  #pumpAll(): void {
    for (const { name } of this.#program.states) {
      if (!this.#openIn(name)) continue;
      for (const cycle of cyclesThrough(this.#program, name))
        for (const start of this.#kept.get(name) ?? []) {
          if (!this.#openIn(name)) break;
          this.#pump(start, name, cycle);
        }
    }
  }

  /** Rows that earlier ones leave nothing to, or that nothing matches: decided with keys of any value. */
  #shadowed(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { name, transition } of this.#program.states) {
      if (transition.kind === "goto") continue;
      const keys = transition.keys.map((key) =>
        Array.from({ length: widthOf(key.type) }, () => this.#circuit.unknown()),
      );
      const literals = rowLiterals(this.#evaluator, transition, keys);
      let none = 1;
      for (const [row, literal] of [...literals, 1].entries()) {
        const taken = this.#circuit.and(none, literal);
        none = this.#circuit.and(none, literal ^ 1);
        const isOtherwise = row === literals.length;
        const goal = rowGoal(name, isOtherwise ? "otherwise" : row);
        if (!this.#goals.isOpen(goal)) continue;
        if (new Constraints(this.#circuit).assume(taken) === undefined) found.add(`${name}|${goal.what}`);
      }
    }
    return found;
  }

  /** Goals that other decisions on the way could reach. */
  #needsMore(): boolean {
    return (
      this.#walker.narrowed &&
      this.#goals.open.some(({ kind }) => kind === "row" || kind === "state" || kind === "branch")
    );
  }

  run(): Explored {
    this.#walk();
    this.#pumpAll();
    for (let walks = 1; walks < MAX_WALKS && this.#needsMore(); walks += 1) {
      this.#entries.clear();
      this.#walk();
    }
    return {
      program: this.#program,
      packets: this.#packets,
      goals: this.#goals,
      shadowed: this.#shadowed(),
      isExhaustive: !this.#left && !this.#walker.narrowed,
    };
  }
}
