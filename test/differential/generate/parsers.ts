import type { Choices } from "./choices.ts";
import { boolExpression, literal, scalarArguments } from "./expressions.ts";
import type { Form } from "./forms.ts";
import {
  bitsType,
  type Declarations,
  type HeaderPlace,
  type HeaderType,
  type Place,
  type Scalar,
  type SubParser,
  spell,
  type ValueSetPlace,
  type Visible,
} from "./model.ts";
import { transition } from "./selects.ts";
import { block } from "./statements.ts";

const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `    ${line}`);

/** The fields of a header as places. */
export const fieldPlaces = (text: string, type: HeaderType): readonly Place[] =>
  type.fields.map((field) => ({ text: `${text}.${field.name}`, type: field.type, writable: true }));

interface Instance {
  readonly name: string;
  readonly type: SubParser;
}

const declareInstances = (choices: Choices, instances: readonly Instance[]): readonly string[] =>
  instances.map(({ name, type }) => {
    const values = type.constants.map((constant) => constantOf(choices, constant));
    return `${type.name}(${values.join(", ")}) ${name};`;
  });

/** A value that is known when the parser is instantiated. */
const constantOf = (choices: Choices, type: Scalar): string => {
  switch (type.kind) {
    case "bits":
      return literal(choices, type.width, type.signed);
    case "newtype":
      return `(${type.name})${literal(choices, type.width, false)}`;
    default:
      return choices.pick(["false", "true"]);
  }
};

/** Applications of sub-parsers whose arguments are at hand. */
const applications = (
  choices: Choices,
  visible: Visible,
  instances: readonly Instance[],
  whole: string | undefined,
): readonly string[] => {
  const usable = instances.flatMap(({ name, type }) => {
    if (type.whole) return whole === undefined ? [] : [{ name, type, headers: [{ text: whole }] }];
    const headers = visible.headers.filter((header) => header.type.name === type.header.name);
    return headers.length === 0 ? [] : [{ name, type, headers }];
  });
  if (usable.length === 0 || !choices.chance(30)) return [];
  const chosen = choices.pick(usable);
  const scalars = scalarArguments(choices, visible, chosen.type.scalars, 2);
  if (scalars === undefined) return [];
  const passed = ["packet", choices.pick(chosen.headers).text, "meta", ...scalars];
  const apply = `${chosen.name}.apply(${passed.join(", ")});`;
  return [choices.chance(25) ? `if (${boolExpression(choices, visible, 1)}) { ${apply} }` : apply];
};

interface ParserText {
  readonly head: string;
  readonly locals: readonly string[];
  readonly instances: readonly Instance[];
  readonly visible: Visible;
  readonly states: number;
  /** The name of the struct of all headers, where it is at hand. */
  readonly whole: string | undefined;
  /** Statements in front of the first state's. */
  readonly opening: readonly string[];
}

/** Mostly forward, sometimes back: loops are bounded by the packet, a stack, or the number of visits. */
const chooseNext = (choices: Choices, state: number, states: number): string => {
  if (choices.chance(4)) return "reject";
  if (choices.chance(15)) return stateName(choices.below(states));
  const target = state + choices.between(1, 3);
  return target < states ? stateName(target) : "accept";
};

const stateName = (index: number): string => (index === 0 ? "start" : `s${index}`);

/** Each state works on a few places, so that what one statement writes another one reads. */
const narrowed = (choices: Choices, visible: Visible): Visible => {
  const headers = choices.some(visible.headers, 3);
  const stacks = choices.some(visible.stacks, 1);
  const others = visible.places.filter(
    ({ text }) => !visible.headers.some((header) => text.startsWith(`${header.text}.`)),
  );
  const fields = headers.flatMap(({ text, type }) => choices.some(fieldPlaces(text, type), 2));
  return { ...visible, headers, stacks, places: [...choices.some(others, 4), ...fields] };
};

const printState = (choices: Choices, parser: ParserText, index: number): readonly string[] => {
  const visible = narrowed(choices, parser.visible);
  const bound = choices.chance(35) ? `@max_visits(${choices.between(1, 4)}) ` : "";
  return [
    `${bound}state ${stateName(index)} {`,
    ...indent([
      ...(index === 0 ? parser.opening : []),
      ...block(choices, visible, 2, String(index)),
      ...applications(choices, visible, parser.instances, parser.whole),
      ...block(choices, visible, 1, `${index}z`),
      ...transition(choices, visible, () => chooseNext(choices, index, parser.states)),
    ]),
    "}",
  ];
};

const chooseValueSets = (choices: Choices): readonly ValueSetPlace[] =>
  Array.from({ length: choices.chance(25) ? choices.between(1, 2) : 0 }, (_, index) => ({
    name: `set${index}`,
    fields: Array.from({ length: choices.pick([1, 1, 2]) }, () => bitsType(choices.pick([8, 16, 4, 33]))),
  }));

/** Of several fields: a tuple. */
const declareValueSet = (choices: Choices, { name, fields }: ValueSetPlace): string => {
  const spelled = fields.map(spell).join(", ");
  const type = fields.length === 1 ? spelled : `tuple<${spelled}>`;
  return `value_set<${type}>(${choices.between(1, 4)}) ${name};`;
};

const printParser = (choices: Choices, text: ParserText): readonly string[] => {
  const valueSets = chooseValueSets(choices);
  const sets = valueSets.map((set) => declareValueSet(choices, set));
  const parser = { ...text, visible: { ...text.visible, valueSets } };
  const states = Array.from({ length: parser.states }, (_, index) => printState(choices, parser, index));
  return [`${parser.head} {`, ...indent([...sets, ...parser.locals, ...states.flat()]), "}"];
};

const readOnly = (places: readonly Place[]): readonly Place[] =>
  places.map((place) => ({ ...place, writable: false }));

/** A sub-parser: it may have a stack of its own, and apply those that stand before it. */
export const printSubParser = (
  choices: Choices,
  declarations: Declarations,
  meta: readonly Place[],
  type: SubParser,
  index: number,
  all: Pick<Visible, "headers" | "stacks" | "packetLength">,
): readonly string[] => {
  const own: Visible["stacks"] = type.stack === undefined ? [] : [{ text: "own", member: "", ...type.stack }];
  const earlier = declarations.subParsers.slice(0, index);
  const instances = earlier.map((inner, at) => ({ name: `inner${at}`, type: inner }));
  const given = [{ text: "h", type: type.header, inUnion: false }];
  const headers = type.whole ? all.headers : type.direction === "in" ? [] : given;
  const local: Place = { text: "count", type: { kind: "bits", width: 8, signed: false }, writable: true };
  const passed = type.whole ? "inout headers_t hdr" : `${type.direction} ${type.header.name} h`;
  const scalars = type.scalars.map((scalar, at) => `, ${scalar.direction} ${spell(scalar.type)} p${at}`);
  const constants = type.constants.map((constant, at) => `${spell(constant)} c${at}`);
  return printParser(choices, {
    head:
      `parser ${type.name}(packet_in packet, ${passed}, inout meta_t meta${scalars.join("")})` +
      (constants.length === 0 ? "" : `(${constants.join(", ")})`),
    whole: type.whole ? "hdr" : undefined,
    locals: [
      ...(type.stack === undefined ? [] : [`${type.stack.element.name}[${type.stack.size}] own;`]),
      `bit<8> count${choices.chance(50) ? " = 3" : ""};`,
      ...declareInstances(choices, instances),
    ],
    instances,
    visible: {
      declarations,
      places: [
        ...meta,
        ...headers.flatMap((header) => fieldPlaces(header.text, header.type)),
        ...(type.whole || type.direction !== "in" ? [] : readOnly(fieldPlaces("h", type.header))),
        ...type.scalars.map((scalar, at) => ({
          text: `p${at}`,
          type: scalar.type,
          writable: scalar.direction !== "in",
        })),
        ...type.constants.map((constant, at) => ({ text: `c${at}`, type: constant, writable: false })),
        local,
      ],
      headers,
      stacks: type.whole ? [...own, ...all.stacks] : own,
      pairs: ["meta.p", "meta.q"],
      tuples: ["meta.t"],
      valueSets: [],
      packetLength: all.packetLength,
      packet: true,
    },
    states: choices.between(1, 3),
    opening: [],
  });
};

/** Metadata out of the packet: what follows then depends on more than the headers. */
const opening = (choices: Choices, visible: Visible): readonly string[] =>
  visible.places
    .filter(({ text, type }) => text.startsWith("meta.") && type.kind === "bits" && choices.chance(50))
    .map(({ text, type }) => `${text} = packet.lookahead<${spell(type)}>();`);

/** The main parser. */
export const printMainParser = (
  choices: Choices,
  form: Form,
  visible: Visible,
  local: HeaderPlace | undefined,
): readonly string[] => {
  const instances = visible.declarations.subParsers.map((type, at) => ({ name: `sub${at}`, type }));
  return printParser(choices, {
    head: `parser P(${form.parameters})`,
    whole: "hdr",
    locals: [
      "bit<16> seen = 0;",
      "pair_t kept;",
      "tuple_t pieces;",
      ...(form.ownMetadata ? ["meta_t meta;"] : []),
      ...(local === undefined ? [] : [`${local.type.name} ${local.text};`]),
      ...declareInstances(choices, instances),
    ],
    instances,
    visible,
    states: choices.between(2, 8),
    opening: opening(choices, visible),
  });
};
