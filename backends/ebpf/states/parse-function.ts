/** The body of the parse function: entry, states with the loop heads in front of them, ways out. */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Next, Place, Program } from "../../../src/ir/ir.ts";
import { hasMayGoto, type Kernel } from "../../../src/output/kernels.ts";
import { Cursor, type Reach } from "../packet/cursor.ts";
import { PieceCursor, type PieceSource } from "../packet/piece-cursor.ts";
import type { Pass, Passes } from "../passes.ts";
import { buildGraph, type Graph, type Loop, type Node } from "../plan/graph.ts";
import { Apart, arrange, type Section } from "../plan/layout.ts";
import { type Likely, readingIn } from "../plan/likely-rows.ts";
import type { Phased } from "../plan/phases.ts";
import { type Turns, turnsOf } from "../plan/turns.ts";
import { type Plan, planWork } from "../plan/verifier-work.ts";
import { Block, rarely } from "../text/block.ts";
import { type CType, type CTypes, declare } from "../text/c-types.ts";
import { Expressions } from "../values/expressions.ts";
import { FreshHeader, type FreshHeaders, freshOnBoth } from "../values/fresh-header.ts";
import type { Signature } from "../values/signature.ts";
import { stackSizes } from "../values/stack-fill.ts";
import { StackIndices } from "../values/stack-indices.ts";
import { type Forgotten, forget, forgottenIn } from "./forgotten.ts";
import { type ForgottenParameter, forgetParameters, forgottenParameters } from "./forgotten-parameters.ts";
import { Labels } from "./labels.ts";
import { type Operations, printOperations } from "./operations.ts";
import { type Lookups, printTransition } from "./transitions.ts";

/** How a parse function gets at the packet: directly, or in pieces (piece-cursor.ts), which takes no optimisations. */
export type Access =
  | { readonly kind: "direct"; readonly passes: Passes }
  | { readonly kind: "pieces"; readonly source: PieceSource; readonly passes: Passes };

/**
 * The estimate of the verifier's work (in instructions) up to which rare steps stand apart. The verifier walks them
 * after what skips them, and then often what follows once more.
 */
const LIGHT = 200_000;

/** What the verifier is spared, it is spared here too. */
const PASSES_IN_PIECES: ReadonlySet<Pass> = new Set<Pass>(["inner-loops", "spent-loops"]);

const passesFor = ({ kind, passes }: Access): Passes =>
  kind === "direct" ? passes : (pass) => PASSES_IN_PIECES.has(pass) && passes(pass);

export interface PrintedFunction {
  readonly declarations: readonly string[];
  readonly entry: readonly string[];
  readonly sections: readonly Section[];
  /** Behind everything else. */
  readonly rare: readonly Section[];
  readonly accepts: boolean;
  /** What says how much of an accepted packet has been consumed. */
  readonly leave: readonly string[];
  /** Whether there is a loop. */
  readonly loops: boolean;
  readonly plan: Plan;
  /** Whether it asks what the caller's own variables are. */
  readonly knowsOwn: boolean;
  /** The stacks whose elements it chooses by cases. */
  readonly stacks: ReadonlySet<CType & { readonly kind: "stack" }>;
  readonly rejects: readonly { readonly label: string; readonly code: string }[];
}

/** A loop head's variables. */
interface Head extends Turns {
  readonly counter: string;
  readonly target: string;
  readonly forgotten: readonly Forgotten[];
  readonly parameters: readonly ForgottenParameter[];
}

interface Context extends Operations {
  readonly kernel: Kernel;
  readonly program: Program;
  readonly signature: Signature;
  readonly types: CTypes;
  readonly graph: Graph;
  readonly labels: Labels;
  readonly lookups: Lookups;
  readonly heads: ReadonlyMap<Loop, Head>;
  /** The counter of a counted state in a loop of several targets. */
  readonly visits: ReadonlyMap<string, { readonly counter: string; readonly bound: number }>;
  /** The phases in which states are entered, where they are not all 0 (phases.ts). */
  readonly phaseOf: ReadonlyMap<string, number> | undefined;
  readonly plan: Plan;
  /** Where code is laid out for what is likely; and the variables that keep selects' keys. */
  readonly likely: Likely | undefined;
  readonly keys: readonly string[];
  /** How many bytes may have been added to the cursor where a state is entered by a plain goto. */
  readonly addedAt: Map<string, number>;
  /** The headers that are fresh on each such way there. */
  readonly freshAt: Map<string, FreshHeaders>;
}

/** What makes everything in a variable invalid or empty. */
const resets = (text: string, arrow: boolean, type: CType): readonly string[] => {
  const access = `${text}${arrow ? "->" : "."}`;
  if (type.kind === "stack") {
    const elements = Array.from({ length: type.count }, (_, index) =>
      resets(`${access}element[${index}]`, false, type.element),
    );
    return [...elements.flat(), `${access}next = 0;`];
  }
  if (type.kind !== "struct") return [];
  if (type.valid !== undefined) return [`${access}${type.valid.name} = 0;`];
  return type.members.flatMap((member) => resets(`${access}${member.name}`, false, member.type));
};

/** The C variable that holds the bits consumed of the byte at the cursor, on accept. */
export const PHASE = "phase";

const makeContext = (
  { program, phaseOf, sharedCount }: Phased,
  types: CTypes,
  signature: Signature,
  reach: Reach,
  lookups: Lookups,
  errorName: (error: string) => string,
  kernel: Kernel,
  access: Access,
  sparing: boolean,
  functions: number,
): Context => {
  const passes = passesFor(access);
  const { variables, scope } = signature;
  const indices = new StackIndices(stackSizes(program));
  const fresh = new FreshHeader(passes("packet-copies"), scope, indices);
  const environment = { variables, errorName, packetLength: "packet_length", fresh, passes, indices };
  const expressions = new Expressions(environment);
  const sizeOf = (place: Place): number => expressions.places.locateStack(place, new Block(scope)).type.count;
  // With may_goto the verifier walks each copy once: what it saves by fewer copies is then more than what they gain.
  const graph = buildGraph(program, sizeOf, passes, hasMayGoto(kernel) ? 1 : undefined);
  const labels = new Labels(program, graph);
  const rejectLabel = (error: string): string => labels.rejectWith(error);
  const tooShort = (): string => rejectLabel("PacketTooShort");
  const cursor =
    access.kind === "direct" ? new Cursor(reach, tooShort, passes) : new PieceCursor(access.source, tooShort);
  const heads = new Map<Loop, Head>();
  const visits = new Map<string, { readonly counter: string; readonly bound: number }>();
  for (const loop of graph.loops) {
    const turns = turnsOf(
      loop,
      ({ root, path }) =>
        path.length === 0 &&
        signature.locals.some(({ local, inScratch }) => local.name === root && !inScratch),
      sharedCount,
    );
    const follows = turns.passes === undefined && !hasMayGoto(kernel) ? loop.bound?.counter : undefined;
    const [counter, target] = [scope.claim("turns"), scope.claim("target")];
    for (const [state, bound] of turns.counted)
      visits.set(state, { counter: scope.claim(`visits_${state}`), bound });
    // With may_goto the verifier needs no number of turns: what counts them is forgotten too.
    const counters = [
      ...(turns.passes === undefined ? [] : [counter]),
      ...[...turns.counted.keys()].map((state) => must(visits.get(state), "visits").counter),
    ];
    const forgotten = [
      ...forgottenIn(loop, signature, follows),
      ...(hasMayGoto(kernel) ? counters.map((text) => ({ text, width: 64 })) : []),
    ];
    const parameters = passes("forgotten-parameters") ? forgottenParameters(loop, program, signature) : [];
    heads.set(loop, { ...turns, counter, target, forgotten, parameters });
  }
  const at = { addedAt: new Map<string, number>(), freshAt: new Map<string, FreshHeaders>() };
  const all = {
    program,
    types,
    signature,
    graph,
    labels,
    lookups,
    heads,
    visits,
    kernel,
    passes,
    fresh,
    indices,
  };
  const parts = { ...all, ...at, phaseOf };
  const passesOf = (loop: Loop): number =>
    hasMayGoto(kernel) ? 1 : (heads.get(loop)?.passes ?? loop.bound?.visits ?? 1);
  const plan = planWork({ program, graph, phaseOf, passesOf, budget: reach.budget, functions, sparing });
  const keys: string[] = [];
  const likely: Likely = {
    goesOn: readingIn(program),
    apart: new Apart((wish) => labels.claim(wish)),
    key: (index) => {
      while (keys.length <= index) keys.push(scope.claim("selected"));
      return must(keys[index], "key");
    },
  };
  const isOrdered = passes("likely-order") && !plan.rejectsFirst;
  const isLight = plan.instructions <= LIGHT;
  const ordered = {
    likely: isOrdered ? likely : undefined,
    rarely:
      isOrdered && isLight ? (lines: readonly string[]) => likely.apart.rarely("step", lines) : undefined,
  };
  return { ...parts, expressions, cursor, rejectLabel, reach, plan, keys, ...ordered };
};

const newBlock = ({ signature, plan }: Context): Block => new Block(signature.scope, plan.rejectsFirst);

/**
 * Where a loop's passes are copied, and the kernel takes a loop as one pass: makes the cursor the same at the start of
 * each copy, however far it has come, so that the verifier walks each copy once.
 */
const unified = (from: Node | undefined, to: Node, context: Context): readonly string[] => {
  const { kernel, cursor, graph, heads } = context;
  const loop = graph.loops.find(({ states }) => states.includes(to.state));
  if (!hasMayGoto(kernel) || loop === undefined || from === undefined || to.pass <= from.pass) return [];
  const block = newBlock(context);
  const before = cursor.added;
  cursor.widen(block, undefined, true);
  cursor.added = before;
  const { forgotten, parameters } = must(heads.get(loop), "loop head");
  block.emit(...forget(forgotten, cursor), ...forgetParameters(parameters));
  return block.lines;
};

/**
 * Whether the packet's start is made a pointer of its own in front of a loop (cursor.ts). Where the parser starts at a
 * position that is not constant, as the flow dissector does, the cursor is one already.
 */
const setsApart = ({ cursor, signature }: Context): boolean =>
  !(cursor instanceof PieceCursor) && signature.parameters.every(({ passing }) => passing !== "keys");

/** How control leaves `from` (undefined: the entry) for what comes next. */
const jumpFrom =
  (from: Node | undefined, context: Context) =>
  (next: Next): readonly string[] => {
    const { graph, labels, cursor, addedAt, fresh, freshAt } = context;
    if (next.kind === "accept") {
      const leave = `goto ${labels.accept};`;
      return context.phaseOf === undefined ? [leave] : [`${PHASE} = ${cursor.phase};`, leave];
    }
    if (next.kind === "reject") return [`goto ${labels.rejectWith(next.error)};`];
    const edge = graph.edge(from, next.name);
    if (edge.kind === "node") {
      const { name } = edge.node;
      const entry = unified(from, edge.node, context);
      addedAt.set(name, Math.max(addedAt.get(name) ?? 0, entry.length > 0 ? 0 : cursor.added));
      freshAt.set(name, freshOnBoth(freshAt.get(name) ?? fresh.current, fresh.current));
      return [...entry, `goto ${labels.node(edge.node)};`];
    }
    const { loop, target } = edge;
    const head = must(context.heads.get(loop), "loop head");
    const isWithin = from !== undefined && loop.states.includes(from.state);
    const isBack =
      !setsApart(context) || loop.outer !== undefined || (isWithin && graph.loopOf(from) === loop);
    const counts = loop.outer !== undefined && !isWithin && head.passes !== undefined;
    const counted = counts ? [`${head.counter} = ${head.passes};`] : [];
    const leave = `goto ${isBack ? labels.loop(loop) : labels.wayInto(loop)};`;
    const saved = isBack && setsApart(context) ? cursor.saved : [];
    if (loop.targets.length === 1) return [...saved, ...counted, leave];
    return [...saved, `${head.target} = ${loop.targets.indexOf(target)};`, leave];
  };

/** Sets cursor and start. */
const enter = (context: Context): readonly string[] => {
  if (context.cursor instanceof PieceCursor) return ["cursor = offset;", "start = cursor;"];
  const { limit } = context.reach;
  return [
    "position = offset;",
    "if (!__builtin_constant_p(offset))",
    "\tP4TWIN_HIDDEN(position);",
    `if (${rarely(`position > 0x${limit.toString(16)}`)})`,
    `\tgoto ${context.rejectLabel("PacketTooShort")};`,
    "start = position;",
    "cursor = data + position;",
    "if (!__builtin_constant_p(offset))",
    "\tP4TWIN_HIDDEN(cursor);",
  ];
};

const printEntry = (context: Context): readonly string[] => {
  const { signature, program, visits, cursor } = context;
  const lines = [...enter(context)];
  // Callers compute it from data and data_end; clang would merge it with what is computed from it, into bitwise
  // operations on a packet pointer, which the verifier refuses.
  if (signature.usesPacketLength) lines.push("P4TWIN_OPAQUE(packet_length);");
  for (const { parameter, name, type, isUsed, passing } of signature.parameters) {
    if (parameter.direction === "out") lines.push(...resets(name, true, type));
    if (passing === "keys" || (!isUsed && passing !== "within")) lines.push(`(void)${name};`);
  }
  for (const { name, type, inScratch, isRead } of signature.locals) {
    lines.push(...resets(inScratch ? `scratch->${name}` : name, false, type));
    if (!isRead) lines.push(`(void)${inScratch ? `scratch->${name}` : name};`);
  }
  if (visits.size > 0) {
    // Zero, but not to the verifier: it would follow each value of each counter.
    const { lines: before, text } = cursor.hiddenZero;
    lines.push(...before);
    for (const { counter } of visits.values()) lines.push(`${counter} = ${text};`);
  }
  context.indices.current = context.passes("constant-indices") ? new Map() : undefined;
  lines.push(...printOperations(program.init, context, newBlock(context)));
  const first = must(program.states[0], "start state");
  return [...lines, ...jumpFrom(undefined, context)({ kind: "state", name: first.name })];
};

/** What only those packets pass that come to a loop from outside. */
const printWayInto = (loop: Loop, context: Context): readonly Section[] => {
  if (!setsApart(context) || loop.outer !== undefined) return [];
  const block = newBlock(context);
  context.cursor.apart(block);
  block.emit(...context.cursor.saved, `goto ${context.labels.loop(loop)};`);
  return [{ label: context.labels.wayInto(loop), comment: "into the loop", lines: block.lines }];
};

const printHead = (loop: Loop, context: Context): Section => {
  const { labels, cursor, freshAt } = context;
  const { passes, counter, target, forgotten, parameters } = must(context.heads.get(loop), "loop head");
  const block = newBlock(context);
  if (passes !== undefined) {
    block.rejectIf(`${counter} == 0`, context.rejectLabel("ParserTimeout"));
    block.emit(`${counter}--;`);
  }
  // What follows is not rarer than that reject; but clang is to keep its registers for the passes in front.
  const rareOn = loop.copies > 0 && context.passes("rare-loops");
  if (setsApart(context)) cursor.restore(block, rareOn);
  else cursor.widen(block, undefined, true, rareOn);
  block.emit(...forget(forgotten, cursor), ...forgetParameters(parameters));
  if (hasMayGoto(context.kernel)) {
    // Behind that all passes look the same. The bounds come first on every kernel: this way out is for the verifier.
    block.emit(`P4TWIN_MAY_GOTO(${context.rejectLabel("ParserTimeout")});`);
  }
  const gotos = loop.targets.map((name) => {
    const state = must(
      loop.states.find((candidate) => candidate.name === name),
      `state ${name}`,
    );
    freshAt.set(name, new Map());
    return `goto ${labels.node({ name, state, pass: loop.copies })};`;
  });
  const last = must(gotos.at(-1), "target");
  if (gotos.length === 1) block.emit(last);
  else {
    block.emit(`switch (${target}) {`);
    gotos.slice(0, -1).forEach((goto, index) => {
      block.emit(`case ${index}:`, `\t${goto}`);
    });
    block.emit("default:", `\t${last}`, "}");
  }
  const bound = passes === undefined ? "which its own counter bounds" : `at most ${passes} passes`;
  const comment = `loop head, ${bound}`;
  return { label: labels.loop(loop), comment, lines: block.lines };
};

const printNode = (node: Node, context: Context): readonly Section[] => {
  const { program, graph, cursor, labels, visits, plan } = context;
  const { state, pass } = node;
  const label = labels.nameOf(node);
  const likely = context.likely === undefined ? undefined : { ...context.likely, label };
  cursor.added = context.addedAt.get(node.name) ?? 0;
  cursor.phase = context.phaseOf?.get(state.name) ?? 0;
  cursor.repeats = graph.isInLoop(node);
  const onlyStores = state.operations.length > 0 && state.operations.every(({ kind }) => kind === "assign");
  context.indices.current = context.passes("constant-indices") ? graph.fills.get(node.name) : undefined;
  const isAnew = plan.anew.has(node.name);
  context.fresh.enter(isAnew ? undefined : context.freshAt.get(node.name), onlyStores);
  const entry = newBlock(context);
  // Reached at many positions: from here on they are one to the verifier.
  if (isAnew) cursor.widen(entry, undefined, true);
  const counted = visits.get(state.name);
  if (counted !== undefined) {
    entry.rejectWhere(counted.counter, "==", `${counted.bound}`, context.rejectLabel("ParserTimeout"));
    entry.emit(`${counted.counter}++;`);
  }
  const lines = [...entry.lines];
  const block = newBlock(context);
  const overrun = graph.overruns.get(node.name);
  lines.push(...printOperations(state.operations.slice(0, overrun), context, newBlock(context)));
  if (overrun === undefined)
    printTransition(
      state.transition,
      context.expressions,
      context.lookups,
      jumpFrom(node, context),
      likely,
      block,
    );
  else block.emit(`goto ${context.rejectLabel("StackOutOfBounds")};`);
  const where = state.origin.line > 0 ? `, ${program.sourceFile}:${state.origin.line}` : "";
  const copy = pass === graph.lastPass(state.name) ? "" : ` (pass ${pass + 1} of its loop)`;
  const behind = node.behind === undefined ? "" : `, behind ${node.behind}`;
  const comment = `state ${state.name}${where}${behind}${copy}`;
  return [{ label, comment, lines: [...lines, ...block.lines] }, ...(likely?.apart.takeRows() ?? [])];
};

const printDeclarations = ({
  signature,
  types,
  heads,
  visits,
  labels,
  graph,
  cursor,
  fresh,
  phaseOf,
  keys,
}: Context): readonly string[] => {
  const lines = [...cursor.declarations];
  if (phaseOf !== undefined && labels.accepts) lines.push(`__u32 ${PHASE};`);
  for (const key of keys) lines.push(`__u64 ${key};`);
  for (const variable of fresh.used) lines.push(`const void *${variable} = data;`);
  if (labels.rejects.length > 0) lines.push("__u32 error;");
  const used = graph.loops.map((loop) => must(heads.get(loop), "loop head"));
  if (used.some(({ forgotten, parameters }) => forgotten.length + parameters.length > 0))
    lines.push("__u64 unknown;");
  for (const loop of graph.loops) {
    const { counter, target, passes } = must(heads.get(loop), "loop head");
    if (passes !== undefined) lines.push(`__u64 ${counter} = ${passes};`);
    if (loop.targets.length > 1) lines.push(`__u64 ${target};`);
  }
  for (const { counter } of visits.values()) lines.push(`__u64 ${counter};`);
  for (const { name, type, inScratch } of signature.locals) {
    if (inScratch) continue;
    // The verifier refuses to read what was never written, which clang may do early.
    const zero = type.kind === "number" || type.kind === "error" ? " = 0" : " = {}";
    lines.push(`${declare(type, name, types.prefix)}${zero};`);
  }
  return lines;
};

/** Prints the parse function. lookups: C functions by value sets' names; errorName gives the C name of an error's code. */
export const printFunction = (
  phased: Phased,
  types: CTypes,
  signature: Signature,
  reach: Reach,
  lookups: Lookups,
  errorName: (error: string) => string,
  kernel: Kernel,
  access: Access,
  sparing: boolean,
  functions: number,
): PrintedFunction => {
  const context = makeContext(
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
  const { graph, labels, cursor } = context;
  const entry = printEntry(context);
  const printed = graph.order.flatMap((vertex) =>
    vertex.kind === "head"
      ? [...printWayInto(vertex.loop, context), printHead(vertex.loop, context)]
      : printNode(vertex.node, context),
  );
  const { likely } = context;
  // Which labels are needed is known only now.
  const finished = ({ label, comment, lines }: Section): Section => ({
    label: labels.isUsed(label) ? label : "",
    comment,
    lines: context.fresh.cleaned(lines),
  });
  const sections = (likely === undefined ? printed : arrange(printed)).map(finished);
  const rare = (likely?.apart.rare ?? []).map(finished);
  // A parser that reads nothing of the packet has no use for its end, of which clang warns.
  const readsPacket = sections.some(({ lines }) => lines.some((line) => line.includes("data_end")));
  const unused = readsPacket ? [] : ["(void)data_end;"];
  const { distance } = cursor;
  const whole = `(${distance.text}) * 8`;
  const consumed = context.phaseOf === undefined ? whole : `${whole} + ${PHASE}`;
  return {
    declarations: printDeclarations(context),
    entry: [...(cursor instanceof PieceCursor ? cursor.preparation : unused), ...entry],
    sections,
    rare,
    accepts: labels.accepts,
    leave: [...distance.lines, `observation->consumed = ${consumed};`],
    loops: graph.loops.length > 0,
    plan: context.plan,
    knowsOwn:
      context.expressions.places.stacksByCases.size > 0 ||
      [...context.heads.values()].some(({ parameters }) => parameters.length > 0),
    stacks: context.expressions.places.stacksByCases,
    rejects: labels.rejects.map(({ error, label }) => ({ label, code: errorName(error) })),
  };
};
