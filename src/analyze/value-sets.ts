/** Parser value sets (specification 13.11). */
import type { Annotation, StructField, ValueSetDeclaration } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import { constantInteger } from "./constant-expressions.ts";
import type { Env } from "./context.ts";
import { MAX_VALUE_SET_SIZE } from "./limits.ts";
import { declareLocal } from "./names.ts";
import { describeType } from "./print-type.ts";
import { isUnknown, originOf } from "./type-facts.ts";
import type { Type, TypedValueSet } from "./typed.ts";

type Field = TypedValueSet["fields"][number];

const isKey = (type: Type): boolean =>
  type.kind === "bits" ||
  type.kind === "bool" ||
  type.kind === "error" ||
  type.kind === "enum" ||
  (type.kind === "newtype" && isKey(type.underlying));

/** `@match(ternary)` on a field; exact where there is none. */
const matchOf = (annotations: readonly Annotation[]): string => {
  const { body } = annotations.find((annotation) => annotation.name === "match") ?? {};
  if (body?.kind === "unstructured") return body.tokens[0] ?? "exact";
  const [value] = body?.kind === "expressions" ? body.values : [];
  return value?.kind === "path" ? value.name.text : "exact";
};

const annotationsOf = (type: Type): readonly StructField[] => {
  const entity = originOf(type)?.entity;
  return entity?.kind === "generic-type" ? entity.declaration.fields : [];
};

/** The scalars that one entry of the set has, structs and tuples taken apart. */
const fieldsOf = (type: Type, name: string, match: string): readonly Field[] | undefined => {
  if (isKey(type)) return [{ name, type, match }];
  const prefix = name === "" ? "" : `${name}.`;
  const parts: (readonly Field[] | undefined)[] =
    type.kind === "struct"
      ? type.fields.map((field) => {
          const declared = annotationsOf(type).find((candidate) => candidate.name.text === field.name);
          return fieldsOf(field.type, prefix + field.name, matchOf(declared?.annotations ?? []));
        })
      : type.kind === "tuple"
        ? type.elements.map((element, index) => fieldsOf(element, `${prefix}${index}`, "exact"))
        : [undefined];
  const all: Field[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    all.push(...part);
  }
  return all;
};

/** Declares the set in `env`'s scope; parser: whose it is. */
export const declareValueSet = (
  node: ValueSetDeclaration,
  parser: string,
  env: Env,
): TypedValueSet | undefined => {
  const { text: name, span } = node.name;
  const type = env.analysis.check.type(node.type, env);
  const size = constantInteger(node.size, "the size of a value set", env);
  const fields = isUnknown(type) ? undefined : fieldsOf(type, "", matchOf(node.annotations));
  if (!isUnknown(type) && (fields === undefined || fields.length === 0))
    reportType(type, node.type.span, env);
  const inRange = size !== undefined && checkSize(size, node.size.span, env);
  const valueSet: TypedValueSet = {
    name,
    parser,
    size: inRange ? Number(size) : 1,
    fields: fields ?? [],
    span,
  };
  declareLocal(env, { kind: "value-set", name, span, order: 0, valueSet });
  return inRange && fields !== undefined && fields.length > 0 ? valueSet : undefined;
};

const reportType = (type: Type, span: Span, env: Env): void =>
  env.analysis.sink.report("P0404", `a value set cannot be of ${describeType(type)}`, span, {
    help: "its elements are bit<W>, int<W>, bool, enum, or structs and tuples of these",
  });

const checkSize = (size: bigint, span: Span, env: Env): boolean => {
  if (size >= 1n && size <= BigInt(MAX_VALUE_SET_SIZE)) return true;
  env.analysis.sink.report(
    "P0402",
    `the size of a value set must be from 1 to ${MAX_VALUE_SET_SIZE}, but this is ${size}`,
    span,
  );
  return false;
};
