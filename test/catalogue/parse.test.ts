import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCatalogue } from "../../src/catalogue/parse.ts";
import { firstMisfit } from "../ir/json-schema.ts";

const schema: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, "..", "..", "schema", "catalogue.schema.json"), "utf8"),
);

const good = {
  schema: "p4twin-catalogue-1",
  device: "nic0",
  programs: [
    {
      name: "flow_dissector",
      kind: "parser",
      sha1: "a".repeat(40),
      sha256: "b".repeat(64),
      state: "running",
    },
    { name: "my tso", kind: "tso", sha1: "c".repeat(40), state: "available" },
  ],
};

const entry = (changes: object) => ({ ...good, programs: [{ ...good.programs[1], ...changes }] });

describe("a catalogue", () => {
  it("is read", () => expect(parseCatalogue(JSON.stringify(good))).toEqual(good));
  it("fits the published schema", () => expect(firstMisfit(schema, good)).toBeUndefined());
  it("may be empty", () =>
    expect(parseCatalogue(JSON.stringify({ ...good, programs: [] }))).toMatchObject({ programs: [] }));

  it.each([
    ["no object", [], "the whole is not an object"],
    ["another schema", { ...good, schema: "p4twin-catalogue-2" }, "only p4twin-catalogue-1 is understood"],
    ["no device", { schema: good.schema, programs: [] }, "device is missing"],
    ["an empty name", { ...good, device: "" }, "device is not a name"],
    ["a name that a terminal would obey", { ...good, device: "\u001b[2J" }, "device is not a name"],
    ["an unknown key", { ...good, more: 1 }, "more is not known"],
    ["a short SHA-1", entry({ sha1: "a".repeat(39) }), "programs[0].sha1 is not a SHA-1"],
    ["an upper-case SHA-1", entry({ sha1: "A".repeat(40) }), "programs[0].sha1 is not a SHA-1"],
    ["a SHA-256 that is null", entry({ sha256: null }), "programs[0].sha256 is not a string"],
    ["an unknown state", entry({ state: "maybe" }), "programs[0].state is not one of available"],
    ["an odd kind", entry({ kind: "TSO!" }), "programs[0].kind is not a word"],
  ])("is refused with %s", (_, value, message) => {
    expect(parseCatalogue(JSON.stringify(value))).toContain(message);
    expect(firstMisfit(schema, value)).toBeDefined();
  });

  it("is refused when cut off anywhere", () => {
    const text = JSON.stringify(good);
    for (let length = 0; length < text.length; length += 1)
      expect(parseCatalogue(text.slice(0, length))).toBeTypeOf("string");
  });

  it("is refused with what nobody wrote, never with an exception", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(parseCatalogue(text)).toBeTypeOf("string");
      }),
    );
    expect(parseCatalogue("[".repeat(500_000))).toBeTypeOf("string");
    expect(parseCatalogue(`{"device":`.repeat(20_000))).toBeTypeOf("string");
  });
});
