import { errnoName } from "../kernel/index.ts";
import type { Outcome } from "./engine.ts";

/** The kernel's test run would not take a packet of so many bytes. */
export const refusal = (errno: number, bytes: number): Outcome => ({
  kind: "refused",
  reason: `the kernel's test run takes no packet of ${bytes} bytes here (${errnoName(errno)})`,
});
