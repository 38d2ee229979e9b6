/** Where a loop is cut open, so that its passes can be copied out. */
import { must } from "../../src/diagnostics/bug.ts";
import { search } from "./components.ts";

export interface Cut {
  readonly order: readonly string[];
  readonly targets: ReadonlySet<string>;
  readonly edges: number;
}

/** Cuts a component open by a search from one of its states: the order of a pass, and the targets of back edges. */
const cutFrom = (
  root: string,
  component: ReadonlySet<string>,
  successors: (name: string) => readonly string[],
): Cut => {
  const within = (name: string): readonly string[] => successors(name).filter((next) => component.has(next));
  const { postorder, backEdges } = search(root, within);
  return {
    order: postorder.toReversed(),
    targets: new Set(backEdges.map(({ to }) => to)),
    edges: backEdges.length,
  };
};

/** The cut with the fewest targets, then the fewest back edges, then the first. */
export const bestCut = (
  component: ReadonlySet<string>,
  roots: readonly string[],
  successors: (name: string) => readonly string[],
): Cut => {
  let best: Cut | undefined;
  for (const root of roots) {
    const cut = cutFrom(root, component, successors);
    const better =
      best === undefined ||
      cut.targets.size < best.targets.size ||
      (cut.targets.size === best.targets.size && cut.edges < best.edges);
    if (better) best = cut;
  }
  return must(best, "cut");
};
