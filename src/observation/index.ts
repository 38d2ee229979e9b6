export { type Difference, firstDifference, showValue } from "./compare.ts";
export { printObservation } from "./json.ts";
export type {
  Accepted,
  FieldValue,
  HeaderObservation,
  Observation,
  Rejected,
  VarbitValue,
} from "./observation.ts";
export { type ReadObservation, readObservation } from "./read.ts";
export { describeObservation } from "./text.ts";
