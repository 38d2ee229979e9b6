import type { Manifest } from "../manifest/manifest.ts";
import { parseManifest } from "../manifest/parse.ts";
import { statement } from "../manifest/statement.ts";
import { type Envelope, PAYLOAD_TYPE, preAuthenticationEncoding } from "./envelope.ts";
import { isSignedBy, type VerifyingKey } from "./keys.ts";

const repeated = (values: readonly string[]): boolean => new Set(values).size < values.length;

const checkValidity = ({ shown, validity }: VerifyingKey, now: Date): readonly string[] => {
  if (validity === undefined) return [];
  // A date that cannot be read compares false with every other, so that it is never valid.
  if (!(now >= validity.from)) return [`the key of ${shown} is not valid yet: ${date(validity.from)}`];
  return now <= validity.to ? [] : [`the key of ${shown} has expired: ${date(validity.to)}`];
};

const date = (value: Date): string =>
  Number.isNaN(value.valueOf()) ? "its date cannot be read" : value.toISOString();

/**
 * Why an envelope is not to be believed; nothing when every one of the keys, valid now, has signed it once.
 * Signatures by others are no harm and no help; key ids are hints and not relied on.
 */
export const checkSignatures = (
  { payloadType, payload, signatures }: Envelope,
  keys: readonly VerifyingKey[],
  now: Date,
): readonly string[] => {
  if (payloadType !== PAYLOAD_TYPE)
    return [`its payload is ${JSON.stringify(payloadType.slice(0, 100))}, not ${PAYLOAD_TYPE}`];
  if (signatures.length === 0) return ["it is not signed"];
  if (
    repeated(signatures.map(({ signature }) => signature.toString("base64"))) ||
    repeated(signatures.map(({ keyid }) => keyid).filter((id) => id !== ""))
  )
    return ["a signature stands in it twice"];
  const message = preAuthenticationEncoding(payloadType, payload);
  return keys.flatMap((key) => {
    const count = signatures.filter(({ signature }) => isSignedBy(key, message, signature)).length;
    if (count === 0) return [`it is not signed with the key of ${key.shown}, or was altered since`];
    if (count > 1) return [`it is signed ${count} times with the key of ${key.shown}`];
    return checkValidity(key, now);
  });
};

/** The manifest that an in-toto Statement of ours states; a string says why it is none. */
export const readStatement = (payload: Buffer): Manifest | string => {
  const text = payload.toString("utf8");
  let predicate: string;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("predicate" in value))
      return "its payload is no in-toto Statement";
    predicate = JSON.stringify(value.predicate);
  } catch {
    // Not JSON, or nested deeper than any Statement.
    return "its payload is no JSON of an in-toto Statement";
  }
  const manifest = parseManifest(predicate);
  if (typeof manifest === "string") return `its predicate cannot be used as a manifest: ${manifest}`;
  return statement(manifest) === text
    ? manifest
    : "its statement is not the one that p4twin makes of its manifest: other subjects, types or spelling";
};
