/** Graph algorithms on names, without recursion: thousands of states may stand in a row. */
import { must } from "../../../src/diagnostics/bug.ts";

export type Successors = (name: string) => readonly string[];

export interface Search {
  /** Each name after those that it leads to, as far as edges do not close a cycle. */
  readonly postorder: readonly string[];
  /** Edges to a name that was on the search's stack. */
  readonly backEdges: readonly { readonly from: string; readonly to: string }[];
  /** Strongly connected components that hold a cycle. */
  readonly components: readonly ReadonlySet<string>[];
}

interface Frame {
  readonly name: string;
  readonly targets: readonly string[];
  next: number;
}

/** Depth-first from `start`, successors in order (Tarjan's algorithm). */
export const search = (start: string, successors: Successors): Search => {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open = new Set<string>();
  const pending: string[] = [];
  const onPending = new Set<string>();
  const postorder: string[] = [];
  const backEdges: { readonly from: string; readonly to: string }[] = [];
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
    frames.push({ name, targets: successors(name), next: 0 });
  };
  const leave = ({ name, targets }: Frame): void => {
    frames.pop();
    open.delete(name);
    postorder.push(name);
    const parent = frames.at(-1);
    if (parent !== undefined) lower(parent.name, must(low.get(name), "low link"));
    if (low.get(name) !== index.get(name)) return;
    const component = new Set<string>();
    let member: string | undefined;
    do {
      member = must(pending.pop(), "pending name");
      onPending.delete(member);
      component.add(member);
    } while (member !== name);
    if (component.size > 1 || targets.includes(name)) components.push(component);
  };

  enter(start);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const target = frame.targets[frame.next];
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
    if (open.has(target)) backEdges.push({ from: frame.name, to: target });
    if (onPending.has(target)) lower(frame.name, known);
  }
  return { postorder, backEdges, components };
};

/** Whether names have no cycle among themselves. */
export const isAcyclic = (names: ReadonlySet<string>, successors: Successors): boolean => {
  const degree = new Map([...names].map((name) => [name, 0]));
  const inner = (name: string): readonly string[] => successors(name).filter((next) => names.has(next));
  for (const name of names) for (const next of inner(name)) degree.set(next, (degree.get(next) ?? 0) + 1);
  const open = [...degree].filter(([, count]) => count === 0).map(([name]) => name);
  let removed = 0;
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    removed += 1;
    for (const next of inner(name)) {
      const left = (degree.get(next) ?? 0) - 1;
      degree.set(next, left);
      if (left === 0) open.push(next);
    }
  }
  return removed === names.size;
};
