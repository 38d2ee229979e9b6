/** A sample as the tests see it: its source, its packets and what it is to observe of them. */
import { readdirSync, readFileSync } from "node:fs";
import { readStf } from "../../src/packets/index.ts";
import { mustTwin, type Twin } from "../differential/twin.ts";

const folder = new URL("../../samples/", import.meta.url);

/** Those that have packets of their own. */
export const sampleNames = readdirSync(new URL("packets/", folder))
  .filter((file) => file.endsWith(".stf"))
  .map((file) => file.replace(/\.stf$/, ""))
  .sort();

export interface Sample {
  readonly name: string;
  readonly twin: Twin;
  readonly packets: readonly Uint8Array[];
  /** What `p4twin run samples/NAME.p4 --stf samples/packets/NAME.stf` prints. */
  readonly observed: string;
}

export const observedPath = (name: string): URL => new URL(`packets/${name}.observed`, folder);

export const readSample = (name: string): Sample => {
  const twin = mustTwin(name, readFileSync(new URL(`${name}.p4`, folder), "utf8"));
  const stf = readStf(readFileSync(new URL(`packets/${name}.stf`, folder), "utf8"));
  if (stf.kind !== "read") throw new Error(`${name}.stf is broken`);
  const packets = stf.value.flatMap((statement) => (statement.kind === "packet" ? [statement.bytes] : []));
  return { name, twin, packets, observed: readFileSync(observedPath(name), "utf8") };
};
