/** A way through the parse graph with a packet of unknown bits, step by step; every goal on it gets its packet. */
import { must } from "../diagnostics/bug.ts";
import type { Program, State, Type } from "../ir/ir.ts";
import { isScalar } from "../ir/types.ts";
import { Circuit, not } from "./circuit.ts";
import { Constraints } from "./constraints.ts";
import { Evaluator, widthOf } from "./evaluate.ts";
import { type Goal, Goals } from "./goals.ts";
import { operationGoals } from "./operation-goals.ts";
import { type CoverPacket, packetOf } from "./packets.ts";
import type { Path } from "./path.ts";
import { leave, type Tools, transitionGoals, type Way } from "./transitions.ts";
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

/** Bytes that no packet has whose parser asks for its length. */
const MAX_LENGTH = 3000n;

/** Every goal that is known from the outset. */
const goalsOf = ({ states }: Program): Goals => {
  const goals = new Goals();
  for (const state of states) {
    goals.set({ kind: "state", state: state.name, what: "entered" });
    for (const goal of [...operationGoals(state.name, state.operations), ...transitionGoals(state)])
      goals.set(goal);
    if (state.maxVisits !== undefined)
      for (const what of ["once", "twice", "to its bound", "beyond its bound"])
        goals.set({ kind: "loop", state: state.name, what });
  }
  return goals;
};

export class Traveller {
  readonly goals: Goals;
  readonly circuit = new Circuit();
  readonly evaluator: Evaluator;
  readonly packets: CoverPacket[] = [];
  readonly #program: Program;
  readonly #start: Start;
  readonly #unknowns = new Unknowns(this.circuit);
  readonly #walker: Walker;
  readonly #tools: Tools;
  readonly #states: ReadonlyMap<string, State>;
  readonly #progress: (covered: number) => void;
  /** Something was reached, but no packet could be made of it. */
  hasLeft = false;

  constructor(program: Program, start: Start, progress: (covered: number) => void) {
    this.#program = program;
    this.#start = start;
    this.#progress = progress;
    this.goals = goalsOf(program);
    this.#states = new Map(program.states.map((state) => [state.name, state]));
    this.evaluator = new Evaluator(program, this.circuit, this.#unknowns);
    const reached: Reached = (goals, path, exact) => this.#reach(goals, path, exact);
    this.#walker = new Walker(program, this.evaluator, reached);
    this.#tools = { evaluator: this.evaluator, walker: this.#walker, goals: this.goals, reached };
  }

  /** Something that is possible was left out. */
  get narrowed(): boolean {
    return this.#walker.narrowed;
  }

  #reach(goals: readonly Goal[], path: Path, exact?: number): void {
    const open = goals.filter((goal) => this.goals.isOpen(goal));
    for (const goal of open) this.goals.set(goal);
    const packet =
      open.length === 0 ? undefined : packetOf(path, this.#unknowns, open, this.packets.length, exact);
    if (packet === undefined) {
      this.hasLeft ||= open.length > 0;
      return;
    }
    for (const goal of open) this.goals.cover(goal);
    this.packets.push(packet);
    this.#progress(this.packets.length);
  }

  /** A path in front of the first state. */
  begin(): Path {
    const path: Path = {
      store: new Map(),
      next: new Map(),
      pinned: new Map(),
      visits: new Map(),
      last: "",
      constraints: new Constraints(this.circuit),
      cursor: this.#start.cursor,
      demanded: this.#start.cursor,
    };
    if (usesPacketLength(this.#program)) {
      const length = this.#unknowns.input("#length", 32);
      const least = constant(BigInt(Math.ceil(path.demanded / 8)), length.length);
      const { words } = this.evaluator;
      const within = this.circuit.and(
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
      for (const field of this.evaluator.types.get(type.name)?.fields ?? [])
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

  /** Enters a state, carries it out, leaves it. wanted: only for this state, as far as no goal asks for others. */
  through(name: string, path: Path, wanted?: string): readonly Way[] {
    const state = must(this.#states.get(name), name);
    const { maxVisits } = state;
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
}
