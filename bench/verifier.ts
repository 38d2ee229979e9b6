/**
 * Random programs in the verifier: how many it refuses, whether the compiler has warned, and what its work is. Seeds
 * N, N+1, … give one program each, as scripts/fuzz.ts makes them; no packet is run.
 * Usage, as root: npx tsx bench/verifier.ts [--seed N] [--programs N] [--kernel VERSION] [--list]
 */
import { runBundled } from "../scripts/run-bundled.ts";

await runBundled("bench/verifier-main.ts");
