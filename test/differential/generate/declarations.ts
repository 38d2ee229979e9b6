import type { Choices } from "./choices.ts";
import { literal, pickWidth } from "./expressions.ts";
import { functionType, printFunction } from "./functions.ts";
import {
  bitsType,
  type Declarations,
  type Direction,
  type HeaderType,
  type Scalar,
  type SubParser,
  spell,
} from "./model.ts";

const STANDARD_ERRORS = ["NoError", "NoMatch", "HeaderTooShort"];

type Enum = Scalar & { readonly kind: "enum" };

const widthOf = (type: Scalar): number =>
  type.kind === "bits" || type.kind === "newtype"
    ? type.width
    : type.kind === "enum"
      ? (type.width ?? 32)
      : 1;

const fieldType = (choices: Choices, enums: readonly Enum[]): Scalar => {
  if (choices.chance(12)) {
    const serializable = enums.filter((candidate) => candidate.width !== undefined);
    if (serializable.length > 0) return choices.pick(serializable);
  }
  if (choices.chance(5)) return { kind: "bool" };
  const width = pickWidth(choices);
  return bitsType(width, width > 1 && choices.chance(12));
};

/** Of a header, a struct or a tuple: any scalar type whose width is known. */
const partType = (choices: Choices, enums: readonly Enum[], newtypes: Declarations["newtypes"]): Scalar =>
  newtypes.length > 0 && choices.chance(12) ? choices.pick(newtypes) : fieldType(choices, enums);

type Parts = Pick<Declarations, "enums" | "newtypes" | "pair" | "odd">;

/** Fields of any widths, perhaps with a struct at the end, made whole bytes in total by one that pads. */
const headerType = (choices: Choices, index: number, parts: Parts): HeaderType => {
  const { enums, newtypes, pair, odd } = parts;
  const own = Array.from({ length: choices.between(1, 5) }, (_, field) => ({
    name: `f${field}`,
    type: partType(choices, enums, newtypes),
  }));
  const inner = choices.chance(15) ? pair.map((type, part) => ({ name: `p.k${part}`, type })) : [];
  const fields = [...own, ...inner];
  if (odd && choices.chance(60)) return { name: `h${index}_t`, fields };
  const over = fields.reduce((sum, field) => sum + widthOf(field.type), 0) % 8;
  const pad = { name: "pad", type: bitsType(8 - over) };
  const at = choices.below(own.length + 1);
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

const direction = (choices: Choices): Direction => choices.pick(["in", "inout", "out"] as const);

const subParser = (
  choices: Choices,
  index: number,
  parts: Parts,
  headers: readonly HeaderType[],
): SubParser => {
  const fixed = headers.filter((header) => header.varbit === undefined);
  const header = choices.pick(headers);
  const few = [bitsType(8), bitsType(16), { kind: "bool" as const }, bitsType(7, true), ...parts.newtypes];
  return {
    name: `Sub${index}`,
    header,
    // A varbit cannot be made valid but by an extract, so it is not handed in.
    direction: choices.pick([
      "out",
      "inout",
      ...(header.varbit === undefined ? ["in" as const] : []),
    ] as const),
    stack:
      fixed.length > 0 && choices.chance(30)
        ? { element: choices.pick(fixed), size: choices.between(1, 4) }
        : undefined,
    whole: choices.chance(30),
    scalars: Array.from({ length: choices.below(3) }, () => ({
      direction: direction(choices),
      type: choices.pick(few),
    })),
    constants: Array.from({ length: choices.below(3) }, () => choices.pick(few)),
  };
};

/** Decides what is declared before the parser. */
export const chooseDeclarations = (choices: Choices, formErrors: readonly string[]): Declarations => {
  const enums = Array.from({ length: choices.below(3) }, (_, index) => enumType(choices, index));
  const newtypes = Array.from({ length: choices.below(2) }, (_, index) => ({
    kind: "newtype" as const,
    name: `n${index}_t`,
    width: choices.pick([8, 16, 9, 32, 70]),
  }));
  const odd = choices.chance(15);
  const part = (): Scalar => partType(choices, enums, newtypes);
  const pair = Array.from({ length: choices.between(1, 3) }, part);
  const tuple = Array.from({ length: choices.between(1, 3) }, part);
  const parts = { enums, newtypes, pair, odd };
  const headers = Array.from({ length: choices.between(1, 4) }, (_, index) =>
    headerType(choices, index, parts),
  );
  const errors = Array.from({ length: choices.below(3) }, (_, index) => `Wrong${index}`);
  const functions = Array.from({ length: choices.below(3) }, (_, index) =>
    functionType(choices, index, headers),
  );
  const subParsers = Array.from({ length: choices.below(3) }, (_, index) =>
    subParser(choices, index, parts, headers),
  );
  const shifts = choices.chance(20);
  const own = [...STANDARD_ERRORS, ...formErrors, ...errors];
  return { ...parts, tuple, headers, errors: own, functions, subParsers, shifts };
};

const printHeader = (choices: Choices, header: HeaderType): readonly string[] => {
  const own = header.fields.filter(({ name }) => !name.includes("."));
  const fields = [
    ...own.map((field) => `    ${spell(field.type)} ${field.name};`),
    ...(own.length < header.fields.length ? ["    pair_t p;"] : []),
  ];
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

/** The text of what stands before the parsers. */
export const printDeclarations = (choices: Choices, declarations: Declarations): readonly string[] => {
  const own = declarations.errors.filter((error) => error.startsWith("Wrong"));
  return [
    ...(own.length === 0 ? [] : [`error { ${own.join(", ")} }`]),
    ...declarations.enums.map((type) => printEnum(choices, type)),
    `const bit<16> LIMIT = ${literal(choices, 16, false)};`,
    ...declarations.newtypes.map(({ name, width }) => `type bit<${width}> ${name};`),
    "struct pair_t {",
    ...declarations.pair.map((type, index) => `    ${spell(type)} k${index};`),
    "}",
    ...declarations.headers.flatMap((header) => printHeader(choices, header)),
    ...declarations.functions.flatMap((type, index) => printFunction(choices, declarations, type, index)),
  ];
};
