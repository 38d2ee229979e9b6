/** NAME.offload.h: reads a device's parse result from in front of the packet, and writes one as a device would. */
import type { Identity } from "../../../src/output/stamp.ts";
import { wrapLine } from "../text/wrap.ts";
import { packetBits } from "../values/packet-loads.ts";
import { type Atom, declarationOf, FIXED_BYTES, type OffloadLayout } from "./offload-layout.ts";

const BASE = "device_data";

/** The C condition that the digest at an address is this one; word by word, for nothing says how it is aligned. */
const isDigest = (address: string, digest: string): readonly string[] =>
  (digest.match(/.{8}/g) ?? []).map(
    (word, index) => `P4TWIN_LOAD32(${address}${index === 0 ? "" : ` + ${index * 4}`}) == 0x${word}`,
  );

const joined = (conditions: readonly string[]): string => conditions.join(" && \\\n\t ");

const printRead = ({ atoms, bytes }: OffloadLayout): readonly string[] =>
  atoms.map(({ lvalue, offset, width }) => `${lvalue} = ${packetBits(BASE, offset, width, bytes).text};`);

/** The part of an atom that lies in a byte, in its place there; undefined where none does. */
const partIn = ({ lvalue, offset, width }: Atom, byte: number): string | undefined => {
  const start = Math.max(offset, byte * 8);
  const end = Math.min(offset + width, byte * 8 + 8);
  if (start >= end) return undefined;
  const right = offset + width - end;
  const left = byte * 8 + 8 - end;
  const mask = `0x${((1 << (end - start)) - 1).toString(16)}`;
  const moved = right === 0 ? `(${lvalue} & ${mask})` : `(${lvalue} >> ${right} & ${mask})`;
  return left === 0 ? moved : `${moved} << ${left}`;
};

/** Stores of whole atoms where they fill bytes that can be stored at once, else byte by byte. */
const printWrite = ({ atoms, bytes }: OffloadLayout): readonly string[] => {
  const lines: string[] = [];
  const startingAt = new Map(atoms.map((atom) => [atom.offset, atom]));
  for (let byte = FIXED_BYTES; byte < bytes; ) {
    const whole = startingAt.get(byte * 8);
    const address = `${BASE} + ${byte}`;
    if (whole !== undefined && [8, 16, 32, 64].includes(whole.width)) {
      lines.push(`P4TWIN_STORE${whole.width}(${address}, ${whole.lvalue});`);
      byte += whole.width / 8;
    } else {
      const current = byte;
      const parts = atoms.flatMap((atom) => partIn(atom, current) ?? []);
      lines.push(`P4TWIN_STORE8(${address}, ${parts.length === 0 ? "0" : parts.join(" | ")});`);
      byte += 1;
    }
  }
  return lines;
};

/** What a person who programs a device wants to know: a line for each value. The bytes of a wide one are one line. */
const printTable = ({ atoms }: OffloadLayout): readonly string[] => {
  const values: Atom[] = [];
  for (const { lvalue, offset, width } of atoms) {
    const name = lvalue
      .replace(/^\*/, "")
      .replace("->", ".")
      .replace(/\[\d+\]$/, "");
    const last = values.at(-1);
    if (last?.lvalue === name) values[values.length - 1] = { ...last, width: last.width + width };
    else values.push({ lvalue: name, offset, width });
  }
  return values.map(({ lvalue, offset, width }) => {
    const place = offset % 8 === 0 ? `${offset / 8}` : `${Math.floor(offset / 8)}.${offset % 8}`;
    return `${place.padEnd(6)} ${String(width).padStart(4)}  ${lvalue}`;
  });
};

const wrapped = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => wrapLine(line)).map((line) => `\t${line}`);

/** The view of templates/offload.h.hbs, without what all templates share. */
export const viewOfOffload = (
  layout: OffloadLayout,
  identity: Identity,
  names: { readonly prefix: string; readonly observationTag: string },
  errors: number,
): object => {
  const { prefix, observationTag } = names;
  const outputs = layout.parameters.map(declarationOf);
  const read = ["void *device_data", "void *data", "__u32 packet_length", ...outputs];
  const write = ["void *device_data", ...outputs.map((output) => `const ${output.replace(/^const /, "")}`)];
  return {
    bytes: layout.bytes,
    words: layout.bytes / 4,
    magic: `0x503401${(layout.bytes / 4).toString(16).padStart(2, "0")}`,
    errors,
    isSha1: joined(isDigest("(p)", identity.sha1)),
    isSha256: joined(isDigest("(p)", identity.sha256)),
    sha1Words: identity.sha1.match(/.{8}/g)?.map((word, index) => ({ word, at: 4 + 4 * index })) ?? [],
    table: printTable(layout),
    readSignature: wrapLine(
      `${prefix}_read_offload(${[...read, `struct ${observationTag} *observation`].join(", ")})`,
    ),
    writeSignature: wrapLine(
      `${prefix}_write_offload(${[...write, `const struct ${observationTag} *observation`].join(", ")})`,
    ),
    reads: wrapped(printRead(layout)),
    writes: wrapped(printWrite(layout)),
  };
};

/** The call that takes over a device's result, with what its parameters are filled by. */
export const callRead = (prefix: string, outputs: readonly string[]): string =>
  `${prefix}_read_offload(${["device_data", "data", "packet_length", ...outputs, "&result->observation"].join(", ")})`;
