/**
 * While Node builds a start-up snapshot its JavaScript lacks the newer methods of arrays: V8 adds them to a context
 * only when that is used. These stand in meanwhile; in the process that starts from the snapshot V8's own are there.
 */
const standIns = {
  toReversed<T>(this: readonly T[]): T[] {
    return [...this].reverse();
  },
  toSorted<T>(this: readonly T[], compare?: (left: T, right: T) => number): T[] {
    return [...this].sort(compare);
  },
  toSpliced<T>(this: readonly T[], start: number, count: number, ...items: T[]): T[] {
    return [...this.slice(0, start), ...items, ...this.slice(start).slice(count)];
  },
  with<T>(this: readonly T[], index: number, value: T): T[] {
    return this.map((element, at) => (at === index ? value : element));
  },
};

/** Adds what is missing. The result takes it away again. */
export const addStandIns = (): (() => void) => {
  const missing = Object.entries(standIns).filter(([name]) => !(name in Array.prototype));
  for (const [name, value] of missing) {
    Object.defineProperty(Array.prototype, name, { value, configurable: true, writable: true });
  }
  return () => {
    for (const [name] of missing) Reflect.deleteProperty(Array.prototype, name);
  };
};
