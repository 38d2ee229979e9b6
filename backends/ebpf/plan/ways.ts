/** Ways into a node that the verifier keeps apart by more than the position: by which headers are valid. */
import { successorsOf } from "../../../src/ir/walk.ts";
import type { Graph, Node } from "./graph.ts";
import { type Cost, MOST_WAYS } from "./state-work.ts";

export type Costs = (node: Node) => Cost;

/** By a node's name; one where it is not found. At a loop's head all become one: what differs is forgotten there. */
export const waysInto = (graph: Graph, costs: Costs): ReadonlyMap<string, number> => {
  const into = new Map<string, number>();
  for (const vertex of graph.order) {
    if (vertex.kind === "head" || graph.overruns.has(vertex.node.name)) continue;
    const { node } = vertex;
    const ways = Math.min(MOST_WAYS, (into.get(node.name) ?? 1) * costs(node).ways);
    for (const to of new Set(successorsOf(node.state))) {
      const edge = graph.edge(node, to);
      if (edge.kind !== "node") continue;
      const { name } = edge.node;
      into.set(name, Math.max(into.get(name) ?? 1, ways));
    }
  }
  return into;
};
