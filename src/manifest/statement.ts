import { sha256 } from "../source/identity.ts";
import { canonicalJson, type Manifest, sortedBy } from "./manifest.ts";

/** The outputs' digests in the format that `sha256sum -c` reads; the manifest is one of them. */
export const sha256List = (manifest: Manifest, manifestFile: { path: string; text: string }): string =>
  sortedBy(
    [...manifest.outputs, { path: manifestFile.path, sha256: sha256(Buffer.from(manifestFile.text)) }],
    ({ path }) => path,
  )
    .map((file) => `${file.sha256}  ${file.path}\n`)
    .join("");

/** An in-toto Statement (v1): its subjects are the outputs, its predicate is the manifest. */
export const statement = (manifest: Manifest): string =>
  canonicalJson({
    _type: "https://in-toto.io/Statement/v1",
    subject: manifest.outputs.map(({ path, sha1, sha256 }) => ({ name: path, digest: { sha1, sha256 } })),
    predicateType: "urn:p4twin:manifest:1",
    predicate: manifest,
  });
