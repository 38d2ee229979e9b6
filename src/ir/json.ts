/**
 * The IR as JSON: keys sorted, bigints as "0x…" strings, no spans (they count characters of a text that is not
 * there any more). Its schema is schema/ir.schema.json.
 */
import { CompilerBug } from "../diagnostics/bug.ts";
import type { Program } from "./ir.ts";
import { annotateStates } from "./layout.ts";

const encode = (value: unknown, omit: ReadonlySet<string>): unknown => {
  if (typeof value === "bigint") return `0x${value.toString(16)}`;
  if (Array.isArray(value)) return value.map((item) => encode(item, omit));
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([key, item]) => !omit.has(key) && item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return Object.fromEntries(entries.map(([key, item]) => [key, encode(item, omit)]));
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  throw new CompilerBug(`not expressible in JSON: ${typeof value}`);
};

const noSpans: ReadonlySet<string> = new Set(["span"]);
const meaningOnly: ReadonlySet<string> = new Set(["origin"]);

/** Digests of the flattened source, in lower-case hex. */
export interface SourceDigests {
  readonly sha1: string;
  readonly sha256: string;
}

/**
 * The parse graph as devices and tools take it, for --toJSON: the IR with the lines of the flattened source, what
 * layout.ts works out, and the identity. Indented by two blanks; ends in a newline.
 */
export const toJson = (program: Program, { sha1, sha256 }: SourceDigests): string => {
  const document = { ...program, states: annotateStates(program), identity: { sha1, sha256 } };
  return `${JSON.stringify(encode(document, noSpans), null, 2)}\n`;
};

/**
 * What the program means and nothing else, for hashing: without lines, the file's name and white space. Two sources
 * that differ in comments and layout only have one canonical form.
 */
export const canonicalJson = ({ name: _name, sourceFile: _file, ...meaning }: Program): string =>
  JSON.stringify(encode(meaning, meaningOnly));
