/** What scripts/vm loads: see scripts/virtual-machine/objects.ts. */
import { runBundled } from "./run-bundled.ts";

await runBundled("scripts/virtual-machine/objects.ts");
