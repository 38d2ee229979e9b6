/**
 * What the samples cost: machine code and the verifier's work, at each hook.
 * Usage, as root: npx tsx bench/samples.ts [--kernel VERSION] [--hook NAME] [--without PASS]… [--keep DIR] [FILE]…
 */
import { runBundled } from "../scripts/run-bundled.ts";

await runBundled("bench/samples-main.ts");
