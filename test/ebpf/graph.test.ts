import { describe, expect, it } from "vitest";
import { generate } from "../../backends/ebpf/index.ts";
import { continuations } from "../../backends/ebpf/plan/continuations.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Program } from "../../src/ir/ir.ts";
import {
  accept,
  assign,
  declare,
  extract,
  go,
  headerType,
  IDENTITY,
  is,
  program,
  read,
  select,
  state,
} from "./build-ir.ts";

/** Two states extract h.a (or the second h.b), both lead to a third that reads h.a. */
const joining = (second: "a" | "b"): Program =>
  program({
    name: "joining",
    types: [
      declare("header", "tag_t", { id: 16 }),
      declare("struct", "headers_t", {
        a: headerType("tag_t"),
        b: headerType("tag_t"),
        c: headerType("tag_t"),
      }),
      declare("struct", "metadata_t", { id: 16 }),
    ],
    states: [
      state("start", [extract("hdr.c", "tag_t")], select([read("hdr.c.id", 16)], [[[is(1n)], "one"]], "two")),
      state("one", [extract("hdr.a", "tag_t")], go("both")),
      state("two", [extract(`hdr.${second}`, "tag_t")], go("both")),
      state("both", [assign("meta.id", read("hdr.a.id", 16))], go(accept)),
    ],
  });

const labelsOf = (subject: Program): readonly string[] => {
  const files = generate(subject, IDENTITY, {}, new DiagnosticSink());
  const header = files?.find(({ path }) => path.endsWith(".h"))?.text ?? "";
  return [...header.matchAll(/^(\w+):$/gm)].flatMap(([, label]) => (label === undefined ? [] : [label]));
};

describe("states that go on with a header", () => {
  it("are copied behind each state that extracts it", () => {
    expect([...continuations(joining("a"))]).toEqual([["both", "two"]]);
    expect(labelsOf(joining("a"))).toEqual(expect.arrayContaining(["both", "both_behind_one"]));
  });

  it("are joined where one of those states does not extract it", () => {
    expect(continuations(joining("b")).size).toBe(0);
    expect(labelsOf(joining("b"))).not.toContain("both_behind_one");
  });
});
