import type { Choices } from "./choices.ts";
import {
  bitsExpression,
  boolExpression,
  callText,
  expression,
  literal,
  variableIndex,
} from "./expressions.ts";
import type { HeaderPlace, HeaderType, Scalar, StackPlace, Visible } from "./model.ts";

const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `    ${line}`);

/** A value that rejects most packets, for a few packets only: the others are to see what comes behind it. */
const seldom = (wild: string, sane: string): string =>
  `(packet.lookahead<bit<3>>() == 3w5 ? ${wild} : ${sane})`;

/** A varbit's size: mostly whole bytes within its maximum, sometimes not. */
const varbitSize = (choices: Choices, visible: Visible, maximum: number): string => {
  const bytes = maximum / 8;
  const few = Math.max(1, Math.floor(Math.log2(bytes + 1)));
  const number = (width: number): string => `((bit<32>)${bitsExpression(choices, visible, width, false, 1)})`;
  const sane = `(${number(few)} << 3)`;
  switch (choices.below(10)) {
    case 0:
    case 1:
      return String(8 * choices.between(0, bytes));
    case 8:
      return seldom(`(${number(choices.pick([4, 3]))} * 8)`, sane);
    case 9:
      return seldom(choices.chance(50) ? number(8) : bitsExpression(choices, visible, 32, false, 2), sane);
    default:
      return sane;
  }
};

const extractHeader = (choices: Choices, visible: Visible, header: HeaderPlace): string =>
  header.type.varbit === undefined
    ? `packet.extract(${header.text});`
    : `packet.extract(${header.text}, ${varbitSize(choices, visible, header.type.varbit)});`;

const extractNext = (stack: StackPlace): string => `packet.extract(${stack.text}.next${stack.member});`;

const extract = (choices: Choices, visible: Visible): string | undefined => {
  if (visible.stacks.length > 0 && choices.chance(25)) {
    const stack = choices.pick(visible.stacks);
    const isConstant = choices.chance(15);
    return isConstant
      ? `packet.extract(${stack.text}[${choices.below(stack.size)}]${stack.member});`
      : extractNext(stack);
  }
  if (visible.headers.length === 0) return undefined;
  const header = choices.pick(visible.headers);
  if (choices.chance(6) && header.type.varbit === undefined) return `packet.extract<${header.type.name}>(_);`;
  return extractHeader(choices, visible, header);
};

const writableFields = (
  visible: Visible,
  choices: Choices,
): readonly { readonly text: string; readonly type: Scalar }[] => {
  const places = visible.places.filter((place) => place.writable);
  if (visible.stacks.length === 0 || !choices.chance(20)) return places;
  const stack = choices.pick(visible.stacks);
  const index = choices.chance(40)
    ? variableIndex(choices, visible, stack.size)
    : String(choices.below(stack.size));
  return stack.element.fields.map((field) => ({
    text: `${stack.text}[${index}]${stack.member}.${field.name}`,
    type: field.type,
  }));
};

/** An assignment to one of the writable places, perhaps to a slice of it. */
export const assignment = (choices: Choices, visible: Visible): string | undefined => {
  const places = writableFields(visible, choices);
  if (places.length === 0) return undefined;
  const place = choices.pick(places);
  if (place.type.kind === "bits" && place.type.width > 1 && choices.chance(15)) {
    const low = choices.below(place.type.width - 1);
    const high = choices.between(low, place.type.width - 1);
    return `${place.text}[${high}:${low}] = ${bitsExpression(choices, visible, high - low + 1, false, 2)};`;
  }
  return `${place.text} = ${expression(choices, visible, place.type, choices.between(1, 3))};`;
};

/** An expression for each field; those of a struct within the header are a list of their own. */
const listOf = (choices: Choices, visible: Visible, fields: HeaderType["fields"]): readonly string[] => {
  const parts = (some: HeaderType["fields"]): readonly string[] =>
    some.map((field) => expression(choices, visible, field.type, 1));
  const first = fields.findIndex(({ name }) => name.includes("."));
  if (first < 0) return parts(fields);
  const inner = fields.filter(({ name }) => name.includes("."));
  return [
    ...parts(fields.slice(0, first)),
    `{ ${parts(inner).join(", ")} }`,
    ...parts(fields.slice(first + inner.length)),
  ];
};

const copyHeader = (choices: Choices, visible: Visible): string | undefined => {
  if (visible.headers.length === 0) return undefined;
  const target = choices.pick(visible.headers);
  const stack = visible.stacks.find(
    ({ element, member }) => member === "" && element.name === target.type.name,
  );
  if (stack !== undefined && choices.chance(40)) {
    const element = `${stack.text}[${choices.below(stack.size)}]`;
    return choices.chance(50) ? `${target.text} = ${element};` : `${element} = ${target.text};`;
  }
  const { varbit, fields } = target.type;
  if (varbit === undefined && visible.packet && choices.chance(25))
    return `${target.text} = packet.lookahead<${target.type.name}>();`;
  if (varbit === undefined && choices.chance(20))
    return `${target.text} = { ${listOf(choices, visible, fields).join(", ")} };`;
  const sources = visible.headers.filter((other) => other.type.name === target.type.name);
  return `${target.text} = ${choices.pick(sources).text};`;
};

/** Pairs and tuples, copied, built, compared and looked ahead at whole. */
const structs = (choices: Choices, visible: Visible): string => {
  if (visible.tuples.length > 0 && choices.chance(25)) return tuples(choices, visible);
  const left = choices.pick(visible.pairs);
  const right = choices.pick(
    visible.pairs.length > 1 ? visible.pairs.filter((one) => one !== left) : visible.pairs,
  );
  const parts = visible.declarations.pair.map((type, index) =>
    choices.chance(50) ? `${choices.pick([left, right])}.k${index}` : expression(choices, visible, type, 1),
  );
  switch (choices.below(visible.packet ? 6 : 4)) {
    case 4:
      return `${left} = packet.lookahead<pair_t>();`;
    case 0:
      return `${left} = ${right};`;
    case 1:
      return `if (${left} ${choices.pick(["==", "!="])} ${right}) { ${left} = { ${parts.join(", ")} }; }`;
    case 2:
      return `${left} = { ${parts.map((part, index) => `k${index} = ${part}`).join(", ")} };`;
    default:
      return `${left} = { ${parts.join(", ")} };`;
  }
};

const tuples = (choices: Choices, visible: Visible): string => {
  const left = choices.pick(visible.tuples);
  const right = choices.pick(visible.tuples);
  const parts = visible.declarations.tuple.map((type, index) =>
    choices.chance(50) ? `${choices.pick([left, right])}[${index}]` : expression(choices, visible, type, 1),
  );
  switch (choices.below(4)) {
    case 0:
      return `${left} = ${right};`;
    case 1:
      return `if (${left} ${choices.pick(["==", "!="])} ${right}) { ${left} = { ${parts.join(", ")} }; }`;
    default:
      return `${left} = { ${parts.join(", ")} };`;
  }
};

const setValidity = (choices: Choices, visible: Visible): string | undefined => {
  const method = choices.pick(["setValid", "setInvalid"]);
  if (visible.stacks.length > 0 && choices.chance(25)) {
    const stack = choices.pick(visible.stacks);
    return `${stack.text}[${choices.below(stack.size)}]${stack.member}.${method}();`;
  }
  if (visible.headers.length === 0) return undefined;
  const { text, type } = choices.pick(visible.headers);
  // Of a header with a varbit that may be invalid no target can make a valid one.
  const isPossible = type.varbit === undefined || choices.chance(5);
  return `${text}.${isPossible ? method : "setInvalid"}();`;
};

const shiftStack = (choices: Choices, visible: Visible): string | undefined => {
  if (visible.stacks.length === 0 || !visible.declarations.shifts) return undefined;
  const stack = choices.pick(visible.stacks);
  return `${stack.text}.${choices.pick(["push_front", "pop_front"])}(${choices.between(1, stack.size)});`;
};

const advance = (choices: Choices, visible: Visible): string => {
  const number = (width: number): string => `((bit<32>)${bitsExpression(choices, visible, width, false, 1)})`;
  const sane = `(${number(choices.pick([2, 3]))} << 3)`;
  switch (choices.below(10)) {
    case 8:
      return `packet.advance(${seldom(number(choices.pick([5, 6])), sane)});`;
    case 9:
      return `packet.advance(${seldom(bitsExpression(choices, visible, 32, false, 2), sane)});`;
    case 5:
    case 6:
    case 7:
      return `packet.advance(${sane});`;
    default:
      return `packet.advance(${visible.declarations.odd ? choices.between(0, 20) : 8 * choices.between(0, 6)});`;
  }
};

/** Mostly a condition that holds for most packets, as a parser that has rejected shows nothing more. */
const verify = (choices: Choices, visible: Visible): string => {
  const error = expression(choices, visible, { kind: "error" }, 1);
  const numbers = visible.places.filter(({ type }) => type.kind === "bits" && type.width > 2 && !type.signed);
  if (choices.chance(10) || numbers.length === 0)
    return `verify(${boolExpression(choices, visible, 2)}, ${error});`;
  const { text, type } = choices.pick(numbers);
  const width = type.kind === "bits" ? type.width : 8;
  return `verify(${text} != ${literal(choices, width, false)}, ${error});`;
};

const call = (choices: Choices, visible: Visible): string | undefined => {
  const { functions } = visible.declarations;
  if (functions.length === 0) return undefined;
  const callee = choices.pick(functions);
  const text = callText(choices, visible, callee, 2);
  return text === undefined ? undefined : `${text};`;
};

const branch = (choices: Choices, visible: Visible, depth: number, label: string): readonly string[] => {
  const condition = boolExpression(choices, visible, 2);
  const then = indent(block(choices, visible, depth - 1, `${label}t`));
  if (choices.chance(50)) return [`if (${condition}) {`, ...then, "}"];
  return [
    `if (${condition}) {`,
    ...then,
    "} else {",
    ...indent(block(choices, visible, depth - 1, `${label}e`)),
    "}",
  ];
};

const one = (line: string | undefined): readonly string[] => (line === undefined ? [] : [line]);

/** One statement, as lines; none where what was chosen isn't possible here. */
export const statement = (
  choices: Choices,
  visible: Visible,
  depth: number,
  label: string,
): readonly string[] => {
  switch (choices.below(24)) {
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
      return one(assignment(choices, visible));
    case 12:
      return [verify(choices, visible)];
    case 13:
      return one(copyHeader(choices, visible));
    case 14:
    case 15:
      return one(setValidity(choices, visible));
    case 16:
      return one(shiftStack(choices, visible));
    case 17:
      return [advance(choices, visible)];
    case 18:
      return one(call(choices, visible));
    case 19:
    case 20:
    case 21:
      return depth <= 0 ? one(assignment(choices, visible)) : branch(choices, visible, depth, label);
    case 22:
      return one(visible.pairs.length > 0 ? structs(choices, visible) : assignment(choices, visible));
    case 23:
      return depth <= 0 ? [] : ["{", ...indent(block(choices, visible, depth - 1, `${label}b`)), "}"];
    default:
      return one(extract(choices, visible));
  }
};

/** A few statements. Variables declared among them would shadow nothing, as `label` makes their names their own. */
export const block = (
  choices: Choices,
  visible: Visible,
  depth: number,
  label: string,
): readonly string[] => {
  const lines: string[] = [];
  let inside = visible;
  const count = choices.between(1, 4);
  for (let index = 0; index < count; index += 1) {
    if (choices.chance(10)) {
      const width = choices.pick([8, 16, 32, 5, 40]);
      const name = `x${label}${index}`;
      const value = choices.chance(70) ? ` = ${bitsExpression(choices, inside, width, false, 2)}` : "";
      lines.push(`bit<${width}> ${name}${value};`);
      const place = { text: name, type: { kind: "bits" as const, width, signed: false }, writable: true };
      inside = { ...inside, places: [...inside.places, place] };
    } else {
      lines.push(...statement(choices, inside, depth, `${label}${index}`));
    }
  }
  return lines;
};
