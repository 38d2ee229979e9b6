/**
 * The differential fuzzer: random programs, compiled both ways and compared with the reference. Its options stand in
 * test/differential/fuzz-main.ts.
 */
import { runBundled } from "./run-bundled.ts";

await runBundled("test/differential/fuzz-main.ts");
