import { unreachable } from "../../src/diagnostics/bug.ts";
import type { Macro, Part } from "./macro.ts";
import { madeToken, quoted, type Scanned, type Token, tokensBetween, withSpace } from "./token.ts";

/** One argument of a macro's use. */
export interface Argument {
  readonly tokens: readonly Token[];
  /** The tokens after all macros in them are expanded; made when first asked for. */
  readonly expanded: () => readonly Token[];
}

export interface SubstitutionContext {
  /** Takes steps from the expansion budget; false when it is used up. */
  readonly charge: (steps: number) => boolean;
  /** Told when ## makes something that is not one token. */
  readonly badPaste: (left: string, right: string) => void;
}

/** The argument's spelling as a string literal (C11 6.10.3.2). */
const stringize = (tokens: readonly Token[], space: boolean): Token => {
  const spelling = tokens
    .map((token, index) => {
      const text = token.kind === "string" ? token.text.replace(/["\\]/g, "\\$&") : token.text;
      return index > 0 && token.space ? ` ${text}` : text;
    })
    .join("");
  return madeToken("string", `"${spelling}"`, space, 0);
};

/** What two tokens read as when nothing stands between them. */
const paste = (left: Token, right: Token, context: SubstitutionContext): readonly Token[] => {
  if (left.kind === "placemarker") return [withSpace(right, left.space)];
  if (right.kind === "placemarker") return [left];
  const scanned: Scanned = { text: left.text + right.text, openComment: -1 };
  const tokens = tokensBetween(scanned, 0, scanned.text.length);
  const [first] = tokens;
  if (tokens.length === 1 && first !== undefined && first.kind !== "open-string")
    return [withSpace(first, left.space)];
  context.badPaste(left.text, right.text);
  return [left, withSpace(right, false)];
};

const placemarker = (space: boolean): Token => madeToken("placemarker", "", space, 0);

/** The tokens with the blank before the first as the parameter had it; a placemarker when there are none. */
const spaced = (tokens: readonly Token[], space: boolean): readonly Token[] => {
  const [first, ...rest] = tokens;
  if (first === undefined) return [placemarker(space)];
  return first.space === space ? tokens : [withSpace(first, space), ...rest];
};

const size = (tokens: readonly Token[]): number =>
  tokens.reduce((total, token) => total + token.text.length + 1, 0);

/**
 * A macro's replacement list with the arguments put in (C11 6.10.3.1 to 6.10.3.3). The result is still to be
 * scanned for further macros.
 */
export const substitute = (
  macro: Macro,
  args: readonly Argument[],
  context: SubstitutionContext,
): readonly Token[] => {
  const out: Token[] = [];
  let pasting = false;
  const put = (tokens: readonly Token[]): void => {
    if (!context.charge(size(tokens))) return;
    let rest = tokens;
    const [right] = tokens;
    const left = pasting ? out.pop() : undefined;
    pasting = false;
    if (left !== undefined && right !== undefined) {
      context.charge(left.text.length + right.text.length);
      for (const token of paste(left, right, context)) out.push(token);
      rest = tokens.slice(1);
    }
    for (const token of rest) out.push(token);
  };
  const putPart = (part: Part): void => {
    switch (part.kind) {
      case "token":
        put([part.token]);
        break;
      case "parameter": {
        const argument = args[part.index];
        put(spaced((part.pasted ? argument?.tokens : argument?.expanded()) ?? [], part.space));
        break;
      }
      case "stringize": {
        const tokens = args[part.index]?.tokens ?? [];
        // The spelling may be large: pay for it before it is made.
        if (context.charge(size(tokens))) put([stringize(tokens, part.space)]);
        break;
      }
      case "paste":
        pasting = true;
        break;
      case "comma-variable": {
        const argument = args[part.index];
        const isEmpty = argument === undefined || argument.tokens.length === 0;
        put([isEmpty ? placemarker(false) : part.comma]);
        if (!isEmpty) put(spaced(argument.expanded(), part.space));
        break;
      }
      default:
        unreachable(part);
    }
  };
  for (const part of macro.parts) putPart(part);
  return out.some((token) => token.kind === "placemarker")
    ? out.filter((token) => token.kind !== "placemarker")
    : out;
};

/** The value of `__FILE__` as a token. */
export const stringToken = (value: string, space: boolean): Token =>
  madeToken("string", quoted(value), space, 0);
