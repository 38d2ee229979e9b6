import { InvalidArgumentError } from "commander";
import { policyNames } from "../diagnostics/policy.ts";

/** Readers of option values; what they refuse is wrong usage (exit status 2). */

export const append = (value: string, previous: readonly string[] | undefined): readonly string[] => [
  ...(previous ?? []),
  value,
];

/** A category or code of warnings; unknown ones are wrong usage, since a typo would silence nothing. */
export const warnings = (value: string, previous: readonly string[] | undefined): readonly string[] => {
  const known = policyNames();
  const unknown = value.split(",").find((name) => name !== "all" && !known.includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(
      `No warning has the category or code ${unknown}. Known: ${known.join(", ")}.`,
    );
  }
  return [...(previous ?? []), ...value.split(",")];
};

/** One of the given words. */
export const oneOf =
  <T extends string>(...allowed: readonly T[]) =>
  (value: string): T => {
    const found = allowed.find((word) => word === value);
    if (found === undefined) throw new InvalidArgumentError(`Allowed: ${allowed.join(", ")}.`);
    return found;
  };

/** Words separated by commas, each one of the given. Sorted, each once: the order is no matter. */
export const severalOf =
  (...allowed: readonly string[]) =>
  (value: string): readonly string[] =>
    [...new Set(value.split(",").map((word) => oneOf(...allowed)(word.trim())))].sort();

/** p4c's --top4: parts of names, separated by commas. */
export const partsOf =
  (...stages: readonly string[]) =>
  (value: string): readonly string[] =>
    value.split(",").map((part) => {
      if (part !== "" && stages.some((stage) => stage.includes(part))) return part;
      throw new InvalidArgumentError(`Stages: ${stages.join(", ")}.`);
    });

export const identifier = (value: string): string => {
  if (!/^[A-Za-z_]\w*$/.test(value)) throw new InvalidArgumentError("A P4 name is expected.");
  return value;
};

export const count = (value: string): number => {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("A number is expected.");
  return Number(value);
};

/** A time in seconds, with a fraction or without; as milliseconds. */
export const seconds = (value: string): number => {
  const time = /^\d{1,6}(\.\d{1,3})?$/.test(value) ? Math.round(Number(value) * 1000) : 0;
  if (time < 10) throw new InvalidArgumentError("A number of seconds is expected, such as 0.5 or 10.");
  return time;
};

/** -D: a name (with a macro's parameters), or a name and its value. A line end in it would be a line of the source. */
const define = (value: string): string => {
  if (!/^[A-Za-z_]\w*(\([^()\r\n\0]*\))?(=[^\r\n\0]*)?$/.test(value) || /\\\s*$/.test(value)) {
    throw new InvalidArgumentError("NAME or NAME=VALUE is expected, on one line.");
  }
  return value;
};

/** -D and -U act in the order in which they stand: -U takes away what -D before it defined. */
export class Defines {
  #list: readonly string[] = [];

  define(value: string): void {
    this.#list = [...this.#list, define(value)];
  }

  undefine(value: string): void {
    const name = identifier(value);
    this.#list = this.#list.filter((entry) => entry.split(/[=(]/)[0] !== name);
  }

  get list(): readonly string[] {
    return this.#list;
  }
}
