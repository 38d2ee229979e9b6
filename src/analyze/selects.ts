/** `transition select` (specification 13.6). */
import type { Expression, SelectCase, Transition } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { cover } from "../diagnostics/span.ts";
import type { Env } from "./context.ts";
import { globalScope, lookup } from "./entities.ts";
import { settle } from "./harmonize.ts";
import { checkKeyset, type Key, leafCount, reportCount } from "./keysets.ts";
import { describeType } from "./print-type.ts";
import type { Keyset, Type, TypedCase, TypedExpression, TypedTransition, TypedValueSet } from "./typed.ts";
import { isUnknownExpression } from "./values.ts";

type Select = Extract<Transition, { readonly kind: "select" }>;

/** A key's scalars: tuples are taken apart. */
const leavesOf = (expression: TypedExpression): readonly TypedExpression[] => {
  const { type, span } = expression;
  if (expression.kind === "aggregate") return expression.elements.flatMap(leavesOf);
  switch (type.kind) {
    case "tuple":
      return type.elements.flatMap((element, index) =>
        leavesOf({ kind: "element", base: expression, index, type: element, span }),
      );
    default:
      return [expression];
  }
};

const selectable = (type: Type): boolean => {
  switch (type.kind) {
    case "bits":
    case "bool":
    case "enum":
    case "error":
      return true;
    case "newtype":
      return selectable(type.underlying);
    default:
      return false;
  }
};

const checkKey = (node: Expression, env: Env): Key | undefined => {
  const { sink } = env.analysis;
  const expression = settle(env.analysis.check.expression(node, env));
  if (isUnknownExpression(expression)) return undefined;
  const leaves = leavesOf(expression);
  const wrong = leaves.find((leaf) => !selectable(leaf.type));
  if (wrong === undefined) return { type: expression.type, leaves, span: node.span };
  sink.report(
    "P0401",
    wrong.type.kind === "integer"
      ? "a key of select needs a width"
      : `${describeType(wrong.type)} cannot be a key of select`,
    node.span,
    {
      help:
        wrong.type.kind === "integer"
          ? "give the constant a width: `8w1` instead of `1`"
          : wrong.type.kind === "struct" || wrong.type.kind === "header"
            ? "write the fields: `select (a.x, a.y)`"
            : "keys are bit<W>, int<W>, bool, enum, error, and tuples of these",
    },
  );
  return undefined;
};

/** The keys and cases; `next` checks a target's name. */
export const checkSelect = (
  node: Select,
  next: (target: SelectCase) => string,
  env: Env,
): TypedTransition => {
  const keys = node.keys.map((key) => checkKey(key, env));
  const known = keys.flatMap((key) => (key === undefined ? [] : [key]));
  const complete = known.length === keys.length;
  const first = node.keys[0];
  const last = node.keys.at(-1);
  const span = first === undefined || last === undefined ? node.span : cover(first.span, last.span);
  const cases: TypedCase[] = [];
  let catchAll: Span | undefined;
  const seen = new Map<string, Span>();
  for (const each of node.cases) {
    const target = next(each);
    const keysets = complete ? checkCase(each.keyset, known, span, env) : undefined;
    if (keysets === undefined) continue;
    warnUnreachable(keysets, each.keyset.span, catchAll, seen, env);
    if (catchAll === undefined && keysets.every((keyset) => keyset.kind === "any")) catchAll = each.span;
    cases.push({ keysets, next: target, span: each.span });
  }
  return { kind: "select", keys: known.flatMap((key) => key.leaves), cases, span: node.span };
};

const warnUnreachable = (
  keysets: readonly Keyset[],
  span: Span,
  catchAll: Span | undefined,
  seen: Map<string, Span>,
  env: Env,
): void => {
  if (catchAll !== undefined) {
    env.analysis.sink.report("P0420", "this case is never taken: one above it matches everything", span, {
      notes: [{ message: "this case matches everything", span: catchAll }],
    });
    return;
  }
  const key = keysets.map(keysetKey).join();
  const before = seen.get(key);
  if (before === undefined) {
    seen.set(key, span);
    return;
  }
  env.analysis.sink.report("P0420", "this case is never taken: one above it matches the same", span, {
    notes: [{ message: "this case matches the same", span: before }],
  });
};

const keysetKey = (keyset: Keyset): string => {
  switch (keyset.kind) {
    case "any":
      return "_";
    case "value":
      return `${keyset.value}`;
    case "mask":
      return `${keyset.value}&${keyset.mask}`;
    case "range":
      return keyset.low === keyset.high ? `${keyset.low}` : `${keyset.low}..${keyset.high}`;
    case "value-set":
      return `@${keyset.valueSet.name}`;
  }
};

const checkCase = (
  node: Expression,
  keys: readonly Key[],
  span: Span,
  env: Env,
): readonly Keyset[] | undefined => {
  const valueSet = valueSetOf(node, env);
  if (valueSet !== undefined) return checkValueSet(valueSet, keys, node.span, env);
  if (node.kind === "default" || node.kind === "dontcare")
    return keys.flatMap((key) => key.leaves.map(() => ({ kind: "any" }) as const));
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) {
    const single = node.kind === "tuple-keyset" && node.elements.length === 1 ? node.elements[0] : node;
    if (node.kind === "tuple-keyset" && leafCount(only.type) === 1 && node.elements.length !== 1) {
      reportCount(node.elements.length, 1, { span }, node.span, env);
      return undefined;
    }
    return single && checkKeyset(single, only, env);
  }
  const parts = node.kind === "tuple-keyset" || node.kind === "list" ? node.elements : [node];
  if (parts.length !== keys.length) {
    reportCount(parts.length, keys.length, { span }, node.span, env);
    return undefined;
  }
  const keysets: Keyset[] = [];
  let complete = true;
  for (const [index, key] of keys.entries()) {
    const part = parts[index];
    const checked = part && checkKeyset(part, key, env);
    if (checked === undefined) complete = false;
    else keysets.push(...checked);
  }
  return complete ? keysets : undefined;
};

const valueSetOf = (node: Expression, env: Env): TypedValueSet | undefined => {
  if (node.kind !== "path") return undefined;
  const [entity] = lookup(node.global ? globalScope(env.scope) : env.scope, node.name.text);
  return entity?.kind === "value-set" ? entity.valueSet : undefined;
};

/** A value set stands for all keys: its fields must be theirs. */
const checkValueSet = (
  valueSet: TypedValueSet,
  keys: readonly Key[],
  span: Span,
  env: Env,
): readonly Keyset[] | undefined => {
  const leaves = keys.flatMap((key) => key.leaves);
  const { fields } = valueSet;
  const notes = [{ message: `\`${valueSet.name}\` is declared here`, span: valueSet.span }];
  if (fields.length === 0) return undefined;
  if (fields.length !== leaves.length) {
    env.analysis.sink.report(
      "P0419",
      `value set \`${valueSet.name}\` has ${fields.length} fields, but the select has ${leaves.length} keys`,
      span,
      { notes },
    );
    return undefined;
  }
  const wrong = fields.findIndex((field, index) => widthOf(field.type) !== widthOf(leaves[index]?.type));
  const field = fields[wrong];
  const leaf = leaves[wrong];
  if (field === undefined || leaf === undefined) return [{ kind: "value-set", valueSet }];
  env.analysis.sink.report(
    "P0419",
    `${field.name === "" ? "" : `field \`${field.name}\` of `}value set \`${valueSet.name}\` is ${describeType(field.type)}, but its key is ${describeType(leaf.type)}`,
    span,
    { notes: [...notes, { message: "the key is here", span: leaf.span }] },
  );
  return undefined;
};

const widthOf = (type: Type | undefined): string => {
  switch (type?.kind) {
    case "bits":
      return `${type.signed}${type.width}`;
    case "newtype":
      return widthOf(type.underlying);
    case "enum":
      return type.representation === undefined
        ? type.name
        : widthOf({ kind: "bits", ...type.representation });
    default:
      return type?.kind ?? "";
  }
};
