import { entries } from "./entry.ts";

/** Codes P02xx. */
export const syntax = entries({
  P0201: {
    severity: "error",
    category: "syntax-error",
    summary: "a token that the grammar does not allow here",
  },
  P0202: { severity: "error", category: "syntax-error", summary: "a character that P4 does not know" },
  P0203: { severity: "error", category: "syntax-error", summary: "a string without its closing quote" },
  P0204: { severity: "error", category: "syntax-error", summary: "a comment without its end" },
  P0205: { severity: "error", category: "syntax-error", summary: "a bracket without its partner" },
  P0206: { severity: "error", category: "overlimit", summary: "a program that is nested too deep" },
  P0207: { severity: "error", category: "syntax-error", summary: "an integer literal that is malformed" },
  P0208: { severity: "error", category: "syntax-error", summary: "a keyword where a name must stand" },
  P0209: {
    severity: "error",
    category: "syntax-error",
    summary: "a construct that is understood but does not belong here",
  },
  P0210: { severity: "error", category: "overlimit", summary: "more syntax errors than are worth reporting" },
  P0211: {
    severity: "error",
    category: "invalid-annotation",
    summary: "an annotation with arguments that it does not take",
  },
});
