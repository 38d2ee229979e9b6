/** Entries of value sets as text, as --set has them. */
import type { Program, ScalarType, ValueSet } from "../ir/ir.ts";
import { spellType } from "../ir/types.ts";
import {
  type Entries,
  type Entry,
  type EntryField,
  inOrder,
  isSigned,
  onesOf,
  sourceNameOf,
  widthOf,
} from "./value-sets.ts";

type Field = ValueSet["fields"][number];

/** The stored pattern of a number; undefined where the text is none or does not fit. */
const patternOf = (text: string, type: ScalarType): bigint | undefined => {
  const words: Readonly<Record<string, bigint>> = { true: 1n, false: 0n };
  const plain = text.trim();
  const isNumber = /^-?(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)$/.test(plain);
  const value = isNumber
    ? plain.startsWith("-")
      ? -BigInt(plain.slice(1))
      : BigInt(plain)
    : widthOf(type) === 1
      ? words[plain]
      : undefined;
  const least = isSigned(type) ? -(1n << BigInt(widthOf(type) - 1)) : 0n;
  if (value === undefined || value < least || value > onesOf(type)) return undefined;
  return BigInt.asUintN(widthOf(type), value);
};

/** Ones, then zeros. */
const isPrefix = (mask: bigint, type: ScalarType): boolean => {
  const zeros = onesOf(type) ^ mask;
  return (zeros & (zeros + 1n)) === 0n;
};

const readField = (text: string, { type, match }: Field): EntryField | string => {
  const number = (part: string): bigint | string =>
    patternOf(part, type) ??
    `${part.trim() === "" ? "nothing" : part.trim()} is no value of ${spellType(type)}`;
  if (text.trim() === "_")
    return match === "exact" ? "a field that matches exactly needs a value" : { kind: "any" };
  const pair = (separator: string): readonly [bigint, bigint] | string => {
    const [first, second] = text.split(separator).map(number);
    if (typeof first === "string") return first;
    if (typeof second === "string") return second;
    return [first ?? 0n, second ?? 0n];
  };
  if (text.includes("&&&")) {
    if (match !== "ternary" && match !== "lpm") return `a field that matches by ${match} takes no mask`;
    const read = pair("&&&");
    if (typeof read === "string") return read;
    const [value, mask] = read;
    if (match === "lpm" && !isPrefix(mask, type)) return `${text.trim()}: the mask is no prefix`;
    return { kind: "mask", value, mask };
  }
  if (text.includes("..")) {
    if (match !== "range") return `a field that matches by ${match} takes no range`;
    const read = pair("..");
    if (typeof read === "string") return read;
    const [low, high] = read;
    return inOrder(low, high, type) ? { kind: "range", low, high } : `${text.trim()} is an empty range`;
  }
  const value = number(text);
  return typeof value === "string" ? value : { kind: "value", value };
};

/** At the commas outside of parentheses. */
const split = (text: string): readonly string[] => {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${character}`);
  }
  return parts;
};

/**
 * Reads the entries of a set, `0x8100, 0x88a8` or `(6, 80..90), (17, _)`: values, `value &&& mask`, `low..high`, `_`,
 * as the fields allow. A text says what is wrong.
 */
const readEntries = (set: ValueSet, text: string): readonly Entry[] | string => {
  const name = sourceNameOf(set);
  const entries: Entry[] = [];
  for (const part of text.trim() === "" ? [] : split(text)) {
    const inner = /^\s*\(([^()]*)\)\s*$/.exec(part)?.[1];
    const fields = (inner ?? part).split(",");
    if (fields.length !== set.fields.length)
      return `${name}: an entry has ${set.fields.length} fields, ${part.trim() === "" ? "nothing" : part.trim()} has not`;
    const read: EntryField[] = [];
    for (const [index, field] of set.fields.entries()) {
      const one = readField(fields[index] ?? "", field);
      if (typeof one === "string") return `${name}: ${one}`;
      read.push(one);
    }
    entries.push(read);
  }
  if (entries.length > set.size)
    return `${name}: it has room for ${set.size} entries, not for ${entries.length}`;
  return entries;
};

const spellField = (field: EntryField): string => {
  const hex = (value: bigint): string => `0x${value.toString(16)}`;
  switch (field.kind) {
    case "any":
      return "_";
    case "value":
      return hex(field.value);
    case "mask":
      return `${hex(field.value)}&&&${hex(field.mask)}`;
    case "range":
      return `${hex(field.low)}..${hex(field.high)}`;
  }
};

/** As readEntries reads them. */
export const spellEntries = (entries: readonly Entry[]): string =>
  entries
    .map((entry) => {
      const fields = entry.map(spellField).join(",");
      return entry.length === 1 ? fields : `(${fields})`;
    })
    .join(",");

type Sets = Pick<Program, "valueSets">;

const setsNamed = ({ valueSets }: Sets, text: string): readonly ValueSet[] =>
  valueSets.filter((set) => sourceNameOf(set) === text.slice(0, Math.max(0, text.indexOf("="))).trim());

/** Whether `name=value` is about a value set. */
export const isForValueSet = (program: Sets, text: string): boolean => setsNamed(program, text).length > 0;

/** Of those texts that are about value sets; a text says what is wrong with one. */
export const readAllEntries = (program: Sets, texts: readonly string[]): Entries | string => {
  const entries = new Map<string, readonly Entry[]>();
  for (const text of texts)
    for (const set of setsNamed(program, text)) {
      const read = readEntries(set, text.slice(text.indexOf("=") + 1));
      if (typeof read === "string") return read;
      entries.set(sourceNameOf(set), read);
    }
  return entries;
};
