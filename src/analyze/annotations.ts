/** Names and values in annotations of declarations and their fields (specification 20). */
import type { Annotation, Declaration, Expression, StructField } from "../../grammar/ast.ts";
import { requireConstant } from "./constant-expressions.ts";
import type { Env } from "./context.ts";
import { lookup, visibleNames } from "./entities.ts";
import { didYouMean, suggest } from "./suggest.ts";

/** The values of a structured annotation: integers, strings and booleans that are known (specification 20.2). */
const checkValue = (node: Expression, env: Env): void => {
  const what = "the value of an annotation";
  const value = requireConstant(env.analysis.check.expression(node, env), what, env);
  if (value === undefined || ["number", "boolean", "string"].includes(value.kind)) return;
  env.analysis.sink.report("P0401", `${what} must be an integer, a string or a boolean`, node.span);
};

const checkStructured = ({ body }: Annotation, env: Env): void => {
  if (body.kind === "expressions") for (const value of body.values) checkValue(value, env);
  if (body.kind === "pairs") for (const { value } of body.pairs) checkValue(value, env);
};

/** `@match(kind)`, on a field of what a value set matches. */
const checkMatch = (annotation: Annotation, { analysis }: Env): void => {
  const { body, span } = annotation;
  const [first] = body.kind === "unstructured" ? body.tokens : [];
  if (first === undefined || analysis.matchKinds.has(first)) return;
  const help = didYouMean(first, [...analysis.matchKinds.keys()]);
  analysis.sink.report(
    "P0301",
    `match kind \`${first}\` is not declared`,
    span,
    help === undefined ? {} : { help },
  );
};

const NAME = /^[A-Za-z_]\w*$/;
const TYPES = ["bit", "int", "bool", "varbit", "true", "false"];

/** `@length(expression)`, on a field whose length the fields before it give. */
const checkLength = (annotation: Annotation, fields: readonly string[], { analysis, scope }: Env): void => {
  const { body, span } = annotation;
  const tokens = body.kind === "unstructured" ? body.tokens : [];
  for (const [index, token] of tokens.entries()) {
    if (!NAME.test(token) || TYPES.includes(token) || tokens[index - 1] === ".") continue;
    if (fields.includes(token) || lookup(scope, token).length > 0) continue;
    const help = suggest(token, () => [...fields, ...visibleNames(scope)], analysis);
    analysis.sink.report("P0301", `\`${token}\` is not declared`, span, help === undefined ? {} : { help });
  }
};

const checkFields = (fields: readonly StructField[], env: Env): void => {
  for (const [index, field] of fields.entries())
    for (const annotation of field.annotations) {
      checkStructured(annotation, env);
      if (annotation.name === "match") checkMatch(annotation, env);
      if (annotation.name !== "length") continue;
      const before = fields.slice(0, index).map((other) => other.name.text);
      checkLength(annotation, before, env);
    }
};

/** Checks the annotations of a declaration at the top level, and those of its fields. */
export const checkAnnotations = (declaration: Declaration, env: Env): void => {
  for (const annotation of declaration.annotations) checkStructured(annotation, env);
  if ("fields" in declaration) checkFields(declaration.fields, env);
};
