/** Carries out a state's operations on a path whose packet is unknown: one path in, those that go on out. */
import { must, unreachable } from "../diagnostics/bug.ts";
import { extendsStack } from "../ir/extend.ts";
import type { Operation, Place, Program, Type } from "../ir/ir.ts";
import { stepType } from "../ir/types.ts";
import { passed } from "./accepted.ts";
import { FALSE, type Literal, not, TRUE } from "./circuit.ts";
import { boundariesOf } from "./comparisons.ts";
import { decide, decideAnew, type Wishes } from "./decide.ts";
import { decided, type Evaluator, Undecided, widthOf } from "./evaluate.ts";
import type { Goal, GoalKind } from "./goals.ts";
import { fork, type Path } from "./path.ts";
import { constant, type Word } from "./words.ts";

/** Hears what a path has come to. exact: the length in bytes that makes it so. */
export type Reached = (goals: readonly Goal[], path: Path, exact?: number) => void;

/** Ways within one state beyond which only one is followed. */
const MAX_WAYS = 12;
/** How far is advanced at most for its own sake: what a kernel's test run takes is little more. */
const FAR_BITS = 24_000n;
const MAX_BITS = 65535 * 8;
/** Of a packet that is longer already the rest is kept short. */
const LONG_BITS = 8_000;
/** So often all ways are followed on which a word is decided, then one of them in turn. */
const ALL_WAYS = 3;
/** Different values that are tried at one place. */
const MAX_VALUES = 64;

type Of<K extends Operation["kind"]> = Extract<Operation, { readonly kind: K }>;

export class Walker {
  readonly #evaluator: Evaluator;
  readonly #reached: Reached;
  readonly #roots: ReadonlyMap<string, Type>;
  readonly #uses = new Map<string, number>();
  readonly #tried = new Map<string, Set<bigint>>();
  /** Something that is possible was left out. */
  narrowed = false;

  constructor(program: Program, evaluator: Evaluator, reached: Reached) {
    this.#evaluator = evaluator;
    this.#reached = reached;
    this.#roots = new Map([...program.parameters, ...program.locals].map(({ name, type }) => [name, type]));
  }

  /** The path with one more assumption, as a path of its own; undefined where it is impossible. */
  assume(path: Path, literal: Literal): Path | undefined {
    const constraints = path.constraints.assume(literal);
    if (constraints === "unknown") this.narrowed = true;
    if (constraints === undefined || constraints === "unknown") return undefined;
    const next = fork(path);
    next.constraints = constraints;
    return next;
  }

  run(start: Path, state: string, operations: readonly Operation[], prefix = ""): readonly Path[] {
    let paths: readonly Path[] = [start];
    for (const [index, operation] of operations.entries()) {
      const id = `${prefix}${index}`;
      paths = paths.flatMap((path) => this.#step(path, state, operation, id));
      if (paths.length > MAX_WAYS) {
        paths = paths.slice(0, MAX_WAYS);
        this.narrowed = true;
      }
    }
    return paths;
  }

  /** Again with a decision, where the operation depends on a stack's index that is unknown. */
  #step(path: Path, state: string, operation: Operation, id: string): readonly Path[] {
    try {
      return this.#perform(fork(path), state, operation, id);
    } catch (thrown) {
      if (!(thrown instanceof Undecided)) throw thrown;
      const values = Array.from({ length: 8 }, (_, index) => BigInt(index));
      const ways = decide(path, thrown.word, { limit: FAR_BITS, values, unaligned: false });
      this.narrowed = true;
      return ways.flatMap((way) => this.#step(way, state, operation, id));
    }
  }

  #perform(path: Path, state: string, operation: Operation, id: string): readonly Path[] {
    const evaluator = this.#evaluator;
    switch (operation.kind) {
      case "extract":
        return this.#extract(path, state, operation.header, id, 0);
      case "extract-varbit":
        return this.#extractVarbit(path, state, operation, id);
      case "lookahead": {
        if (!this.#demand(path, state, operation.width, id)) return [];
        for (const { target, offset, width } of operation.loads)
          path.store.set(
            evaluator.place(path, target),
            evaluator.unknowns.packet(path.cursor + offset, width),
          );
        return [path];
      }
      case "advance":
        return this.#advance(path, state, operation, id);
      case "assign": {
        const name = evaluator.place(path, operation.target);
        const value = evaluator.value(path, operation.value);
        path.store.set(name, this.#sliced(path, name, operation, value));
        return [path];
      }
      case "copy-header": {
        const source = evaluator.place(path, operation.source);
        this.#copy(path, source, evaluator.place(path, operation.target));
        return [path];
      }
      case "set-validity":
        this.#setValid(path, operation.header, operation.valid);
        return [path];
      case "push":
      case "pop":
        this.#shift(path, operation);
        return [path];
      case "verify":
        return this.#verify(path, state, operation, id);
      case "if":
        return this.#branch(path, state, operation, id);
      default:
        return unreachable(operation);
    }
  }

  #goal(kind: GoalKind, state: string, what: string): Goal {
    return { kind, state, what };
  }

  #verify(path: Path, state: string, { condition }: Of<"verify">, id: string): readonly Path[] {
    for (const { operand, value } of boundariesOf(condition)) {
      const word = this.#evaluator.value(path, operand);
      const equal = this.assume(path, this.#evaluator.words.equal(word, constant(value, word.length)));
      if (equal !== undefined) this.#reached([this.#goal("comparison", state, `${id} with ${value}`)], equal);
    }
    const literal = this.#evaluator.truth(path, condition);
    const fails = this.assume(path, not(literal));
    if (fails !== undefined) this.#reached([this.#goal("branch", state, `${id} fails`)], fails);
    const holds = this.assume(path, literal);
    if (holds === undefined) return [];
    this.#reached([this.#goal("branch", state, `${id} holds`)], holds);
    return [holds];
  }

  #branch(path: Path, state: string, operation: Of<"if">, id: string): readonly Path[] {
    const literal = this.#evaluator.truth(path, operation.condition);
    const ways: Path[] = [];
    for (const [name, condition, inner] of [
      ["then", literal, operation.then],
      ["else", not(literal), operation.otherwise],
    ] as const) {
      const way = this.assume(path, condition);
      if (way === undefined) continue;
      this.#reached([this.#goal("branch", state, `${id} ${name}`)], way);
      ways.push(...this.run(way, state, inner, `${id}.${name}.`));
    }
    return ways;
  }

  /** Requires bits behind the cursor; false where no packet has so many. */
  #demand(path: Path, state: string, bits: number, id: string): boolean {
    const end = path.cursor + bits;
    if (end > MAX_BITS) return false;
    if (end <= path.demanded) return true;
    const bytes = Math.ceil(end / 8);
    if (bytes - 1 >= Math.ceil(path.demanded / 8))
      this.#reached([this.#goal("length", state, `${id} one byte short`)], path, bytes - 1);
    const length = this.#evaluator.unknowns.inputs.get("#length");
    if (length !== undefined) {
      const { words } = this.#evaluator;
      const least = constant(BigInt(bytes), length.length);
      const enough = this.assume(path, not(words.less(length, least, false)));
      if (enough === undefined) return false;
      path.constraints = enough.constraints;
    }
    path.demanded = end;
    this.#reached([this.#goal("length", state, `${id} just enough`)], path, bytes);
    return true;
  }

  #extract(path: Path, state: string, header: Place, id: string, varbits: number): readonly Path[] {
    const evaluator = this.#evaluator;
    // A varbit's extract says more in its id.
    const operation = id.split(" ")[0] ?? id;
    const isNext = extendsStack(header);
    const parent = this.#parent(header);
    const around = isNext && parent?.type.kind === "union" ? this.#parent(parent) : parent;
    const stack = isNext && around?.type.kind === "stack" ? around : undefined;
    const stackName = stack === undefined ? "" : evaluator.place(path, stack);
    const next = path.next.get(stackName) ?? 0;
    const size = stack?.type.kind === "stack" ? stack.type.size : 0;
    if (stack !== undefined && next >= size) {
      this.#reached([this.#goal("stack", state, `${operation} one over`)], path);
      return [];
    }
    const fields = this.#fields(header.type);
    const width = fields.reduce((sum, field) => sum + field.width, varbits);
    if (!this.#demand(path, state, width, id)) return [];
    const name = evaluator.place(path, header);
    this.#setValid(path, header, true);
    for (const field of fields) {
      if (field.isVarbit) path.cursor += varbits;
      else path.store.set(`${name}.${field.name}`, evaluator.unknowns.packet(path.cursor, field.width));
      path.cursor += field.width;
    }
    if (stack !== undefined) {
      path.next.set(stackName, next + 1);
      if (next + 1 === size) this.#reached([this.#goal("stack", state, `${operation} full`)], path);
    }
    return [path];
  }

  #fields(
    type: Type,
  ): readonly { readonly name: string; readonly width: number; readonly isVarbit: boolean }[] {
    const name = type.kind === "header" ? type.name : "";
    return must(this.#evaluator.types.get(name), `type ${name}`).fields.map((field) => ({
      name: field.name,
      width: field.type.kind === "bits" || field.type.kind === "bool" ? widthOf(field.type) : 0,
      isVarbit: field.type.kind === "varbit",
    }));
  }

  /** Ways on which the word is decided: at first the extreme ones, then others, in the end one of them in turn. */
  #decisions(path: Path, id: string, word: Word, wishes: Wishes): readonly Path[] {
    if (decided(path, word) !== undefined) return [path];
    this.narrowed = true;
    const uses = this.#uses.get(id) ?? 0;
    this.#uses.set(id, uses + 1);
    const tried = this.#tried.get(id) ?? new Set();
    this.#tried.set(id, tried);
    const isLong = path.demanded > LONG_BITS;
    if (uses >= ALL_WAYS && !isLong && tried.size < MAX_VALUES) {
      const anew = decideAnew(path, word, wishes.limit, tried);
      if (anew !== undefined) {
        tried.add(anew.value);
        return [anew.path];
      }
    }
    const ways = decide(path, word, wishes);
    for (const way of ways) tried.add(must(decided(way, word), "a decision"));
    if (uses < ALL_WAYS || ways.length === 0) return ways;
    // The first is the smallest.
    return [must(ways[isLong ? 0 : uses % ways.length], "a way")];
  }

  #extractVarbit(path: Path, state: string, operation: Of<"extract-varbit">, id: string): readonly Path[] {
    const word = this.#evaluator.value(path, operation.bits);
    const { type } = operation.header;
    const declared = this.#evaluator.types.get(type.kind === "header" ? type.name : "")?.fields ?? [];
    const field = declared.find((one) => one.type.kind === "varbit");
    const maximum = field?.type.kind === "varbit" ? field.type.maxWidth : 0;
    const whole = BigInt(maximum - (maximum % 8));
    const wishes = { limit: FAR_BITS, values: [whole, whole + 8n], unaligned: true };
    return this.#decisions(path, `${state} ${id}`, word, wishes).flatMap((way) => {
      const bits = Number(must(decided(way, word), "a decision"));
      const goal = (what: string): Goal => this.#goal("varbit", state, `${id} ${what}`);
      if (bits % 8 !== 0) {
        this.#reached([goal("not whole bytes")], way);
        return [];
      }
      if (bits > maximum) {
        if (this.#demand(way, state, bits + this.#fixedBits(type), `${id} over`))
          this.#reached([goal("too long")], way);
        return [];
      }
      const on = this.#extract(
        way,
        state,
        operation.header,
        `${id} ${bits === 0 ? "empty" : ""}`.trim(),
        bits,
      );
      for (const one of on) {
        if (bits === maximum) this.#reached([goal("maximum")], one);
        this.#reached([goal(bits === 0 ? "empty" : "not empty")], one);
      }
      return on;
    });
  }

  #fixedBits(type: Type): number {
    return this.#fields(type).reduce((sum, { width }) => sum + width, 0);
  }

  #advance(path: Path, state: string, operation: Of<"advance">, id: string): readonly Path[] {
    const word = this.#evaluator.value(path, operation.bits);
    const isConstant = operation.bits.kind === "bits";
    const wishes = { limit: FAR_BITS, values: [], unaligned: true };
    return this.#decisions(path, `${state} ${id}`, word, wishes).flatMap((way) => {
      const bits = Number(must(decided(way, word), "a decision"));
      if (!isConstant && bits % 8 !== 0) {
        this.#reached([this.#goal("advance", state, `${id} not whole bytes`)], way);
        return [];
      }
      if (!this.#demand(way, state, bits, id)) return [];
      way.cursor += bits;
      // Wanted in an accepted packet, too.
      if (bits > 0) passed(way, state, `${id} by something`);
      if (!isConstant)
        this.#reached(
          [this.#goal("advance", state, `${id} ${bits === 0 ? "by nothing" : "by something"}`)],
          way,
        );
      return [way];
    });
  }

  #sliced(path: Path, name: string, { slice, target }: Of<"assign">, value: Word): Word {
    if (slice === undefined) return value;
    const width = target.type.kind === "bits" ? target.type.width : value.length;
    const old = path.store.get(name) ?? constant(0n, width);
    return old.map((literal, bit) =>
      bit >= slice.low && bit <= slice.high ? (value[bit - slice.low] ?? FALSE) : literal,
    );
  }

  /** The place around, with its type. */
  #parent(place: Place): Place | undefined {
    if (place.path.length === 0) return undefined;
    const path = place.path.slice(0, -1);
    let type = this.#roots.get(place.root);
    for (const step of path)
      type = type === undefined ? undefined : stepType(this.#evaluator.types, type, step);
    return type === undefined ? undefined : { root: place.root, path, type };
  }

  #setValid(path: Path, header: Place, valid: boolean): void {
    const parent = this.#parent(header);
    if (valid && parent?.type.kind === "union") {
      const union = this.#evaluator.place(path, parent);
      for (const { name } of this.#evaluator.types.get(parent.type.name)?.fields ?? [])
        path.store.delete(`${union}.${name}#valid`);
    }
    path.store.set(`${this.#evaluator.place(path, header)}#valid`, [valid ? TRUE : FALSE]);
  }

  /** Everything below a place becomes what is below another. */
  #copy(path: Path, source: string, target: string): void {
    const below = (name: string, root: string): boolean =>
      name.startsWith(`${root}.`) || name.startsWith(`${root}#`);
    const copied = [...path.store].filter(([name]) => below(name, source));
    for (const name of [...path.store.keys()]) if (below(name, target)) path.store.delete(name);
    for (const [name, word] of copied) path.store.set(`${target}${name.slice(source.length)}`, word);
  }

  #shift(path: Path, { kind, stack, count }: Of<"push" | "pop">): void {
    const name = this.#evaluator.place(path, stack);
    const size = stack.type.kind === "stack" ? stack.type.size : 0;
    const by = kind === "push" ? count : -count;
    const order = Array.from({ length: size }, (_, index) => (by > 0 ? size - 1 - index : index));
    for (const index of order) this.#copy(path, `${name}[${index - by}]`, `${name}[${index}]`);
    path.next.set(name, Math.min(size, Math.max(0, (path.next.get(name) ?? 0) + by)));
  }
}
