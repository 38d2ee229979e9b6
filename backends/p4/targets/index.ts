import type { P4Target } from "../../../src/output/p4-targets.ts";
import type { Target } from "../target.ts";
import { pna } from "./pna.ts";
import { psa } from "./psa.ts";
import { v1model } from "./v1model.ts";

/** The targets by their names. */
export const targets: Readonly<Record<P4Target, Target>> = { v1model, psa, pna };
