import { beginFile } from "./flatten.ts";
import { newInclusion } from "./inclusion.ts";
import { loadSource } from "./source-file.ts";
import { report, type Walk } from "./walk.ts";

/** The #define line of a -D: `N` stands for `N=1`, `N(a)=b` defines a macro with parameters. */
const defineLine = (define: string): string | undefined => {
  const match = /^([A-Za-z_][A-Za-z_0-9]*(?:\([^()]*\))?)(?:=(.*))?$/s.exec(define);
  const name = match?.[1];
  if (name === undefined) return undefined;
  const value = match?.[2] ?? (define.includes("=") ? "" : "1");
  // A line end or a backslash at the end would make more or less of it than one line.
  if (/[\n\r\0]|\\[ \t\f\v]*$/.test(define)) return undefined;
  return value === "" ? `#define ${name}\n` : `#define ${name} ${value}\n`;
};

/** Opens the line that a -D prepends to the source; one that cannot be a line of source is reported. */
export const openDefine = (walk: Walk, define: string): void => {
  const line = defineLine(define);
  const source = loadSource("<command line>", "<command line>", Buffer.from(line ?? `-D${define}\n`));
  const inclusion = newInclusion(source, undefined, undefined);
  beginFile(walk.flat, inclusion);
  if (line === undefined) {
    const end = source.text.indexOf("\n");
    report(walk, "P0128", "-D needs NAME or NAME=VALUE on one line", { inclusion, start: 0, end });
  } else walk.current = inclusion;
};
