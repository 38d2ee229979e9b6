import type { OutputFile } from "../output/file.ts";
import { type Digests, digest } from "../source/identity.ts";

/** The version of the manifest's form: schema/manifest.schema.json. */
export const MANIFEST_SCHEMA = "p4twin-manifest-1";

export interface DigestedFile extends Digests {
  /** Relative, POSIX, without `..`. */
  readonly path: string;
}

export interface ManifestSource extends Digests {
  /** The main file, one of `files`. */
  readonly main: string;
  /** The user's files that the program is made of, by path. */
  readonly files: readonly DigestedFile[];
  /** -D, in command-line order, after -U. */
  readonly defines: readonly string[];
  /** --parser, where it was given. */
  readonly parser?: string;
  /** The system includes used, by name: they belong to the compiler and are not part of the source's digests. */
  readonly system: readonly { readonly name: string; readonly sha256: string }[];
}

export interface ManifestOutput extends DigestedFile {
  readonly kind: "parser-header" | "offload-header" | "bpf-program" | "p4-program";
  readonly hooks?: readonly string[];
  readonly target?: string;
  /** --kernel, where it was given. */
  readonly kernel?: string;
}

/** What came from what (DESIGN section 7). */
export interface Manifest {
  readonly schema: typeof MANIFEST_SCHEMA;
  readonly program: string;
  readonly source: ManifestSource;
  readonly ir: { readonly version: number; readonly sha256: string };
  readonly compiler: { readonly name: string; readonly version: string };
  readonly architecture: string;
  /** The parser that was compiled. */
  readonly parser: string;
  /** True where the architecture has more than a parser: the rest of such a program was left out. */
  readonly parserOnly: boolean;
  readonly outputs: readonly ManifestOutput[];
}

/** Entry of the manifest for an output; the manifest itself has none. */
export const describeOutput = (file: OutputFile): readonly ManifestOutput[] =>
  file.kind === "manifest"
    ? []
    : [
        {
          path: file.path,
          kind: file.kind,
          ...digest(Buffer.from(file.text)),
          ...(file.hooks === undefined ? {} : { hooks: file.hooks }),
          ...(file.target === undefined ? {} : { target: file.target }),
          ...(file.kernel === undefined ? {} : { kernel: file.kernel }),
        },
      ];

/** Sorts by code units: the same on every machine, whatever its language. */
export const sortedBy = <T>(list: readonly T[], key: (item: T) => string): readonly T[] =>
  list.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));

const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(sortedBy(Object.entries(value), ([key]) => key))
    : value;

/** The one way in which JSON is written: keys sorted, two blanks, a line end at the end. */
export const canonicalJson = (value: unknown): string => `${JSON.stringify(value, sortKeys, 2)}\n`;
