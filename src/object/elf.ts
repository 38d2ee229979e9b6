import { type Bytes, Unreadable } from "./bytes.ts";

export interface Section {
  readonly name: string;
  readonly content: Bytes;
}

const EM_BPF = 247;
const SHT_NOBITS = 8;
const SHN_XINDEX = 0xffff;

/**
 * The sections of a BPF object (ELF64, either byte order). Throws Unreadable for whatever is no such file, or is cut
 * off, or points outside of itself.
 */
export const readSections = (file: Bytes): readonly Section[] => {
  if (file.length < 64 || file.u32be(0) !== 0x7f454c46) throw new Unreadable("it is not an ELF file");
  if (file.u8(4) !== 2) throw new Unreadable("it is not a 64-bit ELF file");
  const order = file.u8(5);
  if (order !== 1 && order !== 2) throw new Unreadable("its byte order is not known");
  const elf = file.withOrder(order === 1 ? "little" : "big");
  if (elf.u16(18) !== EM_BPF) throw new Unreadable("it is not an object for BPF");

  const tableOffset = elf.offset64(40);
  const entrySize = elf.u16(58);
  if (tableOffset === 0) throw new Unreadable("it has no sections");
  if (entrySize < 64) throw new Unreadable("its section headers are too small");
  const header = (index: number): Bytes => elf.slice(tableOffset + index * entrySize, 64);
  // Where there are too many for 16 bits, the first header has the numbers.
  const count = elf.u16(60) === 0 ? header(0).offset64(32) : elf.u16(60);
  const namesIndex = elf.u16(62) === SHN_XINDEX ? header(0).u32(40) : elf.u16(62);
  if (count > elf.length / entrySize || namesIndex >= count) {
    throw new Unreadable("its section headers lie outside of the file");
  }
  const content = (entry: Bytes): Bytes =>
    entry.u32(4) === SHT_NOBITS ? elf.slice(0, 0) : elf.slice(entry.offset64(24), entry.offset64(32));

  const names = content(header(namesIndex));
  return Array.from({ length: count }, (_, index) => {
    const entry = header(index);
    // The first header stands for no section.
    return index === 0
      ? { name: "", content: elf.slice(0, 0) }
      : { name: names.string(entry.u32(0)), content: content(entry) };
  });
};
