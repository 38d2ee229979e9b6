/** Breaks generated C at 80 columns, as kernel style asks, where an operator allows it. */

const COLUMNS = 80;
const TAB = 8;

const columnsOf = (line: string): number => {
  let column = 0;
  let from = 0;
  for (let tab = line.indexOf("\t"); tab >= 0; tab = line.indexOf("\t", from)) {
    column += tab - from;
    column += TAB - (column % TAB);
    from = tab + 1;
  }
  return column + line.length - from;
};

/** Behind these a line may end. */
const BREAK = /, | \|\| | && | \? | : | [|&^+] | = /g;

/** The last of the outermost places at which the line can be broken, within the limit. */
const breakAt = (line: string, start: number): number | undefined => {
  let best: { readonly at: number; readonly depth: number } | undefined;
  for (const { index, 0: separator } of line.matchAll(BREAK)) {
    const at = index + separator.length;
    if (index < start) continue;
    if (columnsOf(line.slice(0, at - 1)) > COLUMNS) break;
    const before = line.slice(0, index);
    const depth = before.split("(").length - before.split(")").length;
    if (best === undefined || depth <= best.depth) best = { at, depth };
  }
  return best?.at;
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
