/** The index of the last element of an ascending table that is at most `value`, or -1. */
export const lastAtMost = (table: ArrayLike<number>, value: number): number => {
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((table[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
