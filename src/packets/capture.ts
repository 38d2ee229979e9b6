/** A packet as a capture file holds it. */
export interface CapturedPacket {
  readonly bytes: Uint8Array;
  /** Of the whole packet on the wire, in bytes; more than `bytes` has where the capture cut it off. */
  readonly originalLength: number;
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint;
  /** LINKTYPE_…: 1 is Ethernet. */
  readonly linkType: number;
}

export const LINKTYPE_ETHERNET = 1;

/** What reading a file came to: its packets, or why it is none and at which byte (or line) of it that shows. */
export type ReadResult<T> =
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "broken"; readonly message: string; readonly at: number };

export const broken = (
  message: string,
  at: number,
): { readonly kind: "broken"; readonly message: string; readonly at: number } => ({
  kind: "broken",
  message,
  at,
});
