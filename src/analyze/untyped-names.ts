/**
 * Names in what is not typed, controls and parsers that nothing instantiates: each must be declared in front of its
 * use, in the same block or around it (specification 6.8). This finds what is misspelt or out of scope.
 */
import type {
  ControlDeclaration,
  ControlLocal,
  FunctionDeclaration,
  Name,
  Parameter,
  ParserDeclaration,
  ParserLocal,
  ParserState,
  Statement,
  TableKey,
} from "../../grammar/ast.ts";
import { type Analysis, globalEnv } from "./context.ts";
import { add, childScope, lookup, type Scope } from "./entities.ts";
import { reportMissing } from "./names.ts";
import { didYouMean } from "./suggest.ts";
import { isPath, nodesWithin } from "./tree-walk.ts";
import { checkUntypedTypes, type Untyped } from "./untyped-types.ts";

type Local = ControlLocal | ParserLocal | FunctionDeclaration;

/** What is still to be looked at: a declaration or statement, a piece with names in it, a name to be declared. */
type Task =
  | { readonly kind: "node"; readonly node: Statement | Local; readonly scope: Scope }
  | { readonly kind: "uses"; readonly piece: object; readonly scope: Scope }
  | { readonly kind: "declare"; readonly name: Name; readonly scope: Scope };

const node = (of: Statement | Local, scope: Scope): Task => ({
  kind: "node",
  node: of,
  scope,
});
const uses = (piece: object | undefined, scope: Scope): readonly Task[] =>
  piece === undefined ? [] : [{ kind: "uses", piece, scope }];
const declare = (name: Name, scope: Scope): Task => ({ kind: "declare", name, scope });

const parameterTasks = (parameters: readonly Parameter[], scope: Scope): readonly Task[] =>
  parameters.flatMap(({ type, name, defaultValue }) => [
    ...uses(type, scope),
    ...uses(defaultValue, scope),
    declare(name, scope),
  ]);

/** What a declaration or statement consists of, in the order in which it is read. */
const tasksOf = (of: Statement | Local, scope: Scope): readonly Task[] => {
  const inner = childScope(scope);
  switch (of.kind) {
    case "block":
      return of.statements.map((statement) => node(statement, inner));
    case "variable":
      return [...uses(of.type, scope), ...uses(of.initializer, scope), declare(of.name, scope)];
    case "constant":
      return [...uses(of.type, scope), ...uses(of.value, scope), declare(of.name, scope)];
    case "instantiation":
      return [
        ...uses(of.type, scope),
        ...uses(of.arguments, scope),
        declare(of.name, scope),
        ...(of.initializer ?? []).map((member) => node(member, inner)),
      ];
    case "function":
      return [
        ...of.typeParameters.map((name) => declare(name, inner)),
        ...parameterTasks(of.parameters, inner),
        node(of.body, inner),
      ];
    case "action":
      return [...parameterTasks(of.parameters, inner), node(of.body, inner), declare(of.name, scope)];
    case "value-set":
      return [...uses(of.type, scope), ...uses(of.size, scope), declare(of.name, scope)];
    case "table":
      return [...uses(of.properties, scope), declare(of.name, scope)];
    case "if":
      return [
        ...uses(of.condition, scope),
        node(of.then, inner),
        ...(of.otherwise === undefined ? [] : [node(of.otherwise, childScope(scope))]),
      ];
    case "switch":
      return [
        ...uses(of.value, scope),
        ...of.cases.flatMap(({ label, body }) => [
          ...uses(label, scope),
          ...(body === undefined ? [] : [node(body, scope)]),
        ]),
      ];
    case "for":
      return [
        ...of.initializers.map((statement) => node(statement, inner)),
        ...uses(of.condition, inner),
        ...of.updates.map((statement) => node(statement, inner)),
        node(of.body, inner),
      ];
    case "for-in":
      return [
        ...uses(of.type, scope),
        ...uses(of.collection, scope),
        ...(of.type === undefined
          ? uses({ kind: "path", name: of.variable, global: false }, scope)
          : [declare(of.variable, inner)]),
        node(of.body, inner),
      ];
    case "assignment":
    case "call-statement":
    case "return":
      return uses(of, scope);
    case "empty":
    case "break":
    case "continue":
    case "exit":
      return [];
  }
};

const isTableKey = (piece: object): piece is TableKey => "matchKind" in piece;

const checkMatchKind = ({ matchKind }: TableKey, { matchKinds, sink }: Analysis): void => {
  if (matchKinds.has(matchKind.text)) return;
  const help = didYouMean(matchKind.text, [...matchKinds.keys()]);
  sink.report(
    "P0301",
    `match kind \`${matchKind.text}\` is not declared`,
    matchKind.span,
    help === undefined ? {} : { help },
  );
};

/** For saying why a name is not visible. */
interface Seen {
  /** Names that the control declares anywhere, with the first place. */
  readonly places: ReadonlyMap<string, Name>;
  /** Of these, those that the walk has come by. */
  readonly passed: Set<Name>;
}

const checkName = (name: Name, global: boolean, scope: Scope, seen: Seen, analysis: Analysis): void => {
  if (lookup(global ? analysis.globals : scope, name.text).length > 0) return;
  const place = global ? undefined : seen.places.get(name.text);
  if (place === undefined) reportMissing(globalEnv(analysis, scope), name, "name");
  else if (seen.passed.has(place))
    analysis.sink.report("P0301", `name \`${name.text}\` is not declared`, name.span, {
      notes: [{ message: "this declaration ends with the block around it", span: place.span }],
    });
  else
    analysis.sink.report("P0303", `\`${name.text}\` is used before it is declared`, name.span, {
      notes: [{ message: "declared here", span: place.span }],
    });
};

const checkUses = (piece: object, scope: Scope, seen: Seen, analysis: Analysis): void => {
  for (const within of nodesWithin(piece)) {
    if (isPath(within) && !analysis.matchKinds.has(within.name.text))
      checkName(within.name, within.global, scope, seen, analysis);
    if (isTableKey(within)) checkMatchKind(within, analysis);
  }
};

/** Does what is to be done, in order. Without recursion: `else if` makes chains as long as the source likes. */
const walk = (
  first: readonly Task[],
  visit: (task: Exclude<Task, { readonly kind: "node" }>) => void,
): void => {
  const pending = first.toReversed();
  for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
    if (task.kind === "node") pending.push(...tasksOf(task.node, task.scope).toReversed());
    else visit(task);
  }
};

const stateTasks = ({ statements, transition }: ParserState, scope: Scope): readonly Task[] => {
  const inner = childScope(scope);
  return [...statements.map((statement) => node(statement, inner)), ...uses(transition, inner)];
};

/** What stands between the braces of a control or parser. */
const bodyTasks = (of: ControlDeclaration | ParserDeclaration, scope: Scope): readonly Task[] =>
  of.kind === "control" ? [node(of.apply, scope)] : of.states.flatMap((state) => stateTasks(state, scope));

/** Reports the names in a control, in an action outside of controls, or in a parser, that lead nowhere. */
export const checkUntypedNames = (declaration: Untyped, outer: Scope, analysis: Analysis): void => {
  const tasks = (scope: Scope): readonly Task[] =>
    declaration.kind === "action"
      ? [node(declaration, scope)]
      : [
          ...declaration.typeParameters.map((name) => declare(name, scope)),
          ...parameterTasks(declaration.parameters, scope),
          ...parameterTasks(declaration.constructorParameters, scope),
          ...declaration.locals.map((local) => node(local, scope)),
          ...bodyTasks(declaration, scope),
        ];
  const places = new Map<string, Name>();
  walk(tasks(childScope(undefined)), (task) => {
    if (task.kind === "declare" && !places.has(task.name.text)) places.set(task.name.text, task.name);
  });
  const seen: Seen = { places, passed: new Set() };
  walk(tasks(childScope(outer)), (task) => {
    if (task.kind === "uses") {
      checkUses(task.piece, task.scope, seen, analysis);
      return;
    }
    seen.passed.add(task.name);
    // Which kind of thing a name stands for makes no difference here.
    if (!task.scope.entities.has(task.name.text))
      add(task.scope, { kind: "action", name: task.name.text, span: task.name.span, order: 0 });
  });
  checkUntypedTypes(declaration, new Set(places.keys()), outer, analysis);
};
