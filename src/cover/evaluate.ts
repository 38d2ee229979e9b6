/** Expressions and places of the IR on words of unknown bits. */
import { must, unreachable } from "../diagnostics/bug.ts";
import type { Expression, Place, Program, ScalarType, TypeDeclaration } from "../ir/ir.ts";
import { typeTable } from "../ir/types.ts";
import { type Circuit, FALSE, type Literal, not, TRUE } from "./circuit.ts";
import type { Path } from "./path.ts";
import type { Unknowns } from "./unknowns.ts";
import { complement, constant, constantOf, resize, type Word, Words } from "./words.ts";

/** An error is its index among the program's. */
const ERROR_WIDTH = 16;

export const widthOf = (type: ScalarType): number =>
  type.kind === "bits" ? type.width : type.kind === "bool" ? 1 : ERROR_WIDTH;

/** Thrown where the way depends on the value of a word that is not yet decided: a stack's index. */
export class Undecided {
  readonly word: Word;
  constructor(word: Word) {
    this.word = word;
  }
}

export const pinKey = (word: Word): string => word.join(",");

/** A word's value where it is decided on this path. */
export const decided = (path: Path, word: Word): bigint | undefined =>
  constantOf(word) ?? path.pinned.get(pinKey(word));

export class Evaluator {
  readonly words: Words;
  readonly circuit: Circuit;
  readonly unknowns: Unknowns;
  readonly types: ReadonlyMap<string, TypeDeclaration>;
  readonly #errors: readonly string[];

  constructor(program: Program, circuit: Circuit, unknowns: Unknowns) {
    this.circuit = circuit;
    this.words = new Words(circuit);
    this.unknowns = unknowns;
    this.types = typeTable(program);
    this.#errors = program.errors;
  }

  /** The spelling of a place, its indices decided. */
  place(path: Path, { root, path: steps }: Place): string {
    let name = root;
    for (const step of steps) {
      if (step.kind === "field") name += `.${step.name}`;
      else if (step.kind === "index") {
        const word = this.value(path, step.index);
        const index = decided(path, word);
        if (index === undefined) throw new Undecided(word);
        name += `[${index}]`;
      } else {
        const next = path.next.get(name) ?? 0;
        name += `[${step.kind === "next" ? next : next - 1}]`;
      }
    }
    return name;
  }

  /** A condition. */
  truth(path: Path, expression: Expression): Literal {
    return this.value(path, expression)[0] ?? FALSE;
  }

  error(name: string): Word {
    return constant(BigInt(Math.max(0, this.#errors.indexOf(name))), ERROR_WIDTH);
  }

  isValid(path: Path, place: Place): Literal {
    const name = this.place(path, place);
    if (place.type.kind !== "union") return path.store.get(`${name}#valid`)?.[0] ?? FALSE;
    const members = must(this.types.get(place.type.name), place.type.name).fields;
    return this.circuit.any(
      members.map((member) => path.store.get(`${name}.${member.name}#valid`)?.[0] ?? FALSE),
    );
  }

  value(path: Path, expression: Expression): Word {
    switch (expression.kind) {
      case "bits":
        return constant(expression.value, expression.type.width);
      case "bool":
        return [expression.value ? TRUE : FALSE];
      case "error":
        return this.error(expression.name);
      case "read":
        return path.store.get(this.place(path, expression.place)) ?? constant(0n, widthOf(expression.type));
      case "is-valid":
        return [this.isValid(path, expression.place)];
      case "next-index":
        return constant(BigInt(path.next.get(this.place(path, expression.stack)) ?? 0), 32);
      case "packet-length":
        return this.unknowns.input("#length", 32);
      case "unary": {
        const operand = this.value(path, expression.operand);
        return expression.operator === "negate" ? this.words.negate(operand) : complement(operand);
      }
      case "binary":
        return this.#binary(path, expression);
      case "slice":
        return this.value(path, expression.operand).slice(expression.low, expression.high + 1);
      case "cast": {
        const { type } = expression.operand;
        const signed = type.kind === "bits" && type.signed;
        return resize(this.value(path, expression.operand), widthOf(expression.type), signed);
      }
      case "mux":
        return this.words.choose(
          this.truth(path, expression.condition),
          this.value(path, expression.then),
          this.value(path, expression.otherwise),
        );
      default:
        return unreachable(expression);
    }
  }

  #binary(path: Path, expression: Extract<Expression, { readonly kind: "binary" }>): Word {
    const { words, circuit } = this;
    const left = this.value(path, expression.left);
    const right = this.value(path, expression.right);
    const { type } = expression.left;
    const signed = type.kind === "bits" && type.signed;
    switch (expression.operator) {
      case "add":
        return words.add(left, right);
      case "sub":
        return words.sub(left, right);
      case "mul":
        return words.mul(left, right);
      case "add-sat":
        return words.saturated(left, right, "add", signed);
      case "sub-sat":
        return words.saturated(left, right, "sub", signed);
      case "div":
        return words.divide(left, right).quotient;
      case "mod":
        return words.divide(left, right).remainder;
      case "and":
      case "logical-and":
        return words.bitwise(left, right, (a, b) => circuit.and(a, b));
      case "or":
      case "logical-or":
        return words.bitwise(left, right, (a, b) => circuit.or(a, b));
      case "xor":
        return words.bitwise(left, right, (a, b) => circuit.xor(a, b));
      case "shl":
        return words.shift(left, right, "left", signed);
      case "shr":
        return words.shift(left, right, "right", signed);
      case "concat":
        return [...right, ...left];
      case "eq":
        return [words.equal(left, right)];
      case "ne":
        return [not(words.equal(left, right))];
      case "lt":
        return [words.less(left, right, signed)];
      case "gt":
        return [words.less(right, left, signed)];
      case "le":
        return [not(words.less(right, left, signed))];
      case "ge":
        return [not(words.less(left, right, signed))];
      default:
        return unreachable(expression.operator);
    }
  }
}
