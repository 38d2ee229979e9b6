import { createToken, type TokenType } from "chevrotain";
import { AssignmentOperator, BinaryOperator, UnaryOperator } from "./categories.ts";

const sign = (name: string, text: string, ...categories: TokenType[]): TokenType =>
  createToken({ name, pattern: text, label: `\`${text}\``, categories });

export const Dots = sign("Dots", "...");
export const DotDot = sign("DotDot", "..");
export const Dot = sign("Dot", ".");
export const PlusSaturating = sign("PlusSaturating", "|+|", BinaryOperator);
export const MinusSaturating = sign("MinusSaturating", "|-|", BinaryOperator);
export const Mask = sign("Mask", "&&&");
export const ShiftLeft = sign("ShiftLeft", "<<", BinaryOperator);
export const And = sign("And", "&&", BinaryOperator);
export const Or = sign("Or", "||", BinaryOperator);
export const Equal = sign("Equal", "==", BinaryOperator);
export const NotEqual = sign("NotEqual", "!=", BinaryOperator);
export const LessEqual = sign("LessEqual", "<=", BinaryOperator);
/** Also the second half of `>>=`. */
export const GreaterEqual = sign("GreaterEqual", ">=", BinaryOperator);
export const Concatenate = sign("Concatenate", "++", BinaryOperator);
export const PlusColon = sign("PlusColon", "+:");
export const InvalidHeader = sign("InvalidHeader", "{#}");
export const Plus = sign("Plus", "+", BinaryOperator, UnaryOperator);
export const Minus = sign("Minus", "-", BinaryOperator, UnaryOperator);
export const Times = sign("Times", "*", BinaryOperator);
export const Divide = sign("Divide", "/", BinaryOperator);
export const Modulo = sign("Modulo", "%", BinaryOperator);
export const BitOr = sign("BitOr", "|", BinaryOperator);
export const BitAnd = sign("BitAnd", "&", BinaryOperator);
export const BitXor = sign("BitXor", "^", BinaryOperator);
export const Less = sign("Less", "<", BinaryOperator);
/** Always lexed alone: two adjacent ones are `>>` in an expression and two closers among type arguments. */
export const Greater = sign("Greater", ">", BinaryOperator);
export const Complement = sign("Complement", "~", UnaryOperator);
export const Not = sign("Not", "!", UnaryOperator);
export const Assign = sign("Assign", "=", AssignmentOperator);
export const LeftParen = sign("LeftParen", "(");
export const RightParen = sign("RightParen", ")");
export const LeftBracket = sign("LeftBracket", "[");
export const RightBracket = sign("RightBracket", "]");
export const LeftBrace = sign("LeftBrace", "{");
export const RightBrace = sign("RightBrace", "}");
export const Colon = sign("Colon", ":");
export const Semicolon = sign("Semicolon", ";");
export const Comma = sign("Comma", ",");
export const Question = sign("Question", "?");
export const At = sign("At", "@");

const compound = (name: string, text: string): TokenType => sign(name, text, AssignmentOperator);

const compoundAssignments: readonly TokenType[] = [
  compound("PlusSaturatingAssign", "|+|="),
  compound("MinusSaturatingAssign", "|-|="),
  compound("ShiftLeftAssign", "<<="),
  compound("PlusAssign", "+="),
  compound("MinusAssign", "-="),
  compound("TimesAssign", "*="),
  compound("DivideAssign", "/="),
  compound("ModuloAssign", "%="),
  compound("AndAssign", "&="),
  compound("OrAssign", "|="),
  compound("XorAssign", "^="),
];

/** Longer signs before their prefixes: the lexer takes the first that matches. */
export const punctuation: readonly TokenType[] = [
  ...compoundAssignments,
  InvalidHeader,
  Dots,
  DotDot,
  Dot,
  PlusSaturating,
  MinusSaturating,
  Mask,
  ShiftLeft,
  And,
  Or,
  Equal,
  NotEqual,
  LessEqual,
  GreaterEqual,
  Concatenate,
  PlusColon,
  Plus,
  Minus,
  Times,
  Divide,
  Modulo,
  BitOr,
  BitAnd,
  BitXor,
  Less,
  Greater,
  Complement,
  Not,
  Assign,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Colon,
  Semicolon,
  Comma,
  Question,
  At,
];
