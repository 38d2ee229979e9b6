/** Packets for a program, as wire and kernel hand them to it. */
import { ETHERNET_BYTES, type Subject, settableInputs, startsBehindEthernet } from "../engines/index.ts";
import type { Program } from "../ir/ir.ts";
import { breedPackets } from "./breed.ts";
import { type Explored, Explorer } from "./explore.ts";
import type { CoverPacket } from "./packets.ts";
import type { Start } from "./traveller.ts";

const ETHER_TYPE_AT = 96;

const startOf = (program: Program): Start => {
  const free = new Set(settableInputs(program).map(({ name }) => name));
  const isFree = (name: string): boolean => free.has(name);
  if (!startsBehindEthernet(program)) return { cursor: 0, given: new Map(), isFree };
  const keys = program.parameters.find(({ role }) => role === "keys")?.name ?? "keys";
  const header = { value: BigInt(ETHERNET_BYTES) };
  return {
    cursor: ETHERNET_BYTES * 8,
    given: new Map<string, { readonly at: number } | { readonly value: bigint }>([
      [`${keys}.n_proto`, { at: ETHER_TYPE_AT }],
      [`${keys}.nhoff`, header],
      [`${keys}.thoff`, header],
    ]),
    isFree,
  };
};

/** The same packet for several goals is one. */
const once = (packets: readonly CoverPacket[]): readonly CoverPacket[] => {
  const found = new Map<string, CoverPacket>();
  for (const packet of packets) {
    const inputs = [...packet.inputs].map(([name, value]) => `${name}=${value}`).join(" ");
    const key = `${Buffer.from(packet.bytes).toString("hex")} ${inputs}`;
    const known = found.get(key);
    found.set(key, { ...packet, goals: [...(known?.goals ?? []), ...packet.goals] });
  }
  return [...found.values()];
};

/**
 * Packets that come through everything that can be reached. program: best with all its rows kept. progress: told how many
 * there are.
 */
export const coverProgram = (program: Program, progress?: (packets: number) => void): Explored => {
  const explored = new Explorer(program, startOf(program), progress).run();
  return { ...explored, program, packets: once(explored.packets) };
};

/** All packets for a program: those that are sought, and what breeding makes of them. program: as for coverProgram. */
export const coverSubject = (
  subject: Subject,
  program: Program,
  progress: (packets: number) => void = () => {},
): Explored => {
  const explored = coverProgram(program, progress);
  const sought = explored.packets;
  const bred = breedPackets(subject, program, sought, (kept) => progress(sought.length + kept));
  return { ...explored, packets: once([...sought, ...bred]) };
};
