/** Parsers as machines of states (specification 13). */
import type { TypedParser, TypedState, TypedTransition } from "../analyze/typed.ts";
import { must } from "../diagnostics/bug.ts";
import type { GraphNode, Instance } from "./graph.ts";
import { reject } from "./rejection.ts";
import type { Scope } from "./scope.ts";
import { compileSelect } from "./selects.ts";

/** How often counted states have been entered for the present packet. */
export interface Visits {
  readonly limits: ReadonlyMap<GraphNode, number>;
  /** Set back to zero before each packet. */
  readonly counters: { count: number }[];
  /** All states together, where no bound of loops sees to it that the parse ends. */
  readonly entered: { count: number } | undefined;
}

/** What a parse is rejected with that goes through more states than any bound of loops allows. No error of P4's. */
export const ENDLESS = "(does not end)";

/** The longest packet has 2^19 bits: so many turns of 8 states. */
const MAX_ENTERED = 2 ** 22;

const countVisits = (visits: Visits, node: GraphNode): (() => void) | undefined => {
  const limit = visits.limits.get(node);
  if (limit === undefined) return undefined;
  const counter = { count: 0 };
  visits.counters.push(counter);
  return () => {
    counter.count += 1;
    if (counter.count > limit) reject("ParserTimeout");
  };
};

/** Yields the next state's name. An explicit reject has no error of its own (DESIGN: NoError). */
const compileTransition = (scope: Scope, transition: TypedTransition, name: string): (() => string) => {
  if (transition.kind === "direct") return () => transition.next;
  const { machine } = scope;
  const { row } = scope.trace;
  const select = compileSelect(
    scope,
    transition,
    row === undefined ? undefined : (index, keys) => row(name, index, machine.cursor, keys),
  );
  return () => select() ?? reject("NoMatch");
};

/** Runs a state; yields the next one's name. */
const compileState = (
  scope: Scope,
  visits: Visits,
  state: TypedState,
  node: GraphNode,
  prefix: string,
): (() => string) => {
  const name = `${prefix}${state.name}`;
  const enter = countVisits(visits, node);
  const execute = scope.statements(state.statements);
  const next = compileTransition(scope, state.transition, name);
  const { machine } = scope;
  const { state: trace } = scope.trace;
  return () => {
    trace?.(name, machine.cursor);
    enter?.();
    execute();
    return next();
  };
};

/** Compiles a parser at one place of application: its locals, then its states until accept. */
export const compileParser = (
  outer: Scope,
  visits: Visits,
  parser: TypedParser,
  instance: Instance,
  prefix = "",
): (() => void) => {
  const scope = outer.within({
    application: (statement) => {
      if (statement.kind !== "apply") return () => {};
      const inner = must(instance.applications.get(statement), `graph of ${statement.instance}`);
      return compileParser(outer, visits, statement.parser, inner, `${prefix}${statement.instance}.`);
    },
  });
  const { entered } = visits;
  const declareLocals = scope.statements(parser.locals);
  const states = new Map(
    parser.states.map((state) => {
      const node = must(instance.states.get(state.name), `graph of state ${state.name}`);
      return [state.name, compileState(scope, visits, state, node, prefix)];
    }),
  );
  return () => {
    declareLocals();
    let name = "start";
    while (name !== "accept") {
      if (name === "reject") reject("NoError");
      if (entered !== undefined) {
        entered.count += 1;
        if (entered.count > MAX_ENTERED) reject(ENDLESS);
      }
      name = must(states.get(name), `state ${name}`)();
    }
  };
};
