/**
 * From a source's parser to one that the target's tools take as it is meant, still in the IR. In order:
 *   varbits      maxima that are whole bytes
 *   signature    parameters as the target has them
 *   adapter      Ethernet in front, where the source starts behind it
 *   locals       structs among them split
 *   lookaheads   one variable each, kept alive
 *   indices      variable ones resolved
 *   expressions  those that the target lacks, in others
 *   extracts     of varbits that may have a length already
 *   operations   the same as for expressions
 *   constants    among keys and conditions: out
 *   selects      keys, patterns, catch-alls
 *   states       those that are left without a way to them go
 *   loops        counters
 *   rejects      errors of states
 *   init         initial values
 *   types        in order, those that are used
 *   foreign      reads of what the architecture types more strictly
 *   names        the final ones
 */
import { bits, read } from "../../../src/ir/build.ts";
import type { Expression, Place, Program } from "../../../src/ir/ir.ts";
import { simplifyNode } from "../../../src/ir/simplify.ts";
import { BIT32 } from "../../../src/ir/types.ts";
import type { Target } from "../target.ts";
import { adaptStart, ETHERNET_BYTES } from "./adapter.ts";
import { rewriteArithmetic } from "./arithmetic.ts";
import { hidingInput, removeConstants } from "./constants.ts";
import { foreignReads } from "./foreign.ts";
import { freshNames } from "./fresh.ts";
import { withoutNeedlessBounds } from "./heads.ts";
import { resolveIndices, variablesOf } from "./indices.ts";
import { splitLocals } from "./locals.ts";
import { rewriteLookaheads } from "./lookaheads.ts";
import { countVisits } from "./loops.ts";
import { rewriteOperations } from "./operations.ts";
import { orderTypes } from "./order-types.ts";
import { placeInit } from "./prologue.ts";
import { pruneStates } from "./prune.ts";
import { cutBehindErrors, raiseRejects } from "./rejects.ts";
import { type Renamed, renameAll } from "./rename.ts";
import { rewriteSelects } from "./selects.ts";
import { adaptSignature, type Prefix } from "./signature.ts";
import { rewriteProgram } from "./transform.ts";
import { rewriteUnionValidity } from "./unions.ts";
import { emptyVarbits } from "./varbits.ts";

export interface Legal extends Renamed {
  /** Names of the parameters in the output. */
  readonly headers: string;
  readonly metadata: string;
  readonly standard: string;
  readonly userInputs: readonly string[];
  /** Initial values of the scalar locals, by their names in the output. */
  readonly initial: ReadonlyMap<string, Expression>;
  /** From the source's parameters to places in the program before it was renamed. */
  readonly prefixes: ReadonlyMap<string, Prefix>;
  /** The header in front of what the source parses, before renaming. */
  readonly ethernet?: Place;
  /** The error, in the output, that stands for an explicit reject. */
  readonly rejectError?: string;
  /** States of ours that raise an error, by their names in the output, with the error as in the IR. */
  readonly raising: ReadonlyMap<string, string>;
}

/**
 * The target's standard metadata as a type of the program. Where the source has another architecture it goes by a
 * name that no source can have, until the final names are given.
 */
const withStandard = (
  program: Program,
  target: Target,
): { readonly program: Program; readonly type: string } => {
  const { type } = target.standard;
  const name = program.architecture === target.name ? type.name : `<${type.name}>`;
  if (program.types.some((declaration) => declaration.name === name)) return { program, type: name };
  return { program: { ...program, types: [{ ...type, name }, ...program.types] }, type: name };
};

/**
 * Only whole bytes are ever extracted into a varbit, so one of 13 bits holds what one of 8 does; and a maximum that
 * is no multiple of 8 is refused by targets that know only bytes.
 */
const roundVarbits = (program: Program): Program => ({
  ...program,
  types: program.types.map((declaration) => ({
    ...declaration,
    fields: declaration.fields.map((field) =>
      field.type.kind === "varbit"
        ? { ...field, type: { ...field.type, maxWidth: field.type.maxWidth - (field.type.maxWidth % 8) } }
        : field,
    ),
  })),
});

export const legalize = (source: Program, target: Target): Legal => {
  const known = withStandard(roundVarbits(source), target);
  const fresh = freshNames(known.program);
  const signed = adaptSignature(known.program, target, known.type, fresh);
  const adapted = adaptStart(signed, fresh);
  const offset = adapted.ethernet === undefined ? 0 : ETHERNET_BYTES;
  const packet = fresh.variable("packet");
  const packetLength = packetLengthOf(signed.standard, packet, target, offset);

  const split = rewriteLookaheads(splitLocals(adapted.program, fresh), fresh);
  const indexed = resolveIndices(split);
  const variables = variablesOf(indexed);
  const expressed = rewriteProgram(indexed, {
    node: (node) =>
      node.kind === "packet-length" ? packetLength : rewriteArithmetic(rewriteUnionValidity(node, variables)),
  });
  // What the passes above made is folded, as it would be when the output is read again.
  const folded = rewriteProgram(expressed, { node: simplifyNode });
  const emptied = emptyVarbits(folded, target, fresh);
  const varying = removeConstants(rewriteOperations(emptied), hidingInput(signed.standard, target));
  const reached = pruneStates(cutBehindErrors(rewriteSelects(varying, target)));
  const counted = countVisits(withoutNeedlessBounds(reached), fresh);
  const rejecting = raiseRejects(counted, fresh);
  const begun = placeInit(rejecting.program, fresh);
  const plain = rewriteProgram(orderTypes(begun.program), { node: foreignReads(signed.standard, target) });
  const renamed = renameAll(plain, target, known.type, packet);
  const renamedTo = (name: string): string => renamed.names.variables.get(name) ?? name;
  const { rejectError } = rejecting;
  return {
    ...renamed,
    headers: renamedTo(signed.headers),
    metadata: renamedTo(signed.metadata),
    standard: renamedTo(signed.standard),
    userInputs: signed.userInputs.map(renamedTo),
    initial: new Map([...begun.initial].map(([name, value]) => [renamedTo(name), value])),
    prefixes: signed.prefixes,
    raising: new Map(
      [...rejecting.added].map(([name, error]) => [renamed.names.states.get(name) ?? name, error]),
    ),
    ...(adapted.ethernet === undefined ? {} : { ethernet: adapted.ethernet }),
    ...(rejectError === undefined
      ? {}
      : { rejectError: renamed.names.errors.get(rejectError) ?? rejectError }),
  };
};

/** From the standard metadata, or by the packet's own method, which is written as a place is. */
const packetLengthOf = (standard: string, packet: string, target: Target, offset: number): Expression => {
  const { packetLength } = target.standard;
  const place: Omit<Place, "type"> =
    packetLength === undefined
      ? { root: packet, path: [{ kind: "field", name: "length()" }] }
      : { root: standard, path: [{ kind: "field", name: packetLength }] };
  const length = read({ ...place, type: BIT32 });
  if (offset === 0) return length;
  return { kind: "binary", operator: "sub", left: length, right: bits(offset, 32), type: BIT32 };
};
