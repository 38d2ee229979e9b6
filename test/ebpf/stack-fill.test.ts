import { describe, expect, it } from "vitest";
import { findFills } from "../../backends/ebpf/values/stack-fill.ts";
import type { Operation } from "../../src/ir/ir.ts";
import { extract, origin, place, stackType, truth } from "./build-ir.ts";

const SIZE = 2;
const grow = extract("hdr.s.next", "tag_t");
const shift = (kind: "push" | "pop", count: number): Operation => ({
  kind,
  stack: place("hdr.s", stackType("tag_t", SIZE)),
  count,
  origin: origin(),
});
const maybe = (then: readonly Operation[]): Operation => ({
  kind: "if",
  condition: truth(true),
  then,
  otherwise: [],
  origin: origin(),
});

type Vertices = Readonly<Record<string, readonly [operations: readonly Operation[], to: readonly string[]]>>;

/** Walks from `a`; the vertices with an overrun, and at which operation. */
const overruns = (vertices: Vertices, init: readonly Operation[] = []) =>
  Object.fromEntries(
    findFills(
      {
        start: "a",
        init,
        operationsOf: (name) => vertices[name]?.[0] ?? [],
        successors: (name) => vertices[name]?.[1] ?? [],
      },
      () => SIZE,
    ).overruns,
  );

describe("a stack that is full on every way", () => {
  it("is found behind as many extracts as it has elements", () => {
    expect(overruns({ a: [[grow], ["b"]], b: [[grow], ["c"]], c: [[grow], ["d"]], d: [[grow], []] })).toEqual(
      {
        c: 0,
      },
    );
    expect(overruns({ a: [[grow, grow, grow, grow], []] })).toEqual({ a: 2 });
  });

  it("is not one that is full on some ways only", () => {
    expect(overruns({ a: [[grow], ["b", "c"]], b: [[grow], ["c"]], c: [[grow], []] })).toEqual({});
    expect(overruns({ a: [[grow, maybe([grow]), grow], []] })).toEqual({});
    expect(overruns({ a: [[maybe([grow]), grow, grow], []] })).toEqual({});
  });

  it("counts pushes and pops, and what stands before the first state", () => {
    expect(overruns({ a: [[shift("push", 3), grow], []] })).toEqual({ a: 1 });
    expect(overruns({ a: [[grow, grow, shift("pop", 1), grow], []] })).toEqual({});
    expect(overruns({ a: [[grow], []] }, [grow, grow])).toEqual({ a: 0 });
  });

  it("may be full at first in a loop that something leads into later", () => {
    // The search may come to b by way of a alone before it sees that c leads there with an empty stack.
    const loop: Vertices = {
      a: [[], ["b", "c"]],
      c: [[shift("pop", 2)], ["b"]],
      b: [[grow], ["d"]],
      d: [[], ["b"]],
    };
    expect(overruns(loop, [grow, grow])).toEqual({});
    expect(overruns({ ...loop, a: [[], ["b"]] }, [grow, grow])).toEqual({ b: 0 });
  });
});
