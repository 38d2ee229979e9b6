/**
 * The order of states in the generated function, and its loops.
 *
 * States stand in reverse postorder of a depth-first search (rows in order): an edge goes forward, as a plain goto,
 * or it is a back edge. Each group of states that lie on a common cycle (a strongly connected component) has one
 * loop head, through which every back edge and every entry from outside goes: the C stays reducible, which is what
 * clang and the verifier want.
 */
import { must } from "../../src/diagnostics/bug.ts";
import type { Program, State } from "../../src/ir/ir.ts";
import { successorsOf } from "../../src/ir/walk.ts";

export interface Loop {
  /** Names of its states, in the order in which they are printed. */
  readonly states: readonly string[];
  /** States that the loop head leads to: targets of back edges and of entries. In printing order. */
  readonly targets: readonly string[];
}

export interface Graph {
  /** Targets of back edges. */
  readonly heads: ReadonlySet<string>;
  readonly order: readonly State[];
  readonly loops: readonly Loop[];
  /** The loop that a state is in. */
  readonly loopOf: ReadonlyMap<string, Loop>;
  /** Whether control must go through `to`'s loop head. */
  viaHead(from: string | undefined, to: string): boolean;
}

interface Frame {
  readonly name: string;
  readonly successors: readonly string[];
  next: number;
}

interface Search {
  readonly postorder: readonly string[];
  /** "from to" of each edge to a state that was on the search's stack. */
  readonly backEdges: ReadonlySet<string>;
  /** Strongly connected components with a cycle. */
  readonly components: readonly ReadonlySet<string>[];
}

/** Tarjan's algorithm without recursion: thousands of states may stand in a row. */
const search = (start: string, successors: ReadonlyMap<string, readonly string[]>): Search => {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open = new Set<string>();
  const pending: string[] = [];
  const onPending = new Set<string>();
  const postorder: string[] = [];
  const backEdges = new Set<string>();
  const components: Set<string>[] = [];
  const frames: Frame[] = [];
  const lower = (name: string, value: number): void => {
    low.set(name, Math.min(low.get(name) ?? value, value));
  };
  const enter = (name: string): void => {
    low.set(name, index.size);
    index.set(name, index.size);
    open.add(name);
    pending.push(name);
    onPending.add(name);
    frames.push({ name, successors: must(successors.get(name), `state ${name}`), next: 0 });
  };
  const leave = ({ name, successors: targets }: Frame): void => {
    frames.pop();
    open.delete(name);
    postorder.push(name);
    const parent = frames.at(-1);
    if (parent !== undefined) lower(parent.name, must(low.get(name), "low link"));
    if (low.get(name) !== index.get(name)) return;
    const component = new Set<string>();
    let member: string | undefined;
    do {
      member = must(pending.pop(), "pending state");
      onPending.delete(member);
      component.add(member);
    } while (member !== name);
    if (component.size > 1 || targets.includes(name)) components.push(component);
  };

  enter(start);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const target = frame.successors[frame.next];
    frame.next += 1;
    if (target === undefined) {
      leave(frame);
      continue;
    }
    const known = index.get(target);
    if (known === undefined) {
      enter(target);
      continue;
    }
    if (open.has(target)) backEdges.add(`${frame.name} ${target}`);
    if (onPending.has(target)) lower(frame.name, known);
  }
  return { postorder, backEdges, components };
};

/** The order and the loops of a program's states. */
export const buildGraph = (program: Program): Graph => {
  const states = new Map(program.states.map((state) => [state.name, state]));
  const successors = new Map(program.states.map((state) => [state.name, successorsOf(state)]));
  const start = must(program.states[0], "start state").name;
  const { postorder, backEdges, components } = search(start, successors);
  const names = [...postorder].reverse();
  const memberOf = new Map<string, ReadonlySet<string>>();
  for (const component of components) for (const name of component) memberOf.set(name, component);

  const needsHead = (from: string | undefined, to: string): boolean => {
    const component = memberOf.get(to);
    if (component === undefined) return false;
    return from === undefined || memberOf.get(from) !== component || backEdges.has(`${from} ${to}`);
  };
  const viaHead = new Set<string>();
  if (needsHead(undefined, start)) viaHead.add(start);
  for (const [from, targets] of successors)
    for (const to of targets) if (needsHead(from, to)) viaHead.add(to);

  const loopOf = new Map<string, Loop>();
  const loops: Loop[] = [];
  for (const name of names) {
    const component = memberOf.get(name);
    if (component === undefined || loopOf.has(name)) continue;
    const members = names.filter((other) => component.has(other));
    const loop: Loop = { states: members, targets: members.filter((other) => viaHead.has(other)) };
    loops.push(loop);
    for (const member of members) loopOf.set(member, loop);
  }
  return {
    heads: new Set([...backEdges].map((edge) => must(edge.split(" ")[1], "back edge"))),
    order: names.map((name) => must(states.get(name), `state ${name}`)),
    loops,
    loopOf,
    viaHead: needsHead,
  };
};
