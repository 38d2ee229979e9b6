/**
 * The parse graph with sub-parsers put in the place of their applications, made only to find the loops. The states
 * of a sub-parser are nodes of their own at each application.
 */
import type { TypedParser, TypedState, TypedStatement, TypedTransition } from "../analyze/typed.ts";
import { must } from "../diagnostics/bug.ts";

/** A state, or the part of one that follows the application of a sub-parser. */
export interface GraphNode {
  /** In order of the rows. */
  readonly successors: GraphNode[];
  /** Extracts into some stack's `.next`, whatever happens. */
  extractsNext: boolean;
  /** `@max_visits(N)` */
  readonly maxVisits: number | undefined;
}

/** A parser at one place of application. */
export interface Instance {
  readonly states: ReadonlyMap<string, GraphNode>;
  /** By the `apply` statement. */
  readonly applications: Map<TypedStatement, Instance>;
}

const newNode = (maxVisits?: number): GraphNode => ({ successors: [], extractsNext: false, maxVisits });

/** Rows behind the first catch-all are never reached (and dropped with a warning): they are no edges. */
export const liveCases = (
  transition: Extract<TypedTransition, { readonly kind: "select" }>,
): (typeof transition)["cases"] => {
  const last = transition.cases.findIndex(({ keysets }) => keysets.every((keyset) => keyset.kind === "any"));
  return last < 0 ? transition.cases : transition.cases.slice(0, last + 1);
};

const targets = (transition: TypedTransition): readonly string[] =>
  transition.kind === "direct" ? [transition.next] : liveCases(transition).map(({ next }) => next);

const isNext = (statement: TypedStatement): boolean => {
  if (statement.kind !== "extract") return false;
  let place = statement.header;
  while (place !== undefined) {
    if (place.kind === "stack-next") return true;
    place = place.kind === "field" || place.kind === "index" ? place.base : undefined;
  }
  return false;
};

/** The ways that control can take through a statement, as lists of statements; undefined for one without any. */
const branches = (
  statement: TypedStatement,
): { readonly ways: readonly (readonly TypedStatement[])[]; readonly mayPass: boolean } | undefined => {
  switch (statement.kind) {
    case "if":
      return { ways: [statement.then, statement.otherwise], mayPass: false };
    case "switch":
      return { ways: [...statement.cases.map(({ body }) => body), statement.otherwise], mayPass: false };
    case "for":
    case "for-in":
      return { ways: [statement.body], mayPass: true };
    default:
      return undefined;
  }
};

const applies = (statement: TypedStatement): boolean => {
  if (statement.kind === "apply") return true;
  if (statement.kind === "block") return statement.statements.some(applies);
  return branches(statement)?.ways.some((way) => way.some(applies)) ?? false;
};

/** Puts the statements of a state behind `node`; yields the node at their end. */
const follow = (instance: Instance, node: GraphNode, statements: readonly TypedStatement[]): GraphNode =>
  statements.reduce((end, statement) => followOne(instance, end, statement), node);

const followOne = (instance: Instance, node: GraphNode, statement: TypedStatement): GraphNode => {
  if (statement.kind === "block") return follow(instance, node, statement.statements);
  if (statement.kind === "apply") {
    const after = newNode();
    const inner = buildInstance(statement.parser, after);
    instance.applications.set(statement, inner);
    node.successors.push(startOf(inner));
    return after;
  }
  if (isNext(statement)) node.extractsNext = true;
  const choice = branches(statement);
  if (choice === undefined || !applies(statement)) return node;
  const after = newNode();
  for (const way of choice.ways) {
    const begin = newNode();
    node.successors.push(begin);
    follow(instance, begin, way).successors.push(after);
  }
  if (choice.mayPass) node.successors.push(after);
  return after;
};

/** The node of the state `start`. */
export const startOf = (instance: Instance): GraphNode => must(instance.states.get("start"), "start state");

/** Builds the graph of a parser whose `accept` leads to `accept`; `reject` leads nowhere. */
export const buildInstance = (parser: TypedParser, accept: GraphNode): Instance => {
  const states = new Map(parser.states.map((state: TypedState) => [state.name, newNode(state.maxVisits)]));
  const instance: Instance = { states, applications: new Map() };
  for (const state of parser.states) {
    const node = must(states.get(state.name), `state ${state.name}`);
    const end = follow(instance, node, state.statements);
    for (const name of targets(state.transition)) {
      if (name === "accept") end.successors.push(accept);
      else if (name !== "reject") end.successors.push(must(states.get(name), `state ${name}`));
    }
  }
  return instance;
};

/** Builds the graph of the main parser. */
export const buildGraph = (parser: TypedParser): Instance => buildInstance(parser, newNode());
