/**
 * STF, the packet tests of P4's compilers: one statement a line, `#` starts a comment, keywords in any case.
 *
 *     packet PORT HEX…        a packet comes in at a port; blanks between the digits mean nothing
 *     expect PORT HEX…[$]     one goes out: `*` stands for any digit; more may follow unless it ends in `$`
 *     expect PORT             one goes out, whatever it holds
 *     no_packet | wait        nothing goes out; wait for what is under way
 *     add TABLE … | setdefault TABLE …    what a control plane writes: kept as it stands, tables are not p4twin's
 */
import { broken, type ReadResult } from "./capture.ts";

export type StfStatement = { readonly line: number } & (
  | { readonly kind: "packet"; readonly port: string; readonly bytes: Uint8Array }
  /** digits undefined: any content. exact: nothing follows. */
  | {
      readonly kind: "expect";
      readonly port: string;
      readonly digits: string | undefined;
      readonly exact: boolean;
    }
  | { readonly kind: "no-packet" | "wait" }
  | { readonly kind: "control-plane"; readonly text: string }
);

type Parsed = StfStatement | string;

const CONTROL_PLANE = new Set([
  "add",
  "setdefault",
  "remove",
  "check_counter",
  "mirroring_add",
  "mirroring_add_mc",
  "mirroring_get",
  "mc_mgrp_create",
  "mc_node_create",
  "mc_node_associate",
  "counter_read",
  "register_read",
  "register_write",
  "register_reset",
]);

/** Of what may be anything at all: a part, without control characters. */
const spelt = (text: string): string => JSON.stringify(text.slice(0, 40));

const parsePacket = (line: number, port: string | undefined, digits: string): Parsed => {
  if (port === undefined) return "packet without a port";
  if (!/^[0-9a-fA-F]*$/.test(digits)) return "a packet is written in hexadecimal digits";
  if (digits.length % 2 !== 0) return "an odd number of hexadecimal digits";
  return { line, kind: "packet", port, bytes: Uint8Array.from(Buffer.from(digits, "hex")) };
};

const parseExpect = (line: number, port: string | undefined, text: string): Parsed => {
  if (port === undefined) return "expect without a port";
  const exact = text.endsWith("$");
  const digits = exact ? text.slice(0, -1) : text;
  if (!/^[0-9a-fA-F*]*$/.test(digits)) return "an expected packet is written in hexadecimal digits and *";
  return { line, kind: "expect", port, digits: text === "" ? undefined : digits.toLowerCase(), exact };
};

const parseLine = (line: number, text: string): Parsed => {
  const [keyword = "", port, ...rest] = text.split(/\s+/);
  const word = keyword.toLowerCase();
  if (word === "packet") return parsePacket(line, port, rest.join(""));
  if (word === "expect") return parseExpect(line, port, rest.join(""));
  if (word === "no_packet") return { line, kind: "no-packet" };
  if (word === "wait") return { line, kind: "wait" };
  return CONTROL_PLANE.has(word)
    ? { line, kind: "control-plane", text }
    : `unknown statement ${spelt(keyword)}`;
};

/** Reads an STF file. A broken one is reported with its line, from 1. */
export const readStf = (text: string): ReadResult<readonly StfStatement[]> => {
  const statements: StfStatement[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/#.*/, "").trim();
    if (line === "") continue;
    const parsed = parseLine(index + 1, line);
    if (typeof parsed === "string") return broken(parsed, index + 1);
    statements.push(parsed);
  }
  return { kind: "read", value: statements };
};

/** Whether what went out is what an `expect` asks for. */
export const meetsExpectation = (
  bytes: Uint8Array,
  expected: { readonly digits: string | undefined; readonly exact: boolean },
): boolean => {
  if (expected.digits === undefined) return true;
  const digits = Buffer.from(bytes).toString("hex");
  if (digits.length < expected.digits.length) return false;
  if (expected.exact && digits.length !== expected.digits.length) return false;
  return [...expected.digits].every((digit, index) => digit === "*" || digit === digits[index]);
};

/** Writes packets as an STF file, all of one port. */
export const writeStf = (packets: readonly Uint8Array[], port = 0): string =>
  packets
    .map((bytes) => `packet ${port} ${Buffer.from(bytes).toString("hex").toUpperCase()}`.trimEnd())
    .map((line) => `${line}\n`)
    .join("");
