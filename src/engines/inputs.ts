/** What the environment can give a parser besides the packet: the scalars of its in and inout parameters. */
import type { Program, ScalarType, Type } from "../ir/ir.ts";
import { isScalar, spellType, typeTable } from "../ir/types.ts";
import { startsBehindEthernet } from "./frame.ts";
import { sourceNameOf } from "./value-sets.ts";

export interface Settable {
  /** Dotted, from the parameter on. */
  readonly name: string;
  readonly type: ScalarType;
}

/** In order of the source. The kernel decides what a flow dissector's keys hold on entry, so only its flags are free. */
export const settableInputs = (program: Program): readonly Settable[] => {
  const types = typeTable(program);
  const within = (name: string, type: Type): readonly Settable[] => {
    if (isScalar(type)) return [{ name, type }];
    if (type.kind !== "struct") return [];
    const fields = types.get(type.name)?.fields ?? [];
    return fields.flatMap((field) => within(`${name}.${field.sourceName ?? field.name}`, field.type));
  };
  return program.parameters
    .filter(({ direction }) => direction !== "out")
    .filter(({ role }) => !startsBehindEthernet(program) || role === "flags")
    .flatMap(({ name, type }) => within(name, type));
};

export type ReadInput =
  | { readonly kind: "input"; readonly name: string; readonly value: bigint | string }
  | { readonly kind: "wrong"; readonly message: string };

const wrong = (message: string): ReadInput => ({ kind: "wrong", message });

const numberOf = (text: string): bigint | undefined => {
  if (text === "true") return 1n;
  if (text === "false") return 0n;
  if (!/^-?(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)$/.test(text)) return undefined;
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
};

const readValue = (program: Program, { name, type }: Settable, text: string): ReadInput => {
  if (type.kind === "error") {
    const error = text.replace(/^error\./, "");
    return program.errors.includes(error)
      ? { kind: "input", name, value: error }
      : wrong(`${name}: the program has no error ${error}`);
  }
  const value = numberOf(text);
  if (value === undefined) return wrong(`${name}: ${text} is no number`);
  const width = type.kind === "bits" ? type.width : 1;
  const signed = type.kind === "bits" && type.signed;
  const least = signed ? -(1n << BigInt(width - 1)) : 0n;
  if (value < least || value >= 1n << BigInt(width))
    return wrong(`${name}: ${text} does not fit into ${spellType(type)}`);
  return { kind: "input", name, value: BigInt.asUintN(width, value) };
};

/** Reads `name=value`: a decimal, 0x… or 0b… number, true, false, or an error's name. */
export const readInput = (program: Program, text: string): ReadInput => {
  const at = text.indexOf("=");
  if (at <= 0) return wrong(`NAME=VALUE is expected, not ${text}`);
  const known = settableInputs(program);
  const name = text.slice(0, at).trim();
  const found = known.find((one) => one.name === name);
  if (found !== undefined) return readValue(program, found, text.slice(at + 1).trim());
  const sets = program.valueSets.map((set) => `value set ${sourceNameOf(set)}`);
  const names = [...known.map((one) => one.name), ...new Set(sets)].join(", ");
  return wrong(
    `the parser is given no ${name}; it is given ${names === "" ? "nothing but the packet" : names}`,
  );
};
