/** Lines of a program, without their ends. A string literal may hold line ends of its own. */
export type Lines = readonly string[];

/** One level deeper. */
export const nest = (lines: Lines): Lines => lines.map((line) => (line === "" ? "" : `    ${line}`));

/** A list in braces; an empty one stays on one line. */
export const nested = (head: string, inner: Lines, tail: string): Lines =>
  inner.length === 0 ? [`${head}${tail}`] : [head, ...nest(inner), tail];
