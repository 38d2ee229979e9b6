/** Small BPF objects for the tests, written by hand: no compiler is needed, and both byte orders are there. */

type Order = "little" | "big";

/** Writes numbers one behind the other. */
class Writer {
  readonly #parts: Buffer[] = [];
  readonly #order: Order;

  constructor(order: Order) {
    this.#order = order;
  }

  number(bytes: 1 | 2 | 4, ...values: readonly number[]): this {
    for (const value of values) {
      const part = Buffer.alloc(bytes);
      if (this.#order === "little") part.writeUIntLE(value, 0, bytes);
      else part.writeUIntBE(value, 0, bytes);
      this.#parts.push(part);
    }
    return this;
  }

  u64(...values: readonly number[]): this {
    for (const value of values) {
      if (this.#order === "little") this.number(4, value, 0);
      else this.number(4, 0, value);
    }
    return this;
  }

  bytes(part: Buffer): this {
    this.#parts.push(part);
    return this;
  }

  done(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** A table of strings: the whole of it, and where each begins. */
const stringTable = (strings: readonly string[]) => {
  const offsets = new Map<string, number>();
  let table = "\0";
  for (const string of strings) {
    offsets.set(string, table.length);
    table += `${string}\0`;
  }
  return { table: Buffer.from(table, "latin1"), at: (string: string) => offsets.get(string) ?? 0 };
};

/** An ELF64 file for BPF with these sections. */
export const makeElf = (
  order: Order,
  sections: readonly { readonly name: string; readonly content: Buffer }[],
): Buffer => {
  const strings = stringTable([...sections.map(({ name }) => name), ".shstrtab"]);
  const all = [...sections, { name: ".shstrtab", content: strings.table }];
  const table = 64 + all.reduce((sum, { content }) => sum + content.length, 0);
  const elf = new Writer(order)
    .bytes(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, order === "little" ? 1 : 2, 1, 0]))
    .bytes(Buffer.alloc(8))
    .number(2, 1, 247)
    .number(4, 1)
    .u64(0, 0, table)
    .number(4, 0)
    .number(2, 64, 0, 0, 64, all.length + 1, all.length);
  for (const { content } of all) elf.bytes(content);
  elf.bytes(Buffer.alloc(64));
  let offset = 64;
  for (const { name, content } of all) {
    elf.number(4, strings.at(name), 1).u64(0, 0, offset, content.length).number(4, 0, 0).u64(1, 0);
    offset += content.length;
  }
  return elf.done();
};

/** BTF with one function and one declaration tag for each entry. */
export const makeBtf = (
  order: Order,
  entries: readonly { readonly function: string; readonly tag: string }[],
): Buffer => {
  const strings = stringTable(entries.flatMap((entry) => [entry.function, entry.tag, "argument"]));
  const types = new Writer(order);
  // 1: a struct with two members, 2: a function's prototype with one parameter; to be skipped.
  types.number(4, 0, 0x0400_0002, 8).number(4, 0, 0, 0, 0, 0, 32);
  types.number(4, 0, 0x0d00_0001, 0).number(4, 0, 1);
  for (const [index, entry] of entries.entries()) {
    const id = 3 + 3 * index;
    types.number(4, strings.at(entry.function), 0x0c00_0001, 2);
    types.number(4, strings.at(entry.tag), 0x1100_0000, id, 0xffffffff);
    // A tag on the function's argument is not one on the function.
    types.number(4, strings.at("argument"), 0x1100_0000, id, 0);
  }
  const content = types.done();
  return new Writer(order)
    .number(2, 0xeb9f)
    .number(1, 1, 0)
    .number(4, 24, 0, content.length, content.length, strings.table.length)
    .bytes(content)
    .bytes(strings.table)
    .done();
};
