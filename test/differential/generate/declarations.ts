import type { Choices } from "./choices.ts";
import { bitsExpression, expression, literal, pickWidth } from "./expressions.ts";
import {
  bitsType,
  type Declarations,
  type FunctionType,
  type HeaderType,
  type Scalar,
  spell,
  type Visible,
} from "./model.ts";
import { assignment } from "./statements.ts";

const STANDARD_ERRORS = ["NoError", "NoMatch", "HeaderTooShort"];

type Enum = Scalar & { readonly kind: "enum" };

const widthOf = (type: Scalar): number =>
  type.kind === "bits" ? type.width : type.kind === "enum" ? (type.width ?? 32) : 1;

const fieldType = (choices: Choices, enums: readonly Enum[]): Scalar => {
  if (choices.chance(12)) {
    const serializable = enums.filter((candidate) => candidate.width !== undefined);
    if (serializable.length > 0) return choices.pick(serializable);
  }
  if (choices.chance(5)) return { kind: "bool" };
  const width = pickWidth(choices);
  return bitsType(width, width > 1 && choices.chance(12));
};

/** Fields of any widths, made whole bytes in total by one that pads. */
const headerType = (choices: Choices, index: number, enums: readonly Enum[]): HeaderType => {
  const fields = Array.from({ length: choices.between(1, 5) }, (_, field) => ({
    name: `f${field}`,
    type: fieldType(choices, enums),
  }));
  const over = fields.reduce((sum, field) => sum + widthOf(field.type), 0) % 8;
  const pad = { name: "pad", type: bitsType(8 - over) };
  const at = choices.below(fields.length + 1);
  const whole = over === 0 ? fields : [...fields.slice(0, at), pad, ...fields.slice(at)];
  return {
    name: `h${index}_t`,
    fields: whole,
    ...(choices.chance(20) ? { varbit: 8 * choices.between(1, 12) } : {}),
  };
};

const enumType = (choices: Choices, index: number): Enum => ({
  kind: "enum",
  name: `e${index}_t`,
  members: ["A", "B", "C"].slice(0, choices.between(1, 3)),
  ...(choices.chance(60) ? { width: choices.pick([8, 4, 16, 3]) } : {}),
});

const functionType = (choices: Choices, index: number, headers: readonly HeaderType[]): FunctionType => ({
  name: `g${index}`,
  header: choices.chance(30)
    ? { direction: choices.pick(["in", "inout", "out"] as const), type: choices.pick(headers) }
    : undefined,
  parameters: Array.from({ length: choices.below(4) }, () => ({
    direction: choices.pick(["in", "inout", "out"] as const),
    type: choices.chance(15) ? { kind: "bool" as const } : bitsType(choices.pick([8, 16, 32, 7])),
  })),
  returns: choices.chance(80) ? bitsType(choices.pick([8, 16, 32])) : undefined,
});

/** Decides what is declared before the parser. */
export const chooseDeclarations = (choices: Choices): Declarations => {
  const enums = Array.from({ length: choices.below(3) }, (_, index) => enumType(choices, index));
  const headers = Array.from({ length: choices.between(1, 4) }, (_, index) =>
    headerType(choices, index, enums),
  );
  const errors = Array.from({ length: choices.below(3) }, (_, index) => `Wrong${index}`);
  const functions = Array.from({ length: choices.below(3) }, (_, index) =>
    functionType(choices, index, headers),
  );
  const fixed = headers.filter((header) => header.varbit === undefined);
  const subParsers = Array.from({ length: choices.below(3) }, (_, index) => ({
    name: `Sub${index}`,
    header: choices.pick(headers),
    direction: choices.pick(["out", "inout"] as const),
    stack:
      fixed.length > 0 && choices.chance(30)
        ? { element: choices.pick(fixed), size: choices.between(1, 4) }
        : undefined,
    whole: choices.chance(30),
  }));
  const pair = Array.from({ length: choices.between(1, 3) }, () => fieldType(choices, enums));
  return { pair, enums, headers, errors: [...STANDARD_ERRORS, ...errors], functions, subParsers };
};

const printHeader = (choices: Choices, header: HeaderType): readonly string[] => {
  const fields = header.fields.map((field) => `    ${spell(field.type)} ${field.name};`);
  if (header.varbit === undefined) return [`header ${header.name} {`, ...fields, "}"];
  const at = choices.chance(30) ? choices.below(fields.length + 1) : fields.length;
  const varbit = `    varbit<${header.varbit}> v;`;
  return [`header ${header.name} {`, ...fields.slice(0, at), varbit, ...fields.slice(at), "}"];
};

const printEnum = (choices: Choices, type: Enum): string => {
  if (type.width === undefined) return `enum ${type.name} { ${type.members.join(", ")} }`;
  const { width } = type;
  const first = choices.below(3);
  const members = type.members.map((member, index) => `${member} = ${width}w${first + index}`);
  return `enum bit<${width}> ${type.name} { ${members.join(", ")} }`;
};

/** Loops and switches, which only functions may have: over one assignment each. */
const control = (choices: Choices, visible: Visible): readonly string[] => {
  const body = (): string => assignment(choices, visible) ?? ";";
  switch (choices.below(5)) {
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
const printFunction = (
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
    ],
    headers:
      type.header === undefined || type.header.direction === "in"
        ? []
        : [{ text: "h", type: type.header.type, inUnion: false }],
    metadata: false,
    stacks: [],
    packet: false,
  };
  const parameters = [
    ...(type.header === undefined ? [] : [`${type.header.direction} ${type.header.type.name} h`]),
    ...type.parameters.map((parameter, at) => `${parameter.direction} ${spell(parameter.type)} ${names[at]}`),
  ];
  const writes = visible.places
    .filter((place) => place.writable && (!place.text.startsWith("h.") || choices.chance(30)))
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

/** The text of what stands before the parsers. */
export const printDeclarations = (choices: Choices, declarations: Declarations): readonly string[] => {
  const own = declarations.errors.slice(STANDARD_ERRORS.length);
  return [
    ...(own.length === 0 ? [] : [`error { ${own.join(", ")} }`]),
    ...declarations.enums.map((type) => printEnum(choices, type)),
    `const bit<16> LIMIT = ${literal(choices, 16, false)};`,
    ...declarations.headers.flatMap((header) => printHeader(choices, header)),
    ...declarations.functions.flatMap((type, index) => printFunction(choices, declarations, type, index)),
  ];
};
