import { entries } from "./entry.ts";

/** Codes P04xx. */
export const types = entries({
  P0401: { severity: "error", category: "type-error", summary: "an expression whose type does not fit" },
  P0402: {
    severity: "error",
    category: "invalid-width",
    summary: "a width or size that is zero, negative or beyond the limit",
  },
  P0403: {
    severity: "error",
    category: "not-constant",
    summary: "an expression that must be known at compile time and is not",
  },
  P0404: {
    severity: "error",
    category: "type-error",
    summary: "a type that is not allowed inside the type that holds it",
  },
  P0405: { severity: "error", category: "type-error", summary: "an assignment of what has no value" },
  P0406: { severity: "error", category: "type-error", summary: "an operator not defined for its operands" },
  P0407: { severity: "error", category: "invalid-cast", summary: "a cast that P4 does not have" },
  P0408: {
    severity: "error",
    category: "not-assignable",
    summary: "an assignment, or an out argument, to what cannot be written",
  },
  P0409: {
    severity: "error",
    category: "invalid-arguments",
    summary: "arguments too many, missing, unknown or given twice",
  },
  P0410: {
    severity: "error",
    category: "invalid-arguments",
    summary: "type arguments too many, missing, or of what has none",
  },
  P0411: {
    severity: "error",
    category: "type-error",
    summary: "type arguments that the call does not determine",
  },
  P0412: {
    severity: "error",
    category: "out-of-bounds",
    summary: "a slice that does not lie in its operand",
  },
  P0413: { severity: "error", category: "division-by-zero", summary: "a constant division by zero" },
  P0414: {
    severity: "warning",
    category: "mismatch",
    summary: "a constant that does not fit its type and is truncated",
  },
  P0415: {
    severity: "error",
    category: "overlimit",
    summary: "an integer constant of more bits than the compiler handles",
  },
  P0416: { severity: "error", category: "overlimit", summary: "source nested too deeply" },
  P0417: {
    severity: "error",
    category: "invalid",
    summary: "a statement or call that is not allowed at this place",
  },
  P0418: {
    severity: "error",
    category: "invalid-arguments",
    summary: "an extract or lookahead of what cannot be extracted",
  },
  P0419: {
    severity: "error",
    category: "type-error",
    summary: "a keyset that does not fit the keys of its select",
  },
  P0420: {
    severity: "warning",
    category: "unreachable",
    summary: "a select case that an earlier one leaves nothing to match",
  },
  P0421: { severity: "warning", category: "empty-range", summary: "a range that contains no value" },
  P0422: { severity: "error", category: "static-assert", summary: "a static_assert that is false" },
  P0423: {
    severity: "error",
    category: "out-of-bounds",
    summary: "a constant index outside of its stack or tuple",
  },
  P0424: {
    severity: "error",
    category: "invalid-return",
    summary: "a return that does not fit its function, or none",
  },
  P0425: { severity: "error", category: "duplicate", summary: "a switch label given twice" },
  P0426: {
    severity: "error",
    category: "invalid-annotation",
    summary: "a @max_visits without a usable number",
  },
  P0427: {
    severity: "error",
    category: "overlimit",
    summary: "a type with more parts than the compiler handles",
  },
  P0428: {
    severity: "error",
    category: "type-error",
    summary: "a parser or control that does not fit what its package asks for",
  },
  P0429: {
    severity: "error",
    category: "overlimit",
    summary: "parsers or functions nested in one another too deeply",
  },
  P0430: {
    severity: "error",
    category: "invalid",
    summary: "a parameter of a type or direction that it cannot have, or a return type of that kind",
  },
  P0431: {
    severity: "error",
    category: "invalid",
    summary: "an instance whose methods are not the abstract ones of its extern",
  },
});
