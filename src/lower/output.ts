/** The program under construction: its types, variables and states, and the list of operations at hand. */
import type { Type as SourceType, TypedValueSet } from "../analyze/typed.ts";
import { CompilerBug, must } from "../diagnostics/bug.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { SourceMap, Span } from "../diagnostics/span.ts";
import type {
  Local,
  Operation,
  Origin,
  Place,
  State,
  Transition,
  Type,
  TypeDeclaration,
  ValueSet,
} from "../ir/ir.ts";
import { BIT32 } from "../ir/types.ts";
import { createTypeLowering, describeType } from "./lower-types.ts";
import { createNamer, type Namer } from "./names.ts";

/** After inlining and unrolling. */
export const MAX_STATES = 20_000;
export const MAX_OPERATIONS = 500_000;
/** Of operations within one another. */
export const MAX_DEPTH = 200;

export interface Output {
  /** core.p4's seven first, which the IR can raise whether the program includes core.p4 or not. */
  readonly errors: readonly string[];
  /** The errors as the source numbers them, in select keysets. */
  readonly sourceErrors: readonly string[];
  readonly types: ReadonlyMap<string, TypeDeclaration>;
  readonly locals: readonly Local[];
  /** The types of parameters and locals by name. */
  readonly variables: ReadonlyMap<string, Type>;
  readonly states: readonly State[];
  readonly valueSets: ReadonlyMap<TypedValueSet, ValueSet>;
  readonly stateNames: Namer;
  readonly variableNames: Namer;
  /** What the source calls a parameter or local. */
  readonly sourceNames: ReadonlyMap<string, string>;
  /** The zeros that stand for "not initialised in the source", to tell them from the author's assignments. */
  readonly zeros: Set<Operation>;
  at(span: Span): Origin;
  /** Reports P0501 (or another code); what is returned in its place is any value of the right type. */
  refuse(message: string, span: Span, code?: "P0501" | "P0502" | "P0503"): void;
  /** True once the program is beyond a limit; then inlining and unrolling stop. */
  readonly exhausted: boolean;
  /** The type, or (reported) some other where a parser can't have such variables. */
  type(type: SourceType, span: Span): Type;
  local(wish: string, type: Type, span: Span): Place;
  /** A parameter of the main parser, under its own name. */
  parameter(name: string, type: Type): Place;
  addValueSet(set: TypedValueSet, lowered: Omit<ValueSet, "name">): void;
  emit(operation: Operation): void;
  /** Collects what `body` emits instead of emitting it. */
  capture(body: () => void): readonly Operation[];
  /** Begins a state; its operations are what is emitted from here on. */
  openState(name: string, span: Span, maxVisits?: number): void;
  /** Name of the state at hand. */
  readonly stateName: string;
  closeState(transition: Transition): void;
}

const CORE_ERRORS = [
  "NoError",
  "PacketTooShort",
  "NoMatch",
  "StackOutOfBounds",
  "HeaderTooShort",
  "ParserTimeout",
  "ParserInvalidArgument",
];

interface Open {
  readonly name: string;
  readonly origin: Origin;
  readonly maxVisits?: number;
}

/** An empty program. parser: the main parser's name; reserved: names that no variable gets. */
export const createOutput = (
  parser: string,
  reserved: readonly string[],
  sourceErrors: readonly string[],
  sourceMap: SourceMap,
  sink: DiagnosticSink,
): Output => {
  const at = (span: Span): Origin => ({
    span,
    line: (span.start >= 0 ? sourceMap.flatLine(span.start) : undefined) ?? 0,
  });
  const lowering = createTypeLowering(createNamer(), at);
  const locals: Local[] = [];
  const variables = new Map<string, Type>();
  const sourceNames = new Map<string, string>();
  const states: State[] = [];
  const valueSets = new Map<TypedValueSet, ValueSet>();
  const valueSetNames = createNamer();
  const variableNames = createNamer(reserved);
  let operations: Operation[] = [];
  let open: Open | undefined;
  let emitted = 0;
  let depth = 0;
  let exhausted = false;

  const exhaust = (message: string, span: Span | undefined): void => {
    if (!exhausted) sink.report("P0502", message, span);
    exhausted = true;
  };

  return {
    errors: [...new Set([...CORE_ERRORS, ...sourceErrors])],
    sourceErrors,
    types: lowering.declarations,
    locals,
    variables,
    sourceNames,
    states,
    valueSets,
    stateNames: createNamer(["accept", "reject"]),
    variableNames,
    zeros: new Set(),
    at,
    refuse: (message, span, code = "P0501") => {
      if (!exhausted) sink.report(code, message, span);
    },
    get exhausted() {
      return exhausted;
    },
    get stateName() {
      return must(open, "open state").name;
    },
    type: (type, span) => {
      const lowered = lowering.lower(type);
      if (lowered !== undefined) return lowered;
      if (!exhausted) {
        sink.report("P0501", `a value of type ${describeType(type)} cannot be used in a parser`, span);
      }
      return BIT32;
    },
    local: (wish, type, span) => {
      const name = variableNames(wish);
      sourceNames.set(name, wish);
      locals.push({ name, type, origin: at(span) });
      variables.set(name, type);
      return { root: name, path: [], type };
    },
    parameter: (wish, type) => {
      const name = variableNames(wish);
      sourceNames.set(name, wish);
      variables.set(name, type);
      return { root: name, path: [], type };
    },
    addValueSet: (set, lowered) => {
      if (valueSets.has(set)) return;
      const sourceName = set.parser === parser ? set.name : `${set.parser}.${set.name}`;
      const name = valueSetNames(sourceName.replace(".", "_"));
      valueSets.set(set, { name, ...(name === sourceName ? {} : { sourceName }), ...lowered });
    },
    emit: (operation) => {
      emitted += 1;
      if (emitted > MAX_OPERATIONS) {
        exhaust(`more than ${MAX_OPERATIONS} operations after inlining`, operation.origin.span);
      } else operations.push(operation);
    },
    capture: (body) => {
      const outer = operations;
      const inner: Operation[] = [];
      operations = inner;
      depth += 1;
      if (depth > MAX_DEPTH)
        exhaust(`conditions nested more than ${MAX_DEPTH} levels deep`, open?.origin.span);
      else body();
      depth -= 1;
      if (operations !== inner) throw new CompilerBug("a state ends within an operation");
      operations = outer;
      return inner;
    },
    openState: (name, span, maxVisits) => {
      if (open !== undefined) throw new CompilerBug(`state ${open.name} is still open`);
      open = { name, origin: at(span), ...(maxVisits === undefined ? {} : { maxVisits }) };
      operations = [];
    },
    closeState: (transition) => {
      states.push({ ...must(open, "open state"), operations, transition });
      if (states.length > MAX_STATES) {
        exhaust(`more than ${MAX_STATES} states after inlining`, transition.origin.span);
      }
      open = undefined;
      operations = [];
    },
  };
};
