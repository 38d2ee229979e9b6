import { Damaged } from "./damaged.ts";

export type Token =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "mark"; readonly text: string };

/** Blanks and separators, a comment, a word, a mark; or the start of a string. */
const PATTERN = /[\s,;]+|#[^\n]*|([A-Za-z_0-9.+-]+)|([{}<>[\]:/])|(["'])/y;

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
]);

/** Escapes stand for bytes; several of them may make one character of UTF-8. */
const unescaped = (body: string): string => {
  if (!body.includes("\\")) return body;
  const parts: Buffer[] = [];
  const pattern = /\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|[^\\]+/gsu;
  for (const [whole, code] of body.matchAll(pattern)) {
    if (code === undefined) parts.push(Buffer.from(whole));
    else if (/^[0-7]/.test(code)) parts.push(Buffer.from([Number.parseInt(code, 8) & 0xff]));
    else if (/^x./.test(code)) parts.push(Buffer.from([Number.parseInt(code.slice(1), 16)]));
    else if (/^[uU]./.test(code)) {
      const point = Number.parseInt(code.slice(1), 16);
      if (point > 0x10ffff) throw new Damaged("an escape in it is no character");
      parts.push(Buffer.from(String.fromCodePoint(point)));
    } else parts.push(Buffer.from(SIMPLE.get(code) ?? code));
  }
  return Buffer.concat(parts).toString("utf8");
};

/** The offset of the quote that closes a string; by hand, since there is no limit to its length. */
const closingQuote = (text: string, start: number, quote: string): number => {
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === quote) return at;
    if (character === "\n") break;
    if (character === "\\") at += 1;
  }
  throw new Damaged("a string in it is not closed");
};

/** The tokens of the text form. Blanks, comments, commas and semicolons only separate. */
export function* tokens(text: string): Generator<Token> {
  const pattern = new RegExp(PATTERN);
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new Damaged(`line ${text.slice(0, at).split("\n").length} is not understood`);
    const [, word, mark, quote] = match;
    if (word !== undefined) yield { kind: "word", text: word };
    else if (mark !== undefined) yield { kind: "mark", text: mark };
    else if (quote !== undefined) {
      const end = closingQuote(text, pattern.lastIndex, quote);
      yield { kind: "string", text: unescaped(text.slice(pattern.lastIndex, end)) };
      pattern.lastIndex = end + 1;
    }
  }
}
