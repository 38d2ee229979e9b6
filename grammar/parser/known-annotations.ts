/** What the annotations of the specification (20.3) and of P4Runtime take between their brackets. */
import type { Annotation, Expression } from "../ast.ts";

type Form = "nothing" | "string" | "match-kind" | "pairs" | "translation";

const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ["atomic", "nothing"],
  ["defaultonly", "nothing"],
  ["hidden", "nothing"],
  ["likely", "nothing"],
  ["noSideEffects", "nothing"],
  ["optional", "nothing"],
  ["pure", "nothing"],
  ["tableonly", "nothing"],
  ["unlikely", "nothing"],
  ["deprecated", "string"],
  ["name", "string"],
  ["noWarn", "string"],
  ["match", "match-kind"],
  ["pkginfo", "pairs"],
  ["p4runtime_translation", "translation"],
]);

const EXAMPLES: Readonly<Record<Exclude<Form, "nothing">, string>> = {
  string: '("…")',
  "match-kind": "(ternary)",
  pairs: '(name = "…", version = "…")',
  translation: '("…", 32)',
};

const WORD = /^[A-Za-z_]\w*$/;
const INTEGER = /^\d\w*$/;

/** Whether tokens can be an expression that is a string: literals, names of constants, `++`. */
const isString = (tokens: readonly string[]): boolean =>
  tokens.some((token) => token.startsWith('"') || WORD.test(token)) &&
  tokens.every((token) => token.startsWith('"') || WORD.test(token) || ["++", "(", ")", "."].includes(token));

const isStringExpression = (value: Expression): boolean =>
  value.kind === "string" || value.kind === "path" || (value.kind === "binary" && value.operator === "++");

/** `name = …, name = …` */
const arePairs = (tokens: readonly string[]): boolean => {
  let depth = 0;
  let starts = true;
  for (const [index, token] of tokens.entries()) {
    if (starts && !(WORD.test(token) && tokens[index + 1] === "=" && tokens[index + 2] !== undefined))
      return false;
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    starts = token === "," && depth === 0;
  }
  return tokens.length > 0 && !starts;
};

/** The URI, and what the value is at the control plane: `string`, `bit<W>` or a number of bits. */
const isTranslation = ([uri, comma, ...type]: readonly string[]): boolean => {
  if (uri?.startsWith('"') !== true || comma !== ",") return false;
  const [first, open, width, close] = type;
  if (type.length === 1) return first === "string" || INTEGER.test(first ?? "");
  return type.length === 4 && first === "bit" && open === "<" && INTEGER.test(width ?? "") && close === ">";
};

const suits = (form: Form, body: Annotation["body"]): boolean => {
  switch (body.kind) {
    case "none":
      return form === "nothing";
    case "expressions": {
      const [value, ...more] = body.values;
      if (value === undefined) return form === "nothing";
      if (more.length > 0) return false;
      return (
        (form === "string" && isStringExpression(value)) || (form === "match-kind" && value.kind === "path")
      );
    }
    case "pairs":
      return form === "pairs";
    case "unstructured":
      break;
  }
  const { tokens } = body;
  switch (form) {
    case "nothing":
      return tokens.length === 0;
    case "string":
      return isString(tokens);
    case "match-kind":
      return tokens.length === 1 && WORD.test(tokens[0] ?? "");
    case "pairs":
      return arePairs(tokens);
    case "translation":
      return isTranslation(tokens);
  }
};

const TAKES: Readonly<Record<Form, string>> = {
  nothing: "takes no arguments",
  string: "takes a string",
  "match-kind": "takes the name of a match kind",
  pairs: "takes a list of `name = value`",
  translation: "takes a URI, and `string`, `bit<W>` or a number of bits",
};

/** What is wrong with the arguments of an annotation; undefined where nothing is, or nothing is known of it. */
export const misuseOf = ({
  name,
  body,
}: Pick<Annotation, "name" | "body">): { readonly message: string; readonly help: string } | undefined => {
  const form = FORMS.get(name);
  if (form === undefined || suits(form, body)) return undefined;
  return {
    message: `\`@${name}\` ${TAKES[form]}`,
    help: `write \`@${name}${form === "nothing" ? "" : EXAMPLES[form]}\``,
  };
};
