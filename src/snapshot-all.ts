/** The snapshot of the whole command. */
import { buildSnapshot } from "./snapshot.ts";

void buildSnapshot(() => {});
