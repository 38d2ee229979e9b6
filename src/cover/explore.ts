/**
 * Looks for packets that reach every goal. First the graph is walked breadth-first with an unknown packet, each
 * state as often as goals are open in it, within bounds. Then, for goals that need a loop to be run through many
 * times (a full stack, a counter's end, ParserTimeout), the cycles through their state are followed round by round.
 * times (a full stack, a counter's end, ParserTimeout), the cycles through their state are followed round by round.
 * Rows that are still open are approached from the states that write what their keys read.
 */
import { must } from "../diagnostics/bug.ts";
import type { Program } from "../ir/ir.ts";
import { acceptedGoals, distancesToAccept } from "./accepted.ts";
import type { Goals } from "./goals.ts";
import type { CoverPacket } from "./packets.ts";
import { fork, type Path } from "./path.ts";
import { cyclesThrough, routesBetween } from "./routes.ts";
import { shadowedRows } from "./shadowed.ts";
import type { Way } from "./transitions.ts";
import { type Start, Traveller } from "./traveller.ts";
import { writersFor } from "./writers.ts";

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
/** Routes that are tried from one state that writes to one that reads. */
const MAX_ROUTES = 4;

export class Explorer {
  readonly #program: Program;
  readonly #traveller: Traveller;
  readonly #goals: Goals;
  readonly #distances: ReadonlyMap<string, number>;
  readonly #entries = new Map<string, number>();
  readonly #kept = new Map<string, Path[]>();
  /** Ways were left out. */
  #left = false;
  #steps = 0;

  constructor(program: Program, start: Start, progress: (covered: number) => void = () => {}) {
    this.#program = program;
    this.#traveller = new Traveller(program, start, progress);
    this.#goals = this.#traveller.goals;
    this.#distances = distancesToAccept(program);
  }

  #openIn(state: string): boolean {
    return this.#goals.open.some((goal) => goal.state === state && this.#goals.isHopeful(goal));
  }

  #walk(): void {
    const queue: Way[] = [
      {
        path: this.#traveller.begin(),
        next: { kind: "state", name: must(this.#program.states[0], "a state").name },
      },
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
      queue.push(...this.#traveller.through(next.name, path));
    }
  }

  /** Goes the shortest way to accept, as long as an accepted packet would be one of a new kind. */
  #complete(start: Path, name: string): void {
    let path = start;
    let current = name;
    for (let step = 0; step < MAX_COMPLETION; step += 1) {
      if (!acceptedGoals(path).some((goal) => this.#goals.isOpen(goal))) return;
      const ways = this.#traveller.through(current, path);
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

  /** Follows a route from a state, without that state's name; where it ends, or undefined. */
  #follow(start: Path, name: string, route: readonly string[]): Path | undefined {
    let path = start;
    let current = name;
    for (const wanted of route) {
      this.#steps += 1;
      if (this.#steps > MAX_STEPS) return undefined;
      const ways = this.#traveller.through(current, path, wanted);
      const way = ways.find(({ next }) => next.kind === "state" && next.name === wanted);
      if (way === undefined) return undefined;
      path = way.path;
      current = wanted;
    }
    return path;
  }

  /** Follows a cycle round by round, until nothing new can come of it. */
  #pump(start: Path, name: string, cycle: readonly string[]): void {
    let path: Path | undefined = fork(start);
    const bound = (this.#program.states.find((state) => state.name === name)?.maxVisits ?? 0) + 2;
    const rounds = Math.min(MAX_ROUNDS, Math.max(300, bound));
    for (let round = 0; round < rounds && this.#openIn(name) && path !== undefined; round += 1)
      path = this.#follow(path, name, cycle);
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

  #hasOpenRow(name: string): boolean {
    return this.#goals.open.some(({ kind, state }) => state === name && kind === "row");
  }

  /** Goes on from states that write what an open row's keys read. */
  #approachAll(): void {
    for (const state of this.#program.states) {
      const { name } = state;
      for (const writer of this.#hasOpenRow(name) ? writersFor(this.#program, state) : [])
        for (const route of routesBetween(this.#program, writer, name).slice(0, MAX_ROUTES))
          for (const start of this.#kept.get(writer) ?? []) {
            if (!this.#hasOpenRow(name)) break;
            const path = this.#follow(fork(start), writer, route);
            if (path !== undefined) this.#traveller.through(name, path);
          }
    }
  }

  /** Goals that other decisions on the way could reach. */
  #needsMore(): boolean {
    return (
      this.#traveller.narrowed &&
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
    this.#approachAll();
    return {
      program: this.#program,
      packets: this.#traveller.packets,
      goals: this.#goals,
      shadowed: shadowedRows(this.#program, this.#traveller.evaluator, this.#goals),
      isExhaustive: !this.#left && !this.#traveller.hasLeft && !this.#traveller.narrowed,
    };
  }
}
