/** Enums, plain and serializable (specification 7.2.1). */

import type { Span } from "../diagnostics/span.ts";
import { requireConstant } from "./constant-expressions.ts";
import { type Env, globalEnv } from "./context.ts";
import { convert } from "./convert.ts";
import type { EnumDeclaration } from "./entities.ts";
import { add, childScope } from "./entities.ts";
import { describeType } from "./print-type.ts";
import { isUnknown, unknownType } from "./type-facts.ts";
import type { EnumMember, Type } from "./typed.ts";
import { fits, numberOf } from "./values.ts";

type Bits = Extract<Type, { readonly kind: "bits" }>;

/** The type of an enum's declaration. */
export const declareEnum = (node: EnumDeclaration, env: Env): Type => {
  const { text: name, span } = node.name;
  if (node.representation === undefined)
    return {
      kind: "enum",
      name,
      members: distinct(node, env).map((member) => ({ name: member.name.text })),
      span,
    };
  const underlying = env.analysis.check.type(node.representation, env);
  if (isUnknown(underlying)) return unknownType;
  if (underlying.kind !== "bits") {
    env.analysis.sink.report(
      "P0404",
      `the values of enum \`${name}\` cannot be ${describeType(underlying)}`,
      node.representation.span,
      { help: "a serializable enum is made of bit<W> or int<W>" },
    );
    return unknownType;
  }
  const { width, signed } = underlying;
  return {
    kind: "enum",
    name,
    representation: { width, signed },
    members: valued(node, underlying, env),
    span,
  };
};

const distinct = (node: EnumDeclaration, env: Env): EnumDeclaration["members"] => {
  const seen = new Map<string, Span>();
  return node.members.filter(({ name }) => {
    const before = seen.get(name.text);
    if (before === undefined) {
      seen.set(name.text, name.span);
      return true;
    }
    env.analysis.sink.report(
      "P0302",
      `member \`${name.text}\` of enum \`${node.name.text}\` is already declared`,
      name.span,
      {
        notes: [{ message: "first declared here", span: before }],
      },
    );
    return false;
  });
};

/** Members with their values; a value may be made of members above it. */
const valued = (node: EnumDeclaration, type: Bits, env: Env): readonly EnumMember[] => {
  const members: EnumMember[] = [];
  const { width, signed } = type;
  // The enum as it is so far: its members grow while their values are worked out.
  const { text: enumName, span: enumSpan } = node.name;
  const known: Type = {
    kind: "enum",
    name: enumName,
    representation: { width, signed },
    members,
    span: enumSpan,
  };
  const scope = childScope(env.scope);
  add(scope, { kind: "type", name: enumName, span: enumSpan, order: 0, type: known });
  const inside = globalEnv(env.analysis, scope);
  for (const { name, value } of distinct(node, env)) {
    if (value === undefined) {
      env.analysis.sink.report(
        "P0403",
        `member \`${name.text}\` of a serializable enum needs a value`,
        name.span,
        {
          help: `write \`${name.text} = …\``,
        },
      );
      continue;
    }
    const what = `the value of \`${name.text}\``;
    const written = inside.analysis.check.expression(value, inside);
    if (written.kind === "number" && written.type.kind === "integer" && !fits(numberOf(written), type)) {
      env.analysis.sink.report("P0401", `${what} does not fit in ${describeType(type)}`, value.span);
      continue;
    }
    const constant = requireConstant(convert(written, type, { what }, inside), what, inside);
    if (constant?.kind !== "number") continue;
    members.push({ name: name.text, value: numberOf(constant) });
    add(scope, { kind: "constant", name: name.text, span: name.span, order: 0, value: constant });
  }
  return members;
};
