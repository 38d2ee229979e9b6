import type { Place } from "./inclusion.ts";
import type { Macro, Part } from "./macro.ts";
import { shown, spell, type Token } from "./token.ts";

/** A #define that is none, and the tokens at fault. */
export interface BadDefine {
  readonly problem: string;
  readonly token: Token | undefined;
}

const isWordToken = (token: Token | undefined, text: string): boolean => token?.text === text;

interface Parameters {
  readonly names: readonly string[];
  readonly variadic: boolean;
  /** The index of the first token behind the closing parenthesis. */
  readonly end: number;
}

/** Parses `a, b, …)` from the token behind the opening parenthesis on. */
const parseParameters = (tokens: readonly Token[], start: number): Parameters | BadDefine => {
  const names: string[] = [];
  const seen = new Set<string>();
  if (isWordToken(tokens[start], ")")) return { names, variadic: false, end: start + 1 };
  for (let at = start; ; at += 2) {
    const token = tokens[at];
    if (isWordToken(token, "...")) {
      if (!isWordToken(tokens[at + 1], ")"))
        return { problem: "'...' must be the last parameter", token: tokens[at + 1] ?? token };
      return { names: [...names, "__VA_ARGS__"], variadic: true, end: at + 2 };
    }
    if (token?.kind !== "identifier") return { problem: "a macro's parameter must be a name", token };
    if (token.text === "__VA_ARGS__" || token.text === "__VA_OPT__")
      return { problem: `'${token.text}' cannot be a parameter's name`, token };
    if (seen.has(token.text))
      return { problem: `the parameter '${shown(token.text)}' is there twice`, token };
    seen.add(token.text);
    names.push(token.text);
    const next = tokens[at + 1];
    if (isWordToken(next, "...") && isWordToken(tokens[at + 2], ")"))
      return { names, variadic: true, end: at + 3 };
    if (isWordToken(next, ")")) return { names, variadic: false, end: at + 2 };
    if (!isWordToken(next, ","))
      return { problem: "',' or ')' expected after a macro's parameter", token: next };
  }
};

const makeParts = (
  body: readonly Token[],
  parameters: readonly string[] | undefined,
  variadic: boolean,
): readonly Part[] | BadDefine => {
  const indexes = new Map(parameters?.map((name, index) => [name, index]));
  const variableIndex = variadic ? indexes.size - 1 : -1;
  const parts: Part[] = [];
  for (let at = 0; at < body.length; at += 1) {
    const token = body[at];
    if (token === undefined) break;
    const next = body[at + 1];
    const index = token.kind === "identifier" ? indexes.get(token.text) : undefined;
    if (token.text === "##") {
      if (at === 0 || next === undefined)
        return { problem: "'##' cannot be at either end of a macro's replacement", token };
      if (next.text === "##") continue;
      parts.push({ kind: "paste" });
    } else if (token.text === "#" && parameters !== undefined) {
      const target = next === undefined ? undefined : indexes.get(next.text);
      if (target === undefined)
        return { problem: "'#' is not followed by one of the macro's parameters", token };
      parts.push({ kind: "stringize", index: target, space: token.space });
      at += 1;
    } else if (token.text === "," && next?.text === "##" && variableIndex >= 0) {
      const variable = body[at + 2];
      if (variable?.kind === "identifier" && indexes.get(variable.text) === variableIndex) {
        parts.push({ kind: "comma-variable", comma: token, index: variableIndex, space: variable.space });
        at += 2;
      } else parts.push({ kind: "token", token });
    } else if (index !== undefined) {
      const pasted = next?.text === "##" || body[at - 1]?.text === "##";
      parts.push({ kind: "parameter", index, space: token.space, pasted });
    } else if (token.text === "__VA_ARGS__" || token.text === "__VA_OPT__") {
      return {
        problem:
          token.text === "__VA_OPT__"
            ? "'__VA_OPT__' is not supported"
            : "'__VA_ARGS__' can only be used in a macro whose last parameter is '...'",
        token,
      };
    } else parts.push({ kind: "token", token });
  }
  return parts;
};

/** Names that cannot be defined, with the reason. */
export const reservedName = (name: string): string | undefined => {
  if (name === "defined") return "'defined' is the operator of #if";
  if (name === "__LINE__" || name === "__FILE__") return `'${name}' is predefined`;
  if (name.startsWith("__VA_") || name.startsWith("__has_")) return `'${name}' is reserved`;
  return undefined;
};

const constantOf = (
  body: readonly Token[],
  parts: readonly Part[],
  parameters: readonly string[] | undefined,
): Macro["constant"] =>
  parameters !== undefined || parts.some((part) => part.kind !== "token")
    ? undefined
    : {
        text: spell(body),
        names: body.filter((token) => token.kind === "identifier").map((token) => token.text),
      };

/** Parses what stands behind `#define`. */
export const parseDefine = (tokens: readonly Token[], definedAt: Place): Macro | BadDefine => {
  const [name, opening] = tokens;
  if (name === undefined) return { problem: "#define without a macro's name", token: undefined };
  if (name.kind !== "identifier") return { problem: "a macro's name must be an identifier", token: name };
  const reserved = reservedName(name.text);
  if (reserved !== undefined) return { problem: `${reserved} and cannot be defined`, token: name };
  const open = tokens.find((token) => token.kind === "open-string");
  if (open !== undefined) return { problem: "a string in a #define must end on its line", token: open };
  const isFunction = opening?.text === "(" && !opening.space;
  const list = isFunction ? parseParameters(tokens, 2) : undefined;
  if (list !== undefined && "problem" in list) return list;
  if (!isFunction && opening !== undefined && !opening.space)
    return { problem: "a blank must come between the macro's name and its replacement", token: opening };
  const body = tokens.slice(list?.end ?? 1);
  const parts = makeParts(body, list?.names, list?.variadic ?? false);
  if ("problem" in parts) return parts;
  return {
    name: name.text,
    parameters: list?.names,
    variadic: list?.variadic ?? false,
    body,
    parts,
    constant: constantOf(body, parts, list?.names),
    builtin: undefined,
    definedAt,
    busy: false,
  };
};
