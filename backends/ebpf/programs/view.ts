/** Decides what the templates show: every string of them is finished here. */
import type { Program } from "../../../src/ir/ir.ts";
import { hasMayGoto, type Kernel } from "../../../src/output/kernels.ts";
import { type Identity, stampText } from "../../../src/output/stamp.ts";
import { reachFor } from "../packet/cursor.ts";
import type { Passes } from "../passes.ts";
import { buildGraph } from "../plan/graph.ts";
import { splitPhases } from "../plan/phases.ts";
import { sumInVariables } from "../plan/summed-keys.ts";
import { sinkStores } from "../plan/sunk-stores.ts";
import type { Plan } from "../plan/verifier-work.ts";
import { type CStruct, type CType, CTypes, declare } from "../text/c-types.ts";
import { hookFunction } from "../text/names.ts";
import { wrapLine } from "../text/wrap.ts";
import { buildSignature, type Signature } from "../values/signature.ts";
import { stackSizes } from "../values/stack-fill.ts";
import { placeValueSets } from "../values/value-sets.ts";
import { viewOfFunction } from "./function-view.ts";
import { type Hook, pieceSourceOf } from "./hooks.ts";
import { largestStep } from "./limits.ts";
import type { OffloadLayout } from "./offload-layout.ts";
import { callRead, viewOfOffload } from "./print-offload.ts";
import { viewOfSet } from "./print-value-sets.ts";
import {
  fetchesToMap,
  needsMap,
  PLACES,
  type ProgramContext,
  resultArgument,
  takesPlace,
} from "./program-parts.ts";
import { printProgram } from "./programs.ts";
import { placeResult, placeScratch } from "./result.ts";

interface StructView {
  readonly tag: string;
  readonly comment: string;
  readonly members: readonly string[];
}

export interface Views {
  /** What the verifier will have to do in the parse functions. */
  readonly plans: readonly Plan[];
  /** Of the device's result, where that is wanted. */
  readonly offload: { readonly path: string; readonly view: object } | undefined;
  readonly header: object;
  readonly program: object;
  readonly headerPath: string;
  readonly programPath: string;
}

const structView = (struct: CStruct, program: Program, types: CTypes): StructView => {
  const { kind, name, origin } = struct.declaration;
  const where = origin.line > 0 ? `, ${program.sourceFile}:${origin.line}` : "";
  const members = struct.members.map((member) => declare(member.type, member.name, types.prefix));
  return { tag: struct.tag, comment: `${kind === "union" ? "header union" : kind} ${name}${where}`, members };
};

const structViews = (program: Program, types: CTypes, signature: Signature): readonly StructView[] => {
  const views = types.structs.flatMap((struct): readonly StructView[] => [
    structView(struct, program, types),
    ...types.stacksOf(struct).map((stack) => ({
      tag: stack.tag,
      comment: "",
      members: [`struct ${struct.tag} element[${stack.count}]`, "__u32 next"],
    })),
  ]);
  const scratch = placeScratch(signature, types).members;
  if (scratch.length === 0) return views;
  const comment = "What the parser needs memory for.";
  return [
    ...views,
    { tag: types.scratchTag, comment, members: scratch.map(({ declaration }) => declaration) },
  ];
};

const hasVarbit = (type: CType): boolean =>
  type.kind === "varbit" || (type.kind === "struct" && type.members.some((member) => hasVarbit(member.type)));

/** The views of both files. */
export const buildViews = (
  program: Program,
  identity: Identity,
  hooks: readonly Hook[],
  kernel: Kernel,
  passes: Passes,
  offload: OffloadLayout | undefined,
  sparing: boolean,
): Views => {
  const types = new CTypes(program);
  const { prefix, observationTag } = types;
  const upper = prefix.toUpperCase();
  const errorName = (error: string): string => `${upper}_ERROR_${error}`;
  const phased = splitPhases(program);
  const signature = buildSignature(phased.program, types);
  const largest = largestStep(program) + (phased.phaseOf === undefined ? 0 : 1);
  const reach = reachFor(largest);
  const sets = [...placeValueSets(program, types).values()];
  const lookups = new Map(sets.map(({ set, lookup }) => [set.name, lookup]));
  const source = pieceSourceOf(hooks);
  const functionCount = source === undefined ? 1 : 2;
  const shared = { phased, types, reach, lookups, errorName, kernel, sparing, functions: functionCount };
  const pieces =
    source === undefined ? undefined : { source, bytes: Math.ceil(Math.max(largest, 1) / 8) * 8 };
  const headsOf = (sunk: Program): readonly string[] =>
    buildGraph(sunk, stackSizes(sunk), passes).loops.flatMap(({ targets }) => targets);
  const summed = passes("summed-keys") ? sumInVariables(program) : program;
  const sunk = splitPhases(passes("sunk-stores") ? sinkStores(summed, headsOf) : summed);
  const functions = [
    viewOfFunction({ ...shared, phased: sunk }, { kind: "direct", passes }),
    ...(source === undefined ? [] : [viewOfFunction(shared, { kind: "pieces", source, passes })]),
  ];
  const mentions = (macro: string): boolean =>
    functions.some(({ sections }) =>
      sections.some(({ lines }) => lines.some((line) => line.includes(`${macro}(`))),
    );
  const headerPath = `${program.name}.parser.h`;
  const programPath = `${program.name}.bpf.c`;
  const stamp = stampText(identity);
  const common = { prefix, upper, stamp, parser: program.parser, sourceFile: program.sourceFile };
  const context: ProgramContext = {
    types,
    signature,
    functionName: `${prefix}_parse`,
    upper,
    errorName,
    hasScratch: placeScratch(signature, types).members.length > 0,
    keptInMemory: passes("kept-in-memory"),
    offload: offload !== undefined,
    pieces,
    programName: (hook) => hookFunction(program.name, hook),
  };
  const map = hooks.some((hook) => needsMap(hook, context));
  const result = placeResult(signature, types);
  const offloadPath = `${program.name}.offload.h`;
  const offloadNames = { prefix, observationTag };
  return {
    plans: functions.map(({ plan }) => plan),
    headerPath,
    programPath,
    offload:
      offload === undefined
        ? undefined
        : {
            path: offloadPath,
            view: {
              ...common,
              header: headerPath,
              ...viewOfOffload(offload, identity, offloadNames, program.errors.length),
            },
          },
    header: {
      ...common,
      guard: `${upper}_PARSER_H`,
      limit: reach.limit,
      includes:
        sets.length > 0 || pieces !== undefined
          ? ["linux/bpf.h", "bpf/bpf_helpers.h"]
          : signature.parameters.some(({ passing }) => passing === "keys")
            ? ["linux/bpf.h"]
            : ["linux/types.h"],
      errors: program.errors.map((name, code) => ({ name: errorName(name), code })),
      observationTag: types.observationTag,
      coldRejects: passes("cold-rejects"),
      inTurn: mentions("P4TWIN_IN_TURN"),
      mostly: mentions("P4TWIN_MOSTLY"),
      rejectsFirst: functions.some(({ plan }) => plan.rejectsFirst),
      mayGoto: hasMayGoto(kernel) && functions.some(({ loops }) => loops),
      kernel,
      varbit: types.structs.some(hasVarbit),
      structs: structViews(program, types, signature),
      knowsOwn: functions.some(({ knowsOwn }) => knowsOwn),
      stacks: functions.flatMap(({ stacks }) => stacks),
      sets: sets.map((set) => viewOfSet(set, program.sourceFile)),
      pieceBytes: pieces?.bytes ?? 0,
      functions,
    },
    program: {
      ...common,
      file: programPath,
      header: headerPath,
      tc: hooks.includes("tc"),
      map,
      mapComment: "What the parser saw in the last packet on each CPU.",
      resultTag: types.resultTag,
      mapMembers: result.members.map(({ declaration }) => declaration),
      mapSize: result.size,
      places: hooks.includes("flow_dissector") && takesPlace(context, "skb") ? PLACES : undefined,
      pieceWords: fetchesToMap(context) ? (pieces?.bytes ?? 0) / 8 : 0,
      continues: hooks.includes("flow_dissector"),
      offload: offload !== undefined,
      offloadHeader: offloadPath,
      offloadCall:
        offload === undefined
          ? ""
          : wrapLine(`\treturn ${callRead(prefix, offload.parameters.map(resultArgument))}`)
              .join("\n")
              .replace(/^\treturn /, ""),
      programs: hooks.map((hook) => printProgram(hook, context)),
    },
  };
};
