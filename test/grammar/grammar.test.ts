import { describe, expect, it } from "vitest";
import { createLexer } from "../../grammar/lexer/index.ts";
import { P4Parser } from "../../grammar/parser/program.ts";

// Production skips these validations: they cost more than parsing a program.
describe("the grammar", () => {
  it("has a valid vocabulary", () => {
    expect(createLexer(true).lexerDefinitionErrors).toEqual([]);
  });

  it("is free of ambiguities, left recursion and unreachable alternatives", () => {
    expect(() => new P4Parser(true)).not.toThrow();
  });
});
