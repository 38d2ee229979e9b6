import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { prepare } from "../../src/reference/index.ts";
import { vectors } from "../flow_dissector/vectors.ts";
import { frontEnd } from "./program.ts";

const dissect = prepare(
  frontEnd(readFileSync(new URL("../../samples/flow_dissector.p4", import.meta.url), "utf8")).typed,
);

describe("the flow dissector on the kernel's vectors", () => {
  it.each(vectors)("$name", ({ packet, environment, keys }) => {
    const observation = dissect(packet, environment);
    if (keys === undefined)
      expect(observation).toEqual({ verdict: "reject", error: "FlowDissectorContinue" });
    else expect(observation).toMatchObject({ verdict: "accept", parameters: keys });
  });
});
