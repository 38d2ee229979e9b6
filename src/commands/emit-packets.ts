import type { CoverPacket } from "../cover/index.ts";
import { writePcap } from "../packets/index.ts";

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const settings = ({ inputs }: CoverPacket): string =>
  [...inputs].map(([name, value]) => `--set ${name}=0x${value.toString(16)}`).join(" ");

const reasons = ({ goals }: CoverPacket): readonly string[] =>
  goals.map(({ kind, state, what }) => `${state}: ${kind} ${what}`);

const asStf = (packets: readonly CoverPacket[]): string =>
  packets
    .map((packet) => {
      const lines = [...reasons(packet), settings(packet)].filter((line) => line !== "");
      const comment = lines.map((line) => `# ${line}\n`).join("");
      return `${comment}${`packet 0 ${hexOf(packet.bytes).toUpperCase()}`.trimEnd()}\n`;
    })
    .join("\n");

const asJson = (packets: readonly CoverPacket[]): string =>
  packets
    .map((packet, number) => {
      const inputs = Object.fromEntries(
        [...packet.inputs].map(([name, value]) => [name, `0x${value.toString(16)}`]),
      );
      return `${JSON.stringify({ packet: number, hex: hexOf(packet.bytes), set: inputs, reaches: reasons(packet) })}\n`;
    })
    .join("");

/** The packets as a file: STF and JSON say what each reaches and what has to be set for it; pcap can't. */
export const emitPackets = (packets: readonly CoverPacket[], form: "stf" | "pcap" | "json"): Buffer => {
  if (form === "stf") return Buffer.from(asStf(packets));
  if (form === "json") return Buffer.from(asJson(packets));
  return Buffer.from(
    writePcap(packets.map(({ bytes }, number) => ({ bytes, timestamp: BigInt(number) * 1000n }))),
  );
};
