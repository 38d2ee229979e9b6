import { createToken, Lexer, type TokenType } from "chevrotain";

/** Every word, keyword or not: what may name an annotation. */
export const Word = createToken({ name: "Word", pattern: Lexer.NA, label: "a name" });

/** Any name. Words that are keywords only in some places belong to it as well, by category. */
export const Identifier = createToken({
  name: "Identifier",
  pattern: /[A-Za-z_]\w*/,
  label: "a name",
  categories: [Word],
});

const all: TokenType[] = [];

const textOf = ({ PATTERN }: TokenType): string => (typeof PATTERN === "string" ? PATTERN : "");

const define = (name: string, text: string, categories: TokenType[]): TokenType => {
  const word = createToken({ name, pattern: text, longer_alt: Identifier, label: `\`${text}\``, categories });
  all.push(word);
  return word;
};

/** A keyword everywhere. */
const keyword = (name: string, text: string): TokenType => define(name, text, [Word]);

/** A keyword where the grammar has it, a name everywhere else (specification 8.1, nonTypeName and name). */
const contextual = (name: string, text: string): TokenType => define(name, text, [Identifier]);

export const Abstract = keyword("Abstract", "abstract");
export const Action = keyword("Action", "action");
export const Actions = contextual("Actions", "actions");
export const Apply = contextual("Apply", "apply");
export const Bit = keyword("Bit", "bit");
export const Bool = keyword("Bool", "bool");
export const Break = keyword("Break", "break");
export const Const = keyword("Const", "const");
export const Continue = keyword("Continue", "continue");
export const Control = keyword("Control", "control");
export const Default = keyword("Default", "default");
export const Else = keyword("Else", "else");
export const Entries = contextual("Entries", "entries");
export const Enum = keyword("Enum", "enum");
export const ErrorWord = keyword("ErrorWord", "error");
export const Exit = keyword("Exit", "exit");
export const Extern = keyword("Extern", "extern");
export const False = keyword("False", "false");
export const For = keyword("For", "for");
export const Header = keyword("Header", "header");
export const HeaderUnion = keyword("HeaderUnion", "header_union");
export const If = keyword("If", "if");
export const In = keyword("In", "in");
export const InOut = keyword("InOut", "inout");
export const Int = keyword("Int", "int");
export const Key = contextual("Key", "key");
export const List = contextual("List", "list");
export const MatchKind = keyword("MatchKind", "match_kind");
export const Out = keyword("Out", "out");
export const Package = keyword("Package", "package");
export const Parser = keyword("Parser", "parser");
export const Priority = contextual("Priority", "priority");
export const Return = keyword("Return", "return");
export const Select = keyword("Select", "select");
export const State = contextual("State", "state");
export const StringWord = keyword("StringWord", "string");
export const Struct = keyword("Struct", "struct");
export const Switch = keyword("Switch", "switch");
export const Table = keyword("Table", "table");
export const This = keyword("This", "this");
export const Transition = keyword("Transition", "transition");
export const True = keyword("True", "true");
export const Tuple = keyword("Tuple", "tuple");
export const Type = contextual("Type", "type");
export const Typedef = keyword("Typedef", "typedef");
export const ValueSet = keyword("ValueSet", "value_set");
export const Varbit = keyword("Varbit", "varbit");
export const Void = keyword("Void", "void");
/** `_` */
export const DontCare = keyword("DontCare", "_");

/** All words but Identifier itself, `inout` before `in`: the lexer takes the first that matches. */
export const words: readonly TokenType[] = all.toSorted((a, b) => textOf(b).length - textOf(a).length);
