import { entries } from "./entry.ts";

/** Codes P07xx. */
export const p4 = entries({
  P0701: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a construct that the P4 target cannot express",
  },
  P0702: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a header whose fields are no whole number of bytes, where the P4 target knows only bytes",
  },
  P0703: {
    severity: "error",
    category: "unsupported-on-target",
    summary:
      "an advance by a constant that is no whole number of bytes, where the P4 target knows only bytes",
  },
  P0704: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a field, a lookahead or an expression that is wider than the P4 target allows",
  },
  P0705: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a select whose ranges come to more cases than the P4 target allows",
  },
  P0706: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "an expression or if statement that is nested too deeply for the P4 target's tools",
  },
  P0707: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "push_front or pop_front in a parser, which the P4 target does not have",
  },
  P0708: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a parser that, as compiled, nothing leads to the end of, which p4c refuses",
  },
});
