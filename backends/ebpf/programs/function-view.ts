/** Decides what the template of NAME.parser.h shows of a parse function. */
import type { Kernel } from "../../../src/output/kernels.ts";
import type { Reach } from "../packet/cursor.ts";
import { PIECE_SOURCES } from "../packet/piece-cursor.ts";
import type { Section } from "../plan/layout.ts";
import type { Phased } from "../plan/phases.ts";
import type { Plan } from "../plan/verifier-work.ts";
import { type Access, printFunction } from "../states/parse-function.ts";
import type { Lookups } from "../states/transitions.ts";
import type { CTypes } from "../text/c-types.ts";
import { body, wrapLine } from "../text/wrap.ts";
import { type StackView, viewOfStack } from "../values/elements.ts";
import { buildSignature } from "../values/signature.ts";
import { placeScratch } from "./result.ts";

/** What all parse functions of a program share. */
export interface FunctionContext {
  readonly phased: Phased;
  readonly types: CTypes;
  readonly reach: Reach;
  readonly lookups: Lookups;
  readonly errorName: (error: string) => string;
  readonly kernel: Kernel;
  /** Spares the verifier also where that is not needed. */
  readonly sparing: boolean;
  /** How many parse functions the program has. */
  readonly functions: number;
}

export interface FunctionView {
  readonly comment: readonly string[];
  readonly signature: readonly string[];
  readonly declarations: readonly string[];
  readonly entry: readonly string[];
  readonly sections: readonly Section[];
  readonly rare: readonly Section[];
  readonly accepts: boolean;
  readonly leave: readonly string[];
  readonly noError: string;
  readonly upper: string;
  readonly rejects: readonly { readonly label: string; readonly code: string }[];
  readonly loops: boolean;
  readonly plan: Plan;
  /** Whether it asks what the caller's own variables are. */
  readonly knowsOwn: boolean;
  /** The stacks whose elements it chooses by cases. */
  readonly stacks: readonly StackView[];
}

/** What a BPF program has for all functions that are active, in bytes. */
const STACK = 512;

const commentOf = (access: Access, { prefix }: CTypes, variables: number): readonly string[] => {
  const upper = prefix.toUpperCase();
  if (access.kind === "direct")
    return [
      "Parses the packet that lies from data to data_end, from offset (in bytes) on.",
      `Gives ${upper}_ACCEPT or ${upper}_REJECT; observation says`,
      "the same and more. After a reject, what the other pointers lead to is not",
      "defined. Inlined, it costs what the caller uses. Variables on the stack that",
      "are handed in must be initialised (= {}): clang may read them early.",
      ...(variables <= STACK
        ? []
        : [
            `All variables together have ${variables} bytes, of which the BPF stack (${STACK}) holds`,
            "what the caller uses. Where that is too much: a per-CPU array map.",
          ]),
    ];
  const { name, load } = PIECE_SOURCES[access.source];
  return [
    `The same for a packet that goes on behind ${name}->data_end: each header is fetched by`,
    `${load} to piece, which has room for ${upper}_PIECE`,
    "bytes and is aligned to 8. Best called from a function that is not inlined.",
  ];
};

const sectionViews = (sections: readonly Section[]): readonly Section[] =>
  sections.map(({ label, comment, lines }) => ({ label, comment, lines: body(lines) }));

/** The view of one parse function. */
export const viewOfFunction = (context: FunctionContext, access: Access): FunctionView => {
  const { phased, types, errorName } = context;
  const signature = buildSignature(phased.program, types);
  const { reach, lookups, kernel, sparing, functions } = context;
  const printed = printFunction(
    phased,
    types,
    signature,
    reach,
    lookups,
    errorName,
    kernel,
    access,
    sparing,
    functions,
  );
  const inPieces = access.kind === "pieces";
  const name = `${types.prefix}_parse${inPieces ? `_${access.source}` : ""}`;
  const scratch = placeScratch(signature, types);
  const hasScratch = scratch.members.length > 0;
  const pointedTo = signature.parameters.filter(({ passing }) => passing === "pointer");
  const variables = pointedTo.reduce((sum, { type }) => sum + type.size, scratch.size);
  // Where it is asked what a parameter points to, the caller's compiler is to know.
  const known = (declaration: string): string =>
    printed.knowsOwn ? declaration.replace(/ \*(\w+)$/, " *const $1 P4TWIN_KNOWN") : declaration;
  const parameters = [
    ...(inPieces ? [PIECE_SOURCES[access.source].declaration] : ["void *data", "void *data_end"]),
    "__u32 offset",
    ...(signature.usesPacketLength ? ["__u32 packet_length"] : []),
    ...signature.parameters.flatMap(({ declaration, passing }) =>
      declaration === undefined ? [] : [passing === "pointer" ? known(declaration) : declaration],
    ),
    ...(hasScratch ? [known(`struct ${types.scratchTag} *scratch`)] : []),
    ...(inPieces ? ["void *piece"] : []),
    `struct ${types.observationTag} *observation`,
  ];
  return {
    comment: commentOf(access, types, variables),
    signature: wrapLine(`${name}(${parameters.join(", ")})`),
    declarations: printed.declarations,
    entry: body(printed.entry),
    sections: sectionViews(printed.sections),
    rare: sectionViews(printed.rare),
    accepts: printed.accepts,
    leave: body(printed.leave),
    noError: errorName("NoError"),
    upper: types.prefix.toUpperCase(),
    rejects: printed.rejects,
    loops: printed.loops,
    plan: printed.plan,
    knowsOwn: printed.knowsOwn,
    stacks: [...printed.stacks].map(viewOfStack),
  };
};
