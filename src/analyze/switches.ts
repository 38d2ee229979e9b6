/** `switch` on an expression (specification 12.7). */
import type { Statement } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { requireConstant } from "./constant-expressions.ts";
import { type Env, inner } from "./context.ts";
import { convert } from "./convert.ts";
import { describeType } from "./print-type.ts";
import type { Type, TypedExpression, TypedStatement } from "./typed.ts";
import { constantKey, isUnknownExpression } from "./values.ts";

type Switch = Extract<Statement, { readonly kind: "switch" }>;

interface Case {
  readonly labels: readonly TypedExpression[];
  readonly body: readonly TypedStatement[];
}

const switchable = (type: Type): boolean => {
  switch (type.kind) {
    case "bits":
    case "enum":
    case "error":
    case "bool":
      return true;
    case "newtype":
      return switchable(type.underlying);
    default:
      return false;
  }
};

export const checkSwitch = (node: Switch, env: Env): readonly TypedStatement[] => {
  const { check, sink } = env.analysis;
  const value = check.expression(node.value, env);
  if (isUnknownExpression(value)) return [];
  if (!switchable(value.type)) {
    sink.report(
      "P0401",
      `a switch needs a number, an enum, a bool or an error, but this is ${describeType(value.type)}`,
      value.span,
    );
    return [];
  }
  const cases: Case[] = [];
  const seen = new Map<string, Span>();
  let otherwise: readonly TypedStatement[] = [];
  let labels: TypedExpression[] = [];
  let pendingDefault = false;
  let defaultAt: Span | undefined;
  for (const each of node.cases) {
    const { label } = each;
    if (defaultAt !== undefined) {
      sink.report("P0425", "no case can follow `default`", each.span, {
        notes: [{ message: "`default` is here", span: defaultAt }],
      });
      break;
    }
    if (label.kind === "default") {
      pendingDefault = true;
      defaultAt = label.span;
    } else {
      const purpose = {
        what: "a label of this switch",
        notes: [{ message: `the value is ${describeType(value.type)}`, span: value.span }],
      };
      const constant = requireConstant(
        convert(check.expression(label, env), value.type, purpose, env),
        "a label",
        env,
      );
      if (constant !== undefined && isNewLabel(constant, seen, env)) labels.push(constant);
    }
    if (each.body === undefined) continue;
    const body = check.statements(each.body.statements, inner(env));
    if (pendingDefault) otherwise = body;
    if (labels.length > 0) cases.push({ labels, body });
    labels = [];
    pendingDefault = false;
  }
  return [{ kind: "switch", value, cases, otherwise, span: node.span }];
};

const isNewLabel = (label: TypedExpression, seen: Map<string, Span>, env: Env): boolean => {
  const key = constantKey(label);
  const before = seen.get(key);
  if (before === undefined) {
    seen.set(key, label.span);
    return true;
  }
  env.analysis.sink.report("P0425", "this label is given twice", label.span, {
    notes: [{ message: "first given here", span: before }],
  });
  return false;
};
