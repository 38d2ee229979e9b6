/** What a file says of one program: a manifest, a P4Info, a BPF object, or a text that begins with a stamp. */
import { basename } from "node:path";
import { MAX_MANIFEST_BYTES, parseManifest } from "../manifest/parse.ts";
import { readObject } from "../object/index.ts";
import { combineStamps, type StampReading } from "../output/stamp.ts";
import { readLimited } from "../source/read.ts";
import { readP4Info } from "./p4info.ts";

/** A program's name and stamp, as a file states them. */
export interface FoundProgram {
  /** Of the program itself, or of the file. */
  readonly name: string;
  readonly stamp: StampReading;
}

const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);

/** x.bpf.o, x.stamp.h, x.v1model.p4, x.p4info.txt: x. */
const nameOf = (path: string): string => basename(path).replace(/(?!^)\..*$/, "");

const ofManifest = (text: string): FoundProgram | string => {
  const manifest = parseManifest(text);
  if (typeof manifest === "string") return manifest;
  const { sha1, sha256 } = manifest.source;
  return { name: manifest.program, stamp: { kind: "sound", identity: { sha1, sha256 } } };
};

const ofObject = (path: string, bytes: Buffer): FoundProgram | string => {
  const stamps = readObject(bytes);
  if (typeof stamps === "string") return stamps;
  const { section = "", tags } = stamps;
  const texts = [...section.split("\0").filter((text) => text !== ""), ...tags.map(({ tag }) => tag)];
  return { name: nameOf(path), stamp: combineStamps(texts) };
};

/** All the stamps in a text that is itself stamped in its first line. */
const ofText = (path: string, text: string): FoundProgram => ({
  name: nameOf(path),
  stamp: combineStamps(text.match(/p4twin:\d+ [^"*\n]*[^"*\s]/g) ?? []),
});

/** Reads one file, whatever of these it is; a string says in words why it cannot be used. Never throws. */
export const readProgramFile = (path: string): FoundProgram | string => {
  const bytes = readLimited(path, MAX_MANIFEST_BYTES);
  if (typeof bytes === "string") return bytes;
  if (bytes.subarray(0, ELF.length).equals(ELF)) return ofObject(path, bytes);
  const start = bytes.toString("latin1", 0, 200);
  if (/^\s*\{/.test(start)) return ofManifest(bytes.toString("utf8"));
  if (/^(\/\/|\/\*) p4twin:/.test(start)) return ofText(path, bytes.toString("utf8"));
  const info = readP4Info(bytes);
  return typeof info === "string"
    ? `it is no manifest, P4Info, BPF object or stamped text (as a P4Info: ${info})`
    : { name: info.name === "" ? nameOf(path) : info.name, stamp: info.stamp };
};
