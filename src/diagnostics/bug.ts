/** Thrown only for a bug of the compiler itself: the command line prints how to report it and exits 70. */
export class CompilerBug extends Error {
  override readonly name = "CompilerBug";
}

/** Closes an exhaustive switch: unreachable for the type checker, a CompilerBug when reached after all. */
export const unreachable = (value: never): never => {
  throw new CompilerBug(`unexpected value: ${JSON.stringify(value)}`);
};

/** Unwraps what the compiler itself guarantees to be there. Never for anything that input can make absent. */
export const must = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new CompilerBug(`missing ${what}`);
  return value;
};
