/** Why a program with a mistake is not refused: by what p4c says about it and where that lies. */
import type { Expectation } from "./expectation.ts";
import { locate, placeOf } from "./place.ts";

/** p4c's own words, where they say more than the place does. */
const BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [/did you include core\.p4/, "p4c itself needs core.p4 to go on"],
  [/: @\w+|annotation/, "an annotation that only p4c interprets"],
  [/on this target|v1model version|control plane name|Too much expansion/, "a target's or p4c's own limit"],
];

export const WARNING_ONLY = "p4c only warns";

/** The kind of the mistake in a program that was not refused. */
export const kindOf = (file: string, { errors, others, message }: Expectation): string => {
  if (message === undefined) return WARNING_ONLY;
  const known = BY_MESSAGE.find(([pattern]) => pattern.test(message));
  if (known !== undefined) return known[1];
  const line = errors[0] ?? others[0];
  const located = line === undefined ? undefined : locate(file);
  return `in ${line === undefined || located === undefined ? "no place that p4c names" : placeOf(located, line)}`;
};
