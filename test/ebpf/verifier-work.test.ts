import { describe, expect, it } from "vitest";
import { generate } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Pattern, Program } from "../../src/ir/ir.ts";
import {
  accept,
  declare,
  extract,
  headerType,
  IDENTITY,
  is,
  program,
  read,
  select,
  state,
} from "./build-ir.ts";

const item = [
  declare("header", "item_t", { kind: 8, value: 24 }),
  declare("struct", "headers_t", { item: headerType("item_t") }),
  declare("struct", "metadata_t", { n: 32 }),
];

/** A chain of states, each of which leads to the next two. */
const ladder = (length: number): Program => {
  const next = (index: number): string | typeof accept => (index < length ? `s${index}` : accept);
  return program({
    types: item,
    states: Array.from({ length }, (_, index) =>
      state(
        index === 0 ? "start" : `s${index}`,
        [extract("hdr.item", "item_t")],
        select(
          [read("hdr.item.kind", 8)],
          [
            [[is(1n)], next(index + 1)],
            [[is(2n)], next(index + 2)],
          ],
          accept,
        ),
      ),
    ),
  });
};

const headerOf = (subject: Program): string =>
  generate(subject, IDENTITY, {}, new DiagnosticSink())?.[0]?.text ?? "";

const count = (text: string, what: string): number => text.split(what).length - 1;

describe("where the verifier would have too much to do", () => {
  it("the position is bounded anew, in proportion to the chain, and only in long ones", () => {
    expect(count(headerOf(ladder(30)), "position = (__u64)(cursor - data)")).toBe(0);
    const [some, more] = [100, 200].map((length) =>
      count(headerOf(ladder(length)), "position = (__u64)(cursor - data)"),
    );
    expect(some).toBeGreaterThan(5);
    expect(some).toBeLessThan(50);
    expect(more).toBeLessThan(2.5 * (some ?? 0));
  });

  it("rejects come first where a loop has many jumps, and only there", () => {
    const ways = Array.from({ length: 40 }, (_, index): [readonly Pattern[], string] => [
      [is(BigInt(index))],
      "start",
    ]);
    const looping = (visits: number): Program =>
      program({
        types: item,
        states: [
          state(
            "start",
            [extract("hdr.item", "item_t")],
            select([read("hdr.item.kind", 8)], ways, accept),
            visits,
          ),
        ],
      });
    expect(headerOf(looping(20))).not.toContain("P4TWIN_UNLESS");
    const many = headerOf(looping(400));
    expect(many).toContain("#define P4TWIN_UNLESS");
    expect(many).toContain('P4TWIN_UNLESS(cursor + 4, "<=", data_end, reject_PacketTooShort);');
  });
});
