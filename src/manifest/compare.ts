import type { Identity } from "../output/stamp.ts";
import { stampText } from "../output/stamp.ts";
import { digest } from "../source/identity.ts";
import type { DigestedFile, Manifest } from "./manifest.ts";

/** One thing that is not as the manifest states: what, and how it differs. */
export interface Difference {
  readonly subject: string;
  readonly text: string;
}

/** A file against its recorded digests. `shown` is the name under which the user knows it. */
export const compareDigests = (
  shown: string,
  bytes: Buffer,
  recorded: DigestedFile,
): readonly Difference[] => {
  const actual = digest(bytes);
  if (actual.sha1 === recorded.sha1 && actual.sha256 === recorded.sha256) return [];
  const which = actual.sha256 === recorded.sha256 ? "sha1" : "sha256";
  return [
    { subject: shown, text: `has changed: ${which} ${actual[which]}, the manifest says ${recorded[which]}` },
  ];
};

/** Stamps inside a generated text: there is one, and none names another source. */
export const compareStamps = (shown: string, text: string, identity: Identity): readonly Difference[] => {
  const stamps = text.match(/p4twin:1 sha1=[0-9a-f]{40} sha256=[0-9a-f]{64}/g) ?? [];
  if (stamps.length === 0) return [{ subject: shown, text: "carries no stamp" }];
  const other = stamps.find((stamp) => stamp !== stampText(identity));
  if (other !== undefined) return [{ subject: shown, text: `is stamped with another source: ${other}` }];
  const constants = [...text.matchAll(/\b160w0x([0-9a-f]{40})\b/g)].map(([, sha1]) => sha1);
  const wrong = constants.find((sha1) => sha1 !== identity.sha1);
  return wrong === undefined
    ? []
    : [{ subject: shown, text: `has a constant with another source's sha1: ${wrong}` }];
};

/** The leaves of a JSON value by their place: `source.sha1`, `outputs[x.bpf.c].sha256`. */
const leaves = (value: unknown, at: string, into: Map<string, string>): void => {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) leaves(item, `${at}[${nameOf(item) ?? index}]`, into);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) leaves(item, at === "" ? key : `${at}.${key}`, into);
  } else {
    into.set(at, JSON.stringify(value));
  }
};

const nameOf = (item: unknown): string | undefined => {
  if (typeof item !== "object" || item === null) return undefined;
  if ("path" in item && typeof item.path === "string") return item.path;
  return "name" in item && typeof item.name === "string" ? item.name : undefined;
};

/** Every statement of the manifest that the recomputed one does not make too, and the other way round. */
export const compareManifests = (
  subject: string,
  recorded: Partial<Manifest>,
  recomputed: Partial<Manifest>,
): readonly Difference[] => {
  const stated = new Map<string, string>();
  const actual = new Map<string, string>();
  leaves(recorded, "", stated);
  leaves(recomputed, "", actual);
  return [...new Set([...stated.keys(), ...actual.keys()])].sort().flatMap((key) => {
    const [is, says] = [actual.get(key), stated.get(key)];
    return is === says
      ? []
      : [{ subject, text: `${key} should be ${is ?? "absent"}, the manifest says ${says ?? "nothing"}` }];
  });
};
