import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Accepted,
  type FieldValue,
  firstDifference,
  type HeaderObservation,
  type Observation,
  printObservation,
  readObservation,
} from "../../src/observation/index.ts";

const accepted: Accepted = {
  verdict: "accept",
  error: "NoError",
  consumed: 112,
  headers: new Map<string, HeaderObservation>([
    ["hdr.eth", { kind: "valid", fields: new Map<string, FieldValue>([["type", 0x800n]]) }],
    ["hdr.vlan", { kind: "stack", next: 0 }],
    ["hdr.vlan[0]", { kind: "invalid" }],
    [
      "hdr.opts",
      { kind: "valid", fields: new Map<string, FieldValue>([["data", { length: 8, value: 255n }]]) },
    ],
  ]),
  parameters: new Map<string, FieldValue>([
    ["meta.port", 1n],
    ["meta.why", "NoMatch"],
  ]),
};

const fieldValue: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 300n }),
  fc.constantFrom("NoError", "Broken"),
  fc.record({ length: fc.nat(2048), value: fc.bigInt({ min: 0n, max: 2n ** 64n }) }),
);
const name = fc.string({ minLength: 1, maxLength: 6 }).map((text) => `hdr.${text}`);
const map = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(name, value), { maxLength: 4 }).map((entries) => new Map(entries));
const header: fc.Arbitrary<HeaderObservation> = fc.oneof(
  fc.constant({ kind: "invalid" as const }),
  fc.record({ kind: fc.constant("stack" as const), next: fc.nat(9) }),
  fc.record({ kind: fc.constant("valid" as const), fields: map(fieldValue) }),
);
const observation: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({ verdict: fc.constant("reject" as const), error: fc.constantFrom("NoError", "PacketTooShort") }),
  fc.record({
    verdict: fc.constant("accept" as const),
    error: fc.constant("NoError" as const),
    consumed: fc.nat(),
    headers: map(header),
    parameters: map(fieldValue),
  }),
);

describe("the JSON form", () => {
  it("is one line with a fixed order of keys", () => {
    expect(printObservation(3, accepted)).toBe(
      '{"packet":3,"verdict":"accept","error":"NoError","consumed":112,"headers":{' +
        '"hdr.eth":{"valid":true,"fields":{"type":"0x800"}},"hdr.vlan":{"next":0},"hdr.vlan[0]":{"valid":false},' +
        '"hdr.opts":{"valid":true,"fields":{"data":{"length":8,"value":"0xff"}}}},' +
        '"parameters":{"meta.port":"0x1","meta.why":"NoMatch"}}',
    );
  });

  it("of a reject has the verdict and the error only", () => {
    expect(printObservation(0, { verdict: "reject", error: "NoMatch" })).toBe(
      '{"packet":0,"verdict":"reject","error":"NoMatch"}',
    );
  });

  it("is read back as it was", () => {
    fc.assert(
      fc.property(observation, fc.nat(), (value, packet) => {
        expect(readObservation(printObservation(packet, value))).toEqual({ packet, observation: value });
      }),
    );
  });

  it.each(["", "{", "[]", "{}", '{"packet":0,"verdict":"accept","error":"NoError"}', '{"packet":0}'])(
    "refuses %s",
    (line) => {
      expect(readObservation(line)).toBeUndefined();
    },
  );
});

describe("firstDifference", () => {
  const changed = (change: Partial<Accepted>): Observation => ({ ...accepted, ...change });
  const withHeader = (key: string, value: HeaderObservation): Observation =>
    changed({ headers: new Map([...accepted.headers, [key, value]]) });

  it("finds none between equals", () => {
    fc.assert(
      fc.property(observation, (value) => {
        expect(firstDifference(value, value)).toBeUndefined();
      }),
    );
  });

  it.each<[string, Observation, string, string]>([
    ["verdict", { verdict: "reject", error: "NoError" }, "accept", "reject (NoError)"],
    ["consumed", changed({ consumed: 120 }), "112 bits", "120 bits"],
    ["hdr.eth validity", withHeader("hdr.eth", { kind: "invalid" }), "valid", "invalid"],
    ["hdr.vlan next index", withHeader("hdr.vlan", { kind: "stack", next: 1 }), "0", "1"],
    [
      "hdr.eth.type",
      withHeader("hdr.eth", { kind: "valid", fields: new Map([["type", 1n]]) }),
      "0x800",
      "0x1",
    ],
    [
      "hdr.opts.data",
      withHeader("hdr.opts", { kind: "valid", fields: new Map([["data", { length: 16, value: 255n }]]) }),
      "0xff (8 bits)",
      "0xff (16 bits)",
    ],
    ["hdr.new validity", withHeader("hdr.new", { kind: "invalid" }), "(absent)", "invalid"],
    ["meta.port", changed({ parameters: new Map([["meta.why", "NoMatch"]]) }), "0x1", "(absent)"],
  ])("names %s", (where, right, left, other) => {
    expect(firstDifference(accepted, right)).toEqual({ where, left, right: other });
  });

  it("names the error of two rejects", () => {
    expect(firstDifference({ verdict: "reject", error: "A" }, { verdict: "reject", error: "B" })).toEqual({
      where: "error",
      left: "A",
      right: "B",
    });
  });
});
