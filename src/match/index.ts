/** Programs of the running kernel against what devices offer. */
export { decide } from "./decide.ts";
export type { Decision, DeviceDecision, Reason, StampedProgram, Verdict } from "./decision.ts";
