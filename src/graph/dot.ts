/** A graph in Graphviz' language. */
import { directionOf } from "./direction.ts";
import type { Graph, GraphEdge, GraphNode } from "./model.ts";
import { oneLine } from "./text.ts";

/** Graphviz reads backslashes and HTML's entities also inside quotes. */
const escaped = (text: string): string =>
  oneLine(text).replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"');

const quote = (text: string): string => `"${escaped(text)}"`;

/** Lines to the left. */
const block = (lines: readonly string[]): string =>
  `"${lines.map((line) => `${escaped(line)}\\l`).join("")}"`;

/** Every font of fixed width is as wide as this one, whichever shows the picture in the end: boxes fit their text. */
const FONT = "Courier";

const nodeStyles: Readonly<Record<GraphNode["kind"], string>> = {
  start: ', penwidth=2, fillcolor="#e3f0fb"',
  state: "",
  loop: ', color="#8250c4", fillcolor="#f3edfb"',
  accept: ', shape=oval, fillcolor="#e2f4e4"',
  reject: ', shape=oval, color="#b3261e", fillcolor="#fbe9e7"',
};

const edgeStyles: Readonly<Record<GraphEdge["kind"], string>> = {
  forward: "",
  back: ', color="#8250c4", fontcolor="#8250c4", penwidth=2, constraint=false',
  error: ', color="#b3261e", fontcolor="#b3261e", style=dashed',
};

const node = ({ id, kind, lines }: GraphNode): string => {
  const label = lines.length === 1 ? quote(lines[0] ?? "") : block(lines);
  return `    ${id} [label=${label}${nodeStyles[kind]}];`;
};

const edge = ({ from, to, kind, lines }: GraphEdge): string =>
  // The blank keeps text and line apart.
  `    ${from} -> ${to} [label=${lines.length === 0 ? '""' : block(lines.map((line) => ` ${line}`))}${edgeStyles[kind]}];`;

export const printDot = (graph: Graph): string => {
  const { title, nodes, edges } = graph;
  return [
    "digraph parser {",
    `    graph [rankdir=${directionOf(graph)}, label=${quote(title)}, labelloc=t, fontname="${FONT}", fontsize=12];`,
    `    node [shape=box, style=filled, fillcolor=white, fontname="${FONT}", fontsize=11, margin="0.12,0.06"];`,
    `    edge [fontname="${FONT}", fontsize=10];`,
    ...nodes.map(node),
    ...edges.map(edge),
    "}",
    "",
  ].join("\n");
};
