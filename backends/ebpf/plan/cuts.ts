/** Where a loop is cut open, so that its passes can be copied out. */
import { must } from "../../../src/diagnostics/bug.ts";
import { search } from "./components.ts";

export interface Cut {
  readonly order: readonly string[];
  readonly targets: ReadonlySet<string>;
  readonly edges: number;
  /** Back edges that a packet may take before the loop has counted: they use up a pass. */
  readonly early: number;
}

/** Cuts a component open by a search from one of its states: the order of a pass, and the targets of back edges. */
const cutFrom = (
  root: string,
  component: ReadonlySet<string>,
  successors: (name: string) => readonly string[],
  uncounted: ReadonlySet<string>,
): Cut => {
  const within = (name: string): readonly string[] => successors(name).filter((next) => component.has(next));
  const { postorder, backEdges } = search(root, within);
  return {
    order: postorder.toReversed(),
    targets: new Set(backEdges.map(({ to }) => to)),
    edges: backEdges.length,
    early: backEdges.filter(({ from }) => uncounted.has(from)).length,
  };
};

/** The states of a component that are reached from its entries without passing one that counts. */
export const reachedUncounted = (
  entries: ReadonlySet<string>,
  component: ReadonlySet<string>,
  guards: ReadonlySet<string>,
  successors: (name: string) => readonly string[],
): ReadonlySet<string> => {
  const within = (name: string): readonly string[] =>
    guards.has(name) ? [] : successors(name).filter((next) => component.has(next));
  const reached = new Set([...entries].flatMap((entry) => search(entry, within).postorder));
  return new Set([...reached].filter((name) => !guards.has(name)));
};

/** The cut with the fewest early back edges, then the fewest targets, then the fewest back edges, then the first. */
export const bestCut = (
  component: ReadonlySet<string>,
  roots: readonly string[],
  successors: (name: string) => readonly string[],
  uncounted: ReadonlySet<string>,
): Cut => {
  const costs = ({ early, targets, edges }: Cut): readonly number[] => [early, targets.size, edges];
  const isLess = (left: readonly number[], right: readonly number[]): boolean => {
    const at = left.findIndex((cost, index) => cost !== right[index]);
    return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
  };
  let best: Cut | undefined;
  for (const root of roots) {
    const cut = cutFrom(root, component, successors, uncounted);
    if (best === undefined || isLess(costs(cut), costs(best))) best = cut;
  }
  return must(best, "cut");
};
