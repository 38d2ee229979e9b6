/**
 * What p4c warns of in a parser that does what it is meant to: reads of headers behind a test of their validity, which
 * p4c does not follow, and cases of a select on what it takes for a constant. `@noWarn` names them, where they are.
 */
import type { Expression, Program } from "../../../src/ir/ir.ts";
import { hasUnprovenHeaders } from "./headers.ts";
import { hasConstantKeys } from "./keys.ts";

/** program: legalized. initial: the values that locals begin with. In the names that p4c has for its warnings. */
export const needlessWarnings = (
  program: Program,
  initial: ReadonlyMap<string, Expression>,
): readonly string[] => [
  ...(hasUnprovenHeaders(program) ? ["invalid-header", "uninitialized-use"] : []),
  ...(hasConstantKeys(program, initial) ? ["parser-transition"] : []),
];
