export { canonicalJson, toJson } from "./json.ts";
export { printProgram } from "./print.ts";
export { validate } from "./validate.ts";
