/**
 * Carries out sections of a parse function with unknown contents of everything: all ways from one label to labels
 * further on, or out. What a packet holds is unknown, but the same wherever it is read again.
 */
import type { Literal } from "../../../src/cover/circuit.ts";
import { not, TRUE } from "../../../src/cover/circuit.ts";
import type { Constraints } from "../../../src/cover/constraints.ts";
import { constant, constantOf, type Word } from "../../../src/cover/words.ts";
import type { ParseFunction } from "./function.ts";
import { cellsOf, membersOf } from "./memory.ts";
import { type CType, type Expression, NotUnderstood, type Statement } from "./syntax.ts";
import { type Arithmetic, converted, promoted, type Value, zeros } from "./values.ts";

export type Exit =
  | { readonly kind: "label"; readonly name: string }
  | { readonly kind: "return"; readonly value: Word };

/** One way. Mutable; forked at conditions. */
export interface Way {
  cells: Map<string, Word>;
  constraints: Constraints;
  exit: Exit | undefined;
  /** Lines that were carried out. */
  lines: Set<number>;
}

/** Where an lvalue may lie, and in which case. */
interface Location {
  readonly when: Literal;
  readonly name: string;
  readonly type: CType;
}

const MOST_WAYS = 300;
const SIZES: Readonly<Record<string, number>> = { "8": 1, "16": 2, "32": 4, "64": 8 };

const fork = (way: Way): Way => ({ ...way, cells: new Map(way.cells), lines: new Set(way.lines) });

/** What everything held in the beginning, the same for all ways. */
export class Beginning {
  readonly #cells = new Map<string, Word>();
  readonly #arithmetic: Arithmetic;
  readonly #given: ReadonlyMap<string, Word>;
  /** What has been asked for, with its width. */
  readonly asked = new Map<string, number>();

  constructor(arithmetic: Arithmetic, given: ReadonlyMap<string, Word>) {
    this.#arithmetic = arithmetic;
    this.#given = given;
  }

  cell(name: string, bits: number): Word {
    this.asked.set(name, bits);
    const known = this.#given.get(name) ?? this.#cells.get(name);
    if (known !== undefined) return known;
    const word = this.#arithmetic.unknown(bits);
    this.#cells.set(name, word);
    return word;
  }
}

/** What the world outside holds: the packet's bytes and the answers of other functions. */
export class Outside {
  readonly #known = new Map<string, Word>();
  readonly #arithmetic: Arithmetic;

  constructor(arithmetic: Arithmetic) {
    this.#arithmetic = arithmetic;
  }

  get(key: string, bits: number): Word {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const word = this.#arithmetic.unknown(bits);
    this.#known.set(key, word);
    return word;
  }
}

export class Execution {
  readonly #function: ParseFunction;
  readonly #arithmetic: Arithmetic;
  readonly #beginning: Beginning;
  readonly #outside: Outside;
  readonly #types = new Map<string, CType>();
  readonly #variables: ReadonlyMap<string, number>;

  constructor(of: ParseFunction, arithmetic: Arithmetic, beginning: Beginning, outside: Outside) {
    this.#function = of;
    this.#arithmetic = arithmetic;
    this.#beginning = beginning;
    this.#outside = outside;
    for (const [name, type] of of.pointees) this.#types.set(name, type);
    for (const name of ["data", "data_end"]) this.#types.set(name, { kind: "pointer" });
    for (const name of ["offset", "packet_length"]) this.#types.set(name, { kind: "int", bits: 32 });
    for (const statement of of.sections.get("") ?? [])
      if (statement.kind === "declare") this.#types.set(statement.name, statement.type);
    this.#variables = new Map(
      [...this.#types].flatMap(([name, type]) =>
        cellsOf(of.structs, name, type).map((cell) => [cell.name, cell.bits] as const),
      ),
    );
  }

  /** The cells that live in the whole function, with their widths in bits: its variables, what parameters point to. */
  get variables(): ReadonlyMap<string, number> {
    return this.#variables;
  }

  /** All ways from a label to the next labels, or out. */
  waysFrom(label: string, constraints: Constraints): readonly Way[] {
    return this.advance({
      cells: new Map(),
      constraints,
      exit: { kind: "label", name: label },
      lines: new Set(),
    });
  }

  /** From where a way has stopped to the next labels, or out. */
  advance(way: Way): readonly Way[] {
    const ways = way.exit?.kind === "label" ? this.#section(way, way.exit.name) : [way];
    if (ways.length > MOST_WAYS) throw new NotUnderstood("so many ways");
    return ways;
  }

  #section(start: Way, name: string): readonly Way[] {
    const statements = this.#function.sections.get(name);
    if (statements === undefined) throw new NotUnderstood(`label ${name}`);
    const way = { ...fork(start), exit: undefined };
    const following = this.#function.following.get(name);
    return this.#run(statements, way).map((left) => {
      if (left.exit !== undefined) return left;
      if (following === undefined) throw new NotUnderstood("the end of the function");
      return { ...left, exit: { kind: "label", name: following } as const };
    });
  }

  #run(statements: readonly Statement[], start: Way): readonly Way[] {
    let ways: readonly Way[] = [start];
    for (const statement of statements)
      ways = ways.flatMap((way) => (way.exit === undefined ? this.#step(statement, way) : [way]));
    return ways;
  }

  #assume(way: Way, literal: Literal): Way | undefined {
    const constraints = way.constraints.assume(literal);
    if (constraints === "unknown") throw new NotUnderstood("a condition that is too hard");
    return constraints === undefined ? undefined : { ...fork(way), constraints };
  }

  #step(statement: Statement, way: Way): readonly Way[] {
    way.lines.add(statement.line);
    switch (statement.kind) {
      case "label":
        throw new NotUnderstood("a label within a block");
      case "goto":
        return [{ ...way, exit: { kind: "label", name: statement.name } }];
      case "return":
        return [{ ...way, exit: { kind: "return", value: this.value(statement.value, way).word } }];
      case "block":
        return this.#run(statement.body, way);
      case "if": {
        const literal = this.#arithmetic.truth(this.value(statement.condition, way));
        const then = this.#assume(way, literal);
        const otherwise = this.#assume(way, not(literal));
        return [
          ...(then === undefined ? [] : this.#step(statement.then, then)),
          ...(otherwise === undefined
            ? []
            : statement.otherwise === undefined
              ? [otherwise]
              : this.#step(statement.otherwise, otherwise)),
        ];
      }
      case "switch":
        return this.#switch(statement, way);
      case "declare": {
        this.#types.set(statement.name, statement.type);
        for (const { name } of cellsOf(this.#function.structs, statement.name, statement.type))
          way.cells.delete(name);
        if (statement.value === undefined) return [way];
        const isPlain = statement.type.kind === "int" || statement.type.kind === "pointer";
        if (isPlain)
          this.#assign({ kind: "name", name: statement.name }, this.value(statement.value, way), way);
        else
          for (const { name, bits } of cellsOf(this.#function.structs, statement.name, statement.type))
            way.cells.set(name, zeros(bits));
        return [way];
      }
      case "assign": {
        const { operator, target, value } = statement;
        if (operator === "" && this.#copies(target, value, way)) return [way];
        const right = this.value(value, way);
        const made =
          operator === "" ? right : this.#arithmetic.binary(operator, this.value(target, way), right);
        this.#assign(target, made, way);
        return [way];
      }
      case "call":
        return this.#call(statement.name, statement.operands, way);
    }
  }

  #switch({ key, cases }: Statement & { readonly kind: "switch" }, way: Way): readonly Way[] {
    const value = this.value(key, way);
    const ways: Way[] = [];
    let none: Literal = TRUE;
    const { circuit } = this.#arithmetic;
    const equals = (expression: Expression): Literal => {
      // A case is converted to the type of the key.
      const word = converted(this.value(expression, way), value.word.length);
      return this.#arithmetic.words.equal(value.word, word);
    };
    const all = cases.map(({ values, isDefault, body }) => ({
      body,
      isDefault,
      matches: circuit.any(values.map(equals)),
    }));
    for (const { matches } of all) none = circuit.and(none, not(matches));
    for (const { matches, isDefault, body } of all) {
      const taken = this.#assume(way, isDefault ? circuit.any([matches, none]) : matches);
      if (taken !== undefined) ways.push(...this.#run(body, taken));
    }
    if (!all.some(({ isDefault }) => isDefault)) {
      const past = this.#assume(way, none);
      if (past !== undefined) ways.push(past);
    }
    return ways;
  }

  #call(name: string, operands: readonly Expression[], way: Way): readonly Way[] {
    if (name === "P4TWIN_OPAQUE") return [way];
    const bits = /^P4TWIN_STORE(8|16|32|64)$/.exec(name)?.[1];
    const [to, value] = operands;
    if (bits === undefined || to === undefined || value === undefined) throw new NotUnderstood(name);
    const word = converted(this.value(value, way), Number(bits));
    const bytes = this.#arithmetic.toBytes(word);
    const at = this.#bytesAt(to, way);
    if (at === undefined) throw new NotUnderstood("a store into the packet");
    for (const [index, byte] of bytes.entries()) {
      if (at.from + index >= at.count || at.from + index < 0)
        throw new NotUnderstood("a store outside of its array");
      way.cells.set(`${at.name}[${at.from + index}]`, byte);
    }
    return [way];
  }

  /** An array of bytes plus a constant; undefined of any other address. */
  #bytesAt(
    expression: Expression,
    way: Way,
  ): { readonly name: string; readonly from: number; readonly count: number } | undefined {
    if (expression.kind === "cast" && expression.type.kind === "pointer")
      return this.#bytesAt(expression.operand, way);
    if (expression.kind === "binary" && (expression.operator === "+" || expression.operator === "-")) {
      const base = this.#bytesAt(expression.left, way);
      if (base === undefined) return undefined;
      const plus = constantOf(this.value(expression.right, way).word);
      if (plus === undefined) throw new NotUnderstood("a variable place in an array of bytes");
      return { ...base, from: base.from + Number(plus) * (expression.operator === "+" ? 1 : -1) };
    }
    if (!["member", "index", "name"].includes(expression.kind)) return undefined;
    const [only, ...more] = this.#locate(expression, way);
    if (only?.type.kind !== "array") return undefined;
    if (more.length > 0) throw new NotUnderstood("bytes of a variable element");
    return { name: only.name, from: 0, count: only.type.count };
  }

  #locate(expression: Expression, way: Way): readonly Location[] {
    switch (expression.kind) {
      case "name": {
        const type = this.#types.get(expression.name);
        if (type === undefined) throw new NotUnderstood(expression.name);
        return [{ when: TRUE, name: expression.name, type }];
      }
      case "unary":
        if (expression.operator === "*") return this.#locate(expression.operand, way);
        throw new NotUnderstood(`lvalue with ${expression.operator}`);
      case "member":
        return this.#locate(expression.of, way).map(({ when, name, type }) => {
          if (type.kind !== "struct") throw new NotUnderstood(`member of ${name}`);
          const member = membersOf(this.#function.structs, type.tag).find(
            (one) => one.name === expression.name,
          );
          if (member === undefined) throw new NotUnderstood(`member ${expression.name}`);
          return { when, name: `${name}.${member.name}`, type: member.type };
        });
      case "index": {
        const { word } = this.value(expression.index, way);
        const known = constantOf(word);
        return this.#locate(expression.of, way).flatMap(({ when, name, type }) => {
          if (type.kind !== "array") throw new NotUnderstood(`element of ${name}`);
          const { count, of } = type;
          if (known !== undefined) {
            if (known >= BigInt(count)) throw new NotUnderstood("an element outside of its array");
            return [{ when, name: `${name}[${known}]`, type: of }];
          }
          const { words, circuit } = this.#arithmetic;
          const outside = not(words.less(word, constant(BigInt(count), word.length), false));
          if (way.constraints.assume(circuit.and(when, outside)) !== undefined)
            throw new NotUnderstood("an element that may lie outside of its array");
          return Array.from({ length: count }, (_, index) => ({
            when: circuit.and(when, words.equal(word, constant(BigInt(index), word.length))),
            name: `${name}[${index}]`,
            type: of,
          }));
        });
      }
      default:
        throw new NotUnderstood(`lvalue of ${expression.kind}`);
    }
  }

  #cell(way: Way, name: string, bits: number): Word {
    return way.cells.get(name) ?? this.#beginning.cell(name, bits);
  }

  #bits(type: CType): number {
    if (type.kind === "int") return type.bits;
    if (type.kind === "pointer") return 64;
    throw new NotUnderstood(`a value of ${type.kind}`);
  }

  #assign(target: Expression, value: Value, way: Way): void {
    for (const { when, name, type } of this.#locate(target, way)) {
      const bits = this.#bits(type);
      const word = converted(value, bits);
      way.cells.set(name, this.#arithmetic.words.choose(when, word, this.#cell(way, name, bits)));
    }
  }

  /** Of structs: copies all cells; false of anything else. */
  #copies(target: Expression, value: Expression, way: Way): boolean {
    if (value.kind !== "name" && value.kind !== "member" && value.kind !== "index") return false;
    if (value.kind === "name" && this.#function.constants.has(value.name)) return false;
    const from = this.#locate(value, way);
    if (from[0]?.type.kind !== "struct") return false;
    const to = this.#locate(target, way);
    if (from.length > 1 || to.length > 1) throw new NotUnderstood("a copy of a variable element");
    const source = from[0];
    for (const { name, bits } of cellsOf(this.#function.structs, "", source.type))
      way.cells.set(`${to[0]?.name}${name}`, this.#cell(way, `${source.name}${name}`, bits));
    return true;
  }

  value(expression: Expression, way: Way): Value {
    const arithmetic = this.#arithmetic;
    switch (expression.kind) {
      case "number":
        return arithmetic.number(expression.value, expression.isLong ? 64 : 32, !expression.isUnsigned);
      case "name": {
        const constantValue = this.#function.constants.get(expression.name);
        if (constantValue !== undefined) return arithmetic.number(constantValue, 32, true);
        return this.#read(expression, way);
      }
      case "member":
      case "index":
        return this.#read(expression, way);
      case "unary":
        if (expression.operator === "*") return this.#read(expression, way);
        return arithmetic.unary(expression.operator, this.value(expression.operand, way));
      case "binary":
        return arithmetic.binary(
          expression.operator,
          this.value(expression.left, way),
          this.value(expression.right, way),
        );
      case "choice":
        return arithmetic.choose(
          arithmetic.truth(this.value(expression.condition, way)),
          this.value(expression.then, way),
          this.value(expression.otherwise, way),
        );
      case "cast": {
        const value = this.value(expression.operand, way);
        const bits = this.#bits(expression.type);
        return bits < 32 ? promoted(converted(value, bits)) : { word: converted(value, bits), signed: false };
      }
      case "call":
        return this.#answer(expression.name, expression.operands, way);
    }
  }

  #read(expression: Expression, way: Way): Value {
    const [first, ...others] = this.#locate(expression, way);
    if (first === undefined) throw new NotUnderstood("nothing to read");
    const bits = this.#bits(first.type);
    let word = this.#cell(way, first.name, bits);
    for (const { when, name } of others)
      word = this.#arithmetic.words.choose(when, this.#cell(way, name, bits), word);
    return promoted(word);
  }

  #answer(name: string, operands: readonly Expression[], way: Way): Value {
    const arithmetic = this.#arithmetic;
    const [operand] = operands;
    if (operand === undefined) throw new NotUnderstood(name);
    if (name === "__builtin_constant_p") return arithmetic.number(1n, 32, true);
    if (name === "P4TWIN_RARELY") return arithmetic.fromTruth(arithmetic.truth(this.value(operand, way)));
    const [, kind = "", bits = ""] = /^P4TWIN_(LOAD|BE)(8|16|32|64)$/.exec(name) ?? [];
    if (kind === "BE") {
      const word = converted(this.value(operand, way), Number(bits));
      return promoted(arithmetic.toBytes(word).flat());
    }
    if (kind === "LOAD") return promoted(arithmetic.fromBytes(this.#load(operand, SIZES[bits] ?? 1, way)));
    const words = operands.map((one) => this.value(one, way).word.join());
    return { word: this.#outside.get(`${name}(${words.join("; ")})`, 32), signed: true };
  }

  #load(from: Expression, bytes: number, way: Way): readonly Word[] {
    const at = this.#bytesAt(from, way);
    if (at !== undefined)
      return Array.from({ length: bytes }, (_, index) => {
        if (at.from + index >= at.count) throw new NotUnderstood("a load outside of its array");
        return this.#cell(way, `${at.name}[${at.from + index}]`, 8);
      });
    const { base, plus } = this.#arithmetic.sumOf(this.value(from, way).word);
    const key = base.join();
    return Array.from({ length: bytes }, (_, index) =>
      this.#outside.get(`packet ${key} + ${BigInt.asUintN(64, plus + BigInt(index))}`, 8),
    );
  }
}
