/** The samples on all engines: packets led down every path, with all of their truncations. */
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { kernelEnvironment, vectors } from "../flow_dissector/vectors.ts";
import { bench } from "../kernel/bench.ts";
import { compareEngines, describeFindings, type Finding, truncations } from "./compare.ts";
import { type Engine, ebpfEngine, p4Engine } from "./engines.ts";
import { flowDissectorEngine } from "./flow-dissector.ts";
import { packetsFor } from "./generate/packets.ts";
import { errorsOf, type Twin, twinOf } from "./twin.ts";

const folder = new URL("../../samples/", import.meta.url);

const readSample = (file: string): Twin => {
  const twin = twinOf(file.replace(/\.p4$/, ""), readFileSync(new URL(file, folder), "utf8"));
  if (twin.kind === "refused") throw new Error(errorsOf(twin.findings));
  return twin;
};

const enginesOf = (twin: Twin): readonly Engine[] => {
  const inKernel = twin.typed.architecture === "flow_dissector_model" ? flowDissectorEngine : ebpfEngine;
  return [p4Engine(twin), ...(bench === undefined ? [] : [inKernel(twin)])].map((made) => {
    if (made.kind === "engine") return made;
    throw new Error(made.kind === "failed" ? made.reason : errorsOf(made.findings));
  });
};

const expectSame = (findings: readonly Finding[]): void => {
  if (findings.length > 0) expect.fail(describeFindings(findings));
};

const samples = readdirSync(folder).filter((file) => file.endsWith(".p4"));

describe.each(samples)("%s", (file) => {
  const twin = readSample(file);
  const engines = enginesOf(twin);
  afterAll(() => {
    for (const engine of engines) engine.close();
  });
  const isDissector = twin.typed.architecture === "flow_dissector_model";
  const etherTypes = isDissector ? [0x0800, 0x86dd, 0x8100, 0x88a8, 0x8847, 0x1234] : [0];

  it.each(etherTypes)(
    "is the same parser on every engine (0x%s)",
    (etherType) => {
      const frame = new Uint8Array(14);
      new DataView(frame.buffer).setUint16(12, etherType);
      for (const flags of isDissector ? [0, 1, 2, 4, 7] : [0]) {
        const environment = isDissector ? kernelEnvironment(frame, flags) : {};
        const packets = packetsFor(twin.typed, 150, etherType + flags, environment);
        expectSame(compareEngines(twin, engines, packets, environment));
      }
    },
    120_000,
  );

  if (!isDissector) return;
  it.each(vectors)(
    "vector $name, and all beginnings of it",
    ({ packet, environment }) => {
      expectSame(compareEngines(twin, engines, truncations(packet), environment));
    },
    60_000,
  );
});
