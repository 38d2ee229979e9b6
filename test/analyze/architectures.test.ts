/** The main parser is found through the package that `main` instantiates, wherever that was declared. */
import { describe, expect, it } from "vitest";
import { analyzeText, codes } from "./front-end.ts";

const types = `
extern packet_in { void advance(in bit<32> bits); }
struct headers_t { }
struct meta_t { }
struct standard_t { bit<9> port; }
`;
const body = "{ state start { transition accept; } }";

const outcome = (text: string, options = {}) => {
  const analyzed = analyzeText(types + text, options);
  const { typed } = analyzed;
  return typed === undefined
    ? codes(analyzed)
    : { architecture: typed.architecture, parser: typed.parser.name, roles: typed.roles.join(" ") };
};

describe("a program with the package", () => {
  it.each([
    [
      "V1Switch",
      "v1model",
      "out headers_t h, inout meta_t m, inout standard_t s",
      "headers metadata standard",
    ],
    [
      "ubpf",
      "ubpf_model",
      "out headers_t h, inout meta_t m, inout standard_t s",
      "headers metadata standard",
    ],
    ["ParserModel", "parser_model", "out headers_t h, inout meta_t m", "headers metadata"],
    [
      "FlowDissectorModel",
      "flow_dissector_model",
      "out headers_t h, inout meta_t k, in bit<32> f",
      "headers keys flags",
    ],
    ["ebpfFilter", "ebpf_model", "out headers_t h", "headers"],
    ["xdp", "xdp_model", "out headers_t h", "headers"],
    ["PNA_NIC", "pna", "out headers_t h, inout meta_t m, in standard_t i", "headers metadata input"],
    [
      "PSA_Switch",
      "psa",
      "out headers_t h, inout meta_t m, in standard_t i, in meta_t a, in meta_t b",
      "headers metadata input input input",
    ],
    [
      "Mine",
      "none",
      "out headers_t h, inout meta_t m, out meta_t o, in bit<8> i",
      "headers metadata output input",
    ],
  ])("%s", (name, architecture, parameters, roles) => {
    const text = `
      parser Shape(packet_in p, ${parameters});
      package ${name}(Shape s);
      parser P(packet_in p, ${parameters}) ${body}
      ${name}(P()) main;`;
    expect(outcome(text)).toEqual({ architecture, parser: "P", roles: `packet ${roles}` });
  });

  it("Switch, whose pipeline holds the parser, and whose last parameters may be left out", () => {
    const text = `
      parser IngressParserT<H, M>(packet_in p, out H h, out M m, @optional out meta_t a, @optional out meta_t b);
      control IngressT<H, M>(inout H h, inout M m);
      package Pipeline<H, M>(IngressParserT<H, M> ip, IngressT<H, M> i);
      package Switch<H, M>(Pipeline<H, M> pipe);
      parser P(packet_in p, out headers_t h, out meta_t m, out meta_t a) ${body}
      control I(inout headers_t h, inout meta_t m) { apply { } }
      Pipeline(P(), I()) pipe;
      Switch(pipe) main;`;
    expect(outcome(text)).toEqual({
      architecture: "tna",
      parser: "P",
      roles: "packet headers output output",
    });
  });

  it("of a name of ours but another shape", () => {
    const text = `
      parser Shape(packet_in p, inout headers_t h);
      package V1Switch(Shape s);
      parser P(packet_in p, inout headers_t h) ${body}
      V1Switch(P()) main;`;
    expect(outcome(text)).toEqual({ architecture: "none", parser: "P", roles: "packet metadata" });
  });
});

describe("a program without a parser in main", () => {
  const one = `parser P(packet_in p, out headers_t h) ${body}`;
  const two = `${one} parser Q(packet_in p, out headers_t h) ${body}`;

  it("takes the only parser there is", () => {
    expect(outcome(one)).toEqual({ architecture: "none", parser: "P", roles: "packet headers" });
  });
  it("asks which one where there are several", () => {
    expect(outcome(two)).toEqual(["P0307"]);
  });
  it("takes the one that is asked for", () => {
    expect(outcome(two, { parser: "Q" })).toEqual({
      architecture: "none",
      parser: "Q",
      roles: "packet headers",
    });
  });
  it("is refused without a parser, unless none is required", () => {
    expect(outcome("")).toEqual(["P0306"]);
    expect(outcome("", { requireParser: false })).toEqual([]);
    expect(outcome(two, { requireParser: false })).toEqual([]);
  });
  it("is checked all the same", () => {
    expect(outcome("header h { missing a; }", { requireParser: false })).toEqual(["P0301"]);
    expect(
      outcome(`${two} parser R(packet_in p) { state start { p.advence(1); transition accept; } }`, {
        requireParser: false,
      }),
    ).toEqual(["P0314"]);
  });
});
