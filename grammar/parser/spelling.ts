/** How many letters must change, move or go to make one word of the other; stops counting beyond 2. */
const distance = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const changed = (row[j - 1] ?? 0) + (same ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 3) + 1 : 3;
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swapped));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 3;
};

/** The word that was probably meant, if one of them is near enough. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const near = candidates.filter(
    (candidate) => word !== candidate && distance(word, candidate) <= (candidate.length > 5 ? 2 : 1),
  );
  return near.length === 1 ? near[0] : undefined;
};
