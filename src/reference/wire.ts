/** How values stand in the packet: fields in order, each most significant bit first (specification 8.17, 12.8.1). */
import type { Type } from "../analyze/typed.ts";
import { CompilerBug } from "../diagnostics/bug.ts";
import { readBits } from "./machine.ts";
import { numeric, partTypes, underlying } from "./types.ts";
import type { HeaderValue, Value } from "./values.ts";

/** Reads a value that starts at bit `at` of the packet; the bits are known to be there. */
type Read = (bytes: Uint8Array, at: number) => Value;

/** The layout of a type of fixed width. */
export interface Layout {
  /** In bits. */
  readonly width: number;
  readonly read: Read;
}

const aggregateLayout = (
  type: Type,
): { readonly width: number; readonly parts: (bytes: Uint8Array, at: number) => Value[] } => {
  let width = 0;
  const parts = partTypes(type).map((part) => {
    const { width: partWidth, read } = layoutOf(part);
    const offset = width;
    width += partWidth;
    return { offset, read };
  });
  return { width, parts: (bytes, at) => parts.map(({ offset, read }) => read(bytes, at + offset)) };
};

/** The layout of a type; of one that holds a varbit there is none, which the analysis has refused. */
export const layoutOf = (type: Type): Layout => {
  const plain = underlying(type);
  const shape = numeric(plain);
  if (shape !== undefined) {
    const width = shape.width;
    return { width, read: (bytes, at) => readBits(bytes, at, width) };
  }
  switch (plain.kind) {
    case "bool":
      return { width: 1, read: (bytes, at) => readBits(bytes, at, 1) === 1n };
    case "header": {
      const { width, parts } = aggregateLayout(plain);
      return { width, read: (bytes, at) => ({ kind: "header", valid: true, fields: parts(bytes, at) }) };
    }
    case "struct":
    case "tuple": {
      const { width, parts } = aggregateLayout(plain);
      return { width, read: (bytes, at) => ({ kind: "struct", fields: parts(bytes, at) }) };
    }
    default:
      throw new CompilerBug(`a ${plain.kind} has no fixed width`);
  }
};

/** A header with one varbit field. */
export interface VariableLayout {
  /** Bits of all other fields. */
  readonly fixedWidth: number;
  /** The most bits that the varbit can hold. */
  readonly maxWidth: number;
  readonly read: (bytes: Uint8Array, at: number, varbits: number) => HeaderValue;
}

/** The layout of a header whose varbit field takes as many bits as it is told. */
export const variableLayoutOf = (type: Type): VariableLayout => {
  const parts = partTypes(type).map((part) => {
    const plain = underlying(part);
    return plain.kind === "varbit" ? { maxWidth: plain.maxWidth } : { layout: layoutOf(plain) };
  });
  const widths = parts.map((part) => part.layout?.width ?? 0);
  return {
    fixedWidth: widths.reduce((sum, width) => sum + width, 0),
    maxWidth: parts.find((part) => part.maxWidth !== undefined)?.maxWidth ?? 0,
    read: (bytes, at, varbits) => {
      let from = at;
      const fields = parts.map(({ layout }): Value => {
        const start = from;
        from += layout?.width ?? varbits;
        if (layout !== undefined) return layout.read(bytes, start);
        return { kind: "varbit", length: varbits, value: readBits(bytes, start, varbits) };
      });
      return { kind: "header", valid: true, fields };
    },
  };
};
