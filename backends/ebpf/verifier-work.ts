/**
 * What the verifier has to remember: it follows one way through a program to its end and notes each conditional jump
 * on it to come back to, at most 8,192 (BPF_COMPLEXITY_LIMIT_JMP_SEQ). A loop that goes round often, with many
 * decisions in each round, has more on one way. This is counted on the IR, before anything is printed: roughly, as
 * clang may join decisions or make more of them.
 */
import type { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type {
  Expression,
  Operation,
  Pattern,
  Place,
  Program,
  State,
  Transition,
  Type,
} from "../../src/ir/ir.ts";
import { stepType, typeTable } from "../../src/ir/types.ts";
import { expressionsOf, expressionsWithin, successorsOf } from "../../src/ir/walk.ts";
import { search } from "./components.ts";
import { buildGraph, type Loop } from "./graph.ts";
import { passesWithout } from "./passes.ts";
import { turnsOf } from "./turns.ts";

/** Of the kernel. */
const MAX_JUMPS = 8192;

const sum = <T>(items: Iterable<T>, count: (item: T) => number): number => {
  let total = 0;
  for (const item of items) total += count(item);
  return total;
};

const isDecision = ({ kind }: Expression): boolean => kind === "mux";

const decisionsIn = (operation: Operation): number =>
  sum(expressionsOf(operation), (value) => [...expressionsWithin(value)].filter(isDecision).length);

const jumpsOf = (operation: Operation): number => {
  const own = decisionsIn(operation);
  switch (operation.kind) {
    case "extract":
      return own + (operation.header.path.at(-1)?.kind === "next" ? 2 : 1);
    case "extract-varbit":
      return own + 4;
    case "advance":
      return own + (operation.bits.kind === "bits" ? 1 : 2);
    case "lookahead":
    case "verify":
      return own + 1;
    case "if":
      return own + 1 + Math.max(sum(operation.then, jumpsOf), sum(operation.otherwise, jumpsOf));
    default:
      return own;
  }
};

const jumpsOfPattern = ({ kind }: Pattern): number => (kind === "any" ? 0 : kind === "range" ? 2 : 1);

const jumpsOfTransition = (transition: Transition): number =>
  transition.kind === "goto"
    ? 0
    : sum(transition.rows, ({ patterns }) => sum(patterns, jumpsOfPattern)) +
      sum(transition.keys, (key) => [...expressionsWithin(key)].filter(isDecision).length);

const jumpsOfState = ({ operations, transition }: State): number =>
  sum(operations, jumpsOf) + jumpsOfTransition(transition);

/** Conditional jumps on the longest way once round a loop. */
const jumpsInPass = ({ states, heads, targets }: Loop): number => {
  const byName = new Map(states.map((state) => [state.name, state]));
  const within = (name: string): readonly string[] => {
    const state = byName.get(name);
    return state === undefined
      ? []
      : successorsOf(state).filter((next) => byName.has(next) && !heads.has(next));
  };
  const longest = new Map<string, number>();
  for (const target of targets)
    for (const name of search(target, within).postorder) {
      const state = byName.get(name);
      const behind = Math.max(0, ...within(name).map((next) => longest.get(next) ?? 0));
      longest.set(name, behind + (state === undefined ? 0 : jumpsOfState(state)));
    }
  return Math.max(0, ...longest.values());
};

/** The size of the stack that a place ending in `next` extends. */
export const stackSizes = (program: Program): ((place: Place) => number) => {
  const types = typeTable(program);
  const roots = new Map([...program.parameters, ...program.locals].map(({ name, type }) => [name, type]));
  return ({ root, path }) => {
    let type: Type | undefined = roots.get(root);
    for (const step of path.slice(0, -1)) type = type === undefined ? undefined : stepType(types, type, step);
    return type?.kind === "stack" ? type.size : 1;
  };
};

const passesOf = (loop: Loop): number =>
  turnsOf(loop, ({ path }) => path.length === 0).passes ?? loop.bound?.visits ?? 1;

/**
 * Warns of a program that the verifier may refuse, and says which loop is the cause. Not an error: clang may find that
 * a loop never goes round.
 */
export const warnOfVerifier = (program: Program, sink: DiagnosticSink): void => {
  const loops = buildGraph(program, stackSizes(program), passesWithout([])).loops.map((loop) => {
    const jumps = jumpsInPass(loop);
    const passes = passesOf(loop);
    return { loop, jumps, passes, work: jumps * passes };
  });
  const total = sum(loops, ({ work }) => work);
  const [first] = loops.toSorted((a, b) => b.work - a.work);
  if (first === undefined || total <= MAX_JUMPS) return;
  const { loop, jumps, passes } = first;
  const head = loop.states.find(({ name }) => loop.heads.has(name)) ?? loop.states[0];
  const fitting = Math.max(1, Math.floor((MAX_JUMPS - total + first.work) / jumps / loop.heads.size));
  sink.report(
    "P0609",
    `the kernel may refuse the program: up to ${passes} passes of the loop at state ` +
      `${head?.name} with about ${jumps} decisions each, where its verifier follows ${MAX_JUMPS}`,
    head?.origin.span,
    { help: `let the loop end sooner: @max_visits(${fitting}) on the state, a smaller stack, or fewer rows` },
  );
};
