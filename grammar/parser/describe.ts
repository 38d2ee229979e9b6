import { EOF, type IToken, type TokenType } from "chevrotain";
import type { Code } from "../../src/diagnostics/catalogue/index.ts";
import type { Span } from "../../src/diagnostics/span.ts";
import {
  IntegerLiteral,
  StringLiteral,
  Unknown,
  UnterminatedComment,
  UnterminatedString,
} from "../lexer/literals.ts";
import { Identifier, words } from "../lexer/words.ts";

const keywords: ReadonlySet<TokenType> = new Set(
  words.filter((word) => !(word.CATEGORIES ?? []).includes(Identifier)),
);
const contextualKeywords: ReadonlySet<TokenType> = new Set(
  words.filter((word) => (word.CATEGORIES ?? []).includes(Identifier)),
);

/** Whether the token can be a name, contextual keywords included. */
export const isName = (token: IToken): boolean =>
  token.tokenType === Identifier || contextualKeywords.has(token.tokenType);

/** Whether the token is a word that can never be a name. */
export const isKeyword = (token: IToken): boolean => keywords.has(token.tokenType);

/** The offset behind a token. */
export const endOf = (token: IToken): number => token.startOffset + token.image.length;

export const spanOf = (token: IToken): Span => ({
  start: token.startOffset,
  end: endOf(token),
});

const shortened = (text: string): string => {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
};

/** A token as a message names it. */
export const describe = (token: IToken): string => {
  if (token.tokenType === EOF) return "the end of the file";
  if (token.tokenType === IntegerLiteral || token.tokenType === StringLiteral) return shortened(token.image);
  return `\`${shortened(token.image)}\``;
};

/** A kind of token as a message names it: what was expected. */
export const describeType = (type: TokenType): string =>
  type === EOF ? "the end of the file" : (type.LABEL ?? type.name);

/** Says what is wrong with a token that no program may contain, undefined for all others. */
export const lexicalMistake = (
  token: IToken,
):
  | { readonly code: Code; readonly message: string; readonly span: Span; readonly help?: string }
  | undefined => {
  const { start, end } = spanOf(token);
  switch (token.tokenType) {
    case Unknown:
      return {
        code: "P0202",
        message: `unknown character ${printable(token.image)}`,
        span: { start, end },
        ...(token.image === "#"
          ? { help: "an invalid header is written `{#}`; a directive stands at the beginning of its line" }
          : {}),
        ...(token.image === "'" ? { help: 'strings are written with double quotes: "…"' } : {}),
      };
    case UnterminatedString:
      return {
        code: "P0203",
        message: 'this string has no closing `"`',
        span: { start, end: start + (token.image.split("\n", 1)[0] ?? "").length },
      };
    case UnterminatedComment:
      return { code: "P0204", message: "this comment has no closing `*/`", span: { start, end: start + 2 } };
    default:
      return undefined;
  }
};

const printable = (text: string): string => {
  const code = text.codePointAt(0) ?? 0;
  return code < 0x20 || code === 0x7f || text === "`"
    ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
    : `\`${shortened(text)}\``;
};
