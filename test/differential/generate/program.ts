/** Random valid programs: a parser of one of several architectures with everything that it uses. */
import fc from "fast-check";
import { type Choices, choicesOf, MAX_CHOICE } from "./choices.ts";
import { chooseDeclarations, printDeclarations } from "./declarations.ts";
import { pickWidth } from "./expressions.ts";
import { forms } from "./forms.ts";
import {
  bitsType,
  type Declarations,
  type HeaderPlace,
  type HeaderType,
  type Place,
  type Scalar,
  type StackPlace,
  spell,
  type Visible,
} from "./model.ts";
import { fieldPlaces, printMainParser, printSubParser } from "./parsers.ts";

interface Union {
  readonly name: string;
  readonly members: readonly { readonly name: string; readonly type: HeaderType }[];
}

interface Headers {
  readonly single: readonly { readonly name: string; readonly type: HeaderType }[];
  readonly stacks: readonly StackPlace[];
  readonly union: Union | undefined;
}

const chooseHeaders = (choices: Choices, declarations: Declarations): Headers => {
  const { headers } = declarations;
  const single = [
    ...headers.map((type, index) => ({ name: `a${index}`, type })),
    ...Array.from({ length: choices.below(2) }, (_, index) => ({
      name: `b${index}`,
      type: choices.pick(headers),
    })),
  ];
  const fixed = headers.filter((type) => type.varbit === undefined);
  const plain = Array.from({ length: fixed.length === 0 ? 0 : choices.below(3) }, (_, index) => ({
    text: `hdr.s${index}`,
    member: "",
    element: choices.pick(fixed),
    size: choices.between(1, 5),
  }));
  const union =
    headers.length > 1 && choices.chance(25)
      ? { name: "hdr.u", members: headers.slice(0, 2).map((type, index) => ({ name: `m${index}`, type })) }
      : undefined;
  const size = choices.between(1, 3);
  const ofUnions =
    union !== undefined && choices.chance(40)
      ? union.members
          .filter(({ type }) => type.varbit === undefined)
          .map(({ name, type }) => ({ text: "hdr.us", member: `.${name}`, element: type, size }))
      : [];
  return { single, stacks: [...plain, ...ofUnions], union };
};

const chooseMeta = (choices: Choices, declarations: Declarations): readonly Place[] => {
  const types: Scalar[] = Array.from({ length: choices.between(1, 5) }, () => {
    const width = pickWidth(choices);
    return bitsType(width, width > 1 && choices.chance(20));
  });
  if (choices.chance(40)) types.push({ kind: "bool" });
  if (choices.chance(20)) types.push({ kind: "error" });
  for (const type of declarations.newtypes) types.push(type);
  if (declarations.enums.length > 0 && choices.chance(50)) types.push(choices.pick(declarations.enums));
  const pairs = ["meta.p", "meta.q"].flatMap((text) =>
    declarations.pair.map((type, index) => ({ text: `${text}.k${index}`, type, writable: true })),
  );
  const elements = declarations.tuple.map((type, index) => ({
    text: `meta.t[${index}]`,
    type,
    writable: false,
  }));
  return [
    ...types.map((type, index) => ({ text: `meta.m${index}`, type, writable: true })),
    ...pairs,
    ...elements,
  ];
};

const lastPart = (text: string): string => text.slice(text.lastIndexOf(".") + 1);

const isPart = ({ text }: Place): boolean => /^meta\.([pq]\.|t\[)/.test(text);

/** A stack of unions stands once for each of the members. */
const declareStacks = (stacks: readonly StackPlace[]): readonly string[] => [
  ...new Set(
    stacks.map(({ text, member, element, size }) => {
      const type = member === "" ? element.name : "u_t";
      return `    ${type}[${size}] ${lastPart(text)};`;
    }),
  ),
];

const printTypes = (headers: Headers, meta: readonly Place[], { tuple }: Declarations): readonly string[] => [
  `typedef tuple<${tuple.map(spell).join(", ")}> tuple_t;`,
  ...(headers.union === undefined
    ? []
    : [
        "header_union u_t {",
        ...headers.union.members.map((member) => `    ${member.type.name} ${member.name};`),
        "}",
      ]),
  "struct headers_t {",
  ...headers.single.map((header) => `    ${header.type.name} ${header.name};`),
  ...declareStacks(headers.stacks),
  ...(headers.union === undefined ? [] : ["    u_t u;"]),
  "}",
  "struct meta_t {",
  "    pair_t p;",
  "    pair_t q;",
  "    tuple_t t;",
  ...meta
    .filter((place) => !isPart(place))
    .map((place) => `    ${spell(place.type)} ${lastPart(place.text)};`),
  "}",
];

const headerPlaces = (headers: Headers, local: HeaderPlace | undefined): readonly HeaderPlace[] => [
  ...headers.single.map(({ name, type }) => ({ text: `hdr.${name}`, type, inUnion: false })),
  ...(headers.union?.members ?? []).map(({ name, type }) => ({ text: `hdr.u.${name}`, type, inUnion: true })),
  ...(local === undefined ? [] : [local]),
];

/** The text of a program. The same decisions give the same text. */
export const printProgram = (choices: Choices): string => {
  const form = choices.pick(forms);
  const declarations = chooseDeclarations(choices, form.errors);
  const headers = chooseHeaders(choices, declarations);
  const meta = chooseMeta(choices, declarations);
  const local = choices.chance(25)
    ? { text: "spare", type: choices.pick(declarations.headers), inUnion: false }
    : undefined;
  const places = headerPlaces(headers, local);
  const visible: Visible = {
    declarations,
    places: [
      ...meta,
      ...places.flatMap(({ text, type }) => fieldPlaces(text, type)),
      { text: "seen", type: bitsType(16), writable: true },
      ...form.places,
    ],
    headers: places,
    stacks: headers.stacks,
    packet: true,
    packetLength: form.packetLength,
    pairs: ["meta.p", "meta.q", "kept"],
    tuples: ["meta.t", "pieces"],
    valueSets: [],
  };
  const all = { ...visible, headers: headerPlaces(headers, undefined) };
  return [
    "#include <core.p4>",
    `#include <${form.include}>`,
    ...printDeclarations(choices, declarations),
    ...printTypes(headers, meta, declarations),
    ...declarations.subParsers.flatMap((type, index) =>
      printSubParser(choices, declarations, meta, type, index, all),
    ),
    ...form.types,
    ...printMainParser(choices, form, visible, local),
    ...form.rest,
    "",
  ].join("\n");
};

/** Programs for fast-check; they shrink towards fewer and smaller parts. */
export const programs = (): fc.Arbitrary<string> =>
  fc
    .array(fc.nat(MAX_CHOICE), { minLength: 50, maxLength: 1500, size: "max" })
    .map((list) => printProgram(choicesOf(list)));
