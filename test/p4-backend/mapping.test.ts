import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mapping } from "../../backends/p4/mapping.ts";
import { must } from "../../src/diagnostics/bug.ts";
import { readProgram } from "./pipeline.ts";
import { programs } from "./programs.ts";

const byHand = (name: string) =>
  mapping(
    must(
      programs.find((program) => program.name === name),
      name,
    ),
  );

test("a source that starts behind Ethernet", () => {
  const map = byHand("dissector");
  expect(map.consumedOffset).toBe(112);
  expect(map.prefixHeader).toBe("hdr.p4twin_ethernet");
  expect(map.packetLength).toBe("standard_metadata.packet_length");
  expect(map.places).toContainEqual({ source: "keys.nhoff", emitted: "meta.keys.nhoff", kind: "scalar" });
  expect(map.places).toContainEqual({ source: "flags", emitted: "meta.flags", kind: "scalar" });
  expect(map.places).toContainEqual({
    source: "hdr.ipv4",
    emitted: "hdr.ipv4",
    kind: "header",
    fields: { proto: "proto", rest: "rest" },
  });
  expect(map.states).toEqual({ start: "source_start", ipv4: "ipv4" });
});

test("names that had to change", () => {
  const map = byHand("names");
  expect(map.parser).toEqual({ source: "Parser", emitted: "Parser_control" });
  expect(map.states).toEqual({ start: "start", hash: "hash_state" });
  expect(map.errors).toMatchObject({
    if_error: "if",
    ParserReject: "ParserReject",
    ParserReject_b: "NoError",
  });
  expect(map.places[0]).toEqual({
    source: "packet.register",
    emitted: "packet.register",
    kind: "header",
    fields: { list: "list", in: "in_field" },
  });
});

test("stacks with their elements, unions by their members", () => {
  expect(byHand("choices").places.map(({ source, kind }) => `${source} ${kind}`)).toEqual([
    "hdr.tags stack",
    "hdr.tags[0] header",
    "hdr.tags[1] header",
    "hdr.tags[2] header",
    "hdr.either.vlan header",
    "hdr.either.other header",
    "meta.index scalar",
    "meta.any scalar",
  ]);
});

test("is plain data", () => {
  const path = new URL("../../samples/flow_dissector.p4", import.meta.url);
  const { program } = readProgram("flow_dissector.p4", readFileSync(path));
  const map = mapping(must(program, "the program"));
  expect(JSON.parse(JSON.stringify(map))).toEqual(map);
});
