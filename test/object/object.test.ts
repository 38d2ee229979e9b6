import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareObject } from "../../src/manifest/compare-object.ts";
import { readObject } from "../../src/object/index.ts";
import { stampText } from "../../src/output/stamp.ts";
import { makeBtf, makeElf } from "./make-object.ts";

const identity = { sha1: "1".repeat(40), sha256: "2".repeat(64) };
const other = { sha1: "3".repeat(40), sha256: "2".repeat(64) };
const stamp = stampText(identity);

const object = (order: "little" | "big" = "little", text = stamp, tag = stamp) =>
  makeElf(order, [
    { name: ".rodata.p4twin", content: Buffer.from(`${text}\0`) },
    {
      name: ".BTF",
      content: makeBtf(order, [
        { function: "xdp_x", tag },
        { function: "other", tag: "unrelated" },
      ]),
    },
  ]);

describe("the stamps of an object", () => {
  it.each(["little", "big"] as const)("are read in %s-endian", (order) =>
    expect(readObject(object(order))).toEqual({
      section: stamp,
      tags: [{ function: "xdp_x", id: 3, tag: stamp }],
    }),
  );

  it("are compared", () => {
    const wrong = stampText(other);
    expect(compareObject("x.o", object(), identity)).toEqual([]);
    expect(compareObject("x.o", object("little", wrong), identity).map(({ text }) => text)).toEqual([
      `has another source's stamp in section .rodata.p4twin: ${wrong}`,
    ]);
    expect(compareObject("x.o", object("little", stamp, wrong), identity).map(({ text }) => text)).toEqual([
      `has another source's stamp on function xdp_x: ${wrong}`,
    ]);
    expect(compareObject("x.o", makeElf("little", []), identity)).toHaveLength(2);
  });
});

describe("an object that nobody vouches for", () => {
  const whole = object();

  it("is refused when cut off anywhere", () => {
    for (let length = 0; length < whole.length; length += 1) {
      const result = readObject(whole.subarray(0, length));
      expect(typeof result === "string" ? "refused" : result).toBe("refused");
    }
  });

  it("never throws, whatever is changed in it", () => {
    const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(change, (changes) => {
        const damaged = Buffer.from(whole);
        for (const [at, byte] of changes) damaged[at] = byte;
        readObject(damaged);
      }),
      { numRuns: 3000 },
    );
  });

  it("never throws on random bytes behind an ELF header", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        readObject(Buffer.concat([whole.subarray(0, 20), bytes]));
        readObject(Buffer.from(bytes));
      }),
      { numRuns: 1000 },
    );
  });
});
