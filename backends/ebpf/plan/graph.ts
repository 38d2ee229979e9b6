/**
 * The generated function's graph: which copies of which states stand in it, in what order, and its loops.
 *
 * Each group of states that lie on a common cycle (a strongly connected component) has one loop head, through which
 * all its back edges and all entries go: the C stays reducible, which is what clang and the verifier want. Every
 * other edge is a goto that leads forward.
 *
 * Where a loop bounds itself, its first passes are copied out in front of it. A packet that takes no more (all
 * but deep encapsulations, long lists of options) then meets no loop head at all.
 */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Operation, Program, State } from "../../../src/ir/ir.ts";
import { successorsOf } from "../../../src/ir/walk.ts";
import type { Passes } from "../passes.ts";
import { type Fills, findFills, type SizeOf } from "../values/stack-fill.ts";
import { search } from "./components.ts";
import { continuations } from "./continuations.ts";
import { boundsItself, type SelfBound } from "./counted-loops.ts";
import { bestCut, reachedUncounted } from "./cuts.ts";
import { innerLoops } from "./inner-loops.ts";
import { spentVisits } from "./spent-loops.ts";

/** A copy of a state. The loop's own copy, and that of a state in no loop, carries the state's name. */
export interface Node {
  readonly name: string;
  readonly state: State;
  /** Which pass of its loop it is in, from 0; the loop's own copy has the highest. */
  readonly pass: number;
  /** The state that this copy stands behind. */
  readonly behind?: string;
}

export interface Loop {
  /** Its head among the nodes' names. */
  readonly name: string;
  readonly states: readonly State[];
  /** The states that its head leads to. */
  readonly targets: readonly string[];
  /** Those that a back edge leads to. */
  readonly heads: ReadonlySet<string>;
  /** Where it bounds itself. */
  readonly bound: SelfBound | undefined;
  /** How many passes are copied out in front of it. */
  readonly copies: number;
  /** How often a state is visited at most, because each pass uses something up (spent-loops.ts). */
  readonly spent?: number | undefined;
  /** The loop that it lies within (inner-loops.ts). */
  readonly outer?: Loop;
}

export type Edge =
  | { readonly kind: "node"; readonly node: Node }
  | { readonly kind: "head"; readonly loop: Loop; readonly target: string };

export interface Graph {
  /** In the order in which they are printed: every goto but those to loop heads leads forward. */
  readonly order: readonly (
    | { readonly kind: "node"; readonly node: Node }
    | { readonly kind: "head"; readonly loop: Loop }
  )[];
  readonly loops: readonly Loop[];
  /** By nodes that are left by StackOutOfBounds on every way: the index of the operation that finds its stack full. */
  readonly overruns: ReadonlyMap<string, number>;
  /** How full stacks are where a node is entered, by its name. */
  readonly fills: ReadonlyMap<string, Fills>;
  /** Where a node's transition to a state leads; from undefined: the entry. */
  edge(from: Node | undefined, to: string): Edge;
  /** The pass of a state's own copy: the highest. */
  lastPass(state: string): number;
  /** Whether a node, or a copy of it, lies behind a loop head, so that it may be run many times. */
  isInLoop(node: Node): boolean;
  /** The loop behind whose head a node lies, so that it may be run many times. */
  loopOf(node: Node): Loop | undefined;
  /** The loop of its own that a node has within that. */
  innerLoopOf(node: Node): Loop | undefined;
}

/** Larger loops are not copied, in states. */
const MAX_COPIED = 64;

/**
 * How many passes of a loop are copied out in front of it: a packet inside a packet, and one more, is parsed without
 * the loop; of larger loops one less.
 */
const copiesOf = (states: number): number => (states <= 24 ? 3 : 2);

interface Cycle {
  readonly loop: Loop;
  /** By their only states. */
  readonly inner: ReadonlyMap<string, Loop>;
  /** The order within a pass. */
  readonly position: ReadonlyMap<string, number>;
}

const passName = (state: string, pass: number): string => `${state} pass ${pass + 1}`;
const headName = (index: number): string => `loop ${index}`;

/**
 * Builds the graph. sizeOf gives the size of the stack that a place ending in `next` extends; most: how many passes of
 * a loop are copied at most.
 */
export const buildGraph = (
  program: Program,
  sizeOf: SizeOf,
  passes: Passes,
  most = Number.POSITIVE_INFINITY,
): Graph => {
  const states = new Map(program.states.map((state) => [state.name, state]));
  const stateOf = (name: string): State => must(states.get(name), `state ${name}`);
  const successors = new Map(program.states.map((state) => [state.name, successorsOf(state)]));
  const next = (name: string): readonly string[] => must(successors.get(name), `state ${name}`);
  const start = must(program.states[0], "start state").name;
  const whole = search(start, next);
  const sourceOrder = program.states.map(({ name }) => name);

  const makeCycle = (component: ReadonlySet<string>, index: number): Cycle => {
    const members = sourceOrder.filter((name) => component.has(name));
    const memberStates = members.map(stateOf);
    const bound = boundsItself(memberStates, sizeOf);
    const entries = new Set<string>(component.has(start) ? [start] : []);
    for (const [from, targets] of successors)
      if (!component.has(from)) for (const to of targets) if (component.has(to)) entries.add(to);
    const copied = passes("peeled-loops") && bound !== undefined && component.size <= MAX_COPIED;
    const candidates =
      copied || !passes("inner-loops") ? new Map<string, SelfBound>() : innerLoops(memberStates, sizeOf);
    const isInner = (name: string): boolean =>
      candidates.has(name) &&
      !entries.has(name) &&
      whole.backEdges.every(({ from, to }) => to !== name || from === name);
    // A counted loop is cut where the counted states are, by the same search that found them.
    const cut = copied
      ? bestCut(component, members, next, reachedUncounted(entries, component, bound.guards, next))
      : {
          order: whole.postorder.toReversed().filter((name) => component.has(name)),
          targets: new Set(
            whole.backEdges.flatMap(({ to }) => (component.has(to) && !isInner(to) ? [to] : [])),
          ),
          edges: 0,
          early: 0,
        };
    const targets = members.filter((name) => cut.targets.has(name) || (!copied && entries.has(name)));
    const loop: Loop = {
      name: headName(index),
      states: memberStates,
      targets,
      heads: cut.targets,
      bound,
      copies: copied ? Math.min(most, copiesOf(component.size)) : 0,
      spent: passes("spent-loops") ? spentVisits(program, memberStates, entries) : undefined,
    };
    const inner = [...candidates].flatMap(([name, own]): readonly (readonly [string, Loop])[] => {
      if (!isInner(name)) return [];
      const all = { targets: [name], heads: new Set([name]), copies: 0 };
      return [
        [name, { ...all, name: `${loop.name} at ${name}`, states: [stateOf(name)], bound: own, outer: loop }],
      ];
    });
    return {
      loop,
      inner: new Map(inner),
      position: new Map(cut.order.map((name, place) => [name, place])),
    };
  };

  const cycles = whole.components.map(makeCycle);
  const cycleOf = new Map<string, Cycle>();
  for (const cycle of cycles) for (const { name } of cycle.loop.states) cycleOf.set(name, cycle);

  const nodes = new Map<string, Node>();
  const nodeAt = (state: string, pass: number): Node => {
    const name = pass === (cycleOf.get(state)?.loop.copies ?? 0) ? state : passName(state, pass);
    const known = nodes.get(name) ?? { name, state: stateOf(state), pass };
    nodes.set(name, known);
    return known;
  };
  const continued: ReadonlyMap<string, string> = passes("continuations") ? continuations(program) : new Map();
  const edge = (from: Node | undefined, to: string): Edge => {
    const found = joined(from, to);
    if (from === undefined || found.kind === "head") return found;
    const primary = continued.get(to);
    if (primary === undefined || primary === from.state.name) return found;
    const behind = from.state.name;
    const name = `${found.node.name} behind ${behind}`;
    const known = nodes.get(name) ?? { ...found.node, name, behind };
    nodes.set(name, known);
    return { kind: "node", node: known };
  };
  const joined = (from: Node | undefined, to: string): Edge => {
    const cycle = cycleOf.get(to);
    if (cycle === undefined) return { kind: "node", node: nodeAt(to, 0) };
    const { position, loop, inner: within } = cycle;
    const own = within.get(to);
    if (own !== undefined) return { kind: "head", loop: own, target: to };
    const { copies } = loop;
    const inside = from !== undefined && cycleOf.get(from.state.name) === cycle;
    if (!inside)
      return copies > 0 ? { kind: "node", node: nodeAt(to, 0) } : { kind: "head", loop, target: to };
    const { pass } = from;
    // Of a copied loop each way into a head begins a pass, also one that a search would have found to lead forward:
    // what counts the passes is then a constant in each.
    const isBack =
      copies > 0
        ? loop.heads.has(to)
        : must(position.get(to), "position") <= must(position.get(from.state.name), "position");
    if (!isBack) return { kind: "node", node: nodeAt(to, pass) };
    return pass + 1 < copies
      ? { kind: "node", node: nodeAt(to, pass + 1) }
      : { kind: "head", loop, target: to };
  };

  const ownCopies = ({ targets, copies }: Loop): readonly Node[] =>
    targets.map((name) => nodeAt(name, copies));
  const isInLoop = ({ state }: Node): boolean => cycleOf.has(state.name);
  const loopOf = ({ state, pass }: Node): Loop | undefined => {
    const loop = cycleOf.get(state.name)?.loop;
    return pass === loop?.copies ? loop : undefined;
  };
  const innerLoopOf = ({ state }: Node): Loop | undefined => cycleOf.get(state.name)?.inner.get(state.name);
  const lastPass = (state: string): number => cycleOf.get(state)?.loop.copies ?? 0;
  const vertices = new Vertices({ edge, ownCopies, next });
  const first = vertices.add(edge(undefined, start));
  const { overruns, entered } = findFills(
    {
      start: first,
      init: program.init,
      operationsOf: (name) => vertices.operationsOf(name),
      successors: (name) => vertices.successors(name),
    },
    sizeOf,
  );
  const order = search(first, (name) => (overruns.has(name) ? [] : vertices.successors(name)))
    .postorder.toReversed()
    .map((name) => vertices.get(name));
  const loops = cycles
    .flatMap(({ loop, inner }) => [loop, ...inner.values()])
    .filter((loop) => order.some((vertex) => vertex.kind === "head" && vertex.loop === loop));
  return { order, loops, overruns, fills: entered, edge, lastPass, loopOf, innerLoopOf, isInLoop };
};

type Vertex = Graph["order"][number];

interface Ways {
  readonly edge: Graph["edge"];
  readonly ownCopies: (loop: Loop) => readonly Node[];
  readonly next: (state: string) => readonly string[];
}

/** Nodes and heads by name, as far as they have been come to. */
class Vertices {
  readonly #ways: Ways;
  readonly #found = new Map<string, Vertex>();

  constructor(ways: Ways) {
    this.#ways = ways;
  }

  add(found: Edge): string {
    const vertex: Vertex = found.kind === "node" ? found : { kind: "head", loop: found.loop };
    const { name } = vertex.kind === "node" ? vertex.node : vertex.loop;
    this.#found.set(name, vertex);
    return name;
  }

  get(name: string): Vertex {
    return must(this.#found.get(name), `vertex ${name}`);
  }

  operationsOf(name: string): readonly Operation[] {
    const vertex = this.get(name);
    return vertex.kind === "node" ? vertex.node.state.operations : [];
  }

  /** The last first: a search's order is reversed in the end, and states then stand as in the source. */
  successors(name: string): readonly string[] {
    const { edge, ownCopies, next } = this.#ways;
    const vertex = this.get(name);
    const targets =
      vertex.kind === "head"
        ? ownCopies(vertex.loop).map((node) => this.add({ kind: "node", node }))
        : next(vertex.node.state.name).map((to) => this.add(edge(vertex.node, to)));
    return [...new Set(targets)].toReversed();
  }
}
