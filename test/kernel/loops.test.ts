import { describe, expect, it } from "vitest";
import type { Program } from "../../src/ir/ir.ts";
import {
  accept,
  advance,
  assign,
  binary,
  declare,
  extract,
  go,
  headerType,
  is,
  local,
  program,
  read,
  reject,
  select,
  stackType,
  state,
  value,
  verify,
} from "../ebpf/build-ir.ts";
import { tlv } from "../ebpf/programs.ts";
import { bench, load } from "./bench.ts";

const hex = (text: string): Buffer => {
  const bytes = Buffer.from(text.replace(/\s/g, ""), "hex");
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, 14 - bytes.length))]);
};

const TYPES = [
  declare("header", "byte_t", { v: 8 }),
  declare("struct", "headers_t", { byte: headerType("byte_t"), bytes: stackType("byte_t", 20) }),
  declare("struct", "metadata_t", { count: 8 }),
];

const byte = read("hdr.byte.v", 8);
const again = (otherwise = reject("NoMatch")) =>
  select(
    [byte],
    [
      [[is(1n)], "loop"],
      [[is(0n)], accept],
    ],
    otherwise,
  );

/** A loop that counts in `place` up to `limit`, as its source says. */
const counting = (place: string, limit: bigint): Program =>
  program({
    name: "counting",
    errors: ["TooMany"],
    types: TYPES,
    locals: [local("count", 8)],
    init: [assign("count", value(0n, 8))],
    states: [
      state("start", [], go("loop")),
      state(
        "loop",
        [
          extract("hdr.byte", "byte_t"),
          assign(place, binary("add", read(place, 8), value(1n, 8))),
          verify(binary("le", read(place, 8), value(limit, 8)), "TooMany"),
        ],
        again(),
        256,
      ),
    ],
  });

const run = (subject: Program, packets: readonly Buffer[]): readonly string[] => {
  const loaded = load(subject);
  try {
    return packets.map((packet) => {
      const observation = loaded.observe("xdp", packet);
      expect(loaded.observe("tc", packet)).toEqual(observation);
      return observation.verdict === "accept" ? `accept ${observation.consumed / 8}` : observation.error;
    });
  } finally {
    loaded.close();
  }
};

/** So many bytes 1, then a 0. */
const ones = (count: number): Buffer => Buffer.concat([Buffer.alloc(count, 1), Buffer.alloc(14)]);

describe.skipIf(bench === undefined)("loops in the kernel", () => {
  it("are cut off at exactly their bound", () => {
    const subject = program({
      name: "bounded",
      types: TYPES,
      states: [state("start", [], go("loop")), state("loop", [extract("hdr.byte", "byte_t")], again(), 256)],
    });
    expect(run(subject, [0, 1, 2, 3, 254, 255, 256, 300].map(ones))).toEqual([
      ...["accept 1", "accept 2", "accept 3", "accept 4", "accept 255", "accept 256"],
      ...["ParserTimeout", "ParserTimeout"],
    ]);
  });

  it.each(["count", "meta.count"])("that count in %s need no bound of ours", (place) => {
    const found = run(counting(place, 30n), [0, 1, 2, 3, 28, 29, 30, 31].map(ones));
    expect(found).toEqual([
      ...["accept 1", "accept 2", "accept 3", "accept 4", "accept 29", "accept 30"],
      ...["TooMany", "TooMany"],
    ]);
  });

  it("whose counter goes further than their bound keep the bound", () => {
    const subject = counting("count", 200n);
    const states = subject.states.map((each) => (each.name === "loop" ? { ...each, maxVisits: 5 } : each));
    expect(run({ ...subject, states }, [3, 4, 5, 6].map(ones))).toEqual([
      ...["accept 4", "accept 5"],
      ...["ParserTimeout", "ParserTimeout"],
    ]);
  });

  it("over a stack end when it is full, before the packet's end is seen", () => {
    const subject = program({
      name: "stacked",
      types: TYPES,
      states: [
        state("start", [], go("loop")),
        state(
          "loop",
          [extract("hdr.bytes.next", "byte_t")],
          select(
            [read("hdr.bytes.last.v", 8)],
            [
              [[is(1n)], "loop"],
              [[is(0n)], accept],
            ],
          ),
        ),
      ],
    });
    expect(
      run(subject, [...[0, 1, 2, 3, 18, 19, 20].map(ones), Buffer.alloc(20, 1), Buffer.alloc(19, 1)]),
    ).toEqual([
      ...["accept 1", "accept 2", "accept 3", "accept 4", "accept 19", "accept 20"],
      ...["StackOutOfBounds", "StackOutOfBounds", "PacketTooShort"],
    ]);
  });

  it("with several counted states count each of them", () => {
    const skip = "80 00";
    const found = run(tlv, [
      hex(`00 00`),
      hex(`00 01 ${skip} ${skip} ${skip}`),
      hex(`00 01 ${skip} ${skip} ${skip} ${skip}`),
      hex(`00 01 01 00 aaaaaa01 bbbbbb02 80 01 00`),
      hex(`00 01 01 00 aaaaaa01 bbbbbb02 01 00 cccccc03 dddddd04 80 01 00`),
      hex(`00 01 ${"01 00 aaaaaa01 bbbbbb02".repeat(3)}`),
      hex(`00 01 80 02`),
      hex(`00 01 7f 00`),
    ]);
    expect(found).toEqual([
      "accept 2",
      "NoError",
      "ParserTimeout",
      "accept 15",
      "accept 25",
      "StackOutOfBounds",
      "Overrun",
      "NoError",
    ]);
  });

  it("step over variable lengths without losing the packet's end", () => {
    const subject = program({
      name: "skipping",
      types: TYPES,
      states: [
        state("start", [], go("loop")),
        state(
          "loop",
          [
            extract("hdr.byte", "byte_t"),
            advance(
              binary(
                "shl",
                { kind: "cast", operand: byte, type: { kind: "bits", width: 32, signed: false } },
                value(3n, 32),
              ),
            ),
          ],
          select([byte], [[[is(0n)], accept]], "loop"),
          64,
        ),
      ],
    });
    const chain = (steps: readonly number[], tail: number): Buffer =>
      Buffer.concat([
        ...steps.flatMap((step) => [Buffer.from([step]), Buffer.alloc(step, 0xee)]),
        Buffer.alloc(tail),
      ]);
    expect(
      run(subject, [
        chain([13], 1),
        chain([200, 200, 200], 1),
        chain([200, 200, 200], 0),
        chain([13, 255], 0),
        chain(
          Array.from({ length: 63 }, () => 3),
          1,
        ),
        chain(
          Array.from({ length: 64 }, () => 3),
          1,
        ),
      ]),
    ).toEqual(["accept 15", "accept 604", "PacketTooShort", "PacketTooShort", "accept 253", "ParserTimeout"]);
  });

  it("count down what is left of a list, at little cost to the verifier", () => {
    const left = read("left", 8);
    const subject = program({
      name: "options",
      errors: ["Overrun"],
      types: [
        declare("header", "option_t", { kind: 8, length: 8 }),
        declare("header", "byte_t", { v: 8 }),
        declare("struct", "headers_t", { byte: headerType("byte_t"), option: headerType("option_t") }),
        declare("struct", "metadata_t", { kinds: 8 }),
      ],
      locals: [local("left", 8), local("seen", 8)],
      init: [assign("left", value(0n, 8)), assign("seen", value(0n, 8))],
      states: [
        state("start", [extract("hdr.byte", "byte_t"), assign("left", byte)], go("options")),
        state("options", [], select([left], [[[is(0n)], "end"]], "option"), 256),
        state(
          "option",
          [
            extract("hdr.option", "option_t"),
            verify(binary("le", read("hdr.option.length", 8), left), "Overrun"),
            verify(binary("ge", read("hdr.option.length", 8), value(2n, 8)), "Overrun"),
            assign("left", binary("sub", left, read("hdr.option.length", 8))),
          ],
          select(
            [read("hdr.option.kind", 8)],
            [1n, 2n, 3n, 4n, 5n, 6n].map((kind) => [[is(kind)], `kind_${kind}`]),
            reject("NoMatch"),
          ),
        ),
        ...[1n, 2n, 3n, 4n, 5n, 6n].map((kind) =>
          state(
            `kind_${kind}`,
            [assign("seen", binary("or", read("seen", 8), value(1n << kind, 8)))],
            go("options"),
          ),
        ),
        state("end", [assign("meta.kinds", read("seen", 8))], go(accept)),
      ],
    });
    expect(run(subject, [hex("04 01 02 06 02"), hex("02 09 02"), hex("03 01 04")])).toEqual([
      "accept 5",
      "NoMatch",
      "Overrun",
    ]);
    if (bench === undefined) return;
    const loaded = load(subject);
    try {
      expect(loaded.info.verifiedInstructions).toBeLessThan(50_000);
    } finally {
      loaded.close();
    }
  });
});
