/** Functions: with parameters of all directions, loops, switches and early returns. */
import type { Choices } from "./choices.ts";
import { bitsExpression, expression } from "./expressions.ts";
import {
  bitsType,
  type Declarations,
  type FunctionType,
  type HeaderType,
  spell,
  type Visible,
} from "./model.ts";
import { assignment } from "./statements.ts";

/** Decides a function's parameters and result. */
export const functionType = (
  choices: Choices,
  index: number,
  headers: readonly HeaderType[],
): FunctionType => ({
  name: `g${index}`,
  header: choices.chance(30)
    ? { direction: choices.pick(["in", "inout", "out"] as const), type: choices.pick(headers) }
    : undefined,
  pair: choices.chance(20) ? choices.pick(["in", "inout", "out"] as const) : undefined,
  parameters: Array.from({ length: choices.below(4) }, () => ({
    direction: choices.pick(["in", "inout", "out"] as const),
    type: choices.chance(15) ? { kind: "bool" as const } : bitsType(choices.pick([8, 16, 32, 7])),
  })),
  returns: choices.chance(80) ? bitsType(choices.pick([8, 16, 32])) : undefined,
});

/** Loops and switches, which only functions may have: over one assignment each. */
const control = (choices: Choices, visible: Visible): readonly string[] => {
  const body = (): string => assignment(choices, visible) ?? ";";
  switch (choices.below(6)) {
    case 1: {
      const bound = choices.between(1, 4);
      const jump = choices.chance(40)
        ? `if (${expression(choices, visible, { kind: "bool" }, 1)}) { ${choices.pick(["break", "continue"])}; }`
        : "";
      return [`    for (bit<8> i = 0; i < ${bound}; i = i + 1) { ${jump} ${body()} }`];
    }
    case 2:
      return [`    for (bit<8> i in 8w1 .. 8w${choices.below(4)}) { ${body()} }`];
    case 3: {
      const value = bitsExpression(choices, visible, 8, false, 1);
      const fall = choices.chance(50) ? "1:" : "";
      return [`    switch (${value}) { ${fall} 2: { ${body()} } 255: { ${body()} } default: { ${body()} } }`];
    }
    case 4: {
      if (visible.pairs.length === 0) return [];
      const parts = visible.declarations.pair.map((type) => expression(choices, visible, type, 1));
      return [
        `    pair_t held = ${visible.pairs[0]};`,
        `    pr = { ${parts.join(", ")} };`,
        `    if (held != pr) { ${body()} }`,
      ];
    }
    default:
      return [];
  }
};

const headerFields = ({ header }: FunctionType): Visible["places"] =>
  header === undefined
    ? []
    : header.type.fields.map((field) => ({
        text: `h.${field.name}`,
        type: field.type,
        writable: header.direction !== "in",
      }));

/** A function sees its parameters and the functions that stand before it; it can't look at the packet. */
export const printFunction = (
  choices: Choices,
  declarations: Declarations,
  type: FunctionType,
  index: number,
): readonly string[] => {
  const names = type.parameters.map((_, parameter) => `p${parameter}`);
  const visible: Visible = {
    declarations: { ...declarations, functions: declarations.functions.slice(0, index) },
    places: [
      ...type.parameters.map((parameter, at) => ({
        text: `p${at}`,
        type: parameter.type,
        writable: parameter.direction !== "in",
      })),
      ...headerFields(type),
      ...(type.pair === undefined
        ? []
        : declarations.pair.map((field, at) => ({
            text: `pr.k${at}`,
            type: field,
            writable: type.pair !== "in",
          }))),
    ],
    headers:
      type.header === undefined || type.header.direction === "in"
        ? []
        : [{ text: "h", type: type.header.type, inUnion: false }],
    pairs: type.pair === undefined || type.pair === "in" ? [] : ["pr"],
    tuples: [],
    valueSets: [],
    stacks: [],
    packet: false,
    packetLength: false,
  };
  const parameters = [
    ...(type.header === undefined ? [] : [`${type.header.direction} ${type.header.type.name} h`]),
    ...(type.pair === undefined ? [] : [`${type.pair} pair_t pr`]),
    ...type.parameters.map((parameter, at) => `${parameter.direction} ${spell(parameter.type)} ${names[at]}`),
  ];
  const writes = visible.places
    .filter((place) => place.writable && (!/^(h|pr)\./.test(place.text) || choices.chance(30)))
    .map((place) => `    ${place.text} = ${expression(choices, visible, place.type, 2)};`);
  const { returns } = type;
  const value = (): string =>
    returns?.kind === "bits" ? bitsExpression(choices, visible, returns.width, returns.signed, 2) : "";
  const early =
    returns !== undefined && choices.chance(40)
      ? [
          `    if (${expression(choices, visible, { kind: "bool" }, 2)}) {`,
          `        return ${value()};`,
          "    }",
        ]
      : [];
  return [
    `${returns === undefined ? "void" : spell(returns)} ${type.name}(${parameters.join(", ")}) {`,
    ...early,
    ...(visible.headers.length > 0 && choices.chance(40)
      ? [`    h.${choices.pick(["setValid", "setInvalid"])}();`]
      : []),
    ...control(choices, visible),
    ...writes,
    ...(returns === undefined ? [] : [`    return ${value()};`]),
    "}",
  ];
};
