import type { Choices } from "./choices.ts";
import { boolExpression } from "./expressions.ts";
import {
  type Declarations,
  type HeaderPlace,
  type HeaderType,
  type Place,
  type SubParser,
  spell,
  type Visible,
} from "./model.ts";
import { transition } from "./selects.ts";
import { block } from "./statements.ts";

const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `    ${line}`);

/** The fields of a header as places. */
export const fieldPlaces = (text: string, type: HeaderType): readonly Place[] =>
  type.fields.map((field) => ({ text: `${text}.${field.name}`, type: field.type, writable: true }));

/** Applications of sub-parsers whose arguments are at hand. */
const applications = (
  choices: Choices,
  visible: Visible,
  instances: readonly { readonly name: string; readonly type: SubParser }[],
  whole: string | undefined,
): readonly string[] => {
  const usable = instances.flatMap(({ name, type }) => {
    if (type.whole) return whole === undefined ? [] : [{ name, headers: [{ text: whole }] }];
    const headers = visible.headers.filter((header) => header.type.name === type.header.name);
    return headers.length === 0 ? [] : [{ name, headers }];
  });
  if (usable.length === 0 || !choices.chance(30)) return [];
  const chosen = choices.pick(usable);
  const apply = `${chosen.name}.apply(packet, ${choices.pick(chosen.headers).text}, meta);`;
  return [choices.chance(25) ? `if (${boolExpression(choices, visible, 1)}) { ${apply} }` : apply];
};

interface ParserText {
  readonly head: string;
  readonly locals: readonly string[];
  readonly instances: readonly { readonly name: string; readonly type: SubParser }[];
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

const printParser = (choices: Choices, parser: ParserText): readonly string[] => {
  const states = Array.from({ length: parser.states }, (_, index) => printState(choices, parser, index));
  return [`${parser.head} {`, ...indent([...parser.locals, ...states.flat()]), "}"];
};

const metaPlaces = (meta: readonly Place[], writable = true): readonly Place[] =>
  meta.map((place) => ({ ...place, writable }));

/** A sub-parser: it may have a stack of its own, and apply those that stand before it. */
export const printSubParser = (
  choices: Choices,
  declarations: Declarations,
  meta: readonly Place[],
  type: SubParser,
  index: number,
  all: Pick<Visible, "headers" | "stacks">,
): readonly string[] => {
  const own: Visible["stacks"] = type.stack === undefined ? [] : [{ text: "own", ...type.stack }];
  const earlier = declarations.subParsers.slice(0, index);
  const instances = earlier.map((inner, at) => ({ name: `inner${at}`, type: inner }));
  const headers = type.whole ? all.headers : [{ text: "h", type: type.header, inUnion: false }];
  const local: Place = { text: "count", type: { kind: "bits", width: 8, signed: false }, writable: true };
  return printParser(choices, {
    head: type.whole
      ? `parser ${type.name}(packet_in packet, inout headers_t hdr, inout meta_t meta)`
      : `parser ${type.name}(packet_in packet, ${type.direction} ${type.header.name} h, inout meta_t meta)`,
    whole: type.whole ? "hdr" : undefined,
    locals: [
      ...(type.stack === undefined ? [] : [`${type.stack.element.name}[${type.stack.size}] own;`]),
      `bit<8> count${choices.chance(50) ? " = 3" : ""};`,
      ...instances.map((instance) => `${instance.type.name}() ${instance.name};`),
    ],
    instances,
    visible: {
      declarations,
      places: [
        ...metaPlaces(meta),
        ...headers.flatMap((header) => fieldPlaces(header.text, header.type)),
        local,
      ],
      headers,
      stacks: type.whole ? [...own, ...all.stacks] : own,
      metadata: true,
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
  visible: Visible,
  local: HeaderPlace | undefined,
): readonly string[] => {
  const instances = visible.declarations.subParsers.map((type, at) => ({ name: `sub${at}`, type }));
  return printParser(choices, {
    head: "parser P(packet_in packet, out headers_t hdr, inout meta_t meta)",
    whole: "hdr",
    locals: [
      "bit<16> seen = 0;",
      ...(local === undefined ? [] : [`${local.type.name} ${local.text};`]),
      ...instances.map((instance) => `${instance.type.name}() ${instance.name};`),
    ],
    instances,
    visible,
    states: choices.between(2, 8),
    opening: opening(choices, visible),
  });
};
