/**
 * Parsers: the states of the main parser, and those of each sub-parser in the place of its application. An `apply`
 * ends the state it stands in; what follows it becomes a state of its own, which the sub-parser's accept leads to.
 */
import type { TypedParser, TypedStatement } from "../analyze/typed.ts";
import { must } from "../diagnostics/bug.ts";
import { bindArguments } from "./arguments.ts";
import { lowerTransition } from "./selects.ts";
import type { Translator } from "./translator.ts";

/** The states of one use of a parser, still to be translated. */
export interface Pending {
  readonly translator: Translator;
  readonly parser: TypedParser;
  /** The IR's names of the parser's states, `accept` among them where it leads to a state. */
  readonly names: ReadonlyMap<string, string>;
}

type Apply = Extract<TypedStatement, { readonly kind: "apply" }>;

/** Names for all states of a parser; prefix: the instance's name and `_`, or nothing. */
export const nameStates = (
  t: Translator,
  parser: TypedParser,
  prefix: string,
  accept: string | undefined,
): ReadonlyMap<string, string> => {
  const names = new Map(parser.states.map(({ name }) => [name, t.out.stateNames(`${prefix}${name}`)]));
  if (accept !== undefined) names.set("accept", accept);
  return names;
};

/**
 * Ends the state at hand with a jump to the sub-parser's start and opens the one that follows the application.
 * The sub-parser's states join `pending`, to be translated when the present state is done.
 */
export const applyParser = (t: Translator, statement: Apply, pending: Pending[]): void => {
  const { out } = t;
  const { parser, instance, span } = statement;
  if (out.exhausted) return;
  const { scope, copyOut } = bindArguments(t, instance, parser.parameters, statement.arguments, span);
  const inner = t.within(scope, {});
  inner.run(parser.locals);
  const after = out.stateNames(`${out.stateName}_after_${instance}`);
  const names = nameStates(t, parser, `${instance}_`, after);
  const origin = out.at(span);
  const start = must(names.get("start"), "start state");
  out.closeState({ kind: "goto", next: { kind: "state", name: start }, origin });
  pending.push({ translator: inner, parser, names });
  out.openState(after, span);
  copyOut();
};

/** Translates the states of a parser in order of the source. */
export const lowerStates = ({ translator, parser, names }: Pending): void => {
  const { out } = translator;
  for (const state of parser.states) {
    if (out.exhausted) return;
    const name = must(names.get(state.name), `state ${state.name}`);
    out.openState(name, state.span, state.maxVisits);
    translator.run(state.statements);
    lowerTransition(translator, state.transition, names);
  }
};
