import type { Macro } from "./macro.ts";
import type { Token } from "./token.ts";

/** Tokens still to be read, on top of all that come after them. */
interface Context {
  readonly tokens: readonly Token[];
  index: number;
  /** The macro that they are the expansion of: busy until they are read. */
  readonly macro: Macro | undefined;
}

/** What follows in the source when all pushed tokens are read: a macro's arguments may go on there. */
export interface SourceTokens {
  readonly nextIsParenthesis: () => boolean;
  /** The next token, or undefined where the file or the reach of a macro's use ends. */
  readonly next: () => Token | undefined;
}

/** A stack of token lists, as the expansion of macros reads it; iterative, however deep macros lead to macros. */
export interface TokenStream {
  readonly contexts: Context[];
  readonly source: SourceTokens | undefined;
}

export const newStream = (source?: SourceTokens): TokenStream => ({ contexts: [], source });

export const pushTokens = (stream: TokenStream, tokens: readonly Token[], macro?: Macro): void => {
  if (macro !== undefined) macro.busy = true;
  stream.contexts.push({ tokens, index: 0, macro });
};

/** The next pushed token without taking it. Lists that are read to their end are dropped, their macros idle again. */
export const peekPushed = (stream: TokenStream): Token | undefined => {
  for (let top = stream.contexts.at(-1); top !== undefined; top = stream.contexts.at(-1)) {
    const token = top.tokens[top.index];
    if (token !== undefined) return token;
    if (top.macro !== undefined) top.macro.busy = false;
    stream.contexts.pop();
  }
  return undefined;
};

/** Takes the next pushed token. */
export const nextPushed = (stream: TokenStream): Token | undefined => {
  const token = peekPushed(stream);
  const top = stream.contexts.at(-1);
  if (token !== undefined && top !== undefined) top.index += 1;
  return token;
};

/** Takes the next token, from the source when none is pushed. */
export const nextToken = (stream: TokenStream): Token | undefined =>
  nextPushed(stream) ?? stream.source?.next();

export const nextIsParenthesis = (stream: TokenStream): boolean => {
  const token = peekPushed(stream);
  return token === undefined ? (stream.source?.nextIsParenthesis() ?? false) : token.text === "(";
};
