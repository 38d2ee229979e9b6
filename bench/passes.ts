/**
 * What each optimisation of the eBPF backend is worth: the generated flow dissector without it. Instructions and
 * memory accesses are means over the packets of packets.ts, counted by executing them one by one.
 * Usage: npx tsx bench/passes.ts [PASS]…, by default each; `none`: none of them singly
 */
import { runBundled } from "../scripts/run-bundled.ts";

await runBundled("bench/passes-main.ts");
