/**
 * The IR as JSON: keys sorted, bigints as "0x…" strings, no spans (they count characters of a text that is not
 * there any more). Its schema is schema/ir.schema.json.
 */
import { CompilerBug } from "../diagnostics/bug.ts";
import type { Program } from "./ir.ts";
import { annotateStates } from "./layout.ts";

/** The text of a value, without white space. An object's members that are undefined or of an omitted name are left out. */
const encode = (value: unknown, omit: ReadonlySet<string>): string => {
  switch (typeof value) {
    case "bigint":
      return `"0x${value.toString(16)}"`;
    case "string":
    case "number":
    case "boolean":
      return JSON.stringify(value);
    case "object":
      if (value === null) break;
      return Array.isArray(value)
        ? `[${value.map((item) => encode(item, omit)).join(",")}]`
        : encodeObject(value, omit);
  }
  throw new CompilerBug(`not expressible in JSON: ${typeof value}`);
};

const encodeObject = (object: object, omit: ReadonlySet<string>): string => {
  const texts: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const item: unknown = Reflect.get(object, key);
    if (item !== undefined && !omit.has(key)) texts.push(`${JSON.stringify(key)}:${encode(item, omit)}`);
  }
  return `{${texts.join(",")}}`;
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
  return `${JSON.stringify(JSON.parse(encode(document, noSpans)), null, 2)}\n`;
};

/**
 * What the program means and nothing else, for hashing: without lines, the file's name and white space. Two sources
 * that differ in comments and layout only have one canonical form.
 */
export const canonicalJson = ({ name: _name, sourceFile: _file, ...meaning }: Program): string =>
  encode(meaning, meaningOnly);
