/** The identity of a source (DESIGN section 3): digests of its flattened bytes, in lower-case hex. */
export interface Identity {
  readonly sha1: string;
  readonly sha256: string;
}

/** The one spelling of the stamp, wherever it is written: a comment, a C string, a declaration tag. */
export const stampText = ({ sha1, sha256 }: Identity): string => `p4twin:1 sha1=${sha1} sha256=${sha256}`;

/** What every stamp begins with, of whatever version. */
export const STAMP_PREFIX = "p4twin:";

/** The identity that a stamp states; undefined for any other text, however like a stamp it looks. */
export const readStamp = (text: string): Identity | undefined => {
  const [, sha1, sha256] = /^p4twin:1 sha1=([0-9a-f]{40}) sha256=([0-9a-f]{64})$/.exec(text) ?? [];
  return sha1 === undefined || sha256 === undefined ? undefined : { sha1, sha256 };
};

/** What all the stamps of one program come to. */
export type StampReading =
  | { readonly kind: "none" }
  | { readonly kind: "sound"; readonly identity: Identity }
  /** why: in words, of text that begins like a stamp or stands where one has to stand. */
  | { readonly kind: "malformed"; readonly why: string }
  /** Each names another source. */
  | { readonly kind: "contradictory"; readonly stamps: readonly string[] };

/** Text of others, fit to be shown in a line. */
const shown = (text: string): string => JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text);

/** Takes all the stamps of one program together: only what each of them says is said. */
export const combineStamps = (texts: readonly string[]): StampReading => {
  const [first, ...others] = [...new Set(texts)];
  if (first === undefined) return { kind: "none" };
  const wrong = [first, ...others].find((text) => readStamp(text) === undefined);
  if (wrong !== undefined) return { kind: "malformed", why: `${shown(wrong)} is no stamp` };
  if (others.length > 0) return { kind: "contradictory", stamps: [first, ...others] };
  const identity = readStamp(first);
  return identity === undefined ? { kind: "none" } : { kind: "sound", identity };
};
