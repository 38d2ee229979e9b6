import { describe, expect, it } from "vitest";
import type { Statement } from "../../grammar/ast.ts";
import { bare, declarations, statements } from "./parsed.ts";
import { shape } from "./shape.ts";

/** A statement as nested lists. */
const outline = (statement: Statement): unknown => {
  switch (statement.kind) {
    case "block":
      return statement.statements.map(outline);
    case "assignment":
      return `${shape(statement.target)} ${statement.operator} ${shape(statement.value)}`;
    case "call-statement":
      return shape(statement.expression);
    case "if":
      return [
        "if",
        shape(statement.condition),
        outline(statement.then),
        ...(statement.otherwise === undefined ? [] : [outline(statement.otherwise)]),
      ];
    case "switch":
      return [
        "switch",
        ...statement.cases.map(({ label, body }) => `${shape(label)}${body === undefined ? "" : " {}"}`),
      ];
    case "for":
      return [
        "for",
        statement.initializers.map(outline),
        statement.updates.map(outline),
        outline(statement.body),
      ];
    case "for-in":
      return ["for-in", statement.variable.text, shape(statement.collection), outline(statement.body)];
    case "variable":
    case "constant":
    case "instantiation":
      return `${statement.kind} ${statement.name.text}`;
    default:
      return statement.kind;
  }
};

describe("statements", () => {
  it.each<readonly [string, unknown]>([
    [";", "empty"],
    ["a = b;", "a = b"],
    ["a[3:0] = b;", "(slice a 3 0) = b"],
    ["(a.b) = c;", "(. a b) = c"],
    ["a |+|= b;", "a |+|= b"],
    ["a >>= 2;", "a >>= 2"],
    ["a <<= 2;", "a <<= 2"],
    ["f(a);", "(call f a)"],
    ["f<T>(a);", "(call f <T> a)"],
    ["t.apply();", "(call (. t apply))"],
    ["T.apply();", "(call (. type:T apply))"],
    ["T<bit<8>>.apply(1);", "(call (. type:[T of [bit 8]] apply) 1)"],
    ["bit<8> v;", "variable v"],
    ["T v = {};", "variable v"],
    ["T[4] v;", "variable v"],
    ["T v[4];", "variable v"],
    ["Unknown v;", "variable v"],
    [".T v;", "variable v"],
    ["const T v = {};", "constant v"],
    ["T(1) v;", "instantiation v"],
    ["T<bit<8>>(1) v;", "instantiation v"],
    ["@a { b = c; }", ["b = c"]],
    ["if (a) b = c; else d = e;", ["if", "a", "b = c", "d = e"]],
    ["if (a) { } else if (b) { } else { }", ["if", "a", [], ["if", "b", [], []]]],
    ["if (a) if (b) ; else return;", ["if", "a", ["if", "b", "empty", "return"]]],
    ["switch (t.apply().action_run) { a: b: { } default: { } }", ["switch", "a", "b {}", "default {}"]],
    ["switch (x) { 1: { } E.a: { } (x) + 1: { } }", ["switch", "1 {}", "(. type:E a) {}", "(+ x 1) {}"]],
    [
      "for (bit<8> i = 0, j = 1; i < 3; i = i + 1, f()) { }",
      ["for", ["variable i", "j = 1"], ["i = (+ i 1)", "(call f)"], []],
    ],
    ["for (;;) break;", undefined],
    ["for (;a;) break;", ["for", [], [], "break"]],
    ["for (bit<8> i in 0 .. 7) continue;", ["for-in", "i", "(.. 0 7)", "continue"]],
    ["for (@a T i in stack) { }", ["for-in", "i", "stack", []]],
    ["return;", "return"],
    ["return a;", "return"],
    ["exit;", "exit"],
  ])("%s", (source, expected) => {
    const [statement] = statements(source);
    if (expected !== undefined) expect(statement && outline(statement)).toEqual(expected);
    else expect(statement?.kind).toBe("for");
  });
});

describe("parser states", () => {
  const states = (text: string): unknown => {
    const [parser] = declarations(`parser p(packet_in b) { ${text} }`);
    return parser?.kind === "parser"
      ? parser.states.map(({ name, statements: list, transition }) => [
          name.text,
          list.map(outline),
          transition?.kind === "select"
            ? transition.cases.map(({ keyset, next }) => `${shape(keyset)}: ${next.text}`)
            : transition?.next.text,
        ])
      : undefined;
  };

  it.each<readonly [string, unknown]>([
    ["state start { transition accept; }", [["start", [], "accept"]]],
    ["state start { }", [["start", [], undefined]]],
    [
      "state start { ; { x = 1; } if (a) x = 2; transition next; }",
      [["start", ["empty", ["x = 1"], ["if", "a", "x = 2"]], "next"]],
    ],
    ["state start { transition select(a) { 1: x; } }", [["start", [], ["1: x"]]]],
    [
      "state start { transition select(a, b) { (1, 2): x; (1 &&& 3, 2 .. 4): y; (_, default): z; default: reject; } }",
      [
        [
          "start",
          [],
          [
            "(tuple 1 2): x",
            "(tuple (&&& 1 3) (.. 2 4)): y",
            "(tuple dontcare default): z",
            "default: reject",
          ],
        ],
      ],
    ],
    [
      "state start { transition select(a) { (1): x; (1 + 2) * 3: x; (bit<8>) 1 &&& 2: x; (1 .. 2): x; v: x; _: x; } }",
      [
        [
          "start",
          [],
          ["1: x", "(* (+ 1 2) 3): x", "(&&& (cast [bit 8] 1) 2): x", "(.. 1 2): x", "v: x", "dontcare: x"],
        ],
      ],
    ],
    ["state state { transition state; }", [["state", [], "state"]]],
  ])("%s", (source, expected) => {
    expect(states(source)).toEqual(expected);
  });
});

describe("tables", () => {
  it("takes all forms of properties", () => {
    const [control] = declarations(`control c() {
      table t {
          key = { h.a: exact; h.b + 1: lpm @name("b"); }
          actions = { a; @tableonly .b; c(1, _); }
          const entries = {
              1: a;
              (1 &&& 2, _): b(3) @x;
              priority = 5: default: a;
              const priority = (2 + 3): (1, 2): a;
          }
          default_action = a(1);
          const size = 1024;
          priority = 3;
      }
      apply { }
    }`);
    const [table] = control?.kind === "control" ? control.locals : [];
    expect(bare(table)).toMatchObject({
      kind: "table",
      properties: [
        {
          kind: "key",
          elements: [
            { matchKind: { text: "exact" } },
            { matchKind: { text: "lpm" }, annotations: [{ name: "name" }] },
          ],
        },
        {
          kind: "actions",
          actions: [{ action: { kind: "path" } }, { action: { global: true } }, { action: { kind: "call" } }],
        },
        {
          kind: "entries",
          constant: true,
          entries: [
            { keyset: { kind: "integer" } },
            { keyset: { kind: "tuple-keyset" }, annotations: [{ name: "x" }] },
            { priority: { value: "5n" }, keyset: { kind: "default" } },
            { constant: true, priority: { kind: "binary" } },
          ],
        },
        { kind: "custom", name: { text: "default_action" } },
        { kind: "custom", constant: true, name: { text: "size" } },
        { kind: "custom", name: { text: "priority" } },
      ],
    });
  });
});
