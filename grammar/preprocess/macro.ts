import type { Place } from "./inclusion.ts";
import type { Token } from "./token.ts";

/** One element of a macro's replacement list. */
export type Part =
  | { readonly kind: "token"; readonly token: Token }
  /** A parameter; `pasted` when a ## stands beside it: then its argument is taken as it was written. */
  | { readonly kind: "parameter"; readonly index: number; readonly space: boolean; readonly pasted: boolean }
  /** # parameter */
  | { readonly kind: "stringize"; readonly index: number; readonly space: boolean }
  /** ## between its neighbours */
  | { readonly kind: "paste" }
  /** `, ## __VA_ARGS__` (GNU): the comma goes when the variable arguments are empty. */
  | {
      readonly kind: "comma-variable";
      readonly comma: Token;
      readonly index: number;
      readonly space: boolean;
    };

export interface Macro {
  readonly name: string;
  /** Undefined for an object-like macro. */
  readonly parameters: readonly string[] | undefined;
  /** Whether the last parameter takes all further arguments. */
  readonly variadic: boolean;
  readonly body: readonly Token[];
  readonly parts: readonly Part[];
  /** For an object-like macro without ##: its expansion's text, which holds while none of the names is a macro. */
  readonly constant: { readonly text: string; readonly names: readonly string[] } | undefined;
  /** `__LINE__` and `__FILE__`, whose value the place decides. */
  readonly builtin: "line" | "file" | undefined;
  readonly definedAt: Place | undefined;
  /** Whether its expansion is being read: then its name is not expanded again. */
  busy: boolean;
}

/** Whether two definitions are the same (C11 6.10.3): then the second is no redefinition. */
export const sameDefinition = (a: Macro, b: Macro): boolean =>
  a.builtin === b.builtin &&
  a.variadic === b.variadic &&
  a.parameters?.join(",") === b.parameters?.join(",") &&
  a.body.length === b.body.length &&
  a.body.every((token, index) => {
    const other = b.body[index];
    return other?.text === token.text && (index === 0 || other.space === token.space);
  });

/** The macros by name, with a quick test by first letter and length that spares most identifiers a look-up. */
export interface MacroTable {
  readonly byName: Map<string, Macro>;
  readonly lengths: Int32Array;
}

const builtin = (name: string, kind: "line" | "file"): Macro => ({
  name,
  parameters: undefined,
  variadic: false,
  body: [],
  parts: [],
  constant: undefined,
  builtin: kind,
  definedAt: undefined,
  busy: false,
});

export const defineMacro = (table: MacroTable, macro: Macro): void => {
  table.byName.set(macro.name, macro);
  const first = macro.name.charCodeAt(0) & 127;
  table.lengths[first] = (table.lengths[first] ?? 0) | (1 << (macro.name.length & 31));
};

export const undefineMacro = (table: MacroTable, name: string): void => {
  table.byName.delete(name);
};

/**
 * The macros that are there from the start. Not __DATE__ and the like: the same source gives the same output.
 */
export const newMacroTable = (): MacroTable => {
  const table: MacroTable = { byName: new Map(), lengths: new Int32Array(128) };
  defineMacro(table, builtin("__LINE__", "line"));
  defineMacro(table, builtin("__FILE__", "file"));
  return table;
};

/** The macro that the identifier at [start, end) of the text names. */
export const macroAt = (table: MacroTable, text: string, start: number, end: number): Macro | undefined =>
  ((table.lengths[text.charCodeAt(start)] ?? 0) & (1 << ((end - start) & 31))) === 0
    ? undefined
    : table.byName.get(text.slice(start, end));
