/**
 * The order in which the generated function's code stands. clang keeps conditional jumps on BPF as they come, and the
 * kernel translates instructions in their order: what is written next is come to without a jump. So each section is
 * followed by the one that it goes on to at its end, and what is rare stands behind everything else.
 */

/** A labelled run of statements. */
export interface Section {
  /** Empty where no goto leads there. */
  readonly label: string;
  readonly comment: string;
  readonly lines: readonly string[];
}

/** Sections that are written out of the way of what is being printed. */
export class Apart {
  readonly #claim: (wish: string) => string;
  readonly #rows: Section[] = [];
  readonly #rare: Section[] = [];

  /** claim: gives labels. */
  constructor(claim: (wish: string) => string) {
    this.#claim = claim;
  }

  /** A select's other rows; gives the label. */
  rows(wish: string, lines: readonly string[]): string {
    const label = this.#claim(`${wish}_else`);
    this.#rows.push({ label, comment: "its other rows", lines });
    return label;
  }

  /** What hardly any packet needs: it comes back to a label. Gives its own and that. */
  rarely(wish: string, lines: readonly string[]): { readonly label: string; readonly back: string } {
    const label = this.#claim(`${wish}_rare`);
    const back = this.#claim(`${wish}_on`);
    this.#rare.push({ label, comment: "rarely", lines: [...lines, `goto ${back};`] });
    return { label, back };
  }

  /** What has been added since it was asked last. */
  takeRows(): readonly Section[] {
    return this.#rows.splice(0);
  }

  get rare(): readonly Section[] {
    return this.#rare;
  }
}

const GOTO = /^\t*goto (\w+);$/;
const CLOSING = /^\t*}$/;

/** The label that a section goes on to at its end. */
const leadsTo = ({ lines }: Section): string | undefined => {
  const last = lines.findLast((line) => !CLOSING.test(line));
  return last === undefined ? undefined : GOTO.exec(last)?.[1];
};

/** Sections in an order in which each is followed by what it goes on to, where that has no place yet. */
export const arrange = (sections: readonly Section[]): readonly Section[] => {
  const byLabel = new Map(
    sections.flatMap((section) => (section.label === "" ? [] : [[section.label, section]])),
  );
  const placed = new Set<Section>();
  for (const section of sections)
    for (let next: Section | undefined = section; next !== undefined && !placed.has(next); ) {
      placed.add(next);
      next = byLabel.get(leadsTo(next) ?? "");
    }
  return [...placed];
};
