/** Gives everything in a program the name that it has in the output. */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Field, Next, Operation, Place, Program, Step, Transition, Type } from "../../../src/ir/ir.ts";
import { stepType, typeTable } from "../../../src/ir/types.ts";
import { createScope, type Scope, type Wanted } from "../names.ts";
import { coreErrors } from "../reserved.ts";
import type { Target } from "../target.ts";
import { rewriteProgram } from "./transform.ts";

/** From a name in the program before to the one after. */
export interface Names {
  readonly types: ReadonlyMap<string, string>;
  /** By type, then field. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly variables: ReadonlyMap<string, string>;
  readonly states: ReadonlyMap<string, string>;
  readonly errors: ReadonlyMap<string, string>;
}

export interface Renamed {
  readonly program: Program;
  readonly names: Names;
  /** From a place in the program before to the one after. */
  readonly place: (place: Place) => Place;
  /** The packet_in. */
  readonly packet: string;
  readonly parser: string;
  /** For further top-level declarations, and for parameters of blocks of ours. */
  readonly topLevel: Scope;
  readonly inParser: Scope;
}

const zip = (from: readonly string[], to: readonly string[]): ReadonlyMap<string, string> =>
  new Map(from.map((name, index) => [name, must(to[index], "a name")]));

const claim = (scope: Scope, names: readonly string[], kind: Wanted["kind"]): ReadonlyMap<string, string> =>
  zip(names, scope.claimAll(names.map((name) => ({ name, kind }))));

const nameFields = (program: Program, standardType: string): Names["fields"] =>
  new Map(
    program.types.map(({ name, fields }) => {
      const names = fields.map((field) => field.name);
      if (name === standardType) return [name, zip(names, names)];
      return [name, claim(createScope(), names, "field")];
    }),
  );

const nameErrors = (program: Program): Names["errors"] => {
  const own = program.errors.filter((error) => !coreErrors.includes(error));
  const core = program.errors.filter((error) => coreErrors.includes(error));
  const taken = new Set(coreErrors);
  return new Map([
    ...zip(core, core),
    ...claim(
      createScope((name) => taken.has(name)),
      own,
      "error",
    ),
  ]);
};

/** The first state is `start`; the source's `start`, where it isn't the first, is told apart by its name. */
const nameStates = (program: Program, scope: Scope): ReadonlyMap<string, string> => {
  const [first, ...others] = program.states.map(({ name }) => name);
  const wanted = others.map(
    (name): Wanted => ({ name: name === "start" ? "source_start" : name, kind: "state" }),
  );
  return zip([must(first, "a state"), ...others], ["start", ...scope.claimAll(wanted)]);
};

const renameType = (type: Type, types: Names["types"]): Type => {
  switch (type.kind) {
    case "header":
    case "struct":
    case "union":
      return { ...type, name: types.get(type.name) ?? type.name };
    case "stack":
      return {
        ...type,
        element: { ...type.element, name: types.get(type.element.name) ?? type.element.name },
      };
    default:
      return type;
  }
};

/** Follows a place's types, which decide what its fields are called. */
const placeRenamer = (program: Program, names: Names): ((place: Place) => Place) => {
  const types = typeTable(program);
  const variables = new Map(
    [...program.parameters, ...program.locals].map(({ name, type }) => [name, type] as const),
  );
  return (place) => {
    let type = variables.get(place.root);
    const path = place.path.map((step): Step => {
      const holder = type !== undefined && "name" in type ? type.name : "";
      if (type !== undefined) type = stepType(types, type, step);
      if (step.kind !== "field") return step;
      return { kind: "field", name: names.fields.get(holder)?.get(step.name) ?? step.name };
    });
    return {
      root: names.variables.get(place.root) ?? place.root,
      path,
      type: renameType(place.type, names.types),
    };
  };
};

const renameErrors = (operation: Operation, errors: Names["errors"]): Operation => {
  if (operation.kind === "verify")
    return { ...operation, error: errors.get(operation.error) ?? operation.error };
  if (operation.kind !== "if") return operation;
  return {
    ...operation,
    then: operation.then.map((inner) => renameErrors(inner, errors)),
    otherwise: operation.otherwise.map((inner) => renameErrors(inner, errors)),
  };
};

const renameTransition = (transition: Transition, names: Names): Transition => {
  const next = (found: Next): Next =>
    found.kind === "state" ? { kind: "state", name: names.states.get(found.name) ?? found.name } : found;
  if (transition.kind === "goto") return { ...transition, next: next(transition.next) };
  const rows = transition.rows.map((row) => ({
    ...row,
    next: next(row.next),
    patterns: row.patterns.map((pattern) =>
      pattern.kind === "value-set"
        ? { ...pattern, name: names.variables.get(pattern.name) ?? pattern.name }
        : pattern,
    ),
  }));
  return { ...transition, rows, otherwise: next(transition.otherwise) };
};

/**
 * standardType: what the target's standard metadata is called in the program; packet: what the packet_in goes by
 * where its length is asked for.
 */
export const renameAll = (
  program: Program,
  target: Target,
  standardType: string,
  packet: string,
): Renamed => {
  const topLevel = createScope((name) => target.symbols.has(name));
  const own = program.types.map(({ name }) => name).filter((name) => name !== standardType);
  const types = new Map([
    ...claim(topLevel, own, "type"),
    [standardType, target.standard.type.name] as const,
  ]);
  const parser = topLevel.claim(program.parser, "control");

  const inParser = createScope((name) => target.symbols.has(name) || topLevel.has(name));
  inParser.claim("start", "state");
  const parameters = claim(
    inParser,
    program.parameters.map(({ name }) => name),
    "param",
  );
  const states = nameStates(program, inParser);
  const sets = claim(
    inParser,
    program.valueSets.map(({ name }) => name),
    "set",
  );
  const locals = claim(
    inParser,
    program.locals.map(({ name }) => name),
    "var",
  );
  const names: Names = {
    types,
    fields: nameFields(program, standardType),
    variables: new Map([...parameters, ...sets, ...locals, [packet, inParser.claim("packet", "param")]]),
    states,
    errors: nameErrors(program),
  };

  const place = placeRenamer(program, names);
  const rewritten = rewriteProgram(program, {
    place,
    node: (node) =>
      node.kind === "error" ? { ...node, name: names.errors.get(node.name) ?? node.name } : node,
  });
  const variable = <V extends { readonly name: string; readonly type: Type }>(found: V): V => ({
    ...found,
    name: names.variables.get(found.name) ?? found.name,
    type: renameType(found.type, types),
  });
  const fieldOf = (holder: string, field: Field): Field => ({
    ...field,
    name: names.fields.get(holder)?.get(field.name) ?? field.name,
    type: renameType(field.type, types),
  });
  return {
    names,
    place,
    packet: must(names.variables.get(packet), "the packet"),
    parser,
    topLevel,
    inParser,
    program: {
      ...rewritten,
      parser,
      errors: program.errors.map((error) => names.errors.get(error) ?? error),
      types: program.types.map((declaration) => ({
        ...declaration,
        name: types.get(declaration.name) ?? declaration.name,
        fields: declaration.fields.map((field) => fieldOf(declaration.name, field)),
      })),
      parameters: program.parameters.map(variable),
      locals: program.locals.map(variable),
      valueSets: program.valueSets.map((set) => ({
        ...set,
        name: names.variables.get(set.name) ?? set.name,
      })),
      states: rewritten.states.map((state) => ({
        ...state,
        name: names.states.get(state.name) ?? state.name,
        operations: state.operations.map((operation) => renameErrors(operation, names.errors)),
        transition: renameTransition(state.transition, names),
      })),
    },
  };
};
