import type { Macro } from "./macro.ts";
import type { Token } from "./token.ts";
import { nextToken, type TokenStream } from "./token-stream.ts";

/** The arguments of a macro's use, or what is wrong with them. */
export type Arguments =
  | { readonly kind: "arguments"; readonly lists: readonly (readonly Token[])[] }
  | { readonly kind: "unterminated" }
  | { readonly kind: "wrong-number"; readonly given: number };

export interface ArgumentReader {
  /** Takes a step from the budget; false when it is used up. */
  readonly charge: (steps: number) => boolean;
  /** Marks a name that must never be expanded again. */
  readonly paint: (token: Token) => Token;
}

/** Reads `( a, b )` from the stream; commas within parentheses do not part arguments. */
export const readArguments = (stream: TokenStream, macro: Macro, reader: ArgumentReader): Arguments => {
  const wanted = macro.parameters?.length ?? 0;
  const lists: Token[][] = [];
  let list: Token[] = [];
  let depth = 0;
  nextToken(stream);
  for (;;) {
    const token = nextToken(stream);
    if (token === undefined || !reader.charge(1)) return { kind: "unterminated" };
    if (token.text === ")" && depth === 0) break;
    const isVariable = macro.variadic && lists.length === wanted - 1;
    if (token.text === "," && depth === 0 && !isVariable) {
      lists.push(list);
      list = [];
      continue;
    }
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    list.push(reader.paint(token));
  }
  lists.push(list);
  const given = lists.length;
  if (given === wanted || (macro.variadic && given >= wanted - 1)) return { kind: "arguments", lists };
  if (wanted === 0 && given === 1 && list.length === 0) return { kind: "arguments", lists: [] };
  return { kind: "wrong-number", given: given === 1 && list.length === 0 ? 0 : given };
};
