import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Device } from "../../src/catalogue/catalogue.ts";
import { parseCatalogue } from "../../src/catalogue/parse.ts";
import { canonicalJson } from "../../src/manifest/manifest.ts";
import { decide } from "../../src/match/index.ts";
import { stampText } from "../../src/output/stamp.ts";
import { collided, device, entry, manifest, other, ours, program } from "./values.ts";

const stamp = stampText(ours);
const silent: Device = { kind: "silent", device: "far", why: "no answer" };
const withoutSha256 = { sha1: ours.sha1 };

describe("offload", () => {
  it("where SHA-1 and SHA-256 agree", () =>
    expect(decide(program(), [device([entry()])], [])).toEqual({
      verdict: "offload",
      reason: "identical",
      text: "nic: SHA-1 and SHA-256 agree with small, which it can load",
      alarm: false,
      devices: [
        {
          device: "nic",
          verdict: "offload",
          reason: "identical",
          text: "SHA-1 and SHA-256 agree with small, which it can load",
          alarm: false,
          entry: { name: "small", kind: "parser", state: "available" },
        },
      ],
    }));

  it("where the device has no SHA-256", () =>
    expect(decide(program(), [device([entry(withoutSha256)])], [])).toMatchObject({
      verdict: "offload",
      reason: "sha1-agrees",
    }));

  it("by any device, and whatever the program is called there", () =>
    expect(
      decide(program(), [device([]), silent, device([entry(ours, { name: "elsewhere" })], "second")], []),
    ).toMatchObject({
      verdict: "offload",
      devices: [{ verdict: "refuse" }, { verdict: "unknown" }, { device: "second", verdict: "offload" }],
    }));

  it("prefers the entry that runs, and one with a SHA-256 to one without", () => {
    const running = entry(ours, { name: "now", state: "running" });
    expect(decide(program(), [device([entry(), running])], []).text).toContain("now, which runs there");
    expect(decide(program(), [device([entry(withoutSha256), entry()])], []).reason).toBe("identical");
  });

  it("where its manifest confirms the stamp, or speaks of another program", () => {
    for (const manifests of [[manifest(ours)], [manifest(other), manifest(ours)], [manifest(other, "large")]])
      expect(decide(program(), [device([entry()])], manifests).verdict).toBe("offload");
  });

  it("with two stamps that say the same", () =>
    expect(decide(program([stamp, stamp]), [device([entry()])], []).verdict).toBe("offload"));
});

describe("refuse", () => {
  it.each([
    ["a namesake from another source", [entry(other)], "differs"],
    ["nothing of the kind", [entry(other, { name: "another" })], "not-in-catalogue"],
    ["an empty catalogue", [], "not-in-catalogue"],
    ["a disabled program", [entry(ours, { state: "disabled" })], "disabled"],
  ])("%s", (_, programs, reason) =>
    expect(decide(program(), [device(programs)], [])).toMatchObject({
      verdict: "refuse",
      reason,
      alarm: false,
    }),
  );

  it("loudly where SHA-1 agrees and SHA-256 does not, even beside one that agrees", () => {
    for (const programs of [
      [entry(collided)],
      [entry(), entry(collided)],
      [entry(withoutSha256), entry(collided)],
    ])
      expect(decide(program(), [device(programs)], [])).toMatchObject({
        verdict: "refuse",
        reason: "sha256-differs",
        alarm: true,
        text: expect.stringContaining("an attack, or a collision"),
      });
  });

  it("a SHA-1 alone where another device has another source of that SHA-1", () => {
    const decision = decide(program(), [device([entry(withoutSha256)]), device([entry(collided)], "b")], []);
    expect(decision).toMatchObject({ verdict: "refuse", alarm: true });
    expect(decision.devices.map(({ reason }) => reason)).toEqual(["sha1-contested", "sha256-differs"]);
  });

  it("keeps the alarm where one device agrees and another collides", () =>
    expect(decide(program(), [device([entry()]), device([entry(collided)], "b")], [])).toMatchObject({
      verdict: "offload",
      alarm: true,
    }));

  it("a stamp that its own manifest denies", () => {
    expect(decide(program(), [device([entry()])], [manifest(other)])).toMatchObject({
      verdict: "refuse",
      reason: "manifest-denies",
      alarm: false,
    });
    expect(decide(program(), [device([entry()])], [manifest(collided, "large")])).toMatchObject({
      verdict: "refuse",
      reason: "manifest-denies",
      alarm: true,
    });
  });

  it("knows the manifest of a program whose name the kernel has cut", () => {
    const cut = program([stamp], "flow_dissector_");
    const long = { ...manifest(other, "flow_dissector") };
    expect(decide(cut, [device([entry()])], [long]).reason).toBe("manifest-denies");
  });

  it("what is no stamp, and stamps that name different sources", () => {
    expect(decide(program(["p4twin:1 sha1=12"]), [device([entry()])], [])).toMatchObject({
      verdict: "refuse",
      reason: "malformed-stamp",
    });
    expect(decide(program([stamp, stampText(other)]), [device([entry(), entry(other)])], [])).toMatchObject({
      verdict: "refuse",
      reason: "contradictory-stamps",
    });
  });
});

describe("unknown", () => {
  it.each([
    ["no stamp", program([]), [device([entry()])], "no-stamp"],
    ["no device", program(), [], "no-device"],
    ["a device that does not answer", program(), [silent], "device-silent"],
  ] as const)("%s", (_, subject, devices, reason) =>
    expect(decide(subject, devices, [])).toMatchObject({ verdict: "unknown", reason }),
  );
});

/** Changes, cuts out or puts in some characters. */
const mutated = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(2), fc.string({ maxLength: 4 })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((edits) => edits.reduce((all, [at, cut, put]) => all.slice(0, at) + put + all.slice(at + cut), text))
    .filter((result) => result !== text);

describe("what has been tampered with", () => {
  it("a mutated stamp never yields offload", () => {
    const devices = [device([entry()]), device([entry(withoutSha256)], "b")];
    fc.assert(
      fc.property(mutated(stamp), (text) => {
        expect(decide(program([text]), devices, []).verdict).not.toBe("offload");
        expect(decide(program([stamp, text]), devices, []).verdict).not.toBe("offload");
      }),
      { numRuns: 2000 },
    );
  });

  it("a catalogue with other digests never yields offload", () => {
    const hex = fc.stringMatching(/^[0-9a-f]{104}$/);
    fc.assert(
      fc.property(hex, fc.nat(103), fc.boolean(), (random, at, close) => {
        const good = ours.sha1 + ours.sha256;
        const digit = good[at] === "f" ? "0" : "f";
        const digests = close ? good.slice(0, at) + digit + good.slice(at + 1) : random;
        fc.pre(digests !== good);
        const forged = entry({ sha1: digests.slice(0, 40), sha256: digests.slice(40) });
        expect(decide(program(), [device([forged])], []).verdict).not.toBe("offload");
      }),
      { numRuns: 2000 },
    );
  });

  it("a mutated catalogue yields offload only where it still states the same digests", () => {
    const whole = device([entry(ours, { state: "running" })]);
    const json = whole.kind === "catalogue" ? canonicalJson(whole.catalogue) : "";
    fc.assert(
      fc.property(mutated(json), (text) => {
        const parsed = parseCatalogue(text);
        if (typeof parsed === "string") return;
        const { verdict } = decide(program(), [{ kind: "catalogue", catalogue: parsed }], []);
        if (verdict !== "offload") return;
        // What a mutation of the spelling alone leaves: the same digests, or a SHA-256 that is no longer stated.
        const [only] = parsed.programs;
        expect(only?.sha1).toBe(ours.sha1);
        expect([ours.sha256, undefined]).toContain(only?.sha256);
      }),
      { numRuns: 3000 },
    );
  });
});
