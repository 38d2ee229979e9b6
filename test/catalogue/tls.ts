/** Certificates for one test run: a CA, a server for 127.0.0.1, a client, and a CA that nobody trusts. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificates {
  readonly directory: string;
  readonly path: (name: string) => string;
  readonly read: (name: string) => Buffer;
}

const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"] as const;

/** Makes NAME.pem and NAME.key for ca, other-ca, server and client. */
export const makeCertificates = (): Certificates => {
  const directory = mkdtempSync(join(tmpdir(), "p4twin-tls-"));
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  };
  for (const name of ["ca", "other-ca"]) {
    openssl(
      "req",
      "-x509",
      ...EC,
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.pem`,
      "-days",
      "2",
      "-subj",
      `/CN=${name}`,
    );
  }
  writeFileSync(join(directory, "names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
  for (const name of ["server", "client"]) {
    openssl("req", ...EC, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const ca = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"];
    openssl("x509", "-req", "-in", `${name}.csr`, ...ca, "-out", `${name}.pem`);
  }
  const path = (name: string): string => join(directory, name);
  return { directory, path, read: (name) => readFileSync(path(name)) };
};
