import { classOf, LETTER, wordEnd } from "./characters.ts";
import type { Inclusion, Place } from "./inclusion.ts";
import { directiveEnd, skipBlanks, type Token, tokensBetween } from "./token.ts";
import { report, type Walk } from "./walk.ts";

/** A directive as it is found: its word and where things are. */
export interface Directive {
  readonly inclusion: Inclusion;
  /** The offset of the "#". */
  readonly hash: number;
  /** The word behind the "#"; "" for a null directive, a line marker or junk. */
  readonly word: string;
  /** The offset behind the word. */
  readonly bodyStart: number;
}

/** Reads the `#` and the word at `hash`. */
export const directiveAt = (inclusion: Inclusion, hash: number): Directive => {
  const { text } = inclusion;
  const start = skipBlanks(inclusion, hash + 1);
  const end = classOf(text.charCodeAt(start)) === LETTER ? wordEnd(text, start) : start;
  return { inclusion, hash, word: text.slice(start, end), bodyStart: end };
};

/** The tokens of the directive behind its word, and the offset of its line end. */
export const directiveBody = (directive: Directive): { tokens: Token[]; end: number } => {
  const { inclusion, bodyStart } = directive;
  const end = directiveEnd(inclusion, bodyStart);
  return { tokens: tokensBetween(inclusion, bodyStart, end), end };
};

/** The directive's text up to its last token, to point at. */
export const directivePlace = (directive: Directive, tokens: readonly Token[] = []): Place => {
  const last = tokens.at(-1);
  const end = last === undefined ? directive.bodyStart : last.at + last.text.length;
  return { inclusion: directive.inclusion, start: directive.hash, end };
};

/** A token of a directive, to point at; the whole directive where there is none. */
export const tokenPlace = (
  directive: Directive,
  tokens: readonly Token[],
  token: Token | undefined,
): Place =>
  token === undefined
    ? directivePlace(directive, tokens)
    : { inclusion: directive.inclusion, start: token.at, end: token.at + token.text.length };

/** Goes on behind the line end at `end`. */
export const finishLine = (inclusion: Inclusion, end: number): void => {
  inclusion.pos = Math.min(end + 1, inclusion.text.length);
};

/** Warns about text behind a directive that takes none, such as `#endif NAME`. */
export const warnExtra = (walk: Walk, directive: Directive, tokens: readonly Token[]): void => {
  const [first] = tokens;
  if (first !== undefined)
    report(walk, "P0127", `text behind #${directive.word} is ignored`, tokenPlace(directive, tokens, first), {
      help: "put it into a comment",
    });
};
