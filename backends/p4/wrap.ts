/**
 * Breaks long lines of a printed program the way the specification does: behind a comma or an operator, the rest
 * below what stands behind the innermost open bracket. Comments and annotations stay as they are.
 */

/** Columns that a line may take. */
const COLUMNS = 100;
/** An open bracket farther to the right is not aligned to. */
const MAX_ALIGNMENT = 60;
/** How far a block is indented. */
const BLOCK = 4;
/** Beyond a line's own indentation where nothing is aligned to, so as not to look like a block. */
const CONTINUATION = 2 * BLOCK;

/** The weaker an operator binds, the better is the place behind it. All that is printed has blanks around it. */
const ranks: ReadonlyMap<string, number> = new Map([
  ["?", 1],
  [":", 1],
  ["||", 2],
  ["&&", 2],
  ["==", 3],
  ["!=", 3],
  ["<", 3],
  ["<=", 3],
  [">", 3],
  [">=", 3],
  ["|", 4],
  ["^", 4],
  ["&", 4],
  ["<<", 4],
  [">>", 4],
  ["++", 4],
  ["+", 5],
  ["-", 5],
  ["|+|", 5],
  ["|-|", 5],
  ["*", 6],
  ["/", 6],
  ["%", 6],
  ["..", 7],
  ["&&&", 7],
]);

const COMMA = 0;
/** More than any operator has. */
const RANKS = 10;
/** Behind an assignment's `=`, where nothing else will do. */
const ASSIGNMENT = Number.MAX_SAFE_INTEGER;

/** Where a line may be broken. */
interface Break {
  /** Of the first character behind, which is no blank. */
  readonly at: number;
  /** The lower, the better. */
  readonly rank: number;
  /** Of the first character behind the innermost bracket that is open here. */
  readonly open: number | undefined;
}

/** All breaks of a line, in their order. */
const breaksOf = (line: string): readonly Break[] => {
  const breaks: Break[] = [];
  const open: number[] = [];
  let at = 0;
  for (const word of line.split(" ")) {
    const start = at;
    at += word.length + 1;
    const rank = ranks.get(word);
    if (rank !== undefined) {
      breaks.push({ at, rank: open.length * RANKS + rank, open: open.at(-1) });
      continue;
    }
    for (const [index, character] of [...word].entries()) {
      if ("([{".includes(character)) open.push(start + index + 1);
      if (")]}".includes(character)) open.pop();
    }
    if (word.endsWith(",")) breaks.push({ at, rank: open.length * RANKS + COMMA, open: open.at(-1) });
    if (word === "=") breaks.push({ at, rank: ASSIGNMENT, open: undefined });
  }
  return breaks;
};

/** The last one of the best among those that leave a line short enough; else the first, as nothing is shorter. */
const choose = (breaks: readonly Break[], from: number, until: number): number | undefined => {
  let best: number | undefined;
  for (let index = from; index < breaks.length; index++) {
    const candidate = breaks[index];
    if (candidate === undefined) break;
    // The blank before it ends the line that is broken.
    if (candidate.at - 1 > until) return best ?? index;
    const known = best === undefined ? undefined : breaks[best];
    if (known === undefined || candidate.rank <= known.rank) best = index;
  }
  return best;
};

/** A line that begins with so many blanks, and with this character of the whole one. */
interface Piece {
  readonly from: number;
  readonly column: number;
}

const wrapLine = (line: string): readonly string[] => {
  const indentation = line.length - line.trimStart().length;
  const breaks = breaksOf(line);
  const lines: string[] = [];
  const pieces: Piece[] = [];
  let piece: Piece = { from: 0, column: 0 };
  let next = 0;
  while (piece.column + line.length - piece.from > COLUMNS) {
    const chosen = choose(breaks, next, piece.from + COLUMNS - piece.column);
    const broken = chosen === undefined ? undefined : breaks[chosen];
    if (chosen === undefined || broken === undefined) break;
    lines.push(spelled(line, piece, broken.at - 1));
    pieces.push(piece);
    piece = { from: broken.at, column: columnBehind(broken, pieces, indentation) };
    next = chosen + 1;
  }
  return [...lines, spelled(line, piece, line.length)];
};

const spelled = (line: string, { from, column }: Piece, until: number): string =>
  " ".repeat(column) + line.slice(from, until);

/** Where the next line begins. */
const columnBehind = ({ open }: Break, pieces: readonly Piece[], indentation: number): number => {
  const piece = open === undefined ? undefined : pieces.findLast(({ from }) => from <= open);
  if (open === undefined || piece === undefined) return indentation + CONTINUATION;
  const aligned = piece.column + open - piece.from;
  // Not below an `if`'s condition, where the statements of its block stand.
  const isClear = aligned !== indentation + BLOCK && aligned <= MAX_ALIGNMENT;
  return isClear ? aligned : indentation + CONTINUATION;
};

const isCode = (line: string): boolean => !/^\s*(?:\/\/|@)/.test(line);

/** text: of a whole program, whose lines may be of any length. */
export const wrapLines = (text: string): string =>
  text
    .split("\n")
    .flatMap((line) => (line.length > COLUMNS && isCode(line) ? wrapLine(line) : [line]))
    .join("\n");
