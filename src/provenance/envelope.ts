import { fail, list, matching, object, type Reader, readJson, text } from "../manifest/json-reader.ts";
import { canonicalJson } from "../manifest/manifest.ts";
import { type SigningKey, signWith } from "./keys.ts";

/** Larger files are no envelopes of ours: a manifest of its greatest size in base64 fits. */
export const MAX_ENVELOPE_BYTES = 32 * 1024 * 1024;

/** More signatures than anyone has keys for; each is tried with each key. */
const MAX_SIGNATURES = 64;

/** The payload is an in-toto Statement. */
export const PAYLOAD_TYPE = "application/vnd.in-toto+json";

export interface Signature {
  /** A hint that nobody vouches for. */
  readonly keyid: string;
  readonly signature: Buffer;
}

/** A DSSE envelope (Dead Simple Signing Envelope, v1), decoded. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signatures: readonly Signature[];
}

/** What is signed: DSSE's pre-authentication encoding, so that a type cannot be read as part of a payload. */
export const preAuthenticationEncoding = (payloadType: string, payload: Buffer): Buffer => {
  const type = Buffer.from(payloadType);
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
};

/** Standard or URL-safe base64, padded; nothing beside it, and only one spelling of each value. */
const base64: Reader<Buffer> = (value, at) => {
  const string = text(value, at);
  const bytes = Buffer.from(string, "base64");
  const standard = string.replaceAll("-", "+").replaceAll("_", "/");
  return bytes.toString("base64") === standard ? bytes : fail(at, "base64");
};

const envelope: Reader<Envelope> = object((field, at) => ({
  payloadType: text(field("payloadType"), at("payloadType")),
  payload: base64(field("payload"), at("payload")),
  signatures: list(
    object((inner, place) => ({
      keyid: matching(/^[\x20-\x7e]*$/, "printable")(inner("keyid", true) ?? "", place("keyid")),
      signature: base64(inner("sig"), place("sig")),
    })),
  )(field("signatures"), at("signatures")),
}));

/** Reads an envelope strictly; a string says in words why it cannot be used. */
export const parseEnvelope = (json: string): Envelope | string => {
  const result = readJson(json, envelope);
  return typeof result !== "string" && result.signatures.length > MAX_SIGNATURES
    ? `it has ${result.signatures.length} signatures, more than ${MAX_SIGNATURES}`
    : result;
};

/** The envelope's text around a statement, signed with each key. */
export const sealStatement = (statement: string, keys: readonly SigningKey[]): string => {
  const payload = Buffer.from(statement);
  const message = preAuthenticationEncoding(PAYLOAD_TYPE, payload);
  return canonicalJson({
    payloadType: PAYLOAD_TYPE,
    payload: payload.toString("base64"),
    signatures: keys.map((key) => ({ keyid: key.id, sig: signWith(key, message).toString("base64") })),
  });
};
