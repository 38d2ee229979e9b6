/** Declaring and finding names, with the diagnostics that go with it (specification 6.8, codes P03xx). */
import type { Name } from "../../grammar/ast.ts";
import type { Note } from "../diagnostics/diagnostic.ts";
import type { Analysis, Env } from "./context.ts";
import { add, type Entity, globalScope, lookup, type Scope, visibleNames } from "./entities.ts";
import { suggest } from "./suggest.ts";
import { saySame } from "./tree-walk.ts";

/** What an entity is, in words: "a constant". */
export const describeEntity = (entity: Entity): string => {
  switch (entity.kind) {
    case "constant":
      return "a constant";
    case "variable":
      return entity.variable.origin === "parameter" ? "a parameter" : "a variable";
    case "type":
    case "generic-type":
      return "a type";
    case "extern":
      return "an extern";
    case "interface":
      return `a ${entity.declaration.kind.replace("-", " ").replace("package type", "package")}`;
    case "parser":
      return "a parser";
    case "control":
      return "a control";
    case "function":
      return "a function";
    case "extern-function":
      return "an extern function";
    case "action":
      return "an action";
    case "instance":
    case "top-instance":
      return "an instance";
    case "value-set":
      return "a value set";
  }
};

/** The parameters that a call may name: two functions of one name must differ in them. */
const parametersOf = (entity: Entity): readonly Name[] | undefined => {
  switch (entity.kind) {
    case "function":
      return entity.declaration.parameters.map((parameter) => parameter.name);
    case "extern-function":
      return entity.prototype.parameters.map((parameter) => parameter.name);
    case "parser":
    case "control":
      return entity.declaration.constructorParameters.map((parameter) => parameter.name);
    case "interface":
      return entity.declaration.kind === "package-type"
        ? entity.declaration.parameters.map((parameter) => parameter.name)
        : undefined;
    default:
      return undefined;
  }
};

/** Specification 6.9: functions of one name may stand beside one another if their parameters' names differ. */
const overloads = (a: Entity, b: Entity): boolean => {
  const left = parametersOf(a);
  const right = parametersOf(b);
  if (left === undefined || right === undefined || a.kind !== b.kind) return false;
  const names = (list: readonly Name[]) =>
    list
      .map((name) => name.text)
      .sort()
      .join();
  return left.length !== right.length || names(left) !== names(right);
};

/** An extern function that is declared again, word for word: headers of devices repeat each other. */
const repeats = (entity: Entity, before: Entity): boolean =>
  entity.kind === "extern-function" &&
  before.kind === "extern-function" &&
  saySame(entity.prototype, before.prototype);

/** Puts a name into a scope. Reports a second declaration of the name; the first one stays. */
export const declare = (analysis: Analysis, scope: Scope, entity: Entity): boolean => {
  const before = scope.entities.get(entity.name)?.find((other) => !overloads(other, entity));
  if (before !== undefined) {
    if (repeats(entity, before)) return true;
    analysis.sink.report("P0302", `\`${entity.name}\` is already declared`, entity.span, {
      notes: [{ message: `first declared here, as ${describeEntity(before)}`, span: before.span }],
    });
    return false;
  }
  add(scope, entity);
  return true;
};

/** Like `declare`, for what stands inside a parser or function: warns where it hides an outer name. */
export const declareLocal = (env: Env, entity: Entity): boolean => {
  const { scope, analysis } = env;
  if (!declare(analysis, scope, entity)) return false;
  const hidden = scope.parent === undefined ? undefined : lookup(scope.parent, entity.name)[0];
  if (hidden !== undefined)
    analysis.sink.report("P0304", `\`${entity.name}\` hides ${describeEntity(hidden)}`, entity.span, {
      notes: [{ message: `\`${entity.name}\` is also declared here`, span: hidden.span }],
    });
  return true;
};

/** Reports a name that leads nowhere. */
export const reportMissing = (env: Env, name: Name, what: string): void => {
  const later = env.analysis.declared.get(name.text);
  const { sink } = env.analysis;
  if (later === undefined) {
    const help = suggest(name.text, () => visibleNames(env.scope), env.analysis);
    sink.report(
      "P0301",
      `${what} \`${name.text}\` is not declared`,
      name.span,
      help === undefined ? {} : { help },
    );
    return;
  }
  const inside = name.span.start >= later.whole.start && name.span.end <= later.whole.end;
  const notes: readonly Note[] = [{ message: "declared here", span: later.name }];
  if (inside)
    sink.report("P0312", `\`${name.text}\` refers to itself: P4 has no recursion`, name.span, { notes });
  else
    sink.report("P0303", `\`${name.text}\` is used before it is declared`, name.span, {
      notes,
      help: `move the declaration of \`${name.text}\` further up`,
    });
};

/** The entities that a written name means here; none (reported) where there are none. */
export const find = (env: Env, name: Name, global: boolean, what: string): readonly Entity[] => {
  const scope = global ? globalScope(env.scope) : env.scope;
  const found = lookup(scope, name.text);
  if (found.length === 0) reportMissing(env, name, what);
  return found;
};
