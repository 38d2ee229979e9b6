/** The packets that a command is given: as hexadecimal digits, as a capture file, as an STF file. */
import { type CapturedPacket, LINKTYPE_ETHERNET, readCapture, readStf } from "../packets/index.ts";
import { readBytes } from "../source/read.ts";

export type PacketSource =
  | { readonly kind: "hex"; readonly texts: readonly string[] }
  | { readonly kind: "pcap" | "stf"; readonly path: string };

export type ReadPackets =
  | { readonly kind: "packets"; readonly packets: readonly Uint8Array[] }
  | { readonly kind: "broken"; readonly message: string };

/** The length of no packet exceeds this (DESIGN, "one observation"). */
const MAX_BYTES = 65535;

const broken = (message: string): ReadPackets => ({ kind: "broken", message });

/** Digits in pairs; blanks, colons and one leading 0x mean nothing. A string says what is wrong. */
export const readHex = (text: string): Uint8Array | string => {
  const digits = text
    .trim()
    .replace(/^0[xX]/, "")
    .replace(/[\s:]/g, "");
  const stray = /[^0-9a-fA-F]/.exec(digits)?.[0];
  if (stray !== undefined) return `${JSON.stringify(stray)} is no hexadecimal digit`;
  if (digits.length % 2 !== 0) return `an odd number of hexadecimal digits (${digits.length})`;
  return Uint8Array.from(Buffer.from(digits, "hex"));
};

const readTexts = (texts: readonly string[]): ReadPackets => {
  const packets: Uint8Array[] = [];
  for (const [index, text] of texts.entries()) {
    const packet = readHex(text);
    if (typeof packet === "string") return broken(`packet ${index}: ${packet}`);
    packets.push(packet);
  }
  return { kind: "packets", packets };
};

const fromCapture = (path: string, captured: readonly CapturedPacket[]): ReadPackets => {
  const strange = captured.find(({ linkType }) => linkType !== LINKTYPE_ETHERNET);
  if (strange !== undefined)
    return broken(
      `${path}: its packets have link type ${strange.linkType}, not ${LINKTYPE_ETHERNET} (Ethernet)`,
    );
  return { kind: "packets", packets: captured.map(({ bytes }) => bytes) };
};

const readFile = (path: string, kind: "pcap" | "stf"): ReadPackets => {
  const file = readBytes(path);
  if (file.kind === "unreadable") return broken(`${path} cannot be read: ${file.reason}`);
  if (file.kind === "directory") return broken(`${path} is a directory`);
  if (file.kind === "too-large") return broken(`${path} is too large`);
  if (file.kind === "missing") return broken(`${path} is not there`);
  if (kind === "pcap") {
    const capture = readCapture(file.bytes);
    if (capture.kind === "broken") return broken(`${path}: byte ${capture.at}: ${capture.message}`);
    return fromCapture(path, capture.value);
  }
  const stf = readStf(file.bytes.toString("utf8"));
  if (stf.kind === "broken") return broken(`${path}:${stf.at}: ${stf.message}`);
  const packets = stf.value.flatMap((statement) => (statement.kind === "packet" ? [statement.bytes] : []));
  return { kind: "packets", packets };
};

/** Reads them all; nothing is left out silently. */
export const readPackets = (source: PacketSource): ReadPackets => {
  const read = source.kind === "hex" ? readTexts(source.texts) : readFile(source.path, source.kind);
  if (read.kind === "broken") return read;
  const long = read.packets.findIndex(({ length }) => length > MAX_BYTES);
  return long < 0 ? read : broken(`packet ${long}: more than ${MAX_BYTES} bytes`);
};
