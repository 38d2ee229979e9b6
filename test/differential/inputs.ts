/** Random initial values for what a parser is given besides the packet. */
import type { Program, Type } from "../../src/ir/ir.ts";
import type { Environment } from "../../src/reference/index.ts";
import { randomOf } from "./generate/packets.ts";

/** Every scalar in inout and in parameters by its dotted name, with its width; not those of headers. */
const scalars = (program: Program, name: string, type: Type): readonly (readonly [string, number])[] => {
  if (type.kind === "bits") return [[name, type.width]];
  if (type.kind === "bool") return [[name, 1]];
  if (type.kind !== "struct") return [];
  const struct = program.types.find((declaration) => declaration.name === type.name);
  return (struct?.fields ?? []).flatMap((field) => scalars(program, `${name}.${field.name}`, field.type));
};

/** Values for a program's inputs; the same for the same seed. */
export const randomInputs = (program: Program, seed: number): Environment => {
  const random = randomOf(seed);
  const inputs = program.parameters
    .filter(({ direction }) => direction !== "out")
    .flatMap(({ name, type }) => scalars(program, name, type))
    .map(([name, width]): [string, bigint] => {
      let value = 0n;
      for (let done = 0; done < width; done += 16) value = (value << 16n) | BigInt(random(0x10000));
      return [name, BigInt.asUintN(width, value)];
    });
  return { inputs: new Map(inputs), packetLength: random(3000) };
};
