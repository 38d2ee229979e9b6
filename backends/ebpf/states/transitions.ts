/** Transitions: gotos, switches where a key of up to 64 bits meets plain values, else conditions in order. */
import { must, unreachable } from "../../../src/diagnostics/bug.ts";
import type { Expression, Next, Pattern, Row, Transition } from "../../../src/ir/ir.ts";
import { joinKeys } from "../plan/joined-keys.ts";
import { type Choice, type Likely, MAX_IN_TURN, type Plain, printLikely } from "../plan/likely-rows.ts";
import type { Block } from "../text/block.ts";
import { binary, type Code, constant, ones, primary, tight, widen } from "../text/c-code.ts";
import { isSigned, widthOf } from "../values/arithmetic.ts";
import type { Expressions } from "../values/expressions.ts";
import { compareLimbs, constantLimbs, type Limbs } from "../values/limbs.ts";

/** The statements that go on to another state, or out. */
export type Jump = (next: Next) => readonly string[];

/** The C functions that look keys up in value sets, by the sets' names. */
export type Lookups = ReadonlyMap<string, string>;

type Select = Transition & { readonly kind: "select" };

/** A key that has been evaluated: its limbs, least significant first. Of up to 64 bits: one. */
interface Key {
  readonly limbs: Limbs;
  readonly width: number;
  readonly signed: boolean;
}

const plainValue = (row: Row): bigint | undefined => {
  const [pattern] = row.patterns;
  return pattern?.kind === "value" ? pattern.value : undefined;
};

const isSwitch = ({ keys, rows }: Select): boolean =>
  keys.length === 1 &&
  keys.every((key) => widthOf(key.type) <= 64) &&
  rows.length > 1 &&
  rows.every((row) => plainValue(row) !== undefined);

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `\t${line}`);

interface SwitchKey {
  readonly key: Code;
  /** Puts a constant in the key's byte order. */
  readonly order: (constant: string) => string;
}

/** A load of whole bytes from the packet, cut to a width or not: what network order keeps simple. */
const UNSHIFTED = /^P4TWIN_LOAD(16|32|64)\([\w +]+\)(?: & \w+)?$/;

/** As wide as the select's key, which C would else judge the cases by: a cast to more bits prints as its operand. */
const asWideAs = (key: Code, expression: Expression, width: number): Code => {
  const isExtended = expression.kind === "cast" && widthOf(expression.operand.type) < width;
  if (width > 32) return widen(key);
  return isExtended ? { text: `(__u32)${tight(key)}`, rank: "unary", size: 4 } : key;
};

/**
 * The key of a switch. What comes in network order stays so: the C compiler swaps the constants instead, which it does
 * by itself (isSwitch: false) in comparisons.
 */
const printKey = (
  expression: Expression,
  expressions: Expressions,
  isSwitch: boolean,
  block: Block,
): SwitchKey => {
  const width = widthOf(expression.type);
  const plain = (): SwitchKey => ({
    key: asWideAs(expressions.print(expression, block), expression, width),
    order: (text) => text,
  });
  if (!isSwitch || !expressions.passes("network-order")) return plain();
  const swapped = (size: number | string, key: Code): SwitchKey => ({
    key: { ...key, text: `P4TWIN_BE${size}(${key.text})` },
    order: (text) => `P4TWIN_BE${size}(${text})`,
  });
  if (expression.kind === "read" && expression.place.path.every(({ kind }) => kind === "field")) {
    const location = expressions.places.locate(expression.place, block);
    if (location.type.kind !== "number" || width !== location.type.size * 8 || width === 8) return plain();
    if (location.order === "network")
      return { ...swapped(width, plain().key), key: primary(location.text, width === 64 ? 8 : 4) };
    return expressions.fresh.holds(expression, width - 1, 0) ? swapped(width, plain().key) : plain();
  }
  const { key } = plain();
  const size = UNSHIFTED.exec(key.text)?.[1];
  return size === undefined ? { key, order: (text) => text } : swapped(size, key);
};

/** What a likely order of rows is made with, and the state's label. */
export interface LikelyState extends Likely {
  readonly label: string;
}

/** The rows of a switch: a value that comes again is never reached. */
const printCases = (
  select: Select,
  order: SwitchKey["order"],
  jump: Jump,
): readonly { readonly value: string; readonly next: Next; readonly body: readonly string[] }[] => {
  const seen = new Set<bigint>();
  return select.rows.flatMap((row) => {
    const value = must(plainValue(row), "value");
    if (seen.has(value)) return [];
    seen.add(value);
    return [{ value: order(constant(value).text), next: row.next, body: jump(row.next) }];
  });
};

/** Rows in order; rows with the same destination share its goto. */
const printSwitch = (select: Select, expressions: Expressions, jump: Jump, block: Block): void => {
  const { key, order } = printKey(must(select.keys[0], "select key"), expressions, true, block);
  const cases: { readonly labels: string[]; readonly body: readonly string[] }[] = [];
  for (const { value, body } of printCases(select, order, jump)) {
    const label = `case ${value}:`;
    const previous = cases.at(-1);
    if (previous !== undefined && previous.body.join("\n") === body.join("\n")) previous.labels.push(label);
    else cases.push({ labels: [label], body });
  }
  block.emit(`switch (${key.text}) {`);
  for (const { labels, body } of cases) block.emit(...labels, ...indented(body));
  block.emit("default:", ...indented(jump(select.otherwise)), "}");
};

const matchesMask = ({ limbs }: Key, value: bigint, mask: bigint): Code | undefined => {
  const parts = limbs.flatMap((limb, index) => {
    const shift = BigInt(index * 64);
    const bits = (mask >> shift) & ones(64);
    if (bits === 0n) return [];
    const wanted = constant((value >> shift) & bits);
    return [binary(binary(limb, "&", constant(bits), "&"), "==", wanted, "==", 4)];
  });
  return parts.length === 0 ? undefined : parts.reduce((all, one) => binary(all, "&&", one, "&&", 4));
};

const matchesRange = ({ limbs, width, signed }: Key, low: bigint, high: bigint): Code | undefined => {
  const sign = 1n << BigInt(width - 1);
  const order = (value: bigint): bigint => (signed ? value ^ sign : value);
  const bounds: Code[] = [];
  if (order(low) > 0n) bounds.push(compareLimbs("ge", limbs, constantLimbs(low, width), signed, width));
  if (order(high) < ones(width))
    bounds.push(compareLimbs("le", limbs, constantLimbs(high, width), signed, width));
  return bounds.length === 0 ? undefined : bounds.reduce((a, b) => binary(a, "&&", b, "&&", 4));
};

/** undefined: always matches. */
const matches = (key: Key, pattern: Pattern): Code | undefined => {
  switch (pattern.kind) {
    case "any":
      return undefined;
    case "value":
      return compareLimbs("eq", key.limbs, constantLimbs(pattern.value, key.width), false, key.width);
    case "mask":
      return matchesMask(key, pattern.value, pattern.mask);
    case "range":
      return matchesRange(key, pattern.low, pattern.high);
    case "value-set":
      return must(undefined, "a value set among several patterns");
    default:
      return unreachable(pattern);
  }
};

const evaluate = (key: Expression, expressions: Expressions, block: Block): Key => {
  const width = widthOf(key.type);
  const limbs =
    width > 64 ? expressions.wide.split(key, block) : [block.once(expressions.print(key, block), "key")];
  return { limbs, width, signed: isSigned(key.type) };
};

/** The condition of a row whose one pattern is a value set that covers all keys. */
const setCondition = (row: Row, keys: readonly Key[], lookups: Lookups): Code | undefined => {
  const [pattern] = row.patterns;
  if (pattern?.kind !== "value-set" || row.patterns.length > 1) return undefined;
  const name = must(lookups.get(pattern.name), `value set ${pattern.name}`);
  const limbs = keys.flatMap((key) => key.limbs.map(({ text }) => text));
  return primary(`${name}(${limbs.join(", ")})`, 4);
};

const printRows = (
  select: Select,
  expressions: Expressions,
  lookups: Lookups,
  jump: Jump,
  block: Block,
): void => {
  const keys = select.keys.map((key) => evaluate(key, expressions, block));
  for (const row of select.rows) {
    const inSet = setCondition(row, keys, lookups);
    if (inSet !== undefined) {
      block.emitIf(inSet.text, jump(row.next));
      continue;
    }
    const conditions = row.patterns.flatMap((pattern, index) => {
      const condition = matches(must(keys[index], "select key"), pattern);
      return condition === undefined ? [] : [condition];
    });
    if (conditions.length === 0) {
      block.emit(...jump(row.next));
      return;
    }
    block.emitIf(conditions.reduce((a, b) => binary(a, "&&", b, "&&", 4)).text, jump(row.next));
  }
  block.emit(...jump(select.otherwise));
};

/** What a likely order of rows is made with, and the state's label. */
export interface LikelyState extends Likely {
  readonly label: string;
}

/** The likely row first. Not of wide keys, nor of value sets: their keys are more than a variable each. */
const printInOrder = (
  select: Select,
  expressions: Expressions,
  jump: Jump,
  likely: LikelyState,
  block: Block,
): void => {
  const otherwise = { next: select.otherwise, body: jump(select.otherwise) };
  const print = (choices: readonly Choice[], plain?: Plain): void =>
    printLikely(choices, otherwise, plain, likely.label, likely, block);
  if (isSwitch(select)) {
    const [expression] = select.keys;
    const isLong = select.rows.length > MAX_IN_TURN;
    const { key: code, order } = printKey(must(expression, "select key"), expressions, isLong, block);
    const key = likely.key(0);
    block.emit(`${key} = ${code.text};`);
    const cases = printCases(select, order, jump);
    print(
      cases.map(({ value, next, body }) => ({ conditions: [`${key} == ${value}`], next, body })),
      { key, values: cases.map(({ value }) => value) },
    );
    return;
  }
  const keys = select.keys.map((key, index): Key => {
    const variable = primary(likely.key(index), 8);
    block.emit(`${variable.text} = ${expressions.print(key, block).text};`);
    return { limbs: [variable], width: widthOf(key.type), signed: isSigned(key.type) };
  });
  const choices: Choice[] = [];
  for (const { patterns, next } of select.rows) {
    const conditions = patterns.flatMap((pattern, index) => {
      const condition = matches(must(keys[index], "select key"), pattern);
      return condition === undefined ? [] : [condition.text];
    });
    if (conditions.length === 0) {
      printLikely(choices, { next, body: jump(next) }, undefined, likely.label, likely, block);
      return;
    }
    choices.push({ conditions, next, body: jump(next) });
  }
  print(choices);
};

const canOrder = ({ keys, rows }: Select): boolean =>
  keys.every(({ type }) => widthOf(type) <= 64) &&
  rows.every(({ patterns }) => patterns.every(({ kind }) => kind !== "value-set"));

/** Prints a transition; control never goes past it. */
export const printTransition = (
  transition: Transition,
  expressions: Expressions,
  lookups: Lookups,
  jump: Jump,
  likely: LikelyState | undefined,
  block: Block,
): void => {
  if (transition.kind === "goto") {
    block.emit(...jump(transition.next));
    return;
  }
  const select = expressions.passes("joined-keys") ? joinKeys(transition, expressions.fresh) : transition;
  if (likely !== undefined && canOrder(select)) printInOrder(select, expressions, jump, likely, block);
  else if (isSwitch(select)) printSwitch(select, expressions, jump, block);
  else printRows(select, expressions, lookups, jump, block);
};
