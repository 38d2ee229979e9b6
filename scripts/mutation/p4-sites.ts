/** Where the emitted P4 program's header types and parser can be changed: by a token, or an extract left out. */
import type { MutationKind, Site } from "./mutation.ts";
import { isComparison, isNumber, otherNumbers, otherOperators, type Token, tokensOf } from "./tokens.ts";

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** What may be named instead of what stands there. */
interface Names {
  readonly states: readonly string[];
  readonly errors: readonly string[];
  readonly headers: readonly string[];
}

const namesIn = (lines: readonly string[]): Names => {
  const found = (pattern: RegExp): readonly string[] =>
    unique(lines.flatMap((line) => pattern.exec(line)?.[1] ?? []));
  return {
    states: [...found(/\bstate (\w+)/), "accept", "reject"],
    errors: found(/\berror\.(\w+)/),
    headers: found(/\bextract\(\w+\.(\w+)/),
  };
};

const isNextState = (tokens: readonly Token[], at: number): boolean => {
  const before = tokens[at - 1]?.text;
  const after = tokens[at + 1]?.text;
  return (before === "transition" || before === ":") && after === ";";
};

const ofToken = (
  tokens: readonly Token[],
  at: number,
  names: Names,
): readonly [MutationKind, readonly string[]] | undefined => {
  const token = tokens[at]?.text ?? "";
  const before = tokens.slice(Math.max(0, at - 3), at).map(({ text }) => text);
  if (isNextState(tokens, at) && names.states.includes(token)) return ["next state", names.states];
  if (before.slice(-2).join("") === "error." && names.errors.includes(token)) return ["error", names.errors];
  if (before.at(-3) === "(" && before.at(-1) === "." && tokens[at - 4]?.text === "extract")
    return ["extract", names.headers];
  if (isNumber(token)) {
    const last = before.at(-1) ?? "";
    if (last === "<" && /^(var)?bit$|^int$/.test(before.at(-2) ?? "")) return ["width", otherNumbers(token)];
    return ["<<", ">>", "&", "[", ":"].includes(last)
      ? ["mask or shift", otherNumbers(token, last === "&")]
      : ["constant", otherNumbers(token)];
  }
  if (token === "true" || token === "false") return ["constant", ["true", "false"]];
  // The angle brackets of a type are no comparisons.
  if (/^[<>]$/.test(token) && (before.at(-1) === "bit" || before.at(-2) === "<")) return undefined;
  const others = otherOperators(token);
  return others.length === 0 ? undefined : [isComparison(token) ? "comparison" : "operator", others];
};

const EFFECT = /^\s*\w+\.(extract|advance)\(.*\);$|^\s*verify\(.*\);$/;

/** Each token that can be another, and each statement that can be missing or come after the one behind it. */
export const p4Sites = (text: string): readonly Site[] => {
  const lines = text.split("\n");
  const parser = lines.findIndex((line) => line.startsWith("parser "));
  const body = lines.indexOf("{", parser) + 1;
  const end = lines.indexOf("}", body);
  const names = namesIn(lines.slice(body, end));
  const sites: Site[] = [];
  let inHeader = false;
  for (const [index, line] of lines.slice(0, end).entries()) {
    inHeader = line.startsWith("header ") || (inHeader && line !== "}");
    if (!(inHeader && line.startsWith(" ")) && index < body) continue;
    if (/^\s*\/\//.test(line)) continue;
    const tokens = tokensOf(line);
    for (const [at, { text: old, column }] of tokens.entries()) {
      const [kind, alternatives = []] = ofToken(tokens, at, names) ?? [];
      if (kind === undefined) continue;
      const others = alternatives.filter((other) => other !== old);
      sites.push({ kind, line: index + 1, column, old, alternatives: others });
    }
    if (EFFECT.test(line))
      sites.push({ kind: "extract", line: index + 1, column: 0, old: line, alternatives: [""] });
  }
  return sites;
};
