/** Sizes of types: bits on the wire, and how many parts and levels they have (which limits.ts bounds). */
import { originOf } from "./type-facts.ts";
import type { Type } from "./typed.ts";

export interface Extent {
  /** Nodes of the type written out as a tree, type arguments included. */
  readonly parts: number;
  readonly depth: number;
}

const extents = new WeakMap<Type, Extent>();

/** How many parts a type has and how deep they nest. Its parts have been measured before, so this is no deep recursion. */
export const extentOf = (type: Type): Extent => {
  const known = extents.get(type);
  if (known !== undefined) return known;
  const own = measure(type);
  const given = sum(originOf(type)?.arguments ?? []);
  const extent = { parts: Math.max(own.parts, given.parts), depth: Math.max(own.depth, given.depth) };
  extents.set(type, extent);
  return extent;
};

const sum = (types: readonly Type[]): Extent => {
  let parts = 1;
  let depth = 0;
  for (const type of types) {
    const part = extentOf(type);
    parts += part.parts;
    depth = Math.max(depth, part.depth);
  }
  return { parts, depth: depth + 1 };
};

const measure = (type: Type): Extent => {
  switch (type.kind) {
    case "struct":
    case "header":
    case "union":
      return sum(type.fields.map((field) => field.type));
    case "tuple":
      return sum(type.elements);
    case "stack": {
      const element = extentOf(type.element);
      return { parts: element.parts * type.size + 1, depth: element.depth + 1 };
    }
    case "list":
      return sum([type.element]);
    case "newtype":
      return sum([type.underlying]);
    default:
      return { parts: 1, depth: 1 };
  }
};

export interface WireSize {
  /** Bits without what a varbit holds. */
  readonly minimum: number;
  readonly maximum: number;
}

const both = (bits: number): WireSize => ({ minimum: bits, maximum: bits });

/** Bits that a value takes in a packet (specification 8.18); undefined for what has no representation there. */
export const wireSize = (type: Type): WireSize | undefined => {
  switch (type.kind) {
    case "bits":
      return both(type.width);
    case "bool":
      return both(1);
    case "varbit":
      return { minimum: 0, maximum: type.maxWidth };
    case "enum":
      return type.representation === undefined ? undefined : both(type.representation.width);
    case "newtype":
      return wireSize(type.underlying);
    case "stack": {
      const element = wireSize(type.element);
      return element && { minimum: element.minimum * type.size, maximum: element.maximum * type.size };
    }
    case "struct":
    case "header":
      return total(type.fields.map((field) => field.type));
    case "tuple":
      return total(type.elements);
    case "union": {
      const sizes = type.fields.map((field) => wireSize(field.type));
      let minimum = Number.POSITIVE_INFINITY;
      let maximum = 0;
      for (const size of sizes) {
        if (size === undefined) return undefined;
        minimum = Math.min(minimum, size.minimum);
        maximum = Math.max(maximum, size.maximum);
      }
      return { minimum: sizes.length === 0 ? 0 : minimum, maximum };
    }
    default:
      return undefined;
  }
};

const total = (types: readonly Type[]): WireSize | undefined => {
  let minimum = 0;
  let maximum = 0;
  for (const type of types) {
    const size = wireSize(type);
    if (size === undefined) return undefined;
    minimum += size.minimum;
    maximum += size.maximum;
  }
  return { minimum, maximum };
};

/** How many varbit fields a header has, those inside its structs included. */
export const countVarbits = (type: Type): number => {
  switch (type.kind) {
    case "varbit":
      return 1;
    case "newtype":
      return countVarbits(type.underlying);
    case "struct":
    case "header":
      return type.fields.reduce((count, field) => count + countVarbits(field.type), 0);
    default:
      return 0;
  }
};
