import { type Directive, directiveBody, directivePlace, finishLine, tokenPlace } from "./directive.ts";
import { expandTokens } from "./expand.ts";
import { owedAfter } from "./flatten.ts";
import { flatLineAt } from "./inclusion.ts";
import { lineOf } from "./source-file.ts";
import type { Token } from "./token.ts";
import { report, type Walk } from "./walk.ts";

const MAX_LINE = 2_147_483_647;

/** The value of a file name in a marker, as compilers write it: backslashes and octal escapes. */
const unquote = (literal: string): string => {
  const bytes: number[] = [];
  const body = literal.slice(1, -1);
  if (!body.includes("\\")) return body;
  for (const match of body.matchAll(/\\([0-7]{1,3})|\\?([^\\]|\\)/gsu)) {
    if (match[1] === undefined) bytes.push(...Buffer.from(match[2] ?? ""));
    else bytes.push(Number.parseInt(match[1], 8) & 255);
  }
  return Buffer.from(bytes).toString("utf8");
};

const isLineNumber = (token: Token | undefined): token is Token =>
  token?.kind === "number" && /^[0-9]{1,10}$/.test(token.text) && Number(token.text) <= MAX_LINE;

/** `#line 12 "file"`, or `# 12 "file" flags` as preprocessors write it: from the next line on. */
export const handleLine = (walk: Walk, directive: Directive): void => {
  const { inclusion } = directive;
  const { tokens: written, end } = directiveBody(directive);
  finishLine(inclusion, end);
  const place = directivePlace(directive, written);
  const isMarker = directive.word === "";
  const tokens = isMarker ? written : expandTokens({ walk, use: () => place, depth: 0 }, written);
  const [number, file, ...flags] = tokens;
  const own = (token: Token | undefined): Token | undefined =>
    token !== undefined && written.includes(token) ? token : undefined;
  if (!isLineNumber(number)) {
    report(walk, "P0121", "#line needs a line number", tokenPlace(directive, written, own(number)));
    return;
  }
  if (file !== undefined && file.kind !== "string") {
    report(
      walk,
      "P0121",
      "#line needs its file's name in double quotes",
      tokenPlace(directive, written, own(file)),
    );
    return;
  }
  const bad = flags.find((flag) => !isMarker || !/^[1-4]$/.test(flag.text));
  if (bad !== undefined) {
    report(walk, "P0121", "text behind the file's name", tokenPlace(directive, written, own(bad)));
    return;
  }
  const line = Number(number.text);
  const from = lineOf(inclusion.file, Math.min(end, inclusion.text.length)) + 1;
  const name = file === undefined ? undefined : unquote(file.text);
  const before = inclusion.lineMarkers.at(-1)?.file ?? inclusion.file.label;
  inclusion.lineMarkers.push({ from, line, file: name ?? before });
  const flat = inclusion.systemName === undefined ? flatLineAt(inclusion, end) : undefined;
  // On a file's unfinished last line, flattening supplies the line ends.
  const lines = end < inclusion.text.length ? 1 : owedAfter(inclusion.file);
  if (flat !== undefined) walk.flatMarker = { from: flat + lines, line, file: name ?? walk.flatMarker?.file };
};
