/** Breaks generated C at 80 columns, as kernel style asks, where an operator allows it. */

const COLUMNS = 80;
const TAB = 8;

const columnsOf = (line: string): number => {
  let column = 0;
  for (const character of line) column += character === "\t" ? TAB - (column % TAB) : 1;
  return column;
};

/** After these a line may end; the looser the better. */
const BREAKS = [", ", " || ", " && ", " ? ", " : ", " | ", " = ", " + ", " "] as const;

/** The last place within the limit at which the line can be broken. */
const breakAt = (line: string, start: number): number | undefined => {
  for (const separator of BREAKS) {
    let best: number | undefined;
    for (let at = line.indexOf(separator, start); at >= 0; at = line.indexOf(separator, at + 1)) {
      const end = at + separator.length;
      if (columnsOf(line.slice(0, end - 1)) > COLUMNS) break;
      best = end;
    }
    if (best !== undefined) return best;
  }
  return undefined;
};

/** A line of C (no comment, no macro definition) as one or more lines; the tabs in front count eight columns each. */
export const wrapLine = (line: string): readonly string[] => {
  const lines: string[] = [];
  const margin = /^\t*/.exec(line)?.[0] ?? "";
  let rest = line;
  while (columnsOf(rest) > COLUMNS) {
    const indentation = /^\t*/.exec(rest)?.[0].length ?? 0;
    const at = breakAt(rest, indentation + 8);
    if (at === undefined || rest.includes('"')) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = `${margin}\t\t${rest.slice(at)}`;
  }
  return [...lines, rest];
};

/** Indents by one tab and wraps; preprocessor lines and empty lines stay where they are. */
export const body = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => (line === "" || line.startsWith("#") ? [line] : wrapLine(`\t${line}`)));
