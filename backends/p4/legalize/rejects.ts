/**
 * Turns rejects into errors raised by states: v1model takes `transition reject` for an accept, and a select without
 * a matching case too. An explicit reject has no error of its own, so it gets one that only this program has.
 */
import { bool } from "../../../src/ir/build.ts";
import type { Next, Program, State } from "../../../src/ir/ir.ts";
import type { Fresh } from "./fresh.ts";

export interface Rejecting {
  readonly program: Program;
  /** The error that stands for an explicit `transition reject`, where there is one. */
  readonly rejectError?: string;
  /** The states added, with the error that each raises. */
  readonly added: ReadonlyMap<string, string>;
}

const nowhere = { span: { start: 0, end: 0 }, line: 0 } as const;

const stateNames: Readonly<Record<string, string>> = { NoError: "explicit_reject", NoMatch: "nomatch" };

/** Whether a state raises an error at its end whatever happens: its transition is never taken. */
const alwaysFails = ({ operations }: State): boolean => {
  const last = operations.at(-1);
  return last?.kind === "verify" && last.condition.kind === "bool" && !last.condition.value;
};

export const raiseRejects = (program: Program, fresh: Fresh): Rejecting => {
  const byError = new Map<string, State>();
  let rejectError: string | undefined;

  const raising = (error: string): State => {
    const known = byError.get(error);
    if (known !== undefined) return known;
    let raised = error;
    if (error === "NoError") {
      rejectError = fresh.error("ParserReject");
      raised = rejectError;
    }
    const state: State = {
      name: fresh.state(stateNames[error] ?? `reject_${error}`),
      operations: [{ kind: "verify", condition: bool(false), error: raised, origin: nowhere }],
      transition: { kind: "goto", next: { kind: "accept" }, origin: nowhere },
      origin: nowhere,
    };
    byError.set(error, state);
    return state;
  };
  const next = (found: Next): Next =>
    found.kind === "reject" ? { kind: "state", name: raising(found.error).name } : found;

  const states = program.states.map((state): State => {
    const { transition } = state;
    if (alwaysFails(state)) {
      return { ...state, transition: { kind: "goto", next: { kind: "accept" }, origin: transition.origin } };
    }
    if (transition.kind === "goto") {
      return { ...state, transition: { ...transition, next: next(transition.next) } };
    }
    return {
      ...state,
      transition: {
        ...transition,
        rows: transition.rows.map((row) => ({ ...row, next: next(row.next) })),
        otherwise: next(transition.otherwise),
      },
    };
  });
  const added = [...byError.values()];
  return {
    program: {
      ...program,
      states: [...states, ...added],
      errors: rejectError === undefined ? program.errors : [...program.errors, rejectError],
    },
    added: new Map([...byError].map(([error, { name }]) => [name, error])),
    ...(rejectError === undefined ? {} : { rejectError }),
  };
};
