import type { IToken, TokenType } from "chevrotain";
import {
  Bit,
  Bool,
  Control,
  Enum,
  ErrorWord,
  Extern,
  Header,
  HeaderUnion,
  Int,
  MatchKind,
  Package,
  Parser,
  StringWord,
  Struct,
  Tuple,
  Typedef,
  Varbit,
  Void,
} from "../lexer/words.ts";
import { isName } from "./describe.ts";

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

export const startsTypeOrName = (token: IToken): boolean => isName(token) || startsBaseType(token);
