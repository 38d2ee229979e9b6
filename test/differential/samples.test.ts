/** The samples on all engines: packets led down every path, and the kernel's vectors with all of their truncations. */
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/cover/index.ts";
import { startsBehindEthernet } from "../../src/engines/index.ts";
import { vectors } from "../flow_dissector/vectors.ts";
import { packetsFor } from "./generate/packets.ts";
import { describeFindings, findDifferences, mustOpenAll, truncations } from "./trial.ts";
import { mustTwin } from "./twin.ts";

const folder = new URL("../../samples/", import.meta.url);

const expectSame = (findings: readonly Finding[]): void => {
  if (findings.length > 0) expect.fail(describeFindings(findings));
};

/** The others are in test/samples. */
const samples = ["ethernet_ip.p4", "flow_dissector.p4"];

describe.each(samples)("%s", (file) => {
  const twin = mustTwin(file.replace(/\.p4$/, ""), readFileSync(new URL(file, folder), "utf8"));
  const engines = mustOpenAll(twin);
  afterAll(() => {
    for (const engine of engines) engine.close();
  });
  const isDissector = startsBehindEthernet(twin.program);

  it.each(isDissector ? [0n, 1n, 2n, 4n, 7n] : [undefined])(
    "is the same parser on every engine (flags %s)",
    (flags) => {
      const inputs = new Map(flags === undefined ? [] : [["flags", flags]]);
      const packets = packetsFor(twin, isDissector ? 700 : 150, Number(flags ?? 0n), inputs);
      expectSame(findDifferences(twin, engines, packets, inputs));
    },
    120_000,
  );

  if (!file.startsWith("flow_dissector")) return;
  it.each(vectors)(
    "vector $name, and all beginnings of it",
    ({ frame, flags }) => {
      const inputs = new Map([["flags", BigInt(flags)]]);
      expectSame(findDifferences(twin, engines, truncations(frame), inputs));
    },
    60_000,
  );
});
