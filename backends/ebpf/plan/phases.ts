/**
 * Programs whose steps are not all whole bytes. How many bits of the byte at the cursor are behind it, its *phase*
 * (0 to 7), is then made a part of each state: a state that is entered with several phases gets a copy for each, so
 * that every load knows its shift when it is printed. Programs of whole bytes stay as they are.
 */
import { CompilerBug, must } from "../../../src/diagnostics/bug.ts";
import { bits, castTo, compare, zeroOf } from "../../../src/ir/build.ts";
import type { Local, Next, Operation, Place, Program, State, Transition } from "../../../src/ir/ir.ts";
import { BIT32, bitsType, typeTable, wireWidth } from "../../../src/ir/types.ts";
import { operationsWithin } from "../../../src/ir/walk.ts";

export interface Phased {
  readonly program: Program;
  /** The phase in which a state is entered; undefined in a program of whole bytes. */
  readonly phaseOf?: ReadonlyMap<string, number>;
  /** By copies of a counted state: the variable that counts the visits of all of them, and rejects. */
  readonly sharedCount?: ReadonlyMap<string, string>;
  /** Extracts whose varbit does not begin at a whole byte. */
  readonly oddVarbits: ReadonlySet<Operation>;
}

/** How an operation changes the phase; undefined where that depends on the way through it. */
type Movement = (operation: Operation) => number | undefined;

const movementIn = (program: Program): Movement => {
  const types = typeTable(program);
  const ofAll = (operations: readonly Operation[]): number | undefined =>
    operations.reduce<number | undefined>((sum, operation) => {
      const moved = movement(operation);
      return sum === undefined || moved === undefined ? undefined : (sum + moved) % 8;
    }, 0);
  const movement: Movement = (operation) => {
    switch (operation.kind) {
      case "extract":
      case "extract-varbit":
        return (wireWidth(types, operation.header.type) ?? 0) % 8;
      case "advance":
        return operation.bits.kind === "bits" ? Number(operation.bits.value % 8n) : 0;
      case "if": {
        const then = ofAll(operation.then);
        return then === ofAll(operation.otherwise) ? then : undefined;
      }
      default:
        return 0;
    }
  };
  return movement;
};

/** Bits in front of a header's varbit. */
const beforeVarbit = (program: Program, { type }: Place): number => {
  const types = typeTable(program);
  const fields = type.kind === "header" ? (types.get(type.name)?.fields ?? []) : [];
  const at = fields.findIndex((field) => field.type.kind === "varbit");
  return fields
    .slice(0, Math.max(0, at))
    .reduce((sum, field) => sum + (wireWidth(types, field.type) ?? 0), 0);
};

/** A state to be made: what of the source's state it holds. */
interface Piece {
  readonly name: string;
  readonly source: State;
  readonly operations: readonly Operation[];
  readonly phase: number;
}

class Splitter {
  readonly #program: Program;
  readonly #movement: Movement;
  readonly #names: Set<string>;
  /** By the source's name and the phase: the copy's name. */
  readonly #copies = new Map<string, string>();
  readonly #open: Piece[] = [];
  readonly states: State[] = [];
  readonly phaseOf = new Map<string, number>();
  readonly oddVarbits = new Set<Operation>();
  /** The phases in which each of the source's states is entered. */
  readonly entered = new Map<string, string[]>();

  constructor(program: Program, movement: Movement) {
    this.#program = program;
    this.#movement = movement;
    this.#names = new Set(program.states.map(({ name }) => name));
  }

  run(): void {
    this.#copyOf(must(this.#program.states[0], "a start").name, 0);
    for (let piece = this.#open.shift(); piece !== undefined; piece = this.#open.shift()) this.#make(piece);
  }

  #fresh(wish: string): string {
    let name = wish;
    for (let count = 2; this.#names.has(name); count += 1) name = `${wish}_${count}`;
    this.#names.add(name);
    return name;
  }

  #copyOf(name: string, phase: number): string {
    const key = `${name} ${phase}`;
    const known = this.#copies.get(key);
    if (known !== undefined) return known;
    const source = must(
      this.#program.states.find((state) => state.name === name),
      `state ${name}`,
    );
    const copy = phase === 0 ? name : this.#fresh(`${name}_bit${phase}`);
    this.#copies.set(key, copy);
    this.entered.set(name, [...(this.entered.get(name) ?? []), copy]);
    this.#open.push({ name: copy, source, operations: source.operations, phase });
    return copy;
  }

  #piece(of: Piece, wish: string, operations: readonly Operation[], phase: number): Next {
    const name = this.#fresh(`${of.name}_${wish}`);
    this.#open.push({ name, source: of.source, operations, phase });
    return { kind: "state", name };
  }

  /** Carries operations out up to the first that leads to several phases; there the state is cut in two ways. */
  #make(piece: Piece): void {
    const { name, source, operations } = piece;
    this.phaseOf.set(name, piece.phase);
    const { maxVisits, ...rest } = source;
    const isWhole = operations === source.operations;
    const bound = maxVisits === undefined || !isWhole ? {} : { maxVisits };
    let phase = piece.phase;
    for (const [index, operation] of operations.entries()) {
      const moved = this.#movement(operation);
      if (operation.kind === "extract-varbit") this.#checkVarbit(operation, phase);
      if (moved !== undefined) {
        if (operation.kind === "if") this.#checkWithin(operation, phase);
        phase = (phase + moved) % 8;
        continue;
      }
      if (operation.kind !== "if") throw new CompilerBug("a step of unknown size");
      const after = operations.slice(index + 1);
      const then = this.#piece(piece, "then", [...operation.then, ...after], phase);
      const otherwise = this.#piece(piece, "else", [...operation.otherwise, ...after], phase);
      const key = castTo(operation.condition, bitsType(1));
      const { origin } = operation;
      const transition: Transition = {
        kind: "select",
        keys: [key],
        rows: [{ patterns: [{ kind: "value", value: 1n }], next: then, origin }],
        otherwise,
        origin,
      };
      this.states.push({ ...rest, ...bound, name, operations: operations.slice(0, index), transition });
      return;
    }
    const transition = this.#leave(source.transition, phase);
    this.states.push({ ...rest, ...bound, name, operations, transition });
  }

  #checkVarbit(operation: Operation & { readonly kind: "extract-varbit" }, phase: number): void {
    if ((phase + beforeVarbit(this.#program, operation.header)) % 8 !== 0) this.oddVarbits.add(operation);
  }

  #checkWithin(operation: Operation & { readonly kind: "if" }, before: number): void {
    for (const branch of [operation.then, operation.otherwise]) {
      let phase = before;
      for (const inner of branch) {
        if (inner.kind === "extract-varbit") this.#checkVarbit(inner, phase);
        if (inner.kind === "if") this.#checkWithin(inner, phase);
        phase = (phase + (this.#movement(inner) ?? 0)) % 8;
      }
    }
  }

  #leave(transition: Transition, phase: number): Transition {
    const to = (next: Next): Next =>
      next.kind === "state" ? { kind: "state", name: this.#copyOf(next.name, phase) } : next;
    if (transition.kind === "goto") return { ...transition, next: to(transition.next) };
    const rows = transition.rows.map((row) => ({ ...row, next: to(row.next) }));
    return { ...transition, rows, otherwise: to(transition.otherwise) };
  }
}

/** Copies of one loop head share its bound: a counter of their own rejects first. */
const shareVisits = (
  program: Program,
  split: Splitter,
): { readonly program: Program; readonly sharedCount: ReadonlyMap<string, string> } => {
  const sharedCount = new Map<string, string>();
  const locals: Local[] = [];
  const init: Operation[] = [];
  const taken = new Set([...program.parameters, ...program.locals].map(({ name }) => name));
  const counted = new Map<string, readonly Operation[]>();
  for (const { name, maxVisits, origin } of program.states) {
    const copies = split.entered.get(name) ?? [];
    if (maxVisits === undefined || copies.length < 2) continue;
    let local = `visits_${name}`;
    while (taken.has(local)) local = `${local}_`;
    taken.add(local);
    const place: Place = { root: local, path: [], type: BIT32 };
    const count = { kind: "read", place, type: BIT32 } as const;
    locals.push({ name: local, type: BIT32, origin });
    init.push({ kind: "assign", target: place, value: zeroOf(BIT32), origin });
    const condition = compare("lt", count, bits(maxVisits, 32));
    const value = { kind: "binary", operator: "add", left: count, right: bits(1, 32), type: BIT32 } as const;
    const head: readonly Operation[] = [
      { kind: "verify", condition, error: "ParserTimeout", origin },
      { kind: "assign", target: place, value, origin },
    ];
    for (const copy of copies) {
      counted.set(copy, head);
      sharedCount.set(copy, local);
    }
  }
  const states = split.states.map((state) => ({
    ...state,
    operations: [...(counted.get(state.name) ?? []), ...state.operations],
  }));
  const all = { locals: [...program.locals, ...locals], init: [...program.init, ...init], states };
  return { program: { ...program, ...all }, sharedCount };
};

/** Whether any step is no whole number of bytes. */
const hasOddSteps = (program: Program, movement: Movement): boolean =>
  program.states.some(({ operations }) =>
    [...operationsWithin(operations)].some((operation) => movement(operation) !== 0),
  );

/** The program with a copy of each state for each phase that it is entered in. */
export const splitPhases = (program: Program): Phased => {
  const movement = movementIn(program);
  if (!hasOddSteps(program, movement)) {
    const split = new Splitter(program, movement);
    split.run();
    return { program, oddVarbits: split.oddVarbits };
  }
  const split = new Splitter(program, movement);
  split.run();
  return { ...shareVisits(program, split), phaseOf: split.phaseOf, oddVarbits: split.oddVarbits };
};
