/** The text of a stamp file: what a hand-written program includes to carry its identity. */
import { basename } from "node:path";
import { type Identity, stampText } from "../output/stamp.ts";

/** What the stamp is written for. */
export type StampLanguage = "c" | "p4";

const SUFFIXES: ReadonlyMap<string, StampLanguage> = new Map([
  [".c", "c"],
  [".h", "c"],
  [".p4", "p4"],
]);

const suffixOf = (path: string): string => /\.[^./]*$/.exec(path)?.[0] ?? "";

/** The language of a source by its suffix; undefined for one that cannot be stamped. */
export const languageOf = (path: string): StampLanguage | undefined => SUFFIXES.get(suffixOf(path));

/** x.c, x.bpf.c, x.p4: x. */
const stem = (path: string): string =>
  basename(path)
    .slice(0, -suffixOf(path).length || undefined)
    .replace(/(?!^)\.bpf$/, "");

/** What a source calls its own stamp: an #include of that name stays a line of the flattened source. */
export const stampFileName = (path: string, language: StampLanguage): string =>
  `${stem(path)}.stamp.${language === "c" ? "h" : "p4"}`;

const cStamp = (name: string, macro: string, text: string): string => `/* ${text} */
/*
 * The stamp of ${name}, by p4twin stamp. The digests are those of the source, its own includes put in place.
 * Include it once in the program, and write P4TWIN_STAMPED between SEC("…") and each function that is loaded.
 */
#ifndef ${macro}
#define ${macro} \\
	"${text}"

const char p4twin_stamp[] __attribute__((section(".rodata.p4twin"), used)) = ${macro};

#if defined(__has_attribute)
#if __has_attribute(btf_decl_tag)
#define P4TWIN_STAMPED __attribute__((btf_decl_tag(${macro})))
#endif
#endif
#ifndef P4TWIN_STAMPED
#define P4TWIN_STAMPED
#endif
#endif
`;

const p4Stamp = (name: string, macro: string, text: string, sha1: string): string => `// ${text}
// The stamp of ${name}, by p4twin stamp. The digests are those of the source, its own includes put in place.
// Include it in the program, and annotate its package:
//     @pkginfo(name="…", version=${macro})
//     V1Switch(…) main;
#ifndef ${macro}
#define ${macro} "${text}"
const bit<160> P4TWIN_SOURCE_SHA1 = 160w0x${sha1};
#endif
`;

/** The stamp file of a source. */
export const stampFile = (path: string, language: StampLanguage, identity: Identity): string => {
  const macro = `${stem(path)
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, "_")
    .replace(/^(?=\d)/, "_")}_STAMP`;
  const name = basename(path).replace(/[^\w.+-]/g, "_");
  const text = stampText(identity);
  return language === "c" ? cStamp(name, macro, text) : p4Stamp(name, macro, text, identity.sha1);
};
