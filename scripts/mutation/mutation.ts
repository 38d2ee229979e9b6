/** One-token changes to a generated text. */

export type MutationKind =
  | "constant"
  | "mask or shift"
  | "offset"
  | "bounds check"
  | "comparison"
  | "operator"
  | "next state"
  | "width"
  | "error"
  | "extract";

export interface Mutation {
  readonly kind: MutationKind;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 0, within the line. */
  readonly column: number;
  /** What stands there, and what is to stand there. */
  readonly old: string;
  readonly fresh: string;
}

/** The text with the change made. */
export const mutate = (text: string, { line, column, old, fresh }: Mutation): string =>
  text
    .split("\n")
    .map((content, index) =>
      index === line - 1 ? content.slice(0, column) + fresh + content.slice(column + old.length) : content,
    )
    .join("\n");

/** All alternatives for one token. */
export interface Site {
  readonly kind: MutationKind;
  readonly line: number;
  readonly column: number;
  readonly old: string;
  readonly alternatives: readonly string[];
}

/** Each place once in a random order, with an alternative by chance. random: numbers from 0 to below the bound. */
export const chooseMutations = (
  sites: readonly Site[],
  random: (bound: number) => number,
): readonly Mutation[] => {
  const left = sites.filter(({ alternatives }) => alternatives.length > 0);
  const chosen: Mutation[] = [];
  while (left.length > 0) {
    const [site] = left.splice(random(left.length), 1);
    if (site === undefined) break;
    const { kind, line, column, old, alternatives } = site;
    const fresh = alternatives[random(alternatives.length)] ?? old;
    chosen.push({ kind, line, column, old, fresh });
  }
  return chosen;
};
