/**
 * Turns rejects into errors raised by states: v1model takes `transition reject` for an accept, and a select without
 * a matching case too; and every target's control tells the two apart by the error alone. An explicit reject has no error of its own, so it gets one that only this program has.
 */
import { bool } from "../../../src/ir/build.ts";
import type { Next, Operation, Program, State } from "../../../src/ir/ir.ts";
import type { Fresh } from "./fresh.ts";
import { mapStates, rewriteLists } from "./transform.ts";

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

/** What follows an error that is always raised is left out. */
export const cutBehindErrors = (program: Program): Program =>
  mapStates(program, (state) =>
    alwaysFails(state)
      ? {
          ...state,
          transition: { kind: "goto", next: { kind: "accept" }, origin: state.transition.origin },
        }
      : state,
  );

export const raiseRejects = (program: Program, fresh: Fresh): Rejecting => {
  const byError = new Map<string, State>();
  let rejectError: string | undefined;

  const raisedFor = (error: string): string => {
    if (error !== "NoError") return error;
    rejectError ??= fresh.error("ParserReject");
    return rejectError;
  };
  const raising = (error: string): State => {
    const known = byError.get(error);
    if (known !== undefined) return known;
    const raised = raisedFor(error);
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

  /** `verify(…, error.NoError)` ends as an explicit reject does. */
  const raiseInOperations = (operations: readonly Operation[]): readonly Operation[] =>
    rewriteLists(operations, (list) =>
      list.map((operation) =>
        operation.kind === "verify" ? { ...operation, error: raisedFor(operation.error) } : operation,
      ),
    );
  const states = program.states.map((found): State => {
    const state = { ...found, operations: raiseInOperations(found.operations) };
    const { transition } = state;
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
