/** Hands out names: the wished one if it is free, else with the first free number behind it. */
export type Namer = (wish: string) => string;

/** A namer that has given away `taken` already. */
export const createNamer = (taken: Iterable<string> = []): Namer => {
  const used = new Set(taken);
  const numbers = new Map<string, number>();
  return (wish) => {
    let name = wish;
    let number = numbers.get(wish) ?? 1;
    while (used.has(name)) {
      number += 1;
      name = `${wish}_${number}`;
    }
    numbers.set(wish, number);
    used.add(name);
    return name;
  };
};
