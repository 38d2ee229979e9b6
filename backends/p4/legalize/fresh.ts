/** Names for what the backend adds to a program, before the final names are given: only different from the source's. */
import type { Program } from "../../../src/ir/ir.ts";

export interface Fresh {
  readonly variable: (name: string) => string;
  readonly state: (name: string) => string;
  readonly type: (name: string) => string;
  readonly error: (name: string) => string;
}

/** A name like `name` that `taken` lacks; it is taken then. */
const freshIn =
  (taken: Set<string>) =>
  (name: string): string => {
    let found = name;
    for (let count = 1; taken.has(found); count++)
      found = `${name}_${String.fromCharCode(97 + (count % 26))}${count > 25 ? count : ""}`;
    taken.add(found);
    return found;
  };

export const freshNames = (program: Program): Fresh => ({
  variable: freshIn(
    new Set([...program.parameters, ...program.locals, ...program.valueSets].map(({ name }) => name)),
  ),
  state: freshIn(new Set(program.states.map(({ name }) => name))),
  type: freshIn(new Set(program.types.map(({ name }) => name))),
  error: freshIn(new Set(program.errors)),
});

/** A field name that a type lacks. */
export const freshField = (name: string, fields: readonly { readonly name: string }[]): string =>
  freshIn(new Set(fields.map((field) => field.name)))(name);
