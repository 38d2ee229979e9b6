/** The parse graph as a picture has it: boxes with lines of text, arrows with theirs. Order is the program's. */
import type { Next, Operation, Program, State } from "../ir/ir.ts";
import { spellExpression, spellNext, spellPattern, spellPlace } from "../ir/spell.ts";
import { typeTable, wireWidth } from "../ir/types.ts";
import { nextsOf, operationsWithin } from "../ir/walk.ts";

export interface Graph {
  /** What the picture is of, and the identity of its source. */
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly id: string;
  readonly kind: "start" | "state" | "loop" | "accept" | "reject";
  /** The first is the name. */
  readonly lines: readonly string[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** back: into a state that is on the way to where the edge begins; error: into a reject. */
  readonly kind: "forward" | "back" | "error";
  readonly lines: readonly string[];
}

/** More than this makes a picture that nobody reads. */
const MOST_CHARACTERS = 64;
const MOST_LINES = 16;

const short = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;

const few = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST_LINES
    ? lines
    : [...lines.slice(0, MOST_LINES - 1), `… and ${lines.length - MOST_LINES + 1} more`];

/** As P4 writes it, without the widths of constants, which the values beside them have too. */
const plain = (text: string): string =>
  text.replaceAll(/\.<(next|last)>/g, ".$1").replaceAll(/\b\d+[ws](?=\d)/g, "");

/** What a state takes, tests and asks for; what it computes is left to the text of the program. */
const operationLines = (operation: Operation, types: ReturnType<typeof typeTable>): readonly string[] => {
  switch (operation.kind) {
    case "extract": {
      const width = wireWidth(types, operation.header.type);
      return [`extract ${spellPlace(operation.header)}${width === undefined ? "" : `, ${width} bits`}`];
    }
    case "extract-varbit": {
      const fixed = wireWidth(types, operation.header.type);
      const varying = spellExpression(operation.bits);
      return [`extract ${spellPlace(operation.header)}, ${fixed ?? 0} + ${varying} bits`];
    }
    case "lookahead":
      return [`lookahead ${operation.width} bits`];
    case "advance":
      return [`advance ${spellExpression(operation.bits)} bits`];
    case "verify":
      return [`verify ${spellExpression(operation.condition)}`];
    case "if":
      return [...operation.then, ...operation.otherwise]
        .flatMap((inner) => operationLines(inner, types))
        .map((line) => (line.startsWith("if: ") ? line : `if: ${line}`));
    default:
      return [];
  }
};

const stateLines = (state: State, program: Program): readonly string[] => {
  const types = typeTable(program);
  const { transition, maxVisits } = state;
  return [
    state.name,
    ...(maxVisits === undefined ? [] : [`at most ${maxVisits} visits`]),
    ...few(
      state.operations
        .flatMap((operation) => operationLines(operation, types))
        .map((line) => short(plain(line))),
    ),
    ...(transition.kind === "goto"
      ? []
      : [short(plain(`select ${transition.keys.map(spellExpression).join(", ")}`))]),
  ];
};

/** The edges that lead back: to a state on the stack of a depth-first search from the start, rows in order. */
const backEdges = (program: Program): ReadonlySet<string> => {
  const states = new Map(program.states.map((state) => [state.name, state]));
  const open = new Set<string>();
  const seen = new Set<string>();
  const found = new Set<string>();
  const stack: { readonly name: string; readonly left: string[] }[] = [];
  const enter = (name: string): void => {
    const state = states.get(name);
    const nexts = state === undefined ? [] : nextsOf(state.transition);
    const left = nexts.flatMap((next) => (next.kind === "state" ? [next.name] : [])).reverse();
    open.add(name);
    seen.add(name);
    stack.push({ name, left });
  };
  const [start] = program.states;
  if (start !== undefined) enter(start.name);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.left.pop();
    if (next === undefined) {
      open.delete(top.name);
      stack.pop();
    } else if (open.has(next)) found.add(edgeKey(top.name, next));
    else if (!seen.has(next)) enter(next);
  }
  return found;
};

const edgeKey = (from: string, to: string): string => JSON.stringify([from, to]);

/** An arrow's end and what leads there. */
interface Way {
  readonly next: Next;
  readonly label: string;
}

const waysOf = ({ operations, transition }: State): readonly Way[] => {
  const failures = [...operationsWithin(operations)].flatMap((operation): readonly Way[] =>
    operation.kind === "verify"
      ? [{ next: { kind: "reject", error: operation.error }, label: "verify fails" }]
      : [],
  );
  if (transition.kind === "goto") return [{ next: transition.next, label: "" }, ...failures];
  const rows = transition.rows.map(({ patterns, next }) => ({
    next,
    label: short(patterns.map(spellPattern).join(", ")),
  }));
  return [...rows, { next: transition.otherwise, label: "otherwise" }, ...failures];
};

/** One arrow for each pair of boxes, with a line for each way along it. */
const edgesOf = (program: Program, idOf: (next: Next) => string): readonly GraphEdge[] => {
  const back = backEdges(program);
  return program.states.flatMap((state) => {
    const from = idOf({ kind: "state", name: state.name });
    const byEnd = new Map<string, { readonly next: Next; readonly labels: Set<string> }>();
    for (const { next, label } of waysOf(state)) {
      const to = idOf(next);
      const known = byEnd.get(to) ?? { next, labels: new Set<string>() };
      if (label !== "") known.labels.add(label);
      byEnd.set(to, known);
    }
    return [...byEnd].map(([to, { next, labels }]): GraphEdge => {
      const isBack = next.kind === "state" && back.has(edgeKey(state.name, next.name));
      const kind = next.kind === "reject" ? "error" : isBack ? "back" : "forward";
      return { from, to, kind, lines: few([...labels]) };
    });
  });
};

export const graphOf = (program: Program, sha1: string): Graph => {
  const ids = new Map(program.states.map(({ name }, index) => [name, `s${index}`]));
  const ends = new Map<string, Next>();
  for (const state of program.states) {
    for (const { next } of waysOf(state)) if (next.kind !== "state") ends.set(spellNext(next), next);
  }
  const endIds = new Map([...ends.keys()].sort().map((name, index) => [name, `end${index}`]));
  const idOf = (next: Next): string =>
    (next.kind === "state" ? ids.get(next.name) : endIds.get(spellNext(next))) ?? "";
  const edges = edgesOf(program, idOf);
  const heads = new Set(edges.filter(({ kind }) => kind === "back").map(({ to }) => to));
  const states = program.states.map((state, index): GraphNode => {
    const id = idOf({ kind: "state", name: state.name });
    return {
      id,
      kind: index === 0 ? "start" : heads.has(id) ? "loop" : "state",
      lines: stateLines(state, program),
    };
  });
  const endNodes = [...endIds].map(
    ([name, id]): GraphNode => ({
      id,
      kind: ends.get(name)?.kind === "accept" ? "accept" : "reject",
      lines: [name],
    }),
  );
  return {
    title: `${program.parser} of ${program.sourceFile}, sha1 ${sha1}`,
    nodes: [...states, ...endNodes],
    edges,
  };
};
