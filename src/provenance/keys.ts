import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
  X509Certificate,
} from "node:crypto";
import { readLimited } from "../source/read.ts";

/** Larger files are no keys. */
const MAX_KEY_BYTES = 64 * 1024;

/** Hash of each kind of key: Ed25519 has its own; ECDSA takes that of its curve's size (FIPS 186-5). */
type Hash = "sha256" | "sha384" | undefined;

interface Key {
  /** The file that it came from. */
  readonly shown: string;
  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER) in hex. */
  readonly id: string;
  readonly object: KeyObject;
  readonly hash: Hash;
}

export interface SigningKey extends Key {
  readonly kind: "signing";
}

export interface VerifyingKey extends Key {
  readonly kind: "verifying";
  /** Of a key in a certificate: the first and the last moment at which it holds. */
  readonly validity?: { readonly from: Date; readonly to: Date };
}

/** The one PEM block of a file and its label; a string says why there is none. */
const readPem = (path: string): { readonly label: string; readonly pem: string } | string => {
  const bytes = readLimited(path, MAX_KEY_BYTES);
  if (typeof bytes === "string") return bytes;
  const blocks = [
    ...bytes.toString("latin1").matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g),
  ].filter(([, label]) => label !== "EC PARAMETERS");
  const [block, ...more] = blocks;
  if (block === undefined) return "it holds no key in PEM";
  if (more.length > 0) return `it holds ${blocks.length} keys, and only one can be meant`;
  return { label: block[1] ?? "", pem: block[0] };
};

const hashFor = (key: KeyObject): { readonly hash: Hash } | string => {
  if (key.asymmetricKeyType === "ed25519") return { hash: undefined };
  const curve = key.asymmetricKeyType === "ec" ? key.asymmetricKeyDetails?.namedCurve : undefined;
  if (curve === "prime256v1") return { hash: "sha256" };
  if (curve === "secp384r1") return { hash: "sha384" };
  const kind = curve === undefined ? key.asymmetricKeyType : `ECDSA on ${curve}`;
  return `its kind is ${kind ?? "not known"}; taken are Ed25519 and ECDSA on P-256 and P-384`;
};

const identify = (publicKey: KeyObject): string =>
  createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");

/** Reads a private key (PEM: PKCS #8 or SEC 1, also encrypted). A string says why it cannot be used. */
export const readSigningKey = (path: string, passphrase: string | undefined): SigningKey | string => {
  const read = readPem(path);
  if (typeof read === "string") return read;
  if (!read.label.endsWith("PRIVATE KEY")) return `it holds no private key but a ${read.label.toLowerCase()}`;
  const encrypted = /ENCRYPTED/.test(read.pem);
  if (encrypted && passphrase === undefined) return "it is encrypted: name a --passphrase-file";
  try {
    const object = createPrivateKey({ key: read.pem, ...(passphrase === undefined ? {} : { passphrase }) });
    const hash = hashFor(object);
    if (typeof hash === "string") return hash;
    return { kind: "signing", shown: path, id: identify(createPublicKey(object)), object, ...hash };
  } catch {
    return encrypted
      ? "it is damaged, or the passphrase is another"
      : "it is damaged, or of a kind not known";
  }
};

/** Reads a public key or a certificate (PEM). A string says why it cannot be used. */
export const readVerifyingKey = (path: string): VerifyingKey | string => {
  const read = readPem(path);
  if (typeof read === "string") return read;
  if (read.label.endsWith("PRIVATE KEY")) return "it holds a private key; the public one is wanted here";
  try {
    const certificate = read.label === "CERTIFICATE" ? new X509Certificate(read.pem) : undefined;
    const object = certificate?.publicKey ?? createPublicKey(read.pem);
    const hash = hashFor(object);
    if (typeof hash === "string") return hash;
    const validity =
      certificate === undefined
        ? {}
        : { validity: { from: new Date(certificate.validFrom), to: new Date(certificate.validTo) } };
    return { kind: "verifying", shown: path, id: identify(object), object, ...hash, ...validity };
  } catch {
    return "it is damaged, or of a kind not known";
  }
};

/** Signs; ECDSA as DER. */
export const signWith = ({ hash, object }: SigningKey, message: Buffer): Buffer =>
  sign(hash, message, object);

/** True where the signature is this key's over the message. */
export const isSignedBy = ({ hash, object }: VerifyingKey, message: Buffer, signature: Buffer): boolean =>
  verify(hash, message, object, signature);
