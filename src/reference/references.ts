/**
 * L-values (specification 6.7). Locating one evaluates the indexes on its way, once; reading and writing through it
 * may come later, as for out arguments.
 */
import type { Type, TypedExpression } from "../analyze/typed.ts";
import { CompilerBug, must } from "../diagnostics/bug.ts";
import { elementAt, nextOrLast, stackIndex } from "./elements.ts";
import type { Located, Reference, Scope } from "./scope.ts";
import { fieldIndex, fieldType, underlying, zeroOf } from "./types.ts";
import { asBits, asHeader, asStack, asStruct, asUnion, invalidHeader } from "./values.ts";

const forwardExtracted = (base: Reference): Pick<Reference, "extracted"> =>
  base.extracted === undefined ? {} : { extracted: base.extracted };

const structField = (base: Reference, index: number): Reference => ({
  read: () => must(asStruct(base.read()).fields[index], "field of a struct"),
  write: (value) => {
    asStruct(base.read()).fields[index] = value;
  },
});

/** Fields of an invalid header read zero; a write to them is lost. */
const headerField = (base: Reference, index: number, type: Type): Reference => {
  const zero = zeroOf(type);
  return {
    read: () => asHeader(base.read()).fields[index] ?? zero(),
    write: (value) => {
      const header = asHeader(base.read());
      if (header.valid) header.fields[index] = value;
    },
  };
};

/** A union has at most one valid member; making one invalid leaves none (specification 8.20). */
const unionMember = (base: Reference, index: number): Reference => ({
  read: () => must(asUnion(base.read()).members[index], "member of a union"),
  write: (value) => {
    const { members } = asUnion(base.read());
    for (let other = 0; other < members.length; other += 1) members[other] = invalidHeader();
    members[index] = asHeader(value);
  },
  ...forwardExtracted(base),
});

const fieldReference = (base: Reference, type: Type, name: string): Reference => {
  const index = fieldIndex(type, name);
  switch (underlying(type).kind) {
    case "struct":
      return structField(base, index);
    case "header":
      return headerField(base, index, fieldType(type, name));
    case "union":
      return unionMember(base, index);
    default:
      throw new CompilerBug(`a ${type.kind} has no fields`);
  }
};

const stackElement = (base: Reference, index: number): Reference => ({
  read: () => elementAt(asStack(base.read()), index),
  write: (value) => {
    asStack(base.read()).elements[index] = value;
  },
});

/** `.next` (specification 8.18): an extract into it moves the stack's next index on. */
const nextElement = (base: Reference): Reference => {
  const index = nextOrLast(asStack(base.read()), 0);
  return {
    ...stackElement(base, index),
    extracted: () => {
      asStack(base.read()).next += 1;
    },
  };
};

const lastElement = (base: Reference): Reference => stackElement(base, nextOrLast(asStack(base.read()), -1));

const sliceReference = (base: Reference, high: number, low: number): Reference => {
  const at = BigInt(low);
  const width = high - low + 1;
  const hole = ((1n << BigInt(width)) - 1n) << at;
  return {
    read: () => BigInt.asUintN(width, asBits(base.read()) >> at),
    write: (value) => base.write((asBits(base.read()) & ~hole) | (asBits(value) << at)),
  };
};

const derived = (base: Located, derive: (reference: Reference) => Reference): Located => {
  if (base.fixed === undefined) return { locate: () => derive(base.locate()) };
  const fixed = derive(base.fixed);
  return { fixed, locate: () => fixed };
};

/** Compiles an l-value. */
export const compileReference = (scope: Scope, expression: TypedExpression): Located => {
  const inner = (base: TypedExpression): Located => compileReference(scope, base);
  switch (expression.kind) {
    case "variable": {
      const fixed = scope.cell(expression.variable);
      return { fixed, locate: () => fixed };
    }
    case "field":
      return derived(inner(expression.base), (base) =>
        fieldReference(base, expression.base.type, expression.field),
      );
    case "element":
      return derived(inner(expression.base), (base) => structField(base, expression.index));
    case "index": {
      const base = inner(expression.base);
      const index = stackIndex(
        scope.expression(expression.index),
        expression.index.type,
        expression.base.type,
      );
      return {
        locate: () => {
          const stack = base.locate();
          return stackElement(stack, index());
        },
      };
    }
    case "stack-next": {
      const stack = inner(expression.stack);
      return { locate: () => nextElement(stack.locate()) };
    }
    case "stack-last": {
      const stack = inner(expression.stack);
      return { locate: () => lastElement(stack.locate()) };
    }
    case "slice":
      return derived(inner(expression.base), (base) => sliceReference(base, expression.high, expression.low));
    default:
      throw new CompilerBug(`a ${expression.kind} is no place to write to`);
  }
};
