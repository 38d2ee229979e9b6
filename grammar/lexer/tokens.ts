/** All kinds of tokens by name, for the rules. */
export * from "./categories.ts";
export * from "./literals.ts";
export * from "./punctuation.ts";
export * from "./words.ts";
