/**
 * Sequences of statements with jumps out of them (return, break, continue), without a goto: what follows a
 * statement that always jumps goes into the branch that does not, and where that can't be, a flag that the jump
 * sets guards it.
 */
import type { TypedStatement } from "../analyze/typed.ts";
import type { Span } from "../diagnostics/span.ts";
import { bool, not, or, read } from "../ir/build.ts";
import { BOOL } from "../ir/types.ts";
import { assignScalar } from "./storage.ts";
import type { Frame, Translator } from "./translator.ts";

type JumpKind = "return" | "break" | "continue";

/** The jumps that lead out of the statement. */
const jumpsOutOf = (statement: TypedStatement): ReadonlySet<JumpKind> => {
  switch (statement.kind) {
    case "return":
    case "break":
    case "continue":
      return new Set([statement.kind]);
    case "block":
      return jumpsOutOfAll(statement.statements);
    case "if":
      return jumpsOutOfAll([...statement.then, ...statement.otherwise]);
    case "switch":
      return jumpsOutOfAll([...statement.cases.flatMap(({ body }) => body), ...statement.otherwise]);
    case "for":
    case "for-in":
      return new Set([...jumpsOutOfAll(statement.body)].filter((kind) => kind === "return"));
    default:
      return new Set();
  }
};

export const jumpsOutOfAll = (statements: readonly TypedStatement[]): ReadonlySet<JumpKind> =>
  new Set(statements.flatMap((statement) => [...jumpsOutOf(statement)]));

/** Whether control never comes out at the end of the statements. */
const alwaysJumps = (statements: readonly TypedStatement[]): boolean =>
  statements.some((statement) => {
    switch (statement.kind) {
      case "return":
      case "break":
      case "continue":
        return true;
      case "block":
        return alwaysJumps(statement.statements);
      case "if":
        return alwaysJumps(statement.then) && alwaysJumps(statement.otherwise);
      default:
        return false;
    }
  });

/** Blocks opened up: variables have their identity, so scopes no longer matter. */
const flat = (statements: readonly TypedStatement[]): readonly TypedStatement[] =>
  statements.flatMap((statement) => (statement.kind === "block" ? flat(statement.statements) : [statement]));

/** The flag of a frame, made (and cleared) on first demand. */
export const flagOf = (t: Translator, frame: Frame, wish: string, span: Span): void => {
  if (frame.flag !== undefined) return;
  frame.flag = t.out.local(wish, BOOL, span);
  assignScalar(t.out, frame.flag, bool(false), span);
};

const names = { return: "returned", break: "broken", continue: "continued" } as const;

/** Translates statements in order; `one` translates a statement that is none of block, return, break, continue. */
export const runSequence = (
  t: Translator,
  statements: readonly TypedStatement[],
  one: (statement: TypedStatement) => void,
): void => {
  const list = flat(statements);
  for (const [index, statement] of list.entries()) {
    const kinds = jumpsOutOf(statement);
    if (kinds.size === 0) {
      one(statement);
      continue;
    }
    if (statement.kind === "return" || statement.kind === "break" || statement.kind === "continue") {
      one(statement);
      return;
    }
    const rest = list.slice(index + 1);
    if (statement.kind === "if" && alwaysJumps(statement.then)) {
      const otherwise = alwaysJumps(statement.otherwise)
        ? statement.otherwise
        : [...statement.otherwise, ...rest];
      one({ ...statement, otherwise });
      return;
    }
    if (statement.kind === "if" && alwaysJumps(statement.otherwise)) {
      one({ ...statement, then: [...statement.then, ...rest] });
      return;
    }
    guardRest(t, statement, kinds, rest, one);
    return;
  }
};

const guardRest = (
  t: Translator,
  statement: TypedStatement,
  kinds: ReadonlySet<JumpKind>,
  rest: readonly TypedStatement[],
  one: (statement: TypedStatement) => void,
): void => {
  if (rest.length === 0) {
    one(statement);
    return;
  }
  const frames = [...kinds].flatMap((kind) => {
    const frame = t.jumps[kind];
    return frame === undefined ? [] : [{ kind, frame }];
  });
  for (const { kind, frame } of frames) flagOf(t, frame, names[kind], statement.span);
  one(statement);
  const flags = frames.flatMap(({ frame }) => (frame.flag === undefined ? [] : [read(frame.flag)]));
  const jumped = flags.reduce(or, bool(false));
  const then = t.out.capture(() => t.run(rest));
  if (then.length > 0) {
    const origin = t.out.at(statement.span);
    t.out.emit({ kind: "if", condition: not(jumped), then, otherwise: [], origin });
  }
};
