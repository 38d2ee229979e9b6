import { constants } from "node:os";

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno).map(([name, number]) => [number, name]),
);

/** ENOENT for 2 or -2; the number where it has no name. */
export const errnoName = (code: number): string => NAMES.get(Math.abs(code)) ?? `errno ${Math.abs(code)}`;

/** A call that only fails when the harness itself is wrong, or the kernel is out of memory. */
export class KernelError extends Error {
  override readonly name = "KernelError";
  readonly code: number;

  constructor(what: string, code: number) {
    super(`${what}: ${errnoName(code)}`);
    this.code = Math.abs(code);
  }
}
