/** What the eBPF backend refuses. All of it is found here, before anything is printed. */
import type { DiagnosticSink } from "../../../src/diagnostics/sink.ts";
import type {
  Expression,
  Operation,
  Origin,
  Program,
  TypeDeclaration,
  ValueSet,
} from "../../../src/ir/ir.ts";
import { typeTable, wireWidth } from "../../../src/ir/types.ts";
import { expressionsOf, operandsOf, operationsWithin } from "../../../src/ir/walk.ts";
import { LARGEST_STEP } from "../packet/cursor.ts";
import { splitPhases } from "../plan/phases.ts";
import { CTypes } from "../text/c-types.ts";
import { widthOf } from "../values/arithmetic.ts";
import { buildSignature } from "../values/signature.ts";
import { isSearched, MAX_SEARCHED } from "../values/value-sets.ts";
import { LARGEST_DIVISOR, WIDEST_PRODUCT } from "../values/wide-arithmetic.ts";
import { defaultHooks, HOOKS, type Hook, isHook, isPossible, possibleHooks } from "./hooks.ts";
import { placeResult } from "./result.ts";

/** C compilers take 256 levels of parentheses and braces; each level of ours may become two, and statements have some. */
const MAX_DEPTH = 100;

/** The kernel's limit for an entry of a per-CPU array (PCPU_MIN_UNIT_SIZE), in bytes. */
const MAX_RESULT = 32768;

/** States, where they are copied for each bit of a byte that they can be entered at. */
const MAX_PHASED = 4096;

const checkHooks = (names: readonly string[], program: Program, sink: DiagnosticSink): readonly Hook[] => {
  const hooks: Hook[] = [];
  for (const name of new Set(names)) {
    if (!isHook(name)) {
      sink.report("P0602", `unknown hook "${name}"`, undefined, {
        help: `hooks are ${HOOKS.join(", ")}`,
      });
    } else if (isPossible(name, program)) hooks.push(name);
    else
      sink.report(
        "P0602",
        `a program for ${program.architecture} cannot be loaded at hook ${name}`,
        undefined,
        {
          help: `possible: ${possibleHooks(program).join(", ")}`,
        },
      );
  }
  return hooks.sort();
};

/** The greatest nesting of an expression; found without recursion. */
const depthOf = (root: Expression): number => {
  let deepest = 0;
  const open: { readonly expression: Expression; readonly depth: number }[] = [
    { expression: root, depth: 1 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    deepest = Math.max(deepest, next.depth);
    for (const expression of operandsOf(next.expression)) open.push({ expression, depth: next.depth + 1 });
  }
  return deepest;
};

/** The greatest nesting of conditional statements; found without recursion. */
const statementDepthOf = (operations: readonly Operation[]): number => {
  let deepest = 0;
  const open = operations.map((operation) => ({ operation, depth: 1 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { operation, depth } = next;
    deepest = Math.max(deepest, depth);
    if (operation.kind !== "if") continue;
    for (const inner of [...operation.then, ...operation.otherwise])
      open.push({ operation: inner, depth: depth + 1 });
  }
  return deepest;
};

/** Wide arithmetic that the backend does not have. */
const unsupported = (expression: Expression): string | undefined => {
  if (expression.kind !== "binary") return undefined;
  const { operator, right } = expression;
  const width = widthOf(expression.type);
  if (width <= 64) return undefined;
  if (operator === "mul" && width > WIDEST_PRODUCT)
    return `a multiplication of ${width} bits; on eBPF at most ${WIDEST_PRODUCT} are possible`;
  if ((operator !== "div" && operator !== "mod") || right.kind !== "bits" || right.value <= LARGEST_DIVISOR)
    return undefined;
  return `a division of ${width} bits by ${right.value}; on eBPF such a divisor is at most ${LARGEST_DIVISOR}`;
};

const checkExpression = (
  root: Expression,
  origin: Origin,
  hooks: readonly Hook[],
  sink: DiagnosticSink,
): void => {
  if (depthOf(root) > MAX_DEPTH) {
    sink.report("P0607", `the expression is nested more than ${MAX_DEPTH} levels deep`, origin.span, {
      help: "compute it in several steps",
    });
    return;
  }
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    open.push(...operandsOf(next));
    if (next.kind === "packet-length" && hooks.includes("flow_dissector"))
      sink.report("P0608", "the flow dissector hook does not tell the packet's length", origin.span);
    const message = unsupported(next);
    if (message !== undefined) sink.report("P0605", message, origin.span);
  }
};

const tooLarge = (what: string, bytes: number, origin: Origin, sink: DiagnosticSink): void => {
  const message = `${what} takes ${bytes} bytes at once; on eBPF at most ${LARGEST_STEP} are possible`;
  sink.report("P0604", message, origin.span);
};

const checkExtract = (
  operation: Operation & { readonly kind: "extract" | "extract-varbit" },
  types: ReadonlyMap<string, TypeDeclaration>,
  sink: DiagnosticSink,
): void => {
  const { type } = operation.header;
  const declaration = type.kind === "header" ? types.get(type.name) : undefined;
  if (declaration === undefined) return;
  const bytes = Math.ceil((wireWidth(types, type) ?? 0) / 8);
  if (bytes > LARGEST_STEP) tooLarge(`header ${declaration.name}`, bytes, operation.origin, sink);
};

const checkOperation = (
  operation: Operation,
  types: ReadonlyMap<string, TypeDeclaration>,
  sink: DiagnosticSink,
): void => {
  switch (operation.kind) {
    case "extract":
    case "extract-varbit":
      checkExtract(operation, types, sink);
      return;
    case "lookahead": {
      const bytes = Math.ceil(operation.width / 8);
      if (bytes > LARGEST_STEP) tooLarge("the lookahead", bytes, operation.origin, sink);
      return;
    }
    default:
      return;
  }
};

const checkResult = (program: Program, sink: DiagnosticSink): void => {
  const types = new CTypes(program);
  const { size } = placeResult(buildSignature(program, types), types);
  const [parameter] = program.parameters;
  if (size > MAX_RESULT)
    sink.report(
      "P0604",
      `headers and metadata take ${size} bytes; a map in the kernel holds at most ${MAX_RESULT} for each CPU`,
      parameter?.origin.span,
    );
};

/** The bytes of a varbit are not copied: the C says where in the packet they stand. */
const checkPhases = (program: Program, sink: DiagnosticSink): void => {
  const { program: phased, oddVarbits } = splitPhases(program);
  for (const { origin } of oddVarbits)
    sink.report("P0603", "a varbit that does not begin at a whole byte of the packet", origin.span);
  const [first] = program.states;
  if (phased.states.length > MAX_PHASED && phased.states.length > program.states.length)
    sink.report(
      "P0604",
      `states come to ${phased.states.length}, one for each bit of a byte that they are entered at; at most ${MAX_PHASED} are possible`,
      first?.origin.span,
    );
};

const checkValueSet = (set: ValueSet, sink: DiagnosticSink): void => {
  if (!isSearched(set) || set.size <= MAX_SEARCHED) return;
  const message = `a value set of ${set.size} entries with masks or ranges; in the kernel at most ${MAX_SEARCHED} can be looked through`;
  sink.report("P0606", message, set.origin.span, {
    help: "one whose fields all match exactly may have more",
  });
};

/** The hooks to print programs for, sorted; with errors in the sink where something has to be refused. */
export const checkLimits = (
  program: Program,
  hooks: readonly string[] | undefined,
  sink: DiagnosticSink,
): readonly Hook[] => {
  const errors = sink.errorCount;
  const chosen = hooks === undefined ? defaultHooks(program) : checkHooks(hooks, program, sink);
  const types = typeTable(program);
  const operations = [program.init, ...program.states.map((state) => state.operations)];
  for (const list of operations) {
    if (statementDepthOf(list) > MAX_DEPTH) {
      const message = `conditional statements are nested more than ${MAX_DEPTH} levels deep`;
      sink.report("P0607", message, list[0]?.origin.span);
      continue;
    }
    for (const operation of operationsWithin(list)) {
      checkOperation(operation, types, sink);
      for (const value of expressionsOf(operation)) checkExpression(value, operation.origin, chosen, sink);
    }
  }
  for (const { transition } of program.states) {
    if (transition.kind !== "select") continue;
    for (const key of transition.keys) checkExpression(key, transition.origin, chosen, sink);
  }
  for (const set of program.valueSets) checkValueSet(set, sink);
  // These walk everything by recursion, which is only safe for what has been found to be shallow.
  if (sink.errorCount > errors) return chosen;
  checkResult(program, sink);
  checkPhases(program, sink);
  return chosen;
};

/** The largest number of bytes that one step of the program needs at once. */
export const largestStep = (program: Program): number => {
  const types = typeTable(program);
  let largest = 0;
  for (const { operations } of program.states)
    for (const operation of operationsWithin(operations)) {
      if (operation.kind === "lookahead") largest = Math.max(largest, Math.ceil(operation.width / 8));
      if (operation.kind !== "extract" && operation.kind !== "extract-varbit") continue;
      largest = Math.max(largest, Math.ceil((wireWidth(types, operation.header.type) ?? 0) / 8));
    }
  return largest;
};
