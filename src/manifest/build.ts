import type { OutputFile } from "../output/file.ts";
import type { Identity } from "../output/stamp.ts";
import { digest, sha256 } from "../source/identity.ts";
import { describeOutput, MANIFEST_SCHEMA, type Manifest, sortedBy } from "./manifest.ts";
import { recordedPaths } from "./paths.ts";

/** All that a manifest tells of. */
export interface ManifestInput {
  readonly program: string;
  readonly compiler: { readonly name: string; readonly version: string };
  readonly mainPath: string;
  readonly mainBytes: Buffer;
  readonly includeDirs: readonly string[];
  readonly defines: readonly string[];
  /** --parser */
  readonly parserOption: string | undefined;
  readonly identity: Identity;
  readonly userFiles: readonly { readonly path: string; readonly bytes: Buffer }[];
  readonly systemIncludes: readonly { readonly name: string; readonly bytes: Buffer }[];
  readonly ir: { readonly version: number; readonly json: string };
  readonly architecture: string;
  readonly parser: string;
  readonly outputs: readonly OutputFile[];
}

/** Architectures of ours that are a parser and nothing else. */
const parserArchitectures: readonly string[] = ["flow_dissector_model", "parser_model"];

/** The manifest of a compilation. Nothing in it depends on the machine, the time or the directory. */
export const buildManifest = (input: ManifestInput): Manifest => {
  const files = new Map(input.userFiles.map(({ path, bytes }) => [path, bytes]));
  files.set(input.mainPath, input.mainBytes);
  const recorded = recordedPaths(input.mainPath, [...files.keys()], input.includeDirs);
  const name = (path: string): string => recorded.get(path) ?? path;
  const byName = new Map([...files].map(([path, bytes]) => [name(path), bytes]));
  const system = new Map(input.systemIncludes.map(({ name, bytes }) => [name, sha256(bytes)]));
  return {
    schema: MANIFEST_SCHEMA,
    program: input.program,
    source: {
      main: name(input.mainPath),
      sha1: input.identity.sha1,
      sha256: input.identity.sha256,
      files: sortedBy([...byName], ([path]) => path).map(([path, bytes]) => ({ path, ...digest(bytes) })),
      defines: input.defines,
      ...(input.parserOption === undefined ? {} : { parser: input.parserOption }),
      system: sortedBy([...system], ([name]) => name).map(([name, sha256]) => ({ name, sha256 })),
    },
    ir: { version: input.ir.version, sha256: sha256(Buffer.from(input.ir.json)) },
    compiler: input.compiler,
    architecture: input.architecture,
    parser: input.parser,
    parserOnly: !parserArchitectures.includes(input.architecture),
    outputs: sortedBy(input.outputs.flatMap(describeOutput), ({ path }) => path),
  };
};
