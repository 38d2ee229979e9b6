/** Parsers (specification 13): one typed parser for each distinct instantiation. */
import type { Name, ParserDeclaration, ParserLocal, ParserState, SelectCase } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { instantiate } from "./construct.ts";
import { type Analysis, type Env, globalEnv, inner } from "./context.ts";
import type { Bound, Entity, ParserReference } from "./entities.ts";
import { MAX_PARSER_DEPTH } from "./limits.ts";
import { maxVisitsOf } from "./max-visits.ts";
import { declareLocal } from "./names.ts";
import { declareParameters } from "./parameters.ts";
import { checkReachability } from "./reachability.ts";
import { checkSelect } from "./selects.ts";
import { bindTypeParameters } from "./specialize.ts";
import { didYouMean, suggest } from "./suggest.ts";
import { identityKey, isUnknown, typeKey } from "./type-facts.ts";
import type { TypedParser, TypedState, TypedStatement, TypedTransition, TypedValueSet } from "./typed.ts";
import { declareValueSet } from "./value-sets.ts";
import { constantKey } from "./values.ts";
import { declareConstant, declareVariable } from "./variables.ts";

const boundKey = (bound: Bound): string => {
  if (bound.kind === "value") return constantKey(bound.value);
  const { object } = bound;
  switch (object.kind) {
    case "extern":
      return identityKey(object.variable);
    case "parser":
      return referenceKey(object.reference);
    case "other":
      return object.what;
  }
};

const referenceKey = ({ entity, typeArguments, constructorArguments }: ParserReference): string =>
  `${identityKey(entity)}<${typeArguments.map(typeKey).join()}>(${constructorArguments.map(boundKey).join()})`;

/** The parser with its constructor's arguments put in; undefined (reported) where it cannot be. */
export const parserOf = (
  reference: ParserReference,
  span: Span,
  analysis: Analysis,
): TypedParser | undefined => {
  const key = referenceKey(reference);
  if (analysis.parsers.has(key)) return analysis.parsers.get(key);
  if (analysis.depth.parsers >= MAX_PARSER_DEPTH) {
    analysis.sink.report("P0429", `parsers apply one another more than ${MAX_PARSER_DEPTH} deep`, span);
    analysis.parsers.set(key, undefined);
    return undefined;
  }
  analysis.depth.parsers += 1;
  const made = make(reference, analysis);
  analysis.depth.parsers -= 1;
  analysis.parsers.set(key, made);
  return made;
};

const make = (
  { entity, typeArguments, constructorArguments }: ParserReference,
  analysis: Analysis,
): TypedParser | undefined => {
  const { declaration } = entity;
  analysis.reached.add(entity);
  const scope = bindTypeParameters(entity.scope, declaration.typeParameters, typeArguments);
  const outside = globalEnv(analysis, scope);
  const types = declaration.parameters.map((parameter) => analysis.check.type(parameter.type, outside));
  const header: Env = { ...inner(outside), frame: { kind: "parser" } };
  const parameters = declareParameters(declaration.parameters, types, header);
  declaration.constructorParameters.forEach((parameter, index) => {
    const bound = constructorArguments[index];
    if (bound !== undefined) declareLocal(header, bindParameter(parameter.name, bound));
  });
  const env = inner(header);
  const valueSets: TypedValueSet[] = [];
  const locals = declaration.locals.flatMap((local) => checkLocal(local, entity.name, valueSets, env));
  const states = checkStates(declaration, env);
  if (types.some(isUnknown)) return undefined;
  return { name: entity.name, parameters, locals, valueSets, states, span: entity.span };
};

const bindParameter = (name: Name, bound: Bound): Entity => {
  const named = { name: name.text, span: name.span, order: 0 };
  return bound.kind === "value"
    ? { ...named, kind: "constant", value: bound.value }
    : { ...named, kind: "instance", object: bound.object };
};

const checkLocal = (
  node: ParserLocal,
  parser: string,
  valueSets: TypedValueSet[],
  env: Env,
): readonly TypedStatement[] => {
  switch (node.kind) {
    case "constant":
      declareConstant(node, env);
      return [];
    case "variable":
      return declareVariable(node, env);
    case "instantiation":
      instantiate(node, env);
      return [];
    case "value-set": {
      const valueSet = declareValueSet(node, parser, env);
      if (valueSet !== undefined) valueSets.push(valueSet);
      return [];
    }
  }
};

const FINAL = ["accept", "reject"];

const checkStates = (parser: ParserDeclaration, env: Env): readonly TypedState[] => {
  const declared = declaredStates(parser, env);
  const states: TypedState[] = [];
  for (const state of declared.values()) states.push(checkState(state, declared, env));
  if (declared.has("start")) checkReachability(parser, states, env);
  else {
    const help = didYouMean("start", declared.keys());
    env.analysis.sink.report(
      "P0309",
      `parser \`${parser.name.text}\` has no state \`start\``,
      parser.name.span,
      help === undefined ? {} : { help },
    );
  }
  return states;
};

const declaredStates = (parser: ParserDeclaration, env: Env): ReadonlyMap<string, ParserState> => {
  const declared = new Map<string, ParserState>();
  const { typeParameters, parameters, constructorParameters, locals } = parser;
  const others = [...parameters, ...constructorParameters, ...locals].map(({ name }) => name);
  const places = new Map([...typeParameters, ...others].map((name) => [name.text, name.span]));
  for (const state of parser.states) {
    const { text, span } = state.name;
    const before = declared.get(text)?.name.span ?? places.get(text);
    if (FINAL.includes(text))
      env.analysis.sink.report("P0313", `\`${text}\` is a state that every parser has already`, span, {
        help: "give this state another name",
      });
    else if (before !== undefined)
      env.analysis.sink.report(
        "P0302",
        `${declared.has(text) ? `state \`${text}\`` : `\`${text}\``} is already declared`,
        span,
        {
          notes: [{ message: "first declared here", span: before }],
        },
      );
    if (!declared.has(text) && !FINAL.includes(text)) declared.set(text, state);
  }
  return declared;
};

const checkState = (state: ParserState, declared: ReadonlyMap<string, ParserState>, env: Env): TypedState => {
  const inside: Env = { ...inner(env), frame: { kind: "state" } };
  const statements = env.analysis.check.statements(state.statements, inside);
  const next = (name: Name): string => {
    if (!declared.has(name.text) && !FINAL.includes(name.text)) {
      const help = suggest(name.text, () => [...declared.keys(), ...FINAL], env.analysis);
      env.analysis.sink.report(
        "P0310",
        `state \`${name.text}\` is not declared`,
        name.span,
        help === undefined ? {} : { help },
      );
    }
    return name.text;
  };
  const maxVisits = maxVisitsOf(state, env);
  return {
    name: state.name.text,
    statements,
    transition: checkTransition(state, next, inside),
    ...(maxVisits === undefined ? {} : { maxVisits }),
    span: state.name.span,
  };
};

const checkTransition = (state: ParserState, next: (name: Name) => string, env: Env): TypedTransition => {
  const { transition } = state;
  if (transition === undefined) return { kind: "direct", next: "reject", span: state.name.span };
  if (transition.kind === "direct")
    return { kind: "direct", next: next(transition.next), span: transition.span };
  return checkSelect(transition, (target: SelectCase) => next(target.next), env);
};
