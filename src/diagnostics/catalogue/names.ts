import { entries } from "./entry.ts";

/** Codes P03xx. */
export const names = entries({
  P0301: { severity: "error", category: "not-found", summary: "a name that is not declared" },
  P0302: { severity: "error", category: "duplicate", summary: "a name declared twice in one scope" },
  P0303: {
    severity: "error",
    category: "not-found",
    summary: "a name used before the place where it is declared",
  },
  P0304: {
    severity: "warning",
    category: "shadow",
    summary: "a declaration that hides another one of the same name",
  },
  P0305: {
    severity: "error",
    category: "invalid",
    summary: "a name of the wrong kind: a type where a value is meant, or the like",
  },
  P0306: { severity: "error", category: "no-parser", summary: "the program has no parser to compile" },
  P0307: {
    severity: "error",
    category: "no-parser",
    summary: "several parsers and no `main` that says which one is meant",
  },
  P0308: { severity: "error", category: "not-found", summary: "the parser asked for by name is not there" },
  P0309: { severity: "error", category: "no-start", summary: "a parser without a state `start`" },
  P0310: {
    severity: "error",
    category: "not-found",
    summary: "a transition to a state that is not declared",
  },
  P0311: {
    severity: "warning",
    category: "unreachable",
    summary: "a state that no transition from `start` reaches",
  },
  P0312: {
    severity: "error",
    category: "recursion",
    summary: "a type, function or parser that refers to itself",
  },
  P0313: {
    severity: "error",
    category: "reserved",
    summary: "a state named `accept` or `reject`, which every parser already has",
  },
  P0314: {
    severity: "error",
    category: "not-found",
    summary: "a field, method or member that the type does not have",
  },
  P0315: {
    severity: "error",
    category: "unreachable",
    summary: "a parser that neither accepts nor rejects",
  },
});
