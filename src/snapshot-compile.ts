/** The snapshot for `compile`, `check` and `flatten`; what other verbs need is not in it (scripts/elsewhere-plugin.ts). */
import { wentElsewhere } from "./elsewhere.ts";
import { buildSnapshot } from "./snapshot.ts";

void buildSnapshot(() => {
  // Everything has been written, and there is nothing to wait for: no last garbage collection, no heap taken down.
  if (!wentElsewhere()) process.exit();
});
