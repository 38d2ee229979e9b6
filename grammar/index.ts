/** The P4_16 language: from a program's files to its syntax tree. */
export { parse } from "./parser/index.ts";
