/** A graph as a Mermaid flowchart, which many forges and editors show within Markdown. */
import type { Graph, GraphEdge, GraphNode } from "./model.ts";
import { oneLine } from "./text.ts";

/** All that Mermaid, or the HTML or Markdown within its labels, could take for more than text, as `#code;`. */
const escaped = (text: string): string =>
  oneLine(text).replace(/[#&<>"'`\\*_{}[\]()|~;%]/g, (found) => `#${found.codePointAt(0)};`);

const block = (lines: readonly string[]): string => `"${lines.map(escaped).join("<br/>")}"`;

const shape = ({ kind, lines }: GraphNode): string =>
  kind === "accept" || kind === "reject" ? `([${block(lines)}])` : `[${block(lines)}]`;

const arrows: Readonly<Record<GraphEdge["kind"], string>> = { forward: "-->", back: "==>", error: "-.->" };

const edge = ({ from, to, kind, lines }: GraphEdge): string =>
  `    ${from} ${arrows[kind]}${lines.length === 0 ? "" : `|${block(lines)}|`} ${to}`;

/** Arrows are styled by their numbers. */
const linkStyle = (
  edges: readonly GraphEdge[],
  kind: GraphEdge["kind"],
  style: string,
): readonly string[] => {
  const numbers = edges.flatMap((each, index) => (each.kind === kind ? [index] : []));
  return numbers.length === 0 ? [] : [`    linkStyle ${numbers.join(",")} ${style}`];
};

export const printMermaid = ({ title, nodes, edges }: Graph): string =>
  [
    "---",
    `title: ${JSON.stringify(oneLine(title))}`,
    "---",
    "flowchart TD",
    ...nodes.map((each) => `    ${each.id}${shape(each)}:::${each.kind}Node`),
    ...edges.map(edge),
    ...linkStyle(edges, "back", "stroke:#8250c4,stroke-width:2px"),
    ...linkStyle(edges, "error", "stroke:#b3261e"),
    "    classDef startNode fill:#e3f0fb,stroke-width:2px,text-align:left",
    "    classDef stateNode fill:#fff,text-align:left",
    "    classDef loopNode fill:#f3edfb,stroke:#8250c4,text-align:left",
    "    classDef acceptNode fill:#e2f4e4",
    "    classDef rejectNode fill:#fbe9e7,stroke:#b3261e",
    "",
  ].join("\n");
