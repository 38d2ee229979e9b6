/**
 * The indices into stacks that are known where the code being printed stands: in the passes that are copied out in
 * front of a loop a stack's next index is a constant. With constant indices clang sees through a variable of the
 * caller's that holds a stack, and drops what the caller does not read.
 */
import type { Expression, Operation, Place, Step } from "../../../src/ir/ir.ts";
import { spellPlace } from "../../../src/ir/spell.ts";
import { after, type Fill, type Fills, fillOf, type SizeOf } from "./stack-fill.ts";

const cut = (value: bigint, { type }: Expression): bigint | undefined =>
  type.kind === "bits" && !type.signed ? BigInt.asUintN(type.width, value) : undefined;

export class StackIndices {
  readonly #sizeOf: SizeOf;
  #fills: Fills | undefined;

  /** sizeOf: as stackSizes gives it. */
  constructor(sizeOf: SizeOf) {
    this.#sizeOf = sizeOf;
  }

  /** undefined: nothing is known. */
  get current(): Fills | undefined {
    return this.#fills;
  }

  set current(fills: Fills | undefined) {
    this.#fills = fills;
  }

  /** Follows an operation that is carried out. */
  note(operation: Operation): void {
    if (this.#fills !== undefined) this.#fills = after(this.#fills, operation, this.#sizeOf);
  }

  /** A stack's next index, where it is known. */
  nextOf(stack: Place): number | undefined {
    const fill = this.#fillOf(stack);
    return fill !== undefined && fill.low === fill.high ? fill.low : undefined;
  }

  /** The value of an index, where it is known. */
  valueOf(index: Expression): bigint | undefined {
    switch (index.kind) {
      case "bits":
        return index.value;
      case "next-index": {
        const next = this.nextOf(index.stack);
        return next === undefined ? undefined : BigInt(next);
      }
      case "cast": {
        const value = this.valueOf(index.operand);
        return value === undefined ? undefined : cut(value, index);
      }
      case "binary": {
        const [left, right] = [this.valueOf(index.left), this.valueOf(index.right)];
        if (left === undefined || right === undefined) return undefined;
        if (index.operator === "add") return cut(left + right, index);
        return index.operator === "sub" ? cut(left - right, index) : undefined;
      }
      default:
        return undefined;
    }
  }

  /** The place with each index that is known as a constant; `next` and `last` stay where they are not. */
  resolve(place: Place): Place {
    const { root, path } = place;
    if (path.every(({ kind }) => kind === "field")) return place;
    return {
      ...place,
      path: path.map((step, at) => this.#resolved(step, { root, path: path.slice(0, at), type: place.type })),
    };
  }

  /** Whether an index in a place is not known. */
  isOpen(place: Place): boolean {
    return this.resolve(place).path.some(
      (step) => step.kind === "last" || (step.kind === "index" && step.index.kind !== "bits"),
    );
  }

  #resolved(step: Step, stack: Place): Step {
    const index = this.#indexOf(step, stack);
    if (index === undefined) return step;
    const type = { kind: "bits", width: 32, signed: false } as const;
    return { kind: "index", index: { kind: "bits", value: index, type } };
  }

  #indexOf(step: Step, stack: Place): bigint | undefined {
    switch (step.kind) {
      case "field":
        return undefined;
      case "index":
        return this.valueOf(step.index);
      case "next":
      case "last": {
        const next = this.nextOf(stack);
        if (next === undefined) return undefined;
        return BigInt(step.kind === "next" ? next : next - 1);
      }
    }
  }

  #fillOf(stack: Place): Fill | undefined {
    return this.#fills === undefined ? undefined : fillOf(this.#fills, spellPlace(stack));
  }
}
