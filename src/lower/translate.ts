/**
 * The translation: typed tree to *raw* IR. Raw IR is IR but for this, which the passes behind it put right:
 *   - reads and writes of header fields don't care whether the header is valid;
 *   - `set-validity` true stands for P4's setValid: of an invalid header it also makes the fields zero;
 *   - selects may have catch-all rows, states may be unreachable, loops are unbounded, locals may be unused.
 */
import type { TypedProgram, Variable } from "../analyze/typed.ts";
import { must } from "../diagnostics/bug.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { SourceMap } from "../diagnostics/span.ts";
import { IR_VERSION, type Operation, type Parameter, type ParameterRole, type Program } from "../ir/ir.ts";
import { operationsWithin } from "../ir/walk.ts";
import { lowerValue, lowerValues } from "./expressions.ts";
import { inlineCall } from "./functions.ts";
import { createOutput, type Output } from "./output.ts";
import { applyParser, lowerStates, nameStates, type Pending } from "./parsers.ts";
import { lowerPlace } from "./places.ts";
import { lowerStatements } from "./statements.ts";
import { reset } from "./storage.ts";
import type { Jumps, Scope, Translator } from "./translator.ts";
import { expressionOf } from "./values.ts";

export interface Naming {
  readonly name: string;
  readonly sourceFile: string;
  readonly sourceMap: SourceMap;
  /** Keeps the rows of a select that all lead to one place: for packets that shall come through every row. */
  readonly keepRows?: boolean;
}

export interface Translation {
  readonly program: Program;
  /** The assignments of zero that are not the author's. */
  readonly zeros: ReadonlySet<Operation>;
  /** What the source calls the variables: for messages. */
  readonly sourceNames: ReadonlyMap<string, string>;
}

const createTranslator = (out: Output, scope: Scope, jumps: Jumps, pending: Pending[]): Translator => {
  const t: Translator = {
    out,
    scope,
    jumps,
    within: (innerScope, innerJumps) => createTranslator(out, innerScope, innerJumps, pending),
    value: (expression) => lowerValue(t, expression, (call) => inlineCall(t, call)),
    scalar: (expression) => expressionOf(t.value(expression)),
    values: (expressions) => lowerValues(t, expressions),
    place: (expression, frozen) => lowerPlace(t, expression, frozen),
    run: (statements) => {
      lowerStatements(t, statements, (apply) => applyParser(t, apply, pending));
    },
  };
  return t;
};

const lowerParameters = (typed: TypedProgram, out: Output, scope: Scope): readonly Parameter[] => {
  const parameters: Parameter[] = [];
  const bind = (variable: Variable, role: ParameterRole, direction: Parameter["direction"]): void => {
    const type = out.type(variable.type, variable.span);
    const place = out.parameter(variable.name, type);
    scope.set(variable, { kind: "place", place });
    parameters.push({ name: place.root, role, direction, type, origin: out.at(variable.span) });
  };
  for (const [index, { variable, direction }] of typed.parser.parameters.entries()) {
    const role = must(typed.roles[index], `role of ${variable.name}`);
    if (role === "packet") continue;
    bind(variable, role, direction === "none" ? "in" : direction);
  }
  return parameters;
};

const mayFail = (operations: readonly Operation[]): boolean =>
  [...operationsWithin(operations)].some(
    ({ kind }) => kind === "lookahead" || kind === "verify" || kind === "advance" || kind === "extract",
  );

/** Translates the main parser and all that it reaches; undefined where something was refused. */
export const translate = (
  typed: TypedProgram,
  { name, sourceFile, sourceMap }: Naming,
  sink: DiagnosticSink,
): Translation | undefined => {
  const before = sink.errorCount;
  const out = createOutput(
    typed.parser.name,
    typed.intrinsic === undefined ? [] : [typed.intrinsic.name],
    typed.errors,
    sourceMap,
    sink,
  );
  const pending: Pending[] = [];
  const t = createTranslator(out, new Map(), {}, pending);
  const { parser } = typed;
  const parameters = lowerParameters(typed, out, t.scope);

  let init = out.capture(() => {
    for (const { name: root, type, direction, origin } of parameters) {
      if (direction === "out") reset(out, { root, path: [], type }, origin.span);
    }
    t.run(parser.locals);
  });
  const names = nameStates(t, parser, "", undefined);
  let entry = must(names.get("start"), "start state");
  if (mayFail(init)) {
    // Initial values that may reject are worked out in a state of their own, in front of the start.
    const operations = init;
    init = [];
    const next = { kind: "state", name: entry } as const;
    entry = out.stateNames("before_start");
    out.openState(entry, parser.span);
    for (const operation of operations) out.emit(operation);
    out.closeState({ kind: "goto", next, origin: out.at(parser.span) });
  }
  const uses: Pending[] = [{ translator: t, parser, names }];
  for (let use = uses.pop(); use !== undefined; use = uses.pop()) {
    lowerStates(use);
    uses.push(...pending.splice(0));
  }
  if (sink.errorCount > before) return undefined;

  const states = [
    ...out.states.filter((state) => state.name === entry),
    ...out.states.filter((state) => state.name !== entry),
  ];
  const program: Program = {
    version: IR_VERSION,
    name,
    sourceFile,
    parser: parser.name,
    architecture: typed.architecture,
    errors: out.errors,
    types: [...out.types.values()],
    parameters,
    locals: out.locals,
    valueSets: [...out.valueSets.values()],
    init,
    states,
  };
  return { program, zeros: out.zeros, sourceNames: out.sourceNames };
};
