import { describe, expect, it } from "vitest";
import { generate } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Expression, Operation, Pattern, Program } from "../../src/ir/ir.ts";
import {
  accept,
  advance,
  assign,
  binary,
  bits,
  cast,
  declare,
  extract,
  extractVarbit,
  go,
  headerType,
  IDENTITY,
  is,
  program,
  read,
  select,
  stackType,
  state,
  truth,
  value,
} from "./build-ir.ts";
import { dissector, ethernet } from "./programs.ts";

const findings = (subject: Program, hooks?: readonly string[]): readonly string[] => {
  const sink = new DiagnosticSink();
  const files = generate(subject, IDENTITY, { hooks }, sink);
  expect(files === undefined).toBe(sink.errorCount > 0);
  return sink.all.map(({ code, message }) => `${code} ${message}`);
};

const subject = (operations: readonly Operation[], stackSize = 1): Program =>
  program({
    types: [
      declare("header", "odd_t", { a: 12 }),
      declare("header", "split_t", { a: 4, v: { kind: "varbit", maxWidth: 64 }, b: 4 }),
      declare("header", "huge_t", { a: 2048 * 8, b: 2048 * 8 }),
      declare("header", "byte_t", { a: 8 }),
      declare("struct", "headers_t", {
        odd: headerType("odd_t"),
        split: headerType("split_t"),
        huge: headerType("huge_t"),
        bytes: stackType("byte_t", stackSize),
      }),
      declare("struct", "metadata_t", { w: 65, n: 32, x: 257 }),
    ],
    states: [state("start", operations, go(accept))],
  });

const chain = (length: number): Expression => {
  let expression = read("meta.n", 32);
  for (let count = 1; count < length; count += 1) expression = binary("add", expression, value(1n, 32));
  return expression;
};

const nested = (depth: number): Operation => {
  let operation: Operation = assign("meta.n", value(1n, 32));
  for (let count = 1; count < depth; count += 1)
    operation = {
      kind: "if",
      condition: truth(true),
      then: [operation],
      otherwise: [],
      origin: operation.origin,
    };
  return operation;
};

describe("what eBPF cannot take is refused, and nothing is printed", () => {
  it.each<readonly [string, Operation]>([
    [
      "P0603 a varbit that does not begin at a whole byte",
      extractVarbit("hdr.split", "split_t", value(8n, 32)),
    ],
    ["P0604 header huge_t takes 4096 bytes at once", extract("hdr.huge", "huge_t")],
    [
      "P0604 the lookahead takes 4096 bytes at once",
      { kind: "lookahead", width: 32768, loads: [], origin: { span: { start: 0, end: 1 }, line: 0 } },
    ],
    [
      "P0605 a multiplication of 257 bits",
      assign("meta.x", binary("mul", read("meta.x", 257), read("meta.x", 257))),
    ],
    [
      "P0605 a division of 65 bits by 4294967296",
      assign("meta.w", binary("div", read("meta.w", 65), value(1n << 32n, 65))),
    ],
    ["P0607 the expression is nested more than 100 levels deep", assign("meta.n", chain(101))],
    ["P0607 the expression is nested more than 100 levels deep", assign("meta.n", chain(20_000))],
    ["P0607 conditional statements are nested more than 100 levels deep", nested(101)],
  ])("%s", (message, operation) => {
    expect(findings(subject([operation]))).toEqual([expect.stringContaining(message)]);
  });

  it("takes steps of any number of bits", () => {
    expect(findings(subject([extract("hdr.odd", "odd_t"), advance(value(13n, 32))]))).toEqual([]);
  });

  it("takes what is just within the limits", () => {
    expect(findings(subject([assign("meta.n", chain(100)), nested(100)]))).toEqual([]);
  });

  it("P0609: more decisions in a loop than the verifier follows", () => {
    const ways = Array.from({ length: 40 }, (_, index): [readonly Pattern[], string] => [
      [is(BigInt(index))],
      "start",
    ]);
    const looping = (visits: number): Program => ({
      ...subject([]),
      states: [state("start", [advance(value(8n, 32))], select([read("meta.n", 16)], ways, accept), visits)],
    });
    expect(findings(looping(300))).toEqual([]);
    expect(findings(looping(600))).toEqual([
      "P0609 the kernel may refuse the program: its verifier notes 8192 jumps at most, here up to about 13000: " +
        "up to 600 passes of the loop at state start, about 23 in each",
    ]);
  });

  it("P0609: more instructions in a loop, or in a graph, than the verifier walks", () => {
    const long = Array.from({ length: 200 }, () =>
      assign("meta.n", binary("add", read("meta.n", 32), value(1n, 32))),
    );
    const loop = select([read("meta.n", 16)], [[[is(0n)], "start"]], accept);
    const looping: Program = {
      ...subject([]),
      states: [state("start", [advance(value(8n, 32)), ...long], loop, 500)],
    };
    expect(findings(looping)).toEqual([
      expect.stringMatching(
        /^P0609 .* walks 1000000 instructions at most, here up to about \d+: up to 500 passes/,
      ),
    ]);
    const states = Array.from({ length: 600 }, (_, index) =>
      state(index === 0 ? "start" : `s${index}`, long, go(index < 599 ? `s${index + 1}` : accept)),
    );
    expect(findings({ ...subject([]), states })).toEqual([
      expect.stringMatching(/^P0609 .* walks 1000000 instructions at most, here up to about \d+$/),
    ]);
  });

  it("P0609: where a loop steps ahead under conditions, what is behind counts once for each way", () => {
    const step = advance(value(8n, 32));
    const perhaps: Operation = {
      kind: "if",
      condition: binary("eq", read("meta.n", 32), value(1n, 32)),
      then: [step],
      otherwise: [],
      origin: step.origin,
    };
    const some = Array.from({ length: 60 }, () =>
      assign("meta.n", binary("add", read("meta.n", 32), value(1n, 32))),
    );
    const again = select([read("meta.n", 16)], [[[is(0n)], "start"]], accept);
    const looping = (maybe: Operation): Program => ({
      ...subject([]),
      states: [state("start", [step, maybe, maybe], go("next")), state("next", some, again)],
    });
    expect(findings(looping(step))).toEqual([]);
    expect(findings(looping(perhaps))).toEqual([
      expect.stringMatching(/^P0609 .* walks 1000000 instructions at most, .* of the loop at state start, /),
    ]);
  });

  it("P0602: hooks", () => {
    expect(findings(ethernet, ["xpd"])).toEqual(['P0602 unknown hook "xpd"']);
    expect(findings(ethernet, ["flow_dissector"])).toEqual([
      "P0602 a program for parser_model cannot be loaded at hook flow_dissector",
    ]);
    expect(findings(dissector, ["tc", "flow_dissector"])).toEqual([
      "P0602 a program for flow_dissector_model cannot be loaded at hook tc",
    ]);
  });

  it("P0604: more than a map's entry", () => {
    expect(findings(subject([], 10_000))).toEqual([]);
    expect(findings(subject([], 20_000))).toEqual([
      expect.stringContaining("P0604 headers and metadata take"),
    ]);
  });

  it("P0606: value sets with masks that are too large to be looked through", () => {
    const [start] = ethernet.states;
    if (start === undefined) throw new Error("no state");
    const withSet = (size: number, match: "exact" | "ternary"): Program => ({
      ...ethernet,
      valueSets: [
        { name: "tags", size, fields: [{ name: "value", type: bits(16), match }], origin: start.origin },
      ],
      states: [
        {
          ...start,
          transition: select([read("meta.type", 16)], [[[{ kind: "value-set", name: "tags" }], accept]]),
        },
      ],
    });
    expect(findings(withSet(1025, "ternary"))).toEqual([expect.stringContaining("P0606")]);
    expect(findings(withSet(1024, "ternary"))).toEqual([]);
    expect(findings(withSet(65536, "exact"))).toEqual([]);
  });

  it("P0608: the packet's length in the flow dissector", () => {
    const length: Expression = { kind: "packet-length", type: bits(32) };
    const [start, ...rest] = dissector.states;
    if (start === undefined) throw new Error("no state");
    const asking: Program = {
      ...dissector,
      states: [{ ...start, operations: [assign("depth", cast(length, 8))] }, ...rest],
    };
    expect(findings(asking)).toEqual([expect.stringContaining("P0608")]);
  });
});
