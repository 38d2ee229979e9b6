/** Whether a graph is easier to read from the top down or from left to right, as far as its boxes' sizes tell. */
import type { Graph, GraphEdge, GraphNode } from "./model.ts";

/** In points, at the sizes in which the picture is written. */
const CHARACTER = 6.6;
const LINE = 13;
const GAP = 36;
/** Arrows that go past boxes take room beside them. */
const ARROWS = 1.2;

const longest = (lines: readonly string[]): number => Math.max(0, ...lines.map((line) => line.length));

/** How far each box is from the first one, by the longest way forward. */
const levelsOf = ({ nodes, edges }: Graph): readonly (readonly GraphNode[])[] => {
  const level = new Map(nodes.map(({ id }) => [id, 0]));
  const waiting = new Map(nodes.map(({ id }) => [id, 0]));
  const forward = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    if (edge.kind === "back") continue;
    waiting.set(edge.to, (waiting.get(edge.to) ?? 0) + 1);
    forward.set(edge.from, [...(forward.get(edge.from) ?? []), edge]);
  }
  const left = nodes.filter(({ id }) => waiting.get(id) === 0).map(({ id }) => id);
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    for (const { to } of forward.get(id) ?? []) {
      level.set(to, Math.max(level.get(to) ?? 0, (level.get(id) ?? 0) + 1));
      const more = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, more);
      if (more === 0) left.push(to);
    }
  }
  const levels: GraphNode[][] = [];
  for (const node of nodes) {
    const at = level.get(node.id) ?? 0;
    while (levels.length <= at) levels.push([]);
    levels[at]?.push(node);
  }
  return levels;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** TB: from the top down, LR: from left to right; the one whose longer side is the shorter. */
export const directionOf = (graph: Graph): "TB" | "LR" => {
  const levels = levelsOf(graph);
  const width = ({ lines }: GraphNode): number => longest(lines) * CHARACTER + GAP;
  const height = ({ lines }: GraphNode): number => lines.length * LINE + GAP;
  const labels = new Map<string, number>();
  for (const { from, lines } of graph.edges)
    labels.set(from, Math.max(labels.get(from) ?? 0, longest(lines) * CHARACTER));
  const most = (level: readonly GraphNode[], size: (node: GraphNode) => number): number =>
    Math.max(0, ...level.map(size));
  const down = Math.max(
    ...levels.map((level) => sum(level.map(width))),
    sum(levels.map((level) => most(level, height) + GAP)),
  );
  const right = Math.max(
    ...levels.map((level) => sum(level.map(height))),
    sum(levels.map((level) => most(level, width) + most(level, ({ id }) => labels.get(id) ?? 0) + GAP)),
  );
  return right < down * ARROWS ? "LR" : "TB";
};
