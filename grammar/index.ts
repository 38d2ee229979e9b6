/** The P4_16 language: from a program's files to its syntax tree. */
export { parse } from "./parser/index.ts";
export { preprocess } from "./preprocess/preprocess.ts";
export { printPreprocessed } from "./preprocess/print.ts";
export type { Preprocessed, PreprocessRequest } from "./preprocess/request.ts";
export { printProgram } from "./print/index.ts";
