/** The picture of the parse graph: what it shows, how texts are escaped, that Graphviz draws it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { must } from "../../src/diagnostics/bug.ts";
import { directionOf } from "../../src/graph/direction.ts";
import { printDot } from "../../src/graph/dot.ts";
import { printMermaid } from "../../src/graph/mermaid.ts";
import { type Graph, type GraphEdge, type GraphNode, graphOf } from "../../src/graph/model.ts";
import { drawSvg } from "../../src/graph/svg.ts";
import { lowerText } from "../lower/pipeline.ts";

const SHA1 = "0123456789abcdef0123456789abcdef01234567";

const graph = (text: string, path = "test.p4"): Graph => {
  const { program, findings } = lowerText(text, path);
  return graphOf(must(program, JSON.stringify(findings)), SHA1);
};

const small = graph(`#include <core.p4>
#include <parser_model.p4>
error { TooDeep }
header ethernet_t { bit<48> dst; bit<48> src; bit<16> type; }
header tag_t { bit<16> tci; bit<16> type; }
header options_t { bit<8> length; varbit<64> data; }
struct headers_t { ethernet_t ethernet; tag_t[3] tags; options_t options; }
struct meta_t { bit<8> depth; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
  state start {
    packet.extract(hdr.ethernet);
    transition select(hdr.ethernet.type) {
      0x8100: tag;
      0x88a8: tag;
      0x800 &&& 0xff00: options;
      0 .. 1500: reject;
      default: accept;
    }
  }
  state tag {
    packet.extract(hdr.tags.next);
    meta.depth = meta.depth + 1;
    verify(meta.depth < 3, error.TooDeep);
    transition select(hdr.tags.last.type) { 0x8100: tag; 0x800: options; }
  }
  @max_visits(4)
  state options {
    packet.extract(hdr.options, 16);
    packet.advance(8);
    transition select(packet.lookahead<bit<8>>()) { 1: options; default: accept; }
  }
}
ParserModel(P()) main;
`);

const named = ({ nodes }: Graph, name: string) =>
  must(
    nodes.find(({ lines }) => lines[0] === name),
    name,
  );

const edge = (whole: Graph, from: string, to: string) =>
  must(
    whole.edges.find((each) => each.from === named(whole, from).id && each.to === named(whole, to).id),
    `${from} to ${to}`,
  );

describe("the graph", () => {
  test("has the states with what they extract, and what ends parsing", () => {
    expect(small.title).toBe(`P of test.p4, sha1 ${SHA1}`);
    expect(small.nodes.map(({ kind, lines }) => `${kind} ${lines[0]}`)).toEqual([
      "start start",
      "loop tag",
      "loop options",
      "accept accept",
      "reject reject NoError",
      "reject reject NoMatch",
      "reject reject TooDeep",
    ]);
    expect(named(small, "start").lines).toEqual([
      "start",
      "extract hdr.ethernet, 112 bits",
      "select hdr.ethernet.type",
    ]);
    expect(named(small, "options").lines).toContain("at most 4 visits");
    expect(named(small, "options").lines.join()).toMatch(
      /extract hdr\.options, 8 \+ .* bits.*advance .* bits/,
    );
  });

  test("has one edge for each pair, with all values and masks; loops and errors apart", () => {
    expect(edge(small, "start", "tag")).toMatchObject({ kind: "forward", lines: ["0x8100", "0x88a8"] });
    expect(edge(small, "start", "options").lines).toEqual(["0x800 &&& 0xff00"]);
    expect(edge(small, "start", "reject NoError")).toMatchObject({ kind: "error" });
    expect(edge(small, "start", "accept").lines).toEqual(["otherwise"]);
    expect(edge(small, "tag", "tag")).toMatchObject({ kind: "back", lines: ["0x8100"] });
    expect(edge(small, "tag", "reject NoMatch")).toMatchObject({ kind: "error", lines: ["otherwise"] });
    expect(edge(small, "tag", "reject TooDeep")).toMatchObject({ kind: "error", lines: ["verify fails"] });
    expect(edge(small, "options", "options").kind).toBe("back");
  });

  test("stays readable where there is much", () => {
    const rows = Array.from({ length: 100 }, (_, index) => `${index * 2}: accept;`).join(" ");
    const many = graph(`#include <core.p4>
#include <parser_model.p4>
header h_t { bit<16> a; }
struct headers_t { h_t h; }
struct meta_t { }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
  state start { packet.extract(hdr.h); transition select(hdr.h.a) { ${rows} } }
}
ParserModel(P()) main;
`);
    const { lines } = edge(many, "start", "accept");
    expect(lines).toHaveLength(16);
    expect(lines.at(-1)).toBe("… and 85 more");
  });
});

/** Names that mean something to one of the languages; states have no such names, files may. */
const hostile: Graph = {
  title: 'a"b\\N <i>&amp; #35; --> `x`\n\u2028%%{init}',
  nodes: [
    { id: "s0", kind: "start", lines: ['one"];', "two | {x} \\l &&& 0xff00", "</text><script>"] },
    { id: "end0", kind: "accept", lines: ["accept"] },
  ],
  edges: [{ from: "s0", to: "end0", kind: "forward", lines: ['"|x|"', "-- > **bold** [y](z)"] }],
};

describe("dot", () => {
  test("escapes quotes, backslashes and entities", () => {
    const text = printDot(hostile);
    expect(text).toContain('label="a\\"b\\\\N <i>&amp;amp; #35; --> `x`??%%{init}"');
    expect(text).toContain('"one\\"];\\ltwo | {x} \\\\l &amp;&amp;&amp; 0xff00\\l</text><script>\\l"');
  });

  test("sets loops and errors apart", () => {
    const text = printDot(small);
    expect(text).toMatch(/s1 -> s1 \[label=" 0x8100\\l", color="#8250c4".*constraint=false\]/);
    expect(text).toMatch(/s0 -> end1 \[.*style=dashed\]/);
  });
});

describe("Mermaid", () => {
  test("escapes everything that is no plain text", () => {
    const lines = printMermaid(hostile).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "---",
      `title: ${JSON.stringify(hostile.title.replace(/[\n\u2028]/g, "?"))}`,
      "---",
    ]);
    const labels = lines.filter((line) => line.includes('"') && !line.startsWith("title"));
    expect(labels).toHaveLength(3);
    for (const label of labels) {
      const [inner = ""] = /(?<=").*(?=")/.exec(label) ?? [];
      expect(inner.replaceAll("<br/>", "")).not.toMatch(/["<>&|[\](){}`*\\]/);
    }
    expect(labels[0]).toContain("one#34;#93;#59;<br/>two #124;");
  });

  test("numbers the arrows that it styles", () => {
    const text = printMermaid(small);
    const arrows = text.split("\n").filter((line) => /^ {4}\w+ (-->|==>|-\.->)/.test(line));
    expect(arrows).toHaveLength(small.edges.length);
    const back = small.edges.flatMap(({ kind }, index) => (kind === "back" ? [index] : []));
    expect(text).toContain(`linkStyle ${back.join(",")} stroke:#8250c4`);
  });
});

/** The texts of an SVG, entities resolved. */
const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) =>
    (text ?? "")
      .replaceAll("&#160;", " ")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&#45;", "-")
      .replaceAll("&amp;", "&"),
  );

const svgOf = async (whole: Graph): Promise<string> => {
  const drawn = await drawSvg(printDot(whole));
  if (drawn.kind !== "svg") throw new Error(JSON.stringify(drawn));
  return drawn.text;
};

describe("SVG", () => {
  test("shows every line as it is", async () => {
    const svg = await svgOf(hostile);
    // Those of an edge stand behind a blank.
    const texts = textsOf(svg).flatMap((text) => [text, text.slice(1)]);
    for (const { lines } of [...hostile.nodes, ...hostile.edges])
      for (const line of lines) expect(texts).toContain(line);
    expect(texts).toContain(hostile.title.replace(/[\n\u2028]/g, "?"));
    expect(svg).not.toContain("<script");
  });

  test("is the same each time", async () => {
    expect(await svgOf(small)).toBe(await svgOf(small));
  });

  test("says why where Graphviz gives up", async () => {
    expect(await drawSvg("digraph {")).toMatchObject({
      kind: "failed",
      reason: expect.stringMatching(/syntax/),
    });
  });

  const samples = join(import.meta.dirname, "../../samples");
  test.each(readdirSync(samples).filter((name) => name.endsWith(".p4")))("draws %s", async (name) => {
    const path = join(samples, name);
    const whole = graph(readFileSync(path, "utf8"), path);
    const svg = await svgOf(whole);
    expect(svg.match(/class="node"/g)).toHaveLength(whole.nodes.length);
    expect(svg.match(/class="edge"/g)).toHaveLength(whole.edges.length);
    const texts = textsOf(svg);
    for (const { lines } of whole.nodes) expect(texts).toContain(lines[0]);
  });
});

test("a graph with many boxes beside one another goes from left to right", () => {
  const box = (id: string): GraphNode => ({
    id,
    kind: "state",
    lines: [`state ${id}`, "extract hdr.some_header"],
  });
  const edge = (from: string, to: string): GraphEdge => ({ from, to, kind: "forward", lines: ["1"] });
  const ids = Array.from({ length: 9 }, (_, index) => `s${index}`);
  const graph = { title: "x", nodes: ids.map(box) };
  expect(directionOf({ ...graph, edges: ids.slice(1).map((id) => edge("s0", id)) })).toBe("LR");
  expect(directionOf({ ...graph, edges: ids.slice(1).map((id, index) => edge(`s${index}`, id)) })).toBe("TB");
});
