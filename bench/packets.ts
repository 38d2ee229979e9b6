/** Packets for the benchmarks, built layer by layer. Addresses and ports are arbitrary but not zero. */

const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);
const filled = (length: number, value: number): Buffer => Buffer.alloc(length, value);

export const ethernet = (type: number, payload: Buffer): Buffer =>
  Buffer.concat([filled(12, 2), bytes(type >> 8, type & 0xff), payload]);

export const vlan = (type: number, payload: Buffer): Buffer =>
  Buffer.concat([bytes(0, 100, type >> 8, type & 0xff), payload]);

/** Options are counted in 32-bit words. */
export const ipv4 = (protocol: number, payload: Buffer, optionWords = 0): Buffer => {
  const header = filled(20 + 4 * optionWords, 1);
  header[0] = 0x45 + optionWords;
  header.writeUInt16BE(header.length + payload.length, 2);
  header.writeUInt16BE(0x4000, 6);
  header[9] = protocol;
  return Buffer.concat([header, payload]);
};

export const ipv6 = (nextHeader: number, payload: Buffer): Buffer => {
  const header = filled(40, 3);
  header.writeUInt32BE(0x60000000, 0);
  header.writeUInt16BE(payload.length, 4);
  header[6] = nextHeader;
  return Buffer.concat([header, payload]);
};

/** A hop-by-hop or destination options header of 8 × (1 + length) bytes. */
export const ipv6Options = (nextHeader: number, length: number, payload: Buffer): Buffer =>
  Buffer.concat([bytes(nextHeader, length), filled(6 + 8 * length, 0), payload]);

/** Version 0 with a key. */
export const greKey = (type: number, payload: Buffer): Buffer =>
  Buffer.concat([bytes(0x20, 0, type >> 8, type & 0xff, 0, 0, 0, 7), payload]);

export const tcp = (): Buffer => {
  const header = filled(20, 5);
  header[12] = 0x50;
  return Buffer.concat([header, filled(32, 0)]);
};

export const udp = (): Buffer => filled(8 + 32, 6);

const nestedIpv4 = (levels: number): Buffer =>
  levels === 1 ? ipv4(6, tcp()) : ipv4(4, nestedIpv4(levels - 1));

/** The kinds of packet that the flow dissectors are compared on. */
export const flowPackets: readonly { readonly name: string; readonly packet: Buffer }[] = [
  { name: "IPv4 TCP", packet: ethernet(0x0800, ipv4(6, tcp())) },
  { name: "IPv6 UDP", packet: ethernet(0x86dd, ipv6(17, udp())) },
  { name: "VLAN IPv4 TCP", packet: ethernet(0x8100, vlan(0x0800, ipv4(6, tcp()))) },
  { name: "IPIP", packet: ethernet(0x0800, nestedIpv4(2)) },
  { name: "GRE with key", packet: ethernet(0x0800, ipv4(47, greKey(0x0800, ipv4(6, tcp())))) },
  {
    name: "IPv6 extensions",
    packet: ethernet(0x86dd, ipv6(0, ipv6Options(60, 0, ipv6Options(6, 1, tcp())))),
  },
  { name: "IPIP, 5 levels", packet: ethernet(0x0800, nestedIpv4(5)) },
];
