import type { IToken, TokenType } from "chevrotain";
import { IntegerLiteral } from "../lexer/literals.ts";
import { At, LeftParen, RightBrace } from "../lexer/punctuation.ts";
import {
  Bit,
  Bool,
  Break,
  Continue,
  Control,
  Enum,
  ErrorWord,
  Exit,
  Extern,
  For,
  Header,
  HeaderUnion,
  If,
  Int,
  MatchKind,
  Package,
  Parser,
  Return,
  StringWord,
  Struct,
  Switch,
  Tuple,
  Typedef,
  Varbit,
  Void,
} from "../lexer/words.ts";
import { isKeyword, isName } from "./describe.ts";

/** Words that can only begin a declaration of the outermost level: met inside another one, its `}` is missing. */
const outerDeclarations: ReadonlySet<TokenType> = new Set([
  Control,
  Enum,
  Extern,
  Header,
  HeaderUnion,
  Package,
  Parser,
  Struct,
  Typedef,
]);

export const startsOuterDeclaration = (token: IToken): boolean => outerDeclarations.has(token.tokenType);

/** Words that begin a type and nothing else; `error` and `list` need a second look. */
const baseTypes: ReadonlySet<TokenType> = new Set([
  Bit,
  Bool,
  ErrorWord,
  Int,
  MatchKind,
  StringWord,
  Tuple,
  Varbit,
  Void,
]);

export const startsBaseType = (token: IToken): boolean => baseTypes.has(token.tokenType);

const controlFlow: ReadonlySet<TokenType> = new Set([Break, Continue, Exit, For, If, Return, Switch]);

/** Words that begin a statement and nothing else. */
export const startsControlFlow = (token: IToken): boolean => controlFlow.has(token.tokenType);

const signs: ReadonlySet<TokenType> = new Set([At, IntegerLiteral, LeftParen, RightBrace]);

/** Whether the token may begin an element of some list in braces, or close it. */
export const startsElement = (token: IToken): boolean =>
  isName(token) || isKeyword(token) || signs.has(token.tokenType);

export const startsTypeOrName = (token: IToken): boolean => isName(token) || startsBaseType(token);
