/**
 * Programs for devices that put metadata of their own in front of each packet (tna.p4: the intrinsic metadata and the
 * port's), which their parsers extract or skip before they come to the packet. Here these bits are an input of the
 * environment, zero unless it says otherwise, and no part of the packet: what a parser reads there is taken from the
 * input, in copies of its states that know how far they have come.
 */
import { CompilerBug, must } from "../diagnostics/bug.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import { bits, castTo, fieldOf, read } from "../ir/build.ts";
import { extendsStack } from "../ir/extend.ts";
import type {
  Expression,
  Next,
  Operation,
  Origin,
  Parameter,
  Place,
  Program,
  ScalarType,
  State,
  Transition,
  TypeDeclaration,
} from "../ir/ir.ts";
import { bitsType, isScalar, typeTable, wireWidth } from "../ir/types.ts";

/** The input's name and how many bits it has. */
export interface Intrinsic {
  readonly name: string;
  readonly bits: number;
}

interface Context {
  readonly input: Place;
  readonly width: number;
  readonly types: ReadonlyMap<string, TypeDeclaration>;
  readonly refuse: (what: string, origin: Origin) => void;
}

/** `width` bits from `offset` on, as a value of a type of so many bits. */
const piece = ({ input, width: all }: Context, offset: number, type: ScalarType): Expression => {
  const width = type.kind === "bits" ? type.width : 1;
  const high = all - 1 - offset;
  const slice: Expression = {
    kind: "slice",
    operand: read(input),
    high,
    low: high - width + 1,
    type: bitsType(width),
  };
  return castTo(slice, type);
};

const extractWithin = (context: Context, header: Place, offset: number, origin: Origin): Operation[] => {
  const fields = header.type.kind === "header" ? (context.types.get(header.type.name)?.fields ?? []) : [];
  const operations: Operation[] = [{ kind: "set-validity", header, valid: true, origin }];
  let at = offset;
  for (const { name, type } of fields) {
    if (!isScalar(type)) throw new CompilerBug(`a ${type.kind} in a header of fixed size`);
    operations.push({
      kind: "assign",
      target: fieldOf(header, name, type),
      value: piece(context, at, type),
      origin,
    });
    at += type.kind === "bits" ? type.width : 1;
  }
  return operations;
};

/** What an operation becomes that begins `offset` bits into the metadata, and where it ends; undefined: refused. */
const rewrite = (
  context: Context,
  operation: Operation,
  offset: number,
): { readonly operations: readonly Operation[]; readonly offset: number } | undefined => {
  const { width, types, refuse } = context;
  const { origin } = operation;
  switch (operation.kind) {
    case "extract": {
      const end = offset + (wireWidth(types, operation.header.type) ?? 0);
      if (end <= width && !extendsStack(operation.header))
        return { operations: extractWithin(context, operation.header, offset, origin), offset: end };
      refuse(end <= width ? "an extract into a stack's next" : "a header that goes on in the packet", origin);
      return undefined;
    }
    case "advance": {
      if (operation.bits.kind !== "bits") {
        refuse("an advance by a number known only at run time", origin);
        return undefined;
      }
      const end = offset + Number(operation.bits.value);
      const rest = bits(Math.max(0, end - width), 32);
      return {
        operations: end > width ? [{ ...operation, bits: rest }] : [],
        offset: Math.min(end, width),
      };
    }
    case "lookahead": {
      if (offset + operation.width > width) {
        refuse("a lookahead that goes on in the packet", origin);
        return undefined;
      }
      const operations = operation.loads.map((load): Operation => {
        if (!isScalar(load.target.type)) throw new CompilerBug("a load of no scalar");
        const value = piece(context, offset + load.offset, load.target.type);
        return { kind: "assign", target: load.target, value, origin };
      });
      return { operations, offset };
    }
    case "extract-varbit":
      refuse("a header with a varbit", origin);
      return undefined;
    case "if": {
      const then = rewriteAll(context, operation.then, offset);
      const otherwise = rewriteAll(context, operation.otherwise, offset);
      if (then === undefined || otherwise === undefined) return undefined;
      if (then.offset !== otherwise.offset) {
        refuse("an if whose branches come out at different bits", origin);
        return undefined;
      }
      const branches = { then: then.operations, otherwise: otherwise.operations };
      return { operations: [{ ...operation, ...branches }], offset: then.offset };
    }
    default:
      return { operations: [operation], offset };
  }
};

const rewriteAll = (
  context: Context,
  operations: readonly Operation[],
  start: number,
): { readonly operations: readonly Operation[]; readonly offset: number } | undefined => {
  const out: Operation[] = [];
  let offset = start;
  for (const operation of operations) {
    // Behind the metadata operations are what they were.
    if (offset >= context.width) {
      out.push(operation);
      continue;
    }
    const made = rewrite(context, operation, offset);
    if (made === undefined) return undefined;
    out.push(...made.operations);
    offset = made.offset;
  }
  return { operations: out, offset };
};

/** Makes the metadata in front of the packet an input. */
export const takeIntrinsic = (
  program: Program,
  { name, bits: width }: Intrinsic,
  sink: DiagnosticSink,
): Program => {
  const type = bitsType(width);
  const first = must(program.states[0], "a start");
  const context: Context = {
    input: { root: name, path: [], type },
    width,
    types: typeTable(program),
    refuse: (what, { span }) =>
      sink.report("P0501", `${what}, within the ${width} bits of metadata in front of the packet`, span),
  };
  const sources = new Map(program.states.map((state) => [state.name, state]));
  const taken = new Set(sources.keys());
  const copies = new Map<string, string>();
  const open: { readonly source: State; readonly name: string; readonly offset: number }[] = [];
  /** The copy of a state that is entered so far into the metadata; the state itself behind it. */
  const copyOf = (of: string, offset: number): string => {
    if (offset >= width) return of;
    const key = `${of} ${offset}`;
    const known = copies.get(key);
    if (known !== undefined) return known;
    const source = must(sources.get(of), `state ${of}`);
    let copy = `${of}_at${offset}`;
    while (taken.has(copy)) copy = `${copy}_`;
    taken.add(copy);
    copies.set(key, copy);
    if (source.maxVisits !== undefined) context.refuse("a loop", source.origin);
    open.push({ source, name: copy, offset });
    return copy;
  };
  const states: State[] = [];
  copyOf(first.name, 0);
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const made = rewriteAll(context, next.source.operations, next.offset);
    if (made === undefined) continue;
    const { transition } = next.source;
    const to = (target: Next): Next =>
      target.kind === "state" ? { kind: "state", name: copyOf(target.name, made.offset) } : target;
    const left: Transition =
      transition.kind === "goto"
        ? { ...transition, next: to(transition.next) }
        : {
            ...transition,
            rows: transition.rows.map((row) => ({ ...row, next: to(row.next) })),
            otherwise: to(transition.otherwise),
          };
    states.push({ ...next.source, name: next.name, operations: made.operations, transition: left });
  }
  const parameter: Parameter = { name, role: "input", direction: "in", type, origin: first.origin };
  return {
    ...program,
    parameters: [...program.parameters, parameter],
    states: [...states, ...program.states],
  };
};
