/** Random initial values for what a parser is given besides the packet. */
import { type Inputs, settableInputs } from "../../src/engines/index.ts";
import type { Program, ScalarType } from "../../src/ir/ir.ts";
import { randomOf } from "./generate/packets.ts";

/** The kernel and the device both fill it in with the packet's own length. */
const isPacketLength = (name: string): boolean => name.endsWith(".packet_length");

const widthOf = (type: ScalarType): number => (type.kind === "bits" ? type.width : 1);

/** Values for all that can be set; the same for the same seed. */
export const randomInputs = (program: Program, seed: number): Inputs => {
  const random = randomOf(seed);
  const inputs = new Map<string, bigint | string>();
  for (const { name, type } of settableInputs(program)) {
    if (isPacketLength(name)) continue;
    if (type.kind === "error") {
      inputs.set(name, program.errors[random(program.errors.length)] ?? "NoError");
      continue;
    }
    let value = 0n;
    for (let done = 0; done < widthOf(type); done += 16) value = (value << 16n) | BigInt(random(0x10000));
    inputs.set(name, BigInt.asUintN(widthOf(type), value));
  }
  return inputs;
};
