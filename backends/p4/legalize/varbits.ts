/**
 * Varbits that are extracted a second time. The behavioral model keeps a varbit's length when its header becomes
 * invalid, and counts it once more in what a further extract needs of the packet and of the header's maximum. A header
 * that is valid and has never been extracted into, copied over it, takes the length back.
 *
 * p4c drops a copy that an extract follows; a test of the header's validity between them keeps it.
 */
import { castTo, isValid, read } from "../../../src/ir/build.ts";
import type { Local, Operation, Place, Program, State } from "../../../src/ir/ir.ts";
import { spellPlace } from "../../../src/ir/spell.ts";
import { bitsType } from "../../../src/ir/types.ts";
import { expressionsWithin, operationsWithin, successorsOf, targetsOf } from "../../../src/ir/walk.ts";
import type { Target } from "../target.ts";
import type { Fresh } from "./fresh.ts";
import { type Variables, variablesOf } from "./indices.ts";
import { unionOf } from "./unions.ts";
import { upperBound } from "./upper-bound.ts";

type Of<K extends Operation["kind"]> = Extract<Operation, { readonly kind: K }>;

/** Bits that hold the size of most varbits. */
const SHORT = 16;

/** Headers, spelled, whose varbits may have a length. */
type Filled = ReadonlySet<string>;

/** Whether a header is one that `hdr.x`, `hs[1].x` and the like say by themselves. */
const isFixed = ({ path }: Place): boolean =>
  path.every((step) => step.kind === "field" || (step.kind === "index" && step.index.kind === "bits"));

const hasVarbit = ({ type }: Place, { types }: Variables): boolean =>
  type.kind === "header" &&
  (types.get(type.name)?.fields ?? []).some((field) => field.type.kind === "varbit");

/** Local headers that are made valid in the beginning, and that nothing is extracted or copied into, by name and type. */
export const emptyHeaders = (program: Program): ReadonlyMap<string, string> => {
  const [first] = program.states;
  const made = [...program.init, ...(first?.operations ?? [])].flatMap((operation) =>
    operation.kind === "set-validity" && operation.valid ? [spellPlace(operation.header)] : [],
  );
  const written = new Set<string>();
  const all = [program.init, ...program.states.map(({ operations }) => operations)];
  for (const operation of all.flatMap((operations) => [...operationsWithin(operations)])) {
    if (operation.kind === "assign" || (operation.kind === "set-validity" && operation.valid)) continue;
    for (const target of targetsOf(operation)) written.add(spellPlace(target));
  }
  return new Map(
    program.locals.flatMap(({ name, type }) =>
      type.kind === "header" && made.includes(name) && !written.has(name) ? [[name, type.name]] : [],
    ),
  );
};

/** What is filled behind operations. */
const follow = (
  before: Filled,
  operations: readonly Operation[],
  empty: ReadonlyMap<string, string>,
): Filled => {
  const filled = new Set(before);
  for (const operation of operations) {
    if (operation.kind === "extract-varbit") filled.add(spellPlace(operation.header));
    else if (operation.kind === "copy-header") {
      const source = spellPlace(operation.source);
      if (empty.has(source)) filled.delete(spellPlace(operation.target));
      else if (filled.has(source) || !isFixed(operation.source)) filled.add(spellPlace(operation.target));
    } else if (operation.kind === "if") {
      const branches = [operation.then, operation.otherwise].map((each) => follow(filled, each, empty));
      filled.clear();
      for (const each of branches.flatMap((branch) => [...branch])) filled.add(each);
    }
  }
  return filled;
};

/** What may be filled at the start of each state. */
const filledAtStart = (program: Program, empty: ReadonlyMap<string, string>): ReadonlyMap<string, Filled> => {
  const states = new Map(program.states.map((state) => [state.name, state]));
  const known = new Map<string, Filled>();
  const [first] = program.states;
  if (first === undefined) return known;
  known.set(first.name, new Set());
  const left = [first];
  for (let state = left.pop(); state !== undefined; state = left.pop()) {
    const after = follow(known.get(state.name) ?? new Set(), state.operations, empty);
    for (const name of successorsOf(state)) {
      const next = states.get(name);
      const before = known.get(name);
      if (next === undefined) continue;
      if (before !== undefined && [...after].every((header) => before.has(header))) continue;
      known.set(name, new Set([...(before ?? []), ...after]));
      left.push(next);
    }
  }
  return known;
};

const keepAlive = (header: Place, origin: Operation["origin"]): Operation => ({
  kind: "verify",
  condition: isValid(header),
  error: "PacketTooShort",
  origin,
});

/** Whether a copy is one that this pass has made, read again: the validity is known then, and its test gone. */
const isReset = (
  { source, target }: Of<"copy-header">,
  rest: readonly Operation[],
  empty: ReadonlyMap<string, string>,
): boolean => {
  if (!empty.has(spellPlace(source))) return false;
  const next = rest.find(({ kind }) => kind !== "verify");
  return next?.kind === "extract-varbit" && spellPlace(next.header) === spellPlace(target);
};

export const emptyVarbits = (program: Program, target: Target, fresh: Fresh): Program => {
  if (!target.limits.keepsVarbitLength) return program;
  const variables = variablesOf(program);
  const empty = new Map(emptyHeaders(program));
  const atStart = filledAtStart(program, empty);
  const locals: Local[] = [];
  const init: Operation[] = [];
  const emptyOf = (header: Place, origin: Operation["origin"]): Place => {
    const type = header.type.kind === "header" ? header.type.name : "";
    const known = [...empty].find(([, each]) => each === type)?.[0];
    const name = known ?? fresh.variable(`empty_${type.replace(/_(?:t|h|header)$/, "")}`);
    const place: Place = { root: name, path: [], type: header.type };
    if (known !== undefined) return place;
    empty.set(name, type);
    locals.push({ name, type: header.type, origin });
    init.push({ kind: "set-validity", header: place, valid: true, origin });
    return place;
  };

  const rewrite = (before: Filled, operations: readonly Operation[]): readonly Operation[] => {
    let filled = before;
    const result: Operation[] = [];
    for (const [index, operation] of operations.entries()) {
      if (operation.kind === "extract-varbit") result.push(...rewriteExtract(operation, filled));
      else if (operation.kind === "if")
        result.push({
          ...operation,
          then: rewrite(filled, operation.then),
          otherwise: rewrite(filled, operation.otherwise),
        });
      else result.push(operation);
      if (operation.kind === "copy-header" && isReset(operation, operations.slice(index + 1), empty))
        result.push(keepAlive(operation.target, operation.origin));
      filled = follow(filled, [operation], empty);
    }
    return result;
  };

  const rewriteExtract = (operation: Of<"extract-varbit">, filled: Filled): readonly Operation[] => {
    const { header, origin } = operation;
    const spelled = spellPlace(header);
    if (!filled.has(spelled) || !isFixed(header) || !hasVarbit(header, variables)) return [operation];
    // A member of a union is copied field by field, which a varbit cannot be.
    if (unionOf(header, variables) !== undefined) return [operation];
    const copy: Operation = { kind: "copy-header", target: header, source: emptyOf(header, origin), origin };
    const reset = [copy, keepAlive(header, origin)];
    const readsItself = [...expressionsWithin(operation.bits)].some(
      (inner) =>
        (inner.kind === "read" || inner.kind === "is-valid") && spellPlace(inner.place).startsWith(spelled),
    );
    const { type } = operation.bits;
    if (!readsItself || type.kind !== "bits") return [...reset, operation];
    // In as few bits as it needs, so that its form still tells that it is small.
    const held = upperBound(operation.bits) < 1n << BigInt(SHORT) ? bitsType(SHORT) : type;
    const size: Place = { root: fresh.variable("size"), path: [], type: held };
    locals.push({ name: size.root, type: held, origin });
    const kept: Operation = { kind: "assign", target: size, value: castTo(operation.bits, held), origin };
    return [kept, ...reset, { ...operation, bits: castTo(read(size), type) }];
  };

  const states = program.states.map((state): State => {
    const filled = atStart.get(state.name);
    return filled === undefined ? state : { ...state, operations: rewrite(filled, state.operations) };
  });
  return { ...program, states, locals: [...program.locals, ...locals], init: [...program.init, ...init] };
};
