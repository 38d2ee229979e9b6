import type { Program } from "../ast.ts";
import { printDeclaration } from "./declarations.ts";

/**
 * A program as P4 text in the style of the specification. Parsing it again gives the same tree, but for spans:
 * comments and blanks are lost, and so are parentheses that change nothing.
 */
export const printProgram = (program: Program): string =>
  program.declarations.map((declaration) => `${printDeclaration(declaration).join("\n")}\n`).join("\n");
