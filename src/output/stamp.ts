/** The identity of a source (DESIGN section 3): digests of its flattened bytes, in lower-case hex. */
export interface Identity {
  readonly sha1: string;
  readonly sha256: string;
}

/** The one spelling of the stamp, wherever it is written: a comment, a C string, a declaration tag. */
export const stampText = ({ sha1, sha256 }: Identity): string => `p4twin:1 sha1=${sha1} sha256=${sha256}`;
