/** What the loadable programs have in common: how they call the parse function, and where its results lie. */

import { PIECE_SOURCES, type PieceSource } from "../packet/piece-cursor.ts";
import { type CTypes, holdsStack } from "../text/c-types.ts";
import { body } from "../text/wrap.ts";
import type { Signature, SignatureParameter } from "../values/signature.ts";
import type { Hook } from "./hooks.ts";

export interface ProgramContext {
  readonly types: CTypes;
  readonly signature: Signature;
  readonly functionName: string;
  /** The prefix of macros and enum constants. */
  readonly upper: string;
  readonly errorName: (error: string) => string;
  readonly hasScratch: boolean;
  /** Whether what only rejects read is kept in memory. */
  readonly keptInMemory: boolean;
  /** Whether a device's result is taken over where there is one. */
  readonly offload: boolean;
  /** Where packets that do not lie in one piece are fetched from, and the bytes that are fetched at once. */
  readonly pieces: { readonly source: PieceSource; readonly bytes: number } | undefined;
  /** Names of the programs' functions. */
  readonly programName: (hook: Hook) => string;
}

/** Does flow_dissector need memory that can be indexed, that is, a map? */
export const needsMap = (hook: Hook, { signature, hasScratch }: ProgramContext): boolean =>
  hook !== "flow_dissector" || hasScratch || signature.parameters.some(({ type }) => holdsStack(type));

export const comment = (...lines: readonly string[]): readonly string[] =>
  lines.length === 1 ? [`/* ${lines[0]} */`] : ["/*", ...lines.map((line) => ` * ${line}`.trimEnd()), " */"];

const LARGEST_MEMSET = 1024;

/** What makes a member of the result zero. */
const zeroes = ({ name, type }: SignatureParameter): readonly string[] => {
  if (type.kind === "number" || type.kind === "error") return [`result->${name} = 0;`];
  if (type.size <= LARGEST_MEMSET) return [`__builtin_memset(&result->${name}, 0, sizeof(result->${name}));`];
  return [
    "/* volatile: clang would make it a call of memset, which BPF lacks */",
    `for (__u32 i = 0; i < sizeof(result->${name}) / 4; i++)`,
    `\t((volatile __u32 *)&result->${name})[i] = 0;`,
  ];
};

/** Finds the result in its map. */
export const lookup = (missing: string): readonly string[] => [
  "result = bpf_map_lookup_elem(&p4twin_result, &key);",
  "if (!result)",
  `\treturn ${missing};`,
];

/** An argument of the parse function that lies in the result. */
export const resultArgument = ({ name, type, passing }: SignatureParameter): string => {
  if (passing === "value") return `result->${name}`;
  return type.kind === "bytes" ? `result->${name}` : `&result->${name}`;
};

/** The most bytes of a packet that are fetched to the stack, which has 512 for all functions that are active. */
const MOST_ON_STACK = 128;

/** Whether what is fetched needs a map. */
export const fetchesToMap = ({ pieces }: ProgramContext): boolean =>
  pieces !== undefined && pieces.bytes > MOST_ON_STACK;

/** Declares `piece`, where packets are fetched to, and finds it where it is in a map, there at `key`. */
export const pieceLines = (
  context: ProgramContext,
  missing: string,
  key: string,
): { readonly declarations: readonly string[]; readonly lines: readonly string[] } => {
  const words = (context.pieces?.bytes ?? 0) / 8;
  if (!fetchesToMap(context)) return { declarations: [`__u64 piece[${words}];`], lines: [] };
  return {
    declarations: ["void *piece;"],
    lines: [`piece = bpf_map_lookup_elem(&p4twin_piece, &${key});`, "if (!piece)", `\treturn ${missing};`],
  };
};

/**
 * How many runs of a flow dissector may be under way on one CPU. The other programs run with soft interrupts off, and
 * are alone there. A flow dissector may be interrupted by the next packet, and make way for another task.
 */
export const PLACES = 8;

/** Whether a flow dissector takes a place in the maps. */
export const takesPlace = (context: ProgramContext, access: "direct" | "skb"): boolean =>
  needsMap("flow_dissector", context) || (access === "skb" && fetchesToMap(context));

/** Declares a place in the maps, takes it, and gives it back. */
export const placeLines = (
  context: ProgramContext,
  missing: string,
): {
  readonly declarations: readonly string[];
  readonly take: readonly string[];
  readonly leave: string;
} => {
  const { prefix } = context.types;
  return {
    declarations: [`struct ${prefix}_place *place;`, "__u32 key;"],
    take: [`place = ${prefix}_take();`, "if (!place)", `\treturn ${missing};`, "key = place->number;"],
    leave: `${prefix}_leave(place);`,
  };
};

/** The call of the parse function: of the one that reads the packet directly, or fetches it from a source. */
export const call = (
  context: ProgramContext,
  access: "direct" | PieceSource,
  offset: string,
  length: string,
  argumentOf: (parameter: SignatureParameter) => string,
  scratch: string,
  observation: string,
): string => {
  const { signature, functionName, hasScratch } = context;
  const all = [
    ...(access === "direct" ? ["data", "data_end"] : [PIECE_SOURCES[access].name]),
    offset,
    ...(signature.usesPacketLength ? [length] : []),
    ...signature.parameters.filter(({ passing }) => passing !== "within").map(argumentOf),
    ...(hasScratch ? [scratch] : []),
    ...(access === "direct" ? [] : ["piece"]),
    observation,
  ];
  return `${functionName}${access === "direct" ? "" : `_${access}`}(${all.join(", ")})`;
};

/** A program in its section. */
export const define = (section: string, declaration: string, lines: readonly string[]): readonly string[] => [
  `SEC("${section}") P4TWIN_STAMPED`,
  `int ${declaration}`,
  "{",
  ...body(lines),
  "}",
];

/** What makes the environment's values zero, where nobody has set others. */
export const zeroLines = (context: ProgramContext): readonly string[] => [
  // The headers need none: what is invalid is not read.
  ...context.signature.parameters.filter(({ parameter }) => parameter.role !== "headers").flatMap(zeroes),
];

/** A function of its own, so that what is seldom needed takes neither registers nor instructions of the rest. */
export const defineApart = (declaration: string, lines: readonly string[]): readonly string[] => [
  "static __attribute__((__noinline__)) int",
  declaration,
  "{",
  ...body(lines),
  "}",
];
