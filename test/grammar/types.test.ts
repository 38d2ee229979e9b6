import { describe, expect, it } from "vitest";
import { declarations } from "./parsed.ts";
import { typeShape } from "./shape.ts";

const typeOf = (text: string): string => {
  const declaration = declarations(`typedef bit<8> W; ${text}`).at(-1);
  return declaration?.kind === "typedef" ? typeShape(declaration.type) : "";
};

describe("types", () => {
  it.each([
    ["bool", "[bool]"],
    ["error", "[error]"],
    ["match_kind", "[match-kind]"],
    ["string", "[string]"],
    ["int", "[integer]"],
    ["bit", "[bit]"],
    ["bit<8>", "[bit 8]"],
    ["int<8>", "[int 8]"],
    ["varbit<320>", "[varbit 320]"],
    ["bit<(W + 1)>", "[bit (+ W 1)]"],
    ["bit<2 + 2>", "[bit (+ 2 2)]"],
    ["bit<(a > b)>", "[bit (> a b)]"],
    ["bit<a < 3 ? 5 : 4>", "[bit (? (< a 3) 5 4)]"],
    ["H", "H"],
    [".H", ".H"],
    ["H[4]", "[stack H 4]"],
    ["H<T>[4]", "[stack [H of T] 4]"],
    ["tuple<bit<8>, bool>", "[tuple [bit 8] [bool]]"],
    ["tuple<>", "[tuple ]"],
    ["list<tuple<bit<8>>>", "[list [tuple [bit 8]]]"],
    ["H<bit<8>, _, void>", "[H of [bit 8] [dontcare] [void]]"],
    ["H<G<F<bit<8>>>>", "[H of [G of [F of [bit 8]]]]"],
  ])("%s", (source, tree) => {
    // W is a type here, but within a width a value must stand: use other names there.
    expect(typeOf(`typedef ${source.replaceAll("W", "width")} U;`)).toBe(tree.replaceAll("W", "width"));
  });

  it("takes sizes behind a name, outermost first", () => {
    expect(typeOf("typedef H U[2][3];")).toBe("[stack [stack H 3] 2]");
  });

  it("takes types that are declared in a typedef", () => {
    expect(declarations("typedef struct P { bit<8> x; } Q;").map(({ kind }) => kind)).toEqual([
      "struct",
      "typedef",
    ]);
  });
});
