import { createTokenInstance, EOF, type IToken, Lexer, type TokenType } from "chevrotain";
import { AssignmentOperator, BinaryOperator, UnaryOperator } from "./categories.ts";
import {
  Blank,
  BlockComment,
  IntegerLiteral,
  LineComment,
  Pragma,
  StringLiteral,
  Unknown,
  UnterminatedComment,
  UnterminatedString,
} from "./literals.ts";
import { punctuation } from "./punctuation.ts";
import { Identifier, Word, words } from "./words.ts";

/** Every kind of token, in the order in which the lexer tries them. */
export const vocabulary: TokenType[] = [
  Blank,
  LineComment,
  BlockComment,
  UnterminatedComment,
  ...words,
  Identifier,
  IntegerLiteral,
  StringLiteral,
  UnterminatedString,
  Pragma,
  ...punctuation,
  Unknown,
  Word,
  BinaryOperator,
  UnaryOperator,
  AssignmentOperator,
];

/** A new lexer over the vocabulary; validations are for tests. */
export const createLexer = (validate: boolean): Lexer =>
  new Lexer(vocabulary, {
    positionTracking: "onlyOffset",
    ensureOptimizations: true,
    skipValidations: !validate,
  });

let lexer: Lexer | undefined;

/**
 * The tokens of a text, comments and blanks left out, closed by an end-of-file token that stands behind the last
 * character. Every character belongs to some token: what P4 does not know becomes one that no rule accepts.
 */
export const tokenize = (text: string): IToken[] => {
  lexer ??= createLexer(false);
  const { tokens } = lexer.tokenize(text);
  tokens.push(
    createTokenInstance(
      EOF,
      "",
      text.length,
      text.length - 1,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ),
  );
  return tokens;
};
