/** In which part of a program a line lies, by its syntax tree. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { ControlDeclaration, Declaration, Program, TypeRef } from "../../grammar/ast.ts";
import { parse, preprocess } from "../../grammar/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { SourceMap, Span } from "../../src/diagnostics/span.ts";
import { filesOnDisk } from "../../src/source/files.ts";

export type Place =
  | "a control's declarations or parameters"
  | "a control's apply block"
  | "a deparser"
  | "an action"
  | "a table"
  | "a package's arguments"
  | "an instance of an extern"
  | "an extern's declaration"
  | "a type or constant"
  | "a parser or function"
  | "nowhere in particular";

const include = path.join(import.meta.dirname, "..", "..", "grammar", "include");

export interface Located {
  readonly program: Program;
  readonly sourceMap: SourceMap;
  readonly file: string;
}

/** The program's syntax tree; undefined where it has none. */
export const locate = (file: string): Located | undefined => {
  const sink = new DiagnosticSink();
  const request = {
    mainPath: file,
    mainBytes: readFileSync(file),
    includeDirs: [],
    defines: [],
    ...filesOnDisk(include),
  };
  const source = preprocess(request, sink);
  const program = source && parse(source.text, sink);
  return program && source && { program, sourceMap: source.sourceMap, file };
};

type Covers = (span: Span) => boolean;

const isDeparser = (node: ControlDeclaration): boolean =>
  node.parameters.some(({ type }: { readonly type: TypeRef }) =>
    type.kind === "type-name" ? type.name.text === "packet_out" : false,
  );

const inControl = (node: ControlDeclaration, covers: Covers): Place => {
  if (isDeparser(node)) return "a deparser";
  for (const local of node.locals) {
    if (!covers(local.span)) continue;
    if (local.kind === "table") return "a table";
    if (local.kind === "action") return "an action";
  }
  return covers(node.apply.span) ? "a control's apply block" : "a control's declarations or parameters";
};

const inDeclaration = (node: Declaration, covers: Covers): Place => {
  switch (node.kind) {
    case "control":
      return inControl(node, covers);
    case "action":
      return "an action";
    case "instantiation":
      return node.initializer === undefined ? "a package's arguments" : "an instance of an extern";
    case "extern-object":
    case "extern-function":
    case "control-type":
    case "parser-type":
    case "package-type":
      return "an extern's declaration";
    case "parser":
    case "function":
    case "value-set":
      return "a parser or function";
    default:
      return "a type or constant";
  }
};

/** The innermost part that the line belongs to. */
export const placeOf = ({ program, sourceMap, file }: Located, line: number): Place => {
  const covers: Covers = (span) => {
    const from = sourceMap.resolve(span);
    return from.file === file && from.line <= line && line <= from.endLine;
  };
  const node = program.declarations.find(({ span }) => covers(span));
  return node === undefined ? "nowhere in particular" : inDeclaration(node, covers);
};
