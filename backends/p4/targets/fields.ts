/** What the targets share: short ways to write an architecture's own struct, and the symbols of PSA and PNA. */
import type { Field, Origin, ScalarType } from "../../../src/ir/ir.ts";

export const nowhere: Origin = { span: { start: 0, end: 0 }, line: 0 };

export const field = (name: string, type: ScalarType): Field => ({ name, type, origin: nowhere });

/** What PSA and PNA declare for each kind of number: its types in the data plane and in headers, and the conversions. */
export const numberSymbols = (architecture: "psa" | "pna", kinds: readonly string[]): readonly string[] =>
  kinds.flatMap((kind) => [
    `${kind}_t`,
    `${kind}Uint_t`,
    `${kind}InHeader_t`,
    `${kind}InHeaderUint_t`,
    `${architecture}_${kind}_header_to_int`,
    `${architecture}_${kind}_int_to_header`,
  ]);

/** What both declare for their controls. */
export const portableSymbols: readonly string[] = [
  "range selector optional ParserError_t send_to_port Hash Checksum InternetChecksum Counter DirectCounter Meter",
  "DirectMeter Register Random ActionProfile ActionSelector Digest main",
].flatMap((line) => line.split(" "));
