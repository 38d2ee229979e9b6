/** The text form of protocol buffers, as compilers write P4Info into `.txt` files. */
import { Damaged } from "./damaged.ts";
import { type Token, tokens } from "./text-tokens.ts";

/** A message: its fields in order, each with a text or a message. */
export interface TextMessage {
  readonly fields: readonly { readonly name: string; readonly value: string | TextMessage }[];
}

/** As deep as protocol buffers' own readers go. */
const MAX_DEPTH = 100;

const CLOSING: ReadonlyMap<string, string> = new Map([
  ["{", "}"],
  ["<", ">"],
]);

/** Reads tokens one after the other, with one in view. */
class Cursor {
  readonly #tokens: Iterator<Token>;
  #next: Token | undefined;

  constructor(text: string) {
    this.#tokens = tokens(text);
    this.advance();
  }

  get next(): Token | undefined {
    return this.#next;
  }

  advance(): void {
    const { done, value } = this.#tokens.next();
    this.#next = done === true ? undefined : value;
  }

  isMark(text: string): boolean {
    return this.#next?.kind === "mark" && this.#next.text === text;
  }

  take(text: string): boolean {
    const found = this.isMark(text);
    if (found) this.advance();
    return found;
  }

  fail(): never {
    throw new Damaged(
      this.#next === undefined
        ? "it is cut off"
        : `${JSON.stringify(this.#next.text.slice(0, 40))} is not expected in it`,
    );
  }
}

type Value = string | TextMessage;

/** A field's name; an extension's or a type's stands in brackets. */
const readName = (cursor: Cursor): string => {
  if (cursor.take("[")) {
    while (cursor.next !== undefined && !cursor.isMark("]")) cursor.advance();
    if (!cursor.take("]")) cursor.fail();
    return "[]";
  }
  const { next } = cursor;
  if (next?.kind !== "word" || !/^[A-Za-z_]\w*$/.test(next.text)) return cursor.fail();
  cursor.advance();
  return next.text;
};

/** A word, or strings, which are put together. */
const readScalar = (cursor: Cursor): string => {
  const { next } = cursor;
  if (next?.kind === "word") {
    cursor.advance();
    return next.text;
  }
  let text: string | undefined;
  while (cursor.next?.kind === "string") {
    text = (text ?? "") + cursor.next.text;
    cursor.advance();
  }
  return text ?? cursor.fail();
};

/** keep: whether anybody asks for what stands there. What nobody asks for is checked, and takes no room. */
const readValue = (cursor: Cursor, keep: Keep, depth: number): readonly Value[] => {
  if (cursor.take("[")) {
    const values: Value[] = [];
    while (!cursor.isMark("]")) {
      if (cursor.isMark("[")) cursor.fail();
      const found = readValue(cursor, keep, depth);
      if (keep !== undefined) values.push(...found);
    }
    cursor.advance();
    return values;
  }
  const { next } = cursor;
  const closing = next?.kind === "mark" ? CLOSING.get(next.text) : undefined;
  if (closing === undefined) return [readScalar(cursor)];
  cursor.advance();
  const message = readMessage(cursor, closing, keep, depth + 1);
  cursor.advance();
  return [message];
};

/** Which fields are kept: only these, or (all) every one. */
type Keep = ReadonlySet<string> | "all" | undefined;

const readMessage = (cursor: Cursor, closing: string | undefined, keep: Keep, depth: number): TextMessage => {
  if (depth > MAX_DEPTH) throw new Damaged("it nests too deep");
  const fields: { readonly name: string; readonly value: Value }[] = [];
  while (closing === undefined ? cursor.next !== undefined : !cursor.isMark(closing)) {
    const name = readName(cursor);
    const wanted = keep === "all" || keep?.has(name) === true;
    const colon = cursor.take(":");
    const { next } = cursor;
    if (!colon && !(next?.kind === "mark" && CLOSING.has(next.text))) cursor.fail();
    for (const value of readValue(cursor, wanted ? "all" : undefined, depth)) {
      if (wanted) fields.push({ name, value });
    }
  }
  return { fields };
};

/** Reads a message and keeps the named ones of its fields. Throws Damaged where it is no such text. */
export const readText = (text: string, names: readonly string[]): TextMessage =>
  readMessage(new Cursor(text), undefined, new Set(names), 0);

/** The texts in the fields of a name. */
export const scalarsOf = ({ fields }: TextMessage, name: string): readonly string[] =>
  fields.flatMap((field) => (field.name === name && typeof field.value === "string" ? [field.value] : []));

/** The messages in the fields of a name. */
export const messagesOf = ({ fields }: TextMessage, name: string): readonly TextMessage[] =>
  fields.flatMap((field) => (field.name === name && typeof field.value !== "string" ? [field.value] : []));
