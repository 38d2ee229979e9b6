import type { Choices } from "./choices.ts";
import { bitsType, type Scalar, type ScalarParameter, sameType, spell, type Visible } from "./model.ts";

/** Widths of variables and fields; wide ones are rare, so that a packet holds several headers. */
const narrow = [8, 16, 4, 32, 3, 1, 12, 5, 2, 7, 13, 20, 24];
const wide = [48, 33, 64, 65, 100, 128, 256, 300];

export const pickWidth = (choices: Choices): number => choices.pick(choices.chance(12) ? wide : narrow);

/** A literal of `width` bits. */
export const literal = (choices: Choices, width: number, signed: boolean): string => {
  const value = choices.bits(width);
  if (!signed) return `${width}w${choices.chance(50) ? `0x${value.toString(16)}` : value}`;
  const number = BigInt.asIntN(width, value);
  const most = (1n << BigInt(width - 1)) - 1n;
  const within = number < -most ? -most : number;
  return within < 0n ? `(-${width}s${-within})` : `${width}s${within}`;
};

const anyScalar = (choices: Choices): Scalar => bitsType(pickWidth(choices), false);

const placesOf = (visible: Visible, type: Scalar): readonly string[] =>
  visible.places.filter((place) => sameType(place.type, type)).map((place) => place.text);

/** A value of bits out of any place, by a cast where its type is another. */
const fromPlace = (choices: Choices, visible: Visible, width: number, signed: boolean): string => {
  const type = bitsType(width, signed);
  const fitting = placesOf(visible, type);
  if (fitting.length > 0 && !choices.chance(30)) return choices.pick(fitting);
  const numbers = visible.places.filter((place) => place.type.kind === "bits");
  if (numbers.length === 0) return literal(choices, width, signed);
  const place = choices.pick(numbers);
  return castBits(place.text, place.type, width, signed);
};

/** Casts change the width or the sign, never both at once (specification 8.11.1). */
const castBits = (text: string, from: Scalar, width: number, signed: boolean): string => {
  if (from.kind !== "bits") return text;
  const type = bitsType(width, signed);
  if (sameType(from, type)) return text;
  if (from.width === width || from.signed === signed) return `(${spell(type)})${text}`;
  return `(${spell(type)})(${spell(bitsType(from.width, signed))})${text}`;
};

const arithmetic = ["+", "-", "&", "|", "^", "*", "|+|", "|-|"] as const;

/** Wider than what every target multiplies: mostly without that. */
const wideArithmetic = ["+", "-", "&", "|", "^"] as const;

const operators = (choices: Choices, width: number): readonly string[] =>
  width > 64 && !choices.chance(5) ? wideArithmetic : arithmetic;

/** Parameters of constructors have their values at compile time. */
const isConstant = (text: string): boolean => /^c\d/.test(text);

/**
 * An index that is no constant, as a constant one outside of the stack is an error. Mostly of so few bits that it
 * lies inside.
 */
export const variableIndex = (choices: Choices, visible: Visible, size: number): string => {
  const numbers = visible.places.filter(
    ({ text, type }) => type.kind === "bits" && !type.signed && !isConstant(text),
  );
  if (numbers.length === 0) return "0";
  const place = choices.pick(numbers);
  const width = choices.chance(3) ? choices.pick([8, 32, 3]) : Math.max(1, Math.floor(Math.log2(size)));
  const cast = castBits(place.text, place.type, width, false);
  return choices.chance(50)
    ? cast
    : `(${cast} ${choices.pick(["&", "-", "+"])} ${literal(choices, width, false)})`;
};

/** A stack's element by a constant, by a computed index, or the last one. */
export const stackElement = (choices: Choices, visible: Visible): string | undefined => {
  if (visible.stacks.length === 0) return undefined;
  const stack = choices.pick(visible.stacks);
  switch (choices.below(visible.packet && choices.chance(30) ? 6 : 5)) {
    case 0:
    case 1:
    case 2:
      return `${stack.text}[${choices.below(stack.size)}]${stack.member}`;
    case 3:
    case 4:
      return `${stack.text}[${variableIndex(choices, visible, stack.size)}]${stack.member}`;
    default:
      return `${stack.text}.last${stack.member}`;
  }
};

const stackField = (choices: Choices, visible: Visible): { text: string; type: Scalar } | undefined => {
  if (visible.stacks.length === 0) return undefined;
  const stack = choices.pick(visible.stacks);
  const field = choices.pick(stack.element.fields);
  const last = visible.packet && choices.chance(6);
  const inside = choices.chance(50)
    ? variableIndex(choices, visible, stack.size)
    : String(choices.below(stack.size));
  const index = last ? ".last" : `[${inside}]`;
  return { text: `${stack.text}${index}${stack.member}.${field.name}`, type: field.type };
};

const call = (choices: Choices, visible: Visible, type: Scalar, depth: number): string | undefined => {
  const found = visible.declarations.functions.filter(
    (candidate) => candidate.returns !== undefined && sameType(candidate.returns, type),
  );
  if (found.length === 0) return undefined;
  return callText(choices, visible, choices.pick(found), depth);
};

/** A call of a function; undefined where no place can take what an out argument gives. */
export const callText = (
  choices: Choices,
  visible: Visible,
  callee: Visible["declarations"]["functions"][number],
  depth: number,
): string | undefined => {
  const passed: string[] = [];
  const { header } = callee;
  if (header !== undefined) {
    const headers = visible.headers.filter(({ type }) => type.name === header.type.name);
    if (headers.length === 0) return undefined;
    passed.push(choices.pick(headers).text);
  }
  if (callee.pair !== undefined) {
    if (visible.pairs.length === 0) return undefined;
    passed.push(choices.pick(visible.pairs));
  }
  const scalars = scalarArguments(choices, visible, callee.parameters, depth);
  return scalars === undefined ? undefined : `${callee.name}(${[...passed, ...scalars].join(", ")})`;
};

/** Arguments for scalar parameters; undefined where no place can take what an out argument gives. */
export const scalarArguments = (
  choices: Choices,
  visible: Visible,
  parameters: readonly ScalarParameter[],
  depth: number,
): readonly string[] | undefined => {
  const passed: string[] = [];
  for (const { direction, type } of parameters) {
    if (direction === "in") {
      passed.push(expression(choices, visible, type, depth - 1));
      continue;
    }
    const targets = visible.places.filter((place) => place.writable && sameType(place.type, type));
    if (targets.length === 0) return undefined;
    passed.push(choices.pick(targets).text);
  }
  return passed;
};

/** An expression of type bit<width> or int<width>. */
export const bitsExpression = (
  choices: Choices,
  visible: Visible,
  width: number,
  signed: boolean,
  depth: number,
): string => {
  const type = bitsType(width, signed);
  const again = (): string => bitsExpression(choices, visible, width, signed, depth - 1);
  const simple = (): string =>
    choices.chance(60) ? fromPlace(choices, visible, width, signed) : literal(choices, width, signed);
  if (depth <= 0) return simple();
  switch (choices.below(14)) {
    case 1:
    case 2:
      return `(${again()} ${choices.pick(operators(choices, width))} ${again()})`;
    case 3:
      return `(${choices.pick(["~", "-"])}${again()})`;
    case 4: {
      const amount = choices.chance(50)
        ? `8w${choices.below(width + 3) % 256}`
        : bitsExpression(choices, visible, choices.pick([8, 4, 3, 16]), false, depth - 1);
      return `(${again()} ${choices.pick(["<<", ">>"])} ${amount})`;
    }
    case 5: {
      if (width < 2) return simple();
      const left = choices.between(1, width - 1);
      const high = bitsExpression(choices, visible, left, false, depth - 1);
      const low = bitsExpression(choices, visible, width - left, false, depth - 1);
      return signed ? `(${spell(type)})(${high} ++ ${low})` : `(${high} ++ ${low})`;
    }
    case 6: {
      const low = choices.below(9);
      const above = choices.below(9);
      const inner = bitsExpression(choices, visible, low + width + above, choices.chance(20), depth - 1);
      const slice = `(${inner})[${low + width - 1}:${low}]`;
      return signed ? `(${spell(type)})${slice}` : slice;
    }
    case 7: {
      const other = bitsType(pickWidth(choices), choices.chance(30) || signed);
      if (other.kind !== "bits" || (other.signed && other.width < 2)) return simple();
      const inner = bitsExpression(choices, visible, other.width, other.signed, depth - 1);
      return `(${castBits(`(${inner})`, other, width, signed)})`;
    }
    case 8:
      return `(${boolExpression(choices, visible, depth - 1)} ? ${again()} : ${again()})`;
    case 9:
      return visible.packet && width > 0 ? `packet.lookahead<${spell(type)}>()` : simple();
    case 10: {
      const field = stackField(choices, visible);
      return field === undefined || field.type.kind !== "bits"
        ? simple()
        : `(${castBits(field.text, field.type, width, signed)})`;
    }
    case 11:
      return call(choices, visible, type, depth) ?? simple();
    case 12: {
      if (width === 1 && !signed) return `(bit<1>)(${boolExpression(choices, visible, depth - 1)})`;
      if (!visible.packet || signed) return simple();
      const stacks = visible.stacks;
      if (stacks.length === 0 && !visible.packetLength) return simple();
      const number =
        stacks.length > 0 && (!visible.packetLength || choices.chance(50))
          ? `${choices.pick(stacks).text}.lastIndex`
          : "packet.length()";
      return width === 32 ? number : `((${spell(type)})${number})`;
    }
    case 13: {
      const named = visible.places.flatMap((place) =>
        (place.type.kind === "enum" || place.type.kind === "newtype") && place.type.width !== undefined
          ? [{ text: place.text, width: place.type.width }]
          : [],
      );
      if (named.length === 0 || signed) return simple();
      const place = choices.pick(named);
      const number = `((bit<${place.width}>)${place.text})`;
      return place.width === width ? number : `((${spell(type)})${number})`;
    }
    default:
      return simple();
  }
};

const comparisons = ["==", "!=", "<", "<=", ">", ">="] as const;

const equality = (choices: Choices): string => choices.pick(["==", "!="]);

/** Two headers of one type, compared whole. */
const compareHeaders = (choices: Choices, visible: Visible): string | undefined => {
  const comparable = visible.headers.filter(({ type }) => type.varbit === undefined);
  if (comparable.length === 0) return undefined;
  const left = choices.pick(comparable);
  const right = choices.pick(visible.headers.filter((other) => other.type.name === left.type.name));
  return `(${left.text} ${equality(choices)} ${right.text})`;
};

const validity = (choices: Choices, visible: Visible): string | undefined => {
  const element = choices.chance(30) ? stackElement(choices, visible) : undefined;
  if (element !== undefined) return `${element}.isValid()`;
  return visible.headers.length === 0 ? undefined : `${choices.pick(visible.headers).text}.isValid()`;
};

const compareOthers = (choices: Choices, visible: Visible, depth: number): string => {
  const types = visible.places.map((place) => place.type).filter((type) => type.kind !== "bits");
  if (types.length === 0) return "true";
  const type = choices.pick(types);
  const left = expression(choices, visible, type, depth - 1);
  return `(${left} ${equality(choices)} ${expression(choices, visible, type, depth - 1)})`;
};

export const boolExpression = (choices: Choices, visible: Visible, depth: number): string => {
  const places = placesOf(visible, { kind: "bool" });
  const simple = (): string => {
    if (choices.chance(50)) return validity(choices, visible) ?? "true";
    return places.length > 0 && choices.chance(70) ? choices.pick(places) : choices.pick(["true", "false"]);
  };
  if (depth <= 0) return simple();
  const again = (): string => boolExpression(choices, visible, depth - 1);
  switch (choices.below(8)) {
    case 1:
    case 2: {
      const type = anyScalar(choices);
      const width = type.kind === "bits" ? type.width : 8;
      const signed = width > 1 && choices.chance(25);
      const left = bitsExpression(choices, visible, width, signed, depth - 1);
      return `(${left} ${choices.pick(comparisons)} ${bitsExpression(choices, visible, width, signed, depth - 1)})`;
    }
    case 3:
      return `(${again()} ${choices.pick(["&&", "||"])} ${again()})`;
    case 4:
      return `(!${again()})`;
    case 5:
      return compareHeaders(choices, visible) ?? simple();
    case 6:
      return `(bool)(${bitsExpression(choices, visible, 1, false, depth - 1)})`;
    case 7:
      return compareOthers(choices, visible, depth);
    default:
      return validity(choices, visible) ?? simple();
  }
};

/** An expression of any scalar type. */
export const expression = (choices: Choices, visible: Visible, type: Scalar, depth: number): string => {
  switch (type.kind) {
    case "bits":
      return bitsExpression(choices, visible, type.width, type.signed, depth);
    case "bool":
      return boolExpression(choices, visible, depth);
    case "error": {
      const places = placesOf(visible, type);
      if (places.length > 0 && choices.chance(40)) return choices.pick(places);
      return `error.${choices.pick(visible.declarations.errors)}`;
    }
    case "newtype": {
      const places = placesOf(visible, type);
      if (places.length > 0 && choices.chance(60)) return choices.pick(places);
      return `((${type.name})${bitsExpression(choices, visible, type.width, false, depth - 1)})`;
    }
    case "enum": {
      const places = placesOf(visible, type);
      if (places.length > 0 && choices.chance(40)) return choices.pick(places);
      if (type.width !== undefined && choices.chance(30))
        return `(${type.name})(${bitsExpression(choices, visible, type.width, false, depth - 1)})`;
      return `${type.name}.${choices.pick(type.members)}`;
    }
  }
};
