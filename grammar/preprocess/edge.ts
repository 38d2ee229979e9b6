import { directiveAt } from "./directive.ts";
import type { Inclusion } from "./inclusion.ts";
import { skipBlanks } from "./token.ts";
import { report, type Walk } from "./walk.ts";

/**
 * What comes next in a file behind blanks, comments and line ends: "edge" is the file's end or an #include, where
 * the flattened source goes on with another file's text.
 */
export const whatFollows = (inclusion: Inclusion, startsLine: boolean): "(" | "edge" | "other" => {
  const { text } = inclusion;
  let lineStart = startsLine;
  let at = skipBlanks(inclusion, inclusion.pos);
  while (text.charCodeAt(at) === 10) {
    lineStart = true;
    at = skipBlanks(inclusion, at + 1);
  }
  if (at >= text.length) return "edge";
  const next = text.charAt(at);
  if (next === "(") return "(";
  return next === "#" && lineStart && directiveAt(inclusion, at).word === "include" ? "edge" : "other";
};

/**
 * A macro's name and its arguments in two files would be a use of the macro in the flattened source only; it is
 * refused. Called where reading goes from one file to another.
 */
export const checkEdge = (walk: Walk): void => {
  const { dangling, current } = walk;
  if (dangling === undefined) return;
  const follows =
    current?.systemName === undefined && current !== undefined ? whatFollows(current, true) : "other";
  if (follows === "edge") return;
  walk.dangling = undefined;
  if (follows === "(")
    report(walk, "P0116", "a macro's name and its arguments must be in one file", dangling);
};
