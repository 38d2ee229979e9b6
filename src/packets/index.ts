import { broken, type CapturedPacket, type ReadResult } from "./capture.ts";
import { isPcap, readPcap } from "./pcap.ts";
import { isPcapng, readPcapng } from "./pcapng.ts";

export { type CapturedPacket, LINKTYPE_ETHERNET, type ReadResult } from "./capture.ts";
export { readPcap, writePcap } from "./pcap.ts";
export { readPcapng } from "./pcapng.ts";
export { meetsExpectation, readStf, type StfStatement, writeStf } from "./stf.ts";

/** Reads a capture file of either form. */
export const readCapture = (bytes: Uint8Array): ReadResult<readonly CapturedPacket[]> => {
  if (isPcap(bytes)) return readPcap(bytes);
  if (isPcapng(bytes)) return readPcapng(bytes);
  return broken("neither a pcap nor a pcapng file", 0);
};
