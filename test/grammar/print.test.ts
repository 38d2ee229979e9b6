import { describe, expect, it } from "vitest";
import { printProgram } from "../../grammar/index.ts";
import { must } from "../../src/diagnostics/bug.ts";
import { bare, parseText } from "./parsed.ts";
import { everything, programs } from "./programs.ts";

const printed = (text: string): string => {
  const { program, messages } = parseText(text);
  expect(messages).toEqual([]);
  return printProgram(must(program, "program"));
};

describe("printing", () => {
  it.each([...programs, ["everything", everything] as const])("%s: the same tree again", (_name, text) => {
    const once = printed(text);
    expect(bare({ ...parseText(once).program })).toEqual(bare({ ...parseText(text).program }));
    expect(printed(once)).toBe(once);
  });

  it("writes in the style of the specification", () => {
    expect(
      printed(`@a parser p(packet_in b,out H h){H[2]s;state start{b.extract(h);if(a){x=(1+2)*3;}else if(b)x=-(1+y);
        else{}transition select(h.a){(1,_):next;default:accept;}}state next{}}
        control c(){table t{key={a:exact;}actions={x;}}apply{t.apply();}}`),
    ).toBe(`@a
parser p(packet_in b, out H h) {
    H[2] s;
    state start {
        b.extract(h);
        if (a) {
            x = (1 + 2) * 3;
        } else if (b)
            x = -(1 + y);
        else {}
        transition select(h.a) {
            (1, _): next;
            default: accept;
        }
    }
    state next {}
}

control c() {
    table t {
        key = {
            a: exact;
        }
        actions = {
            x;
        }
    }
    apply {
        t.apply();
    }
}
`);
  });

  it("leaves out parentheses that change nothing, keeps the others", () => {
    const text = (source: string): string =>
      /const int x = (.*);/.exec(printed(`typedef int T; const int x = ${source};`))?.[1] ?? "";
    expect(text("((a + b) + c)")).toBe("a + b + c");
    expect(text("a + (b + c)")).toBe("a + (b + c)");
    expect(text("(a & b) == c")).toBe("a & b == c");
    expect(text("(a ? b : c) ? d : (e ? f : g)")).toBe("(a ? b : c) ? d : e ? f : g");
    expect(text("(-a).b")).toBe("(-a).b");
    expect(text("((T) a)[3:0]")).toBe("((T) a)[3:0]");
    expect(text("+(+a)")).toBe("+ +a");
  });
});
