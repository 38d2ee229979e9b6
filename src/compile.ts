/** The whole pipeline on one page. Every phase is a pure function; findings go into the sink. */
import { basename } from "node:path";
import { type EbpfOptions, generate as generateEbpf } from "../backends/ebpf/index.ts";
import { generate as generateP4 } from "../backends/p4/index.ts";
import type * as ast from "../grammar/ast.ts";
import { type Preprocessed, parse, preprocess } from "../grammar/index.ts";
import { NO_ARCHITECTURE } from "./analyze/architectures.ts";
import { analyze } from "./analyze/index.ts";
import type { TypedProgram } from "./analyze/typed.ts";
import type { DiagnosticSink } from "./diagnostics/sink.ts";
import type { SourceMap } from "./diagnostics/span.ts";
import { version } from "./installation.ts";
import type * as ir from "./ir/ir.ts";
import { canonicalJson } from "./ir/json.ts";
import { validate } from "./ir/validate.ts";
import { lower } from "./lower/index.ts";
import { buildManifest } from "./manifest/build.ts";
import type { Manifest } from "./manifest/manifest.ts";
import type { OutputFile } from "./output/file.ts";
import type { Kernel } from "./output/kernels.ts";
import type { P4Target } from "./output/p4-targets.ts";
import type { Identity } from "./output/stamp.ts";
import type { Files } from "./source/files.ts";
import { digest } from "./source/identity.ts";
import { insertParserPragma, readParserPragma, shiftedSourceMap } from "./source/parser-pragma.ts";

/** What the source is, before anything is made of it. */
export interface SourceRequest {
  readonly mainPath: string;
  readonly mainBytes: Buffer;
  readonly files: Files;
  readonly includeDirs: readonly string[];
  /** NAME or NAME=VALUE, in command-line order, -U already applied. */
  readonly defines: readonly string[];
  /** --parser */
  readonly parser?: string;
}

/** What is to be made of it. */
export interface CompileRequest extends SourceRequest {
  readonly targets: readonly ("ebpf" | "p4")[];
  readonly arch: P4Target;
  /** Without: all that suit the source's architecture. */
  readonly hooks?: readonly string[];
  /** --kernel: the oldest kernel that the eBPF programs have to load on. */
  readonly kernel?: Kernel;
  /** --offload-map: at xdp and tc, take over a device's result where it runs the same source. */
  readonly offloadMap?: boolean;
}

/** A source, read and flattened: its bytes and its identity. */
export interface Source {
  readonly preprocessed: Preprocessed;
  /** The bytes whose SHA-1 is the program's identity (DESIGN section 3). */
  readonly flattened: Buffer;
  readonly identity: Identity;
  readonly sourceMap: SourceMap;
  /** The parser that the source's own leading lines ask for. */
  readonly parser: string | undefined;
}

/** What a compilation came to; where it stopped with errors, the later parts are not there. */
export interface Compilation {
  readonly tree?: ast.Program;
  readonly typed?: TypedProgram;
  readonly program?: ir.Program;
  /** All that is to be written, the manifest excepted: there only when everything went well. */
  readonly outputs?: readonly OutputFile[];
  readonly manifest?: Manifest;
}

/** The base name without `.p4`: what the outputs' names start with. */
export const programName = (mainPath: string): string => basename(mainPath).replace(/\.p4$/, "");

/**
 * Includes, macros, conditionals; and the flattened bytes with their identity. With errors in the sink the result is
 * only good for its source map.
 */
export const readSource = (request: SourceRequest, sink: DiagnosticSink): Source => {
  const preprocessed = preprocess(
    {
      mainPath: request.mainPath,
      mainBytes: request.mainBytes,
      includeDirs: [...request.includeDirs],
      defines: [...request.defines],
      readFile: request.files.readFile,
      systemInclude: request.files.systemInclude,
    },
    sink,
  );
  const { parser } = request;
  const flattened =
    parser === undefined
      ? preprocessed.flattened
      : insertParserPragma(preprocessed.flattened, parser, request.defines.length);
  const pragma = readParserPragma(flattened);
  for (const line of pragma.ignored) {
    sink.report(
      "P0009",
      `line ${line} of the flattened source: this #pragma p4twin has no effect`,
      undefined,
      {
        help: "it counts only in the leading lines, before everything but #define",
      },
    );
  }
  return {
    preprocessed,
    flattened,
    identity: digest(flattened),
    sourceMap:
      parser === undefined
        ? preprocessed.sourceMap
        : shiftedSourceMap(preprocessed.sourceMap, request.defines.length),
    parser: pragma.parser,
  };
};

/** The syntax tree; undefined with errors in the sink. */
export const parseSource = (source: Source, sink: DiagnosticSink): ast.Program | undefined =>
  parse(source.preprocessed.text, sink);

/** What an analysis may do without. */
export interface Demands {
  /** false: a program without a parser is no mistake, there is just nothing to compile. */
  readonly requireParser: boolean;
}

/** Names, types and constants of the parser and all that it reaches. */
export const analyzeSource = (
  source: Source,
  program: ast.Program,
  demands: Demands,
  sink: DiagnosticSink,
): TypedProgram | undefined =>
  analyze(program, source.parser === undefined ? demands : { ...demands, parser: source.parser }, sink);

/** The typed tree as a parse graph, checked. keepRows: see lower's Naming. */
export const lowerSource = (
  source: Source,
  typed: TypedProgram,
  mainPath: string,
  sink: DiagnosticSink,
  keepRows = false,
): ir.Program | undefined => {
  const context = {
    name: programName(mainPath),
    sourceFile: basename(mainPath),
    sourceMap: source.sourceMap,
    keepRows,
  };
  const program = lower(typed, context, sink);
  if (program !== undefined) validate(program);
  return program;
};

const ebpfOptions = ({ hooks, kernel, offloadMap = false }: CompileRequest): EbpfOptions => ({
  offload: offloadMap,
  ...(hooks === undefined ? {} : { hooks }),
  ...(kernel === undefined ? {} : { kernel }),
});

/** The targets' programs, without the manifest. */
export const generateOutputs = (
  request: CompileRequest,
  program: ir.Program,
  identity: Identity,
  sink: DiagnosticSink,
): readonly OutputFile[] | undefined => {
  const ebpf = request.targets.includes("ebpf")
    ? generateEbpf(program, identity, ebpfOptions(request), sink)
    : [];
  const p4 = request.targets.includes("p4")
    ? generateP4(program, identity, { arch: request.arch }, sink)
    : [];
  return ebpf === undefined || p4 === undefined ? undefined : [...ebpf, ...p4];
};

/** The architecture whose package the program instantiates; undefined where it is none that we know. */
export const knownArchitecture = ({ architecture }: TypedProgram): string | undefined =>
  architecture === NO_ARCHITECTURE ? undefined : architecture;

/** The syntax tree and, unless it has mistakes, the typed tree: all that `check` asks for. */
export const understand = (source: Source, demands: Demands, sink: DiagnosticSink): Compilation => {
  const tree = parseSource(source, sink);
  if (tree === undefined || sink.errorCount > 0) return tree === undefined ? {} : { tree };
  const typed = analyzeSource(source, tree, demands, sink);
  return typed === undefined || sink.errorCount > 0 ? { tree } : { tree, typed };
};

/** From a source to everything that is written. */
export const compile = (request: CompileRequest, source: Source, sink: DiagnosticSink): Compilation => {
  const front = understand(source, { requireParser: true }, sink);
  if (front.typed === undefined) return front;
  const program = lowerSource(source, front.typed, request.mainPath, sink);
  if (program === undefined || sink.errorCount > 0) return front;
  const outputs = generateOutputs(request, program, source.identity, sink);
  if (outputs === undefined || sink.errorCount > 0) return { ...front, program };
  const manifest = describe(request, source, program, outputs);
  return { ...front, program, outputs, manifest };
};

const describe = (
  request: CompileRequest,
  source: Source,
  program: ir.Program,
  outputs: readonly OutputFile[],
): Manifest =>
  buildManifest({
    program: program.name,
    compiler: { name: "p4twin", version },
    mainPath: request.mainPath,
    mainBytes: request.mainBytes,
    includeDirs: request.includeDirs,
    defines: request.defines,
    parserOption: request.parser,
    identity: source.identity,
    userFiles: source.preprocessed.userFiles,
    systemIncludes: source.preprocessed.systemIncludes,
    ir: { version: program.version, json: canonicalJson(program) },
    architecture: program.architecture,
    parser: program.parser,
    outputs,
  });
