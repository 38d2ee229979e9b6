/**
 * The mutation score: would `p4twin test` notice if a generated program were wrong by one token? Its options stand in
 * scripts/mutation/main.ts.
 */
import { runBundled } from "./run-bundled.ts";

await runBundled("scripts/mutation/main.ts");
