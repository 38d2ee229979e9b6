/** `@max_visits(N)` on a state: how often a loop's head may be entered (the source's own bound). */
import type { Annotation, ParserState } from "../../grammar/ast.ts";
import { constantInteger } from "./constant-expressions.ts";
import type { Env } from "./context.ts";
import { MAX_MAX_VISITS } from "./limits.ts";

const numberIn = (annotation: Annotation, env: Env): bigint | undefined => {
  const { body } = annotation;
  if (body.kind === "unstructured") {
    const text = body.tokens.length === 1 ? body.tokens[0] : undefined;
    return text !== undefined && /^[0-9][0-9_]*$/.test(text) ? BigInt(text.replaceAll("_", "")) : undefined;
  }
  const [value, ...more] = body.kind === "expressions" ? body.values : [];
  return value === undefined || more.length > 0
    ? undefined
    : constantInteger(value, "the number of visits", env);
};

/** The number that the state's annotation gives; undefined where it has none. */
export const maxVisitsOf = (state: ParserState, env: Env): number | undefined => {
  const annotation = state.annotations.find((candidate) => candidate.name === "max_visits");
  if (annotation === undefined) return undefined;
  const count = numberIn(annotation, env);
  if (count !== undefined && count >= 1n && count <= BigInt(MAX_MAX_VISITS)) return Number(count);
  env.analysis.sink.report(
    "P0426",
    `\`@max_visits\` takes one number from 1 to ${MAX_MAX_VISITS}`,
    annotation.span,
    { help: "write for instance `@max_visits(16)`" },
  );
  return undefined;
};
