import {
  EmbeddedActionsParser,
  EOF,
  type IParserErrorMessageProvider,
  type IToken,
  isRecognitionException,
  type TokenType,
} from "chevrotain";
import type { Code } from "../../src/diagnostics/catalogue/index.ts";
import { DiagnosticSink, type Extra } from "../../src/diagnostics/sink.ts";
import type { Span } from "../../src/diagnostics/span.ts";
import { vocabulary } from "../lexer/index.ts";
import {
  Assign,
  LeftBrace,
  LeftParen,
  Less,
  RightBrace,
  RightBracket,
  RightParen,
  Semicolon,
} from "../lexer/punctuation.ts";
import {
  Action,
  Apply,
  Const,
  Default,
  Else,
  For,
  Identifier,
  Priority,
  State,
  Table,
  Transition,
} from "../lexer/words.ts";
import { describe, describeType, endOf, isKeyword, isName, lexicalMistake, spanOf } from "./describe.ts";
import { Abandoned, SyntaxFailure } from "./failure.ts";
import { createTypeScope, type TypeScope } from "./scope.ts";
import { nearest } from "./spelling.ts";
import { startsControlFlow, startsElement, startsOuterDeclaration, startsTypeOrName } from "./starts.ts";

/** Expressions, types and statements inside one another; more would not fit the default stack of Node. */
export const maximumDepth = 200;

/** After so many syntax errors the input is not P4. */
const maximumErrors = 1000;

/** Only messages of failed OR and CONSUME are asked for; the place is known from the exception. */
const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual, previous }) => {
    const after = previous.tokenType === EOF ? "" : ` after ${describe(previous)}`;
    return `expected ${describeType(expected)}${after}, found ${describe(actual)}`;
  },
  buildNoViableAltMessage: ({ customUserDescription, actual }) => {
    const [found] = actual;
    return `expected ${customUserDescription ?? "something else"}, found ${found === undefined ? "nothing" : describe(found)}`;
  },
  buildEarlyExitMessage: ({ customUserDescription, actual }) => {
    const [found] = actual;
    return `expected ${customUserDescription ?? "something else"}, found ${found === undefined ? "nothing" : describe(found)}`;
  },
  buildNotAllInputParsedMessage: ({ firstRedundant }) => `unexpected ${describe(firstRedundant)}`,
};

/** Whether a list ends before the next token, though not with its closer. */
export type Ends = () => boolean;

/** What all groups of rules share: spans, the scope of type names, reporting, going on after a mistake. */
export abstract class ParserCore extends EmbeddedActionsParser {
  protected scope: TypeScope = createTypeScope();
  /** Where a keyset began: its `(` may open a tuple of keysets. */
  protected keysetStart = -1;
  #sink = new DiagnosticSink();
  #text = "";
  #depth = 0;
  #errors = 0;
  /** Follow-up errors up to this offset are not reported. */
  #quietUntil = -1;

  constructor(validate: boolean) {
    super(vocabulary, {
      maxLookahead: 2,
      recoveryEnabled: false,
      skipValidations: !validate,
      errorMessageProvider: messages,
    });
  }

  /** Makes the parser ready for another text. */
  protected prepare(text: string, tokens: IToken[], sink: DiagnosticSink): void {
    this.input = tokens;
    this.scope = createTypeScope();
    this.keysetStart = -1;
    this.#sink = sink;
    this.#text = text;
    this.#depth = 0;
    this.#errors = 0;
    this.#quietUntil = -1;
  }

  /** Where the next token starts. */
  protected here(): number {
    return this.LA(1).startOffset;
  }

  /** From an offset to the end of the last token consumed. */
  protected from(start: number): Span {
    return { start, end: endOf(this.LA(0)) };
  }

  protected next(type: TokenType, ahead = 1): boolean {
    return this.LA(ahead).tokenType === type;
  }

  /** Whether token `ahead` touches the one before it: `> >` is no `>>`. */
  protected adjacent(ahead: number): boolean {
    return this.LA(ahead).startOffset === endOf(this.LA(ahead - 1));
  }

  /** Counts a level of nesting; `leave` it when done (after a failure `attempt` does). */
  protected enter(): void {
    this.#depth += 1;
    if (this.#depth > maximumDepth)
      throw new SyntaxFailure(
        "P0206",
        `nested too deep: more than ${maximumDepth} expressions, types and statements inside one another`,
        spanOf(this.LA(1)),
      );
  }

  protected leave(): void {
    this.#depth -= 1;
  }

  /** Gives up this construct: the next token is not what must stand here. */
  protected fail(
    message: string,
    extra: Extra = {},
    token: IToken = this.LA(1),
    code: Code = "P0201",
  ): never {
    throw new SyntaxFailure(code, message, spanOf(token), extra);
  }

  /** Reports a mistake that does not keep the parser from going on. */
  protected report(code: Code, message: string, span: Span, extra: Extra = {}): void {
    if (span.start <= this.#quietUntil) return;
    this.#quietUntil = span.start;
    this.#sink.report(code, message, span, extra);
    this.#errors += 1;
    if (this.#errors < maximumErrors) return;
    this.#sink.report("P0210", `stopped after ${maximumErrors} syntax errors`, span);
    throw new Abandoned();
  }

  /** Two names in a row where the first is no type: says so if it looks like a misspelled keyword. */
  protected checkSpelling(candidates: readonly string[]): void {
    if (this.RECORDING_PHASE) return;
    const word = this.LA(1);
    if (word.tokenType !== Identifier || !isName(this.LA(2)) || this.next(Less, 3)) return;
    if (this.scope.isType(word.image)) return;
    const meant = nearest(word.image, candidates);
    if (meant !== undefined)
      this.fail(`\`${word.image}\` is neither a type nor a keyword`, { help: `did you mean \`${meant}\`?` });
  }

  /** `;`, or one message right behind what it should have followed. */
  protected semicolon(index: number, after: string): void {
    this.closer(index, Semicolon, after);
  }

  /**
   * `)`, `]` or `;`. If it is missing and the next token shows that it was only forgotten, it is taken as if it
   * stood there.
   */
  protected closer(index: number, type: TokenType, after?: string): void {
    if (this.RECORDING_PHASE || this.next(type)) {
      this.consume(index, type);
      return;
    }
    const found = this.LA(1);
    const last = this.LA(0);
    const end = endOf(last);
    const message = `expected ${describeType(type)} after ${after ?? describe(last)}, found ${describe(found)}`;
    const forgotten =
      found.tokenType === RightBrace ||
      found.tokenType === LeftBrace ||
      found.tokenType === EOF ||
      (type === Semicolon
        ? this.startsLine(found)
        : found.tokenType === Semicolon ||
          (type !== RightParen && found.tokenType === RightParen) ||
          (type !== RightBracket && found.tokenType === RightBracket));
    if (lexicalMistake(found) !== undefined || (!forgotten && found.tokenType === Assign))
      throw new SyntaxFailure("P0201", message, spanOf(found));
    if (!forgotten) throw new SyntaxFailure("P0201", message, spanOf(found));
    if (found.startOffset > this.#quietUntil) {
      this.report("P0201", message, { start: end, end }, { help: `add ${describeType(type)} here` });
      this.#quietUntil = found.startOffset;
    }
  }

  /**
   * The elements of a list up to its closer. An element with a mistake is reported and skipped, the others are
   * kept. `ends` tells what shows that the closer is missing. While Chevrotain records the grammar this is a MANY.
   */
  protected elements(index: number, element: () => void, ends: Ends = this.outerNext): void {
    if (this.RECORDING_PHASE) {
      this.many(index, element);
      return;
    }
    while (!this.next(EOF) && !this.next(RightBrace) && !ends()) this.attempt(element, ends);
  }

  /** A declaration of the outermost level comes next: inside another one, its `}` is missing. */
  protected readonly outerNext: Ends = () => {
    const token = this.LA(1);
    return startsOuterDeclaration(token) && startsTypeOrName(this.LA(2)) && this.startsLine(token);
  };

  /** What cannot stand among a state's statements: the state's `}` is missing. */
  protected readonly stateNext: Ends = () =>
    (this.next(State) && this.next(LeftBrace, 3) && isName(this.LA(2))) || this.outerNext();

  /** What cannot stand in a table: its `}` is missing. */
  protected readonly controlPartNext: Ends = () => {
    const token = this.LA(1);
    const { tokenType } = token;
    const part =
      (tokenType === Action || tokenType === Table ? isName(this.LA(2)) : false) ||
      (tokenType === Apply && this.next(LeftBrace, 2));
    return (part && this.startsLine(token)) || this.outerNext();
  };

  /** What cannot stand among the cases of a select: its `}` is missing. */
  protected readonly afterSelectNext: Ends = () =>
    this.next(Transition) || this.stateNext() || this.controlPartNext();

  /** What cannot stand in a block: its `}` is missing. */
  protected readonly afterBlockNext: Ends = () => this.next(Default) || this.afterSelectNext();

  /** What cannot stand among the cases of a switch: its `}` is missing. */
  protected readonly afterCasesNext: Ends = () =>
    startsControlFlow(this.LA(1)) || this.stateNext() || this.controlPartNext();

  /** What cannot stand in a list of a table's property: its `}` is missing. */
  protected readonly propertyNext: Ends = () => {
    const ahead = this.next(Const) ? 2 : 1;
    return (
      (this.next(Assign, ahead + 1) &&
        isName(this.LA(ahead)) &&
        !this.next(Priority, ahead) &&
        this.startsLine(this.LA(1))) ||
      this.controlPartNext()
    );
  };

  /** `{` of a list. If it is missing before what may be an element, it is taken as if it stood there. */
  protected openBrace(index: number): IToken {
    const found = this.LA(1);
    if (this.RECORDING_PHASE || found.tokenType === LeftBrace || !startsElement(found))
      return this.consume(index, LeftBrace);
    const last = this.LA(0);
    this.report("P0201", `expected \`{\` after ${describe(last)}, found ${describe(found)}`, spanOf(found));
    return last;
  }

  /** `}` of a list, or one message that shows its `{`. */
  protected closeBrace(index: number, open: IToken): void {
    if (this.RECORDING_PHASE || this.next(RightBrace)) {
      this.consume(index, RightBrace);
      return;
    }
    const found = this.LA(1);
    this.report("P0205", `expected \`}\`, found ${describe(found)}`, spanOf(found), {
      notes: [{ message: "to close this `{`", span: spanOf(open) }],
    });
  }

  /** Parses an element; on a mistake reports it and skips to where its list can go on. */
  protected attempt(element: () => void, ends: Ends): void {
    const start = this.here();
    const { depth: scopes } = this.scope;
    const depth = this.#depth;
    try {
      element();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#explain(error);
      this.scope.closeTo(scopes);
      this.#depth = depth;
      this.#resynchronise(start, ends);
      if (this.here() !== start) this.#quietUntil = Math.max(this.#quietUntil, this.here());
      // Only a `}` too many makes no progress by itself.
      else
        do this.SKIP_TOKEN();
        while (this.next(RightBrace));
    }
  }

  #explain(error: Error): void {
    if (error instanceof SyntaxFailure) {
      this.#reportAt(this.LA(1), error.code, error.message, error.span, error.extra);
      return;
    }
    if (!isRecognitionException(error)) throw error;
    const found = this.LA(1);
    const keywordAsName = isKeyword(found) && error.message.startsWith(`expected ${Identifier.LABEL}`);
    if (keywordAsName)
      this.#reportAt(found, "P0208", `expected a name, found the keyword \`${found.image}\``, spanOf(found), {
        help: "choose another name: P4 reserves this word",
      });
    else this.#reportAt(found, "P0201", error.message, spanOf(found), {});
  }

  /** A token that no program may contain is the real mistake, whatever was expected in its place. */
  #reportAt(found: IToken, code: Code, message: string, span: Span, extra: Extra): void {
    const lexical = lexicalMistake(found);
    if (lexical === undefined) this.report(code, message, span, extra);
    else {
      const { help } = lexical;
      this.report(lexical.code, lexical.message, lexical.span, help === undefined ? {} : { help });
    }
  }

  /** Skips the rest of the element that began at `start`: behind its `;` or `{…}`, or before what ends the list. */
  #resynchronise(start: number, ends: Ends): void {
    const outermost = this.scope.depth === 0;
    const { begun, parens: open } = this.#openSince(start);
    let braces = begun;
    // The semicolons in the head of a loop end nothing.
    let parens = open;
    for (let token = this.LA(1); token.tokenType !== EOF; token = this.LA(1)) {
      const { tokenType } = token;
      // A skipped switch has its own `default`.
      if ((tokenType !== Default || braces === 0) && ends()) return;
      if (tokenType === RightBrace && braces === 0) return;
      this.SKIP_TOKEN();
      if (tokenType === LeftBrace) braces += 1;
      else if (tokenType === RightBrace) {
        braces -= 1;
        if (braces === 0 && !this.next(Else) && !this.next(Semicolon) && this.startsLine(this.LA(1))) return;
        // Braces of an expression hold no semicolon; those of a declaration and of skipped blocks may.
      } else if (tokenType === LeftParen && parens > 0) parens += 1;
      else if (tokenType === RightParen && parens > 0) parens -= 1;
      else if (tokenType === Semicolon && parens === 0 && (braces === 0 || (!outermost && braces <= begun)))
        return;
    }
  }

  /** How many braces, and parentheses of a `for`, were opened since `start` and are still open. */
  #openSince(start: number): { readonly begun: number; readonly parens: number } {
    let begun = 0;
    let parens = 0;
    let first: TokenType | undefined;
    for (let back = 0; this.LA(back).startOffset >= start; back -= 1) {
      const { tokenType } = this.LA(back);
      first = tokenType;
      if (tokenType === LeftBrace) begun += 1;
      else if (tokenType === RightBrace) begun -= 1;
      else if (tokenType === LeftParen) parens += 1;
      else if (tokenType === RightParen) parens -= 1;
    }
    return { begun: Math.max(begun, 0), parens: first === For ? Math.max(parens, 0) : 0 };
  }

  protected startsLine(token: IToken): boolean {
    for (let at = token.startOffset - 1; at >= 0; at -= 1) {
      const character = this.#text[at];
      if (character === "\n") return true;
      if (character !== " " && character !== "\t" && character !== "\r") return false;
    }
    return true;
  }
}
