/** Where the parse function of NAME.parser.h can be changed by one token. */
import type { MutationKind, Site } from "./mutation.ts";
import { isComparison, isNumber, otherNumbers, otherOperators, type Token, tokensOf } from "./tokens.ts";

interface Region {
  /** Counted from 0; the last is no part. */
  readonly first: number;
  readonly last: number;
}

/** The body of the parse function. */
const parseFunction = (lines: readonly string[]): Region => {
  const head = lines.findIndex((line) => /^\w+_parse\(/.test(line));
  const first = lines.indexOf("{", head) + 1;
  return { first, last: lines.indexOf("}", first) };
};

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const isBoundsCheck = (line: string): boolean => /data_end|position > /.test(line);

const numberKind = (tokens: readonly Token[], at: number, line: string): MutationKind => {
  const before = tokens[at - 1]?.text ?? "";
  if (isBoundsCheck(line)) return "bounds check";
  if (before === "&" || before === "&=" || before === ">>" || before === "<<") return "mask or shift";
  return /cursor \+|cursor \+=|LOAD|STORE/.test(line) ? "offset" : "constant";
};

const LOADS = ["P4TWIN_LOAD8", "P4TWIN_LOAD16", "P4TWIN_LOAD32", "P4TWIN_LOAD64"];

/** Each token of the parse function that can be another. */
export const cSites = (text: string): readonly Site[] => {
  const lines = text.split("\n");
  const { first, last } = parseFunction(lines);
  const body = lines.slice(first, last);
  const labels = body.flatMap((line) => /^(\w+):$/.exec(line)?.[1] ?? []).filter((name) => name !== "reject");
  const errors = unique(text.match(/\b[A-Z]\w*_ERROR_\w+/g) ?? []);
  const sites: Site[] = [];
  for (const [index, line] of body.entries()) {
    if (/^\s*(\/?\*|asm)|^#/.test(line)) continue;
    const tokens = tokensOf(line);
    for (const [at, { text: old, column }] of tokens.entries()) {
      const add = (kind: MutationKind, alternatives: readonly string[]): void => {
        const others = alternatives.filter((other) => other !== old);
        sites.push({ kind, line: first + index + 1, column, old, alternatives: others });
      };
      if (tokens[at - 1]?.text === "goto") add("next state", labels);
      else if (isNumber(old))
        add(numberKind(tokens, at, line), otherNumbers(old, tokens[at - 1]?.text === "&"));
      else if (LOADS.includes(old)) add("width", LOADS);
      else if (errors.includes(old)) add("error", errors);
      else if (otherOperators(old).length > 0)
        add(
          isBoundsCheck(line) ? "bounds check" : isComparison(old) ? "comparison" : "operator",
          otherOperators(old),
        );
    }
  }
  return sites;
};
