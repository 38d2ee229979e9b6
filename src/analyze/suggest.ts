/** "Did you mean": the nearest of some names, by edit distance. */

/** Optimal string alignment distance (insert, delete, replace, swap of neighbours), or `limit + 1` if it is more. */
export const editDistance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  let bestBefore = 0;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      best = Math.min(best, cost);
    }
    // A swap of neighbours reaches back two rows.
    if (best > limit && bestBefore > limit) return limit + 1;
    bestBefore = best;
    before = previous;
    previous = row;
  }
  return Math.min(previous[b.length] ?? limit + 1, limit + 1);
};

/** Names longer than this are not compared: the distance's cost grows with the square of the length. */
const LONGEST = 64;

/** The help line "did you mean `x`?", where one of the names is near enough to be what was meant. */
export const didYouMean = (wrong: string, names: Iterable<string>): string | undefined => {
  if (wrong.length > LONGEST) return undefined;
  const limit = wrong.length < 3 ? 1 : Math.min(3, Math.floor(wrong.length / 3));
  let best: { readonly name: string; readonly distance: number } | undefined;
  const lower = wrong.toLowerCase();
  for (const name of names) {
    if (name === wrong || name.length > LONGEST) continue;
    const distance = name.toLowerCase() === lower ? 0.5 : editDistance(wrong, name, limit);
    if (distance > limit || (distance >= name.length && distance >= 1)) continue;
    if (best === undefined || distance < best.distance) best = { name, distance };
  }
  return best === undefined ? undefined : `did you mean \`${best.name}\`?`;
};

/** From so many errors on nobody reads suggestions, and to look for each among all names would take ever longer. */
const MAX_ERRORS = 200;

/** Like `didYouMean`, among names that may be many. */
export const suggest = (
  wrong: string,
  names: () => Iterable<string>,
  { sink }: { readonly sink: { readonly errorCount: number } },
): string | undefined => (sink.errorCount < MAX_ERRORS ? didYouMean(wrong, names()) : undefined);
