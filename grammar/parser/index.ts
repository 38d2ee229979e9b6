import type { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Program } from "../ast.ts";
import { parseProgram } from "./program.ts";

/**
 * The syntax tree of a translation unit. Mistakes go into the sink (codes P02xx); what could be understood beside
 * them is in the tree. Undefined if nothing could.
 */
export const parse = (text: string, sink: DiagnosticSink): Program | undefined => parseProgram(text, sink);
