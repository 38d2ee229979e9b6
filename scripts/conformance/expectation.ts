/** What p4c said about a program: read from the files of expected output beside its own test programs. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

export interface Expectation {
  /** Lines of the program that p4c's errors point at, and those at which it points besides (the other party). */
  readonly errors: readonly number[];
  readonly others: readonly number[];
  /** The first error's text; absent where p4c only warns. */
  readonly message?: string;
}

/** `name.p4(12): [--Werror=kind] error: text`, `name.p4(12):syntax error, …`, and `name.p4(12)` for a note. */
const PLACE = /^(\S+\.p4)\((\d+)\)(.*)$/;

/** The expectation in DIR/PROGRAM-stderr; undefined where there is no such file. */
export const expectationOf = (directory: string, program: string): Expectation | undefined => {
  const name = path.basename(program);
  const file = path.join(directory, `${name}-stderr`);
  if (!existsSync(file)) return undefined;
  const errors: number[] = [];
  const others: number[] = [];
  let message: string | undefined;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const place = PLACE.exec(line);
    const text = place?.[3] ?? line;
    const isError = /\berror: /.test(text) || text.startsWith(":syntax error");
    if (isError && !/errors encountered/.test(text)) message ??= text;
    if (place === null || path.basename(place[1] ?? "") !== name) continue;
    (isError ? errors : others).push(Number(place[2]));
  }
  return { errors, others, ...(message === undefined ? {} : { message }) };
};
