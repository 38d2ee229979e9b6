import type { Pattern, Program } from "../ir/ir.ts";

const valuesOf = (pattern: Pattern): readonly bigint[] => {
  if (pattern.kind === "value" || pattern.kind === "mask") return [pattern.value];
  return pattern.kind === "range" ? [pattern.low, pattern.high] : [];
};

const MOST_BYTES = 16;

const bytesOf = (value: bigint, bytes: number): Uint8Array =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(bytes * 2, "0"), "hex"));

/** The constants that a program's selects compare whole bytes with, in the order of the wire, each once. */
export const constantsOf = ({ states }: Program): readonly Uint8Array[] => {
  const found = new Map<string, Uint8Array>();
  for (const { transition } of states) {
    if (transition.kind === "goto") continue;
    for (const { patterns } of transition.rows)
      for (const [index, pattern] of patterns.entries()) {
        const type = transition.keys[index]?.type;
        if (type?.kind !== "bits" || type.width % 8 !== 0 || type.width > MOST_BYTES * 8) continue;
        for (const value of valuesOf(pattern)) {
          const bytes = bytesOf(BigInt.asUintN(type.width, value), type.width / 8);
          found.set(Buffer.from(bytes).toString("hex"), bytes);
        }
      }
  }
  return [...found.values()];
};
