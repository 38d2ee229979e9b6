/** `p4twin manifest sign|verify`, as their users call them. */
import { generateKeyPairSync, sign } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { discard, p4twin, project, type Run, shell, smallParser } from "../cli/p4twin.ts";

const keys = join(import.meta.dirname, "keys");
let directory = "";
const at = (name: string): string => join(directory, name);
const read = (name: string): string => readFileSync(at(name), "utf8");
const write = (name: string, text: string): void => writeFileSync(at(name), text);

type Kind = "ed25519" | "P-256" | "P-384" | "P-521" | "rsa";

/** A pair of keys in the files NAME.pem and NAME.pub; a private key with a passphrase is encrypted. */
const pair = (name: string, kind: Kind, passphrase?: string): void => {
  const { privateKey, publicKey } =
    kind === "ed25519"
      ? generateKeyPairSync("ed25519")
      : kind === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ec", { namedCurve: kind });
  const locked = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase };
  write(`${name}.pem`, privateKey.export({ type: "pkcs8", format: "pem", ...locked }).toString());
  write(`${name}.pub`, publicKey.export({ type: "spki", format: "pem" }).toString());
};

const signed = (...keyNames: readonly string[]): Run =>
  p4twin(
    ["manifest", "sign", "small.manifest.json", ...keyNames.flatMap((key) => ["--key", key])],
    directory,
  );
const verified = (...keyNames: readonly string[]): Run =>
  p4twin(
    ["manifest", "verify", "small.intoto.json", ...keyNames.flatMap((key) => ["--key", key])],
    directory,
  );

interface Envelope {
  payload: string;
  payloadType: string;
  signatures: { keyid: string; sig: string }[];
}
const envelope = (): Envelope => JSON.parse(read("small.intoto.json"));
const seal = (changed: object): void => write("small.intoto.json", JSON.stringify(changed));

beforeAll(() => {
  directory = project({ "small.p4": smallParser() });
  for (const kind of ["ed25519", "P-256", "P-384", "P-521", "rsa"] as const) pair(kind, kind);
  pair("other", "ed25519");
});
afterAll(() => discard(directory));
beforeEach(() => {
  expect(p4twin(["small.p4", "-o", "."], directory).status).toBe(0);
});

describe("a signed manifest", () => {
  test.each(["ed25519", "P-256", "P-384"])("%s: signed, and verified", (kind) => {
    expect(signed(`${kind}.pem`)).toMatchObject({ status: 0, stdout: "" });
    expect(verified(`${kind}.pub`)).toMatchObject({ status: 0, stderr: "" });
    expect(verified(`${kind}.pub`).stdout).toMatch(
      /^small\.intoto\.json: verified, 3 files, sha1 [0-9a-f]{40}\n$/,
    );
  });

  test("is the in-toto Statement of its outputs in a DSSE envelope", () => {
    signed("ed25519.pem");
    const { payload, payloadType, signatures } = envelope();
    expect(payloadType).toBe("application/vnd.in-toto+json");
    const statement: unknown = JSON.parse(Buffer.from(payload, "base64").toString());
    expect(statement).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      predicate: JSON.parse(read("small.manifest.json")),
    });
    // DSSE's encoding, by hand: another tool would compute the same.
    const type = "application/vnd.in-toto+json";
    const body = Buffer.from(payload, "base64").toString("latin1");
    const message = Buffer.from(`DSSEv1 ${type.length} ${type} ${body.length} ${body}`, "latin1");
    expect(signatures[0]?.sig).toBe(sign(null, message, read("ed25519.pem")).toString("base64"));
  });

  test("every key that is asked for must have signed, others may", () => {
    signed("ed25519.pem", "P-256.pem");
    expect(verified("ed25519.pub").status).toBe(0);
    expect(verified("P-256.pub", "ed25519.pub").status).toBe(0);
    const { status, stderr } = verified("ed25519.pub", "P-384.pub");
    expect(status).toBe(1);
    expect(stderr).toContain("it is not signed with the key of P-384.pub");
  });

  test("a certificate's key holds as long as the certificate", () => {
    expect(signed(join(keys, "key.pem")).status).toBe(0);
    expect(verified(join(keys, "valid.crt")).status).toBe(0);
    expect(verified(join(keys, "expired.crt")).stderr).toMatch(/has expired: 2020-02-01T00:00:00/);
    expect(verified(join(keys, "expired.crt")).status).toBe(1);
    expect(verified(join(keys, "future.crt")).stderr).toMatch(/is not valid yet: 2120-01-01/);
    expect(verified(join(keys, "future.crt")).status).toBe(1);
  });

  test("does not outlive the outputs that it speaks of", () => {
    signed("ed25519.pem");
    p4twin(["small.p4", "-o", ".", "-D", "X"], directory);
    expect(existsSync(at("small.intoto.json"))).toBe(false);
  });

  test("NAME.sha256 is what sha256sum -c reads", () => {
    p4twin(["small.p4", "-o", ".", "--sha256"], directory);
    expect(shell("sha256sum -c small.sha256", directory)).toMatchObject({ status: 0 });
  });
});

describe("is refused", () => {
  beforeEach(() => {
    expect(signed("ed25519.pem").status).toBe(0);
  });
  const refused = (reason: RegExp | string, ...keyNames: readonly string[]): void => {
    const { status, stdout, stderr } = verified(...(keyNames.length > 0 ? keyNames : ["ed25519.pub"]));
    expect(stdout + stderr).toMatch(reason);
    expect(status).toBe(1);
  };

  test("another's key", () => refused(/not signed with the key of other\.pub/, "other.pub"));
  test("unsigned", () => {
    seal({ ...envelope(), signatures: [] });
    refused(/it is not signed/);
  });
  test("a payload altered since", () => {
    const { payload, ...rest } = envelope();
    const text = Buffer.from(payload, "base64").toString().replace("Small", "Smoll");
    seal({ ...rest, payload: Buffer.from(text).toString("base64") });
    refused(/or was altered since/);
  });
  test("another payload type, signed or not", () => {
    const { payload, signatures } = envelope();
    seal({ payload, signatures, payloadType: "text/plain" });
    refused(/its payload is "text\/plain"/);
    const body = Buffer.from(payload, "base64").toString("latin1");
    const message = Buffer.from(`DSSEv1 10 text/plain ${body.length} ${body}`, "latin1");
    const sig = sign(null, message, read("ed25519.pem")).toString("base64");
    seal({ payload, payloadType: "text/plain", signatures: [{ sig }] });
    refused(/its payload is "text\/plain"/);
  });
  test("a signature that stands in it twice", () => {
    const { signatures, ...rest } = envelope();
    seal({ ...rest, signatures: [...signatures, ...signatures] });
    refused(/a signature stands in it twice/);
    seal({
      ...rest,
      signatures: [...signatures, ...signatures.map(({ sig }) => ({ sig, keyid: "another" }))],
    });
    refused(/a signature stands in it twice/);
  });
  test("two signatures by one key", () => {
    signed("P-256.pem");
    const { signatures: first } = envelope();
    signed("P-256.pem");
    const { signatures: second, ...rest } = envelope();
    seal({ ...rest, signatures: [...first, ...second.map(({ sig }) => ({ sig, keyid: "another" }))] });
    refused(/it is signed 2 times with the key of P-256\.pub/, "P-256.pub");
  });
  test("a statement with other subjects, though signed", () => {
    const statement = JSON.parse(Buffer.from(envelope().payload, "base64").toString());
    const text = JSON.stringify({ ...statement, subject: [] });
    const payloadType = "application/vnd.in-toto+json";
    const message = Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${text.length} ${text}`);
    const sig = sign(null, message, read("ed25519.pem")).toString("base64");
    seal({ payload: Buffer.from(text).toString("base64"), payloadType, signatures: [{ sig }] });
    refused(/other subjects, types or spelling/);
  });
  test("an output or a manifest changed since", () => {
    appendFileSync(at("small.bpf.c"), "\n");
    refused(/small\.bpf\.c: has changed/);
    rmSync(at("small.parser.h"));
    refused(/small\.parser\.h: is missing/);
    appendFileSync(at("small.manifest.json"), "\n");
    refused(/small\.manifest\.json: is not the manifest that was signed/);
  });
  test("what is no envelope", () => {
    for (const text of ["", "{", "[]", "null", "{}", '{"payload":"?","payloadType":"","signatures":[]}']) {
      write("small.intoto.json", text);
      refused(/cannot be used as an envelope/);
    }
    write("small.intoto.json", `${"[".repeat(1_000_000)}`);
    refused(/cannot be used as an envelope/);
    rmSync(at("small.intoto.json"));
    refused(/no such file/);
  });
  test("keys that are none, or not of a kind that is taken", () => {
    write("junk.pub", "\x00\x01junk");
    refused(/holds no key in PEM/, "junk.pub");
    write("cut.pub", read("ed25519.pub").replace(/\n[A-Za-z0-9+/=]{10}/, "\n"));
    refused(/it is damaged/, "cut.pub");
    write("two.pub", read("ed25519.pub") + read("other.pub"));
    refused(/it holds 2 keys/, "two.pub");
    refused(/it holds a private key/, "ed25519.pem");
    refused(/its kind is rsa/, "rsa.pub");
    refused(/ECDSA on secp521r1/, "P-521.pub");
    refused(/no such file/, "nowhere.pub");
  });
});

describe("is not signed", () => {
  const refused = (reason: RegExp, ...keyNames: readonly string[]): void => {
    rmSync(at("small.intoto.json"), { force: true });
    const { status, stderr } = signed(...(keyNames.length > 0 ? keyNames : ["ed25519.pem"]));
    expect(stderr).toMatch(reason);
    expect(status).toBe(1);
    expect(existsSync(at("small.intoto.json"))).toBe(false);
  };

  test("what is not as the manifest states", () => {
    appendFileSync(at("small.bpf.c"), "\n");
    refused(/small\.bpf\.c has changed/);
    rmSync(at("small.bpf.c"));
    refused(/small\.bpf\.c is missing/);
  });
  test("an edited manifest", () => {
    appendFileSync(at("small.manifest.json"), " ");
    refused(/edited or reformatted/);
  });
  test("with keys that are none", () => {
    refused(/it holds no private key but a public key/, "ed25519.pub");
    refused(/its kind is rsa/, "rsa.pem");
    refused(/it is the same as another/, "ed25519.pem", "ed25519.pem");
    refused(/no such file/, "nowhere.pem");
  });
  test("with an encrypted key whose passphrase is not known", () => {
    pair("locked", "ed25519", "right");
    refused(/name a --passphrase-file/, "locked.pem");
    write("phrase", "wrong\n");
    const args = "manifest sign small.manifest.json --key locked.pem --passphrase-file phrase".split(" ");
    const wrong = p4twin(args, directory);
    expect(wrong).toMatchObject({ status: 1, stdout: "" });
    expect(wrong.stderr).toContain("the passphrase is another");
    write("phrase", "right\n");
    expect(p4twin(args, directory).status).toBe(0);
  });
  test("into a directory that cannot be made", () => {
    const args = ["manifest", "sign", "small.manifest.json", "--key", "ed25519.pem", "-o", "small.p4/x.json"];
    const { status, stderr } = p4twin(args, directory);
    expect(status).toBe(1);
    expect(stderr).toContain("no output written");
  });
  test("without a key at all: wrong usage", () => {
    expect(p4twin(["manifest", "sign", "small.manifest.json"], directory).status).toBe(2);
    expect(p4twin(["manifest"], directory).status).toBe(2);
  });
});

describe("properties", () => {
  test("no changed byte of an envelope is believed", async () => {
    const { checkSignatures, readStatement } = await import("../../src/provenance/check.ts");
    const { parseEnvelope } = await import("../../src/provenance/envelope.ts");
    const { readVerifyingKey } = await import("../../src/provenance/keys.ts");
    expect(signed("P-256.pem").status).toBe(0);
    const key = readVerifyingKey(at("P-256.pub"));
    if (typeof key === "string") throw new Error(key);
    const original = readFileSync(at("small.intoto.json"));
    const payload = JSON.parse(original.toString()).payload;
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const changed = Buffer.from(original);
        changed[index] = (changed[index] ?? 0) ^ change;
        const envelope = parseEnvelope(changed.toString("latin1"));
        if (typeof envelope === "string" || checkSignatures(envelope, [key], new Date()).length > 0) return;
        // Still believed: then it says the same (a changed key id, or a blank for a blank).
        expect(envelope.payload.toString("base64")).toBe(payload);
        expect(typeof readStatement(envelope.payload)).not.toBe("string");
      }),
      { numRuns: 2000 },
    );
  });
});
