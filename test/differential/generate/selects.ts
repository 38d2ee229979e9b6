import type { Choices } from "./choices.ts";
import { expression, literal } from "./expressions.ts";
import { bitsType, type Scalar, type Visible } from "./model.ts";

interface Key {
  readonly text: string;
  readonly type: Scalar;
}

/** Keys are small fields, lookaheads, or whatever expression. */
const chooseKey = (choices: Choices, visible: Visible): Key => {
  const bits = visible.places.filter(({ type }) => type.kind === "bits" && type.width <= 64);
  const kind = choices.below(10);
  if (kind < 5 && bits.length > 0) {
    const place = choices.pick(bits);
    return { text: place.text, type: place.type };
  }
  if (kind < 7) {
    const type = bitsType(choices.pick([3, 8, 4, 2, 1, 16]));
    return { text: `packet.lookahead<bit<${type.kind === "bits" ? type.width : 8}>>()`, type };
  }
  if (kind === 7) {
    const others = visible.places.filter(
      ({ type }) => type.kind === "enum" || type.kind === "bool" || type.kind === "newtype",
    );
    if (others.length > 0) {
      const place = choices.pick(others);
      return { text: place.text, type: place.type };
    }
  }
  if (kind === 8) return { text: expression(choices, visible, { kind: "bool" }, 2), type: { kind: "bool" } };
  const type = bitsType(choices.pick([8, 4, 16, 12, 33, 70]), choices.chance(20));
  return { text: expression(choices, visible, type, 2), type };
};

const rangeText = (choices: Choices, width: number, signed: boolean): string => {
  const [a, b] = [choices.bits(width), choices.bits(width)].map((value) =>
    signed ? BigInt.asIntN(width, value) : value,
  );
  const lowest = signed ? -(1n << BigInt(width - 1)) + 1n : 0n;
  const low = a !== undefined && b !== undefined ? (a < b ? a : b) : 0n;
  const high = a !== undefined && b !== undefined ? (a < b ? b : a) : 0n;
  const show = (value: bigint): string => {
    const shown = value < lowest ? lowest : value;
    const prefix = signed ? "s" : "w";
    return shown < 0n ? `-${width}${prefix}${-shown}` : `${width}${prefix}${shown}`;
  };
  return `${show(low)} .. ${show(high)}`;
};

const keysetOf = (choices: Choices, visible: Visible, type: Scalar): string => {
  if (choices.chance(12)) return "_";
  switch (type.kind) {
    case "bits": {
      const plain = (): string => literal(choices, type.width, type.signed);
      const mask = (): string => `${plain()} &&& ${literal(choices, type.width, type.signed)}`;
      switch (choices.below(5)) {
        case 3:
          return type.signed ? plain() : mask();
        case 4:
          return rangeText(choices, type.width, type.signed);
        default:
          return type.width === 16 && !type.signed && choices.chance(10) ? "LIMIT" : plain();
      }
    }
    case "bool":
      return choices.pick(["true", "false"]);
    case "error":
      return `error.${choices.pick(visible.declarations.errors)}`;
    case "newtype":
      return `(${type.name})${literal(choices, type.width, false)}`;
    case "enum":
      return `${type.name}.${choices.pick(type.members)}`;
  }
};

/** A transition, as lines; `next` chooses a state's name. */
export const transition = (choices: Choices, visible: Visible, next: () => string): readonly string[] => {
  if (choices.chance(25)) return [`transition ${next()};`];
  const set =
    visible.valueSets.length > 0 && choices.chance(60) ? choices.pick(visible.valueSets) : undefined;
  const keys =
    set === undefined
      ? Array.from({ length: choices.pick([1, 1, 1, 2, 3]) }, () => chooseKey(choices, visible))
      : set.fields.map((type) => ({ text: expression(choices, visible, type, 1), type }));
  const rows = Array.from({ length: choices.between(1, 4) }, () => {
    if (set !== undefined && choices.chance(40)) return `    ${set.name}: ${next()};`;
    const keysets = keys.map((key) => keysetOf(choices, visible, key.type));
    return `    ${keysets.length === 1 ? keysets.join("") : `(${keysets.join(", ")})`}: ${next()};`;
  });
  const last = choices.chance(5) ? [] : [`    default: ${next()};`];
  return [`transition select(${keys.map((key) => key.text).join(", ")}) {`, ...rows, ...last, "}"];
};
