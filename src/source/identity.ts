import { createHash } from "node:crypto";

/** The digests of some bytes, in lower-case hex. */
export interface Digests {
  readonly sha1: string;
  readonly sha256: string;
}

const hex = (algorithm: "sha1" | "sha256", bytes: Uint8Array): string =>
  createHash(algorithm).update(bytes).digest("hex");

export const sha256 = (bytes: Uint8Array): string => hex("sha256", bytes);

/**
 * Both digests. Of a flattened source it is the program's identity (DESIGN section 3): SHA-1 is the handle,
 * SHA-256 stands beside it since SHA-1 is open to chosen collisions.
 */
export const digest = (bytes: Uint8Array): Digests => ({
  sha1: hex("sha1", bytes),
  sha256: hex("sha256", bytes),
});
