import type { Expression } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { AggregateRules } from "./aggregates.ts";
import { spanOf } from "./describe.ts";

/** What a select or a table entry matches with (specification 13.6). */
export abstract class KeysetRules extends AggregateRules {
  /** `keyset: keysetElement`, which may be a tuple in parentheses */
  readonly keyset = this.RULE("keyset", () => {
    this.keysetStart = this.here();
    const keyset = this.SUBRULE(this.keysetElement);
    this.keysetStart = -1;
    return keyset;
  });

  protected readonly keysetTuple = this.RULE("keysetTuple", (): Expression => {
    const start = this.here();
    this.keysetStart = -1;
    const elements: Expression[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        elements.push(this.SUBRULE(this.keysetElement));
      },
    });
    const [only] = elements;
    if (only !== undefined && elements.length === 1) return only;
    return { kind: "tuple-keyset", elements, span: this.from(start) };
  });

  /** `keysetElement: "default" | "_" | expression ["&&&" expression | ".." expression]` */
  protected readonly keysetElement = this.RULE("keysetElement", () =>
    this.OR1<Expression>({
      DEF: [
        { ALT: () => ({ kind: "default", span: spanOf(this.CONSUME(t.Default)) }) },
        { ALT: () => ({ kind: "dontcare", span: spanOf(this.CONSUME(t.DontCare)) }) },
        {
          ALT: () => {
            const start = this.here();
            const value = this.SUBRULE1(this.expression);
            return (
              this.OPTION(() =>
                this.OR2<Expression>([
                  {
                    ALT: () => {
                      this.CONSUME(t.Mask);
                      const mask = this.SUBRULE2(this.expression);
                      return { kind: "mask", value, mask, span: this.from(start) };
                    },
                  },
                  {
                    ALT: () => {
                      this.CONSUME(t.DotDot);
                      const high = this.SUBRULE3(this.expression);
                      return { kind: "range", low: value, high, span: this.from(start) };
                    },
                  },
                ]),
              ) ?? value
            );
          },
        },
      ],
      ERR_MSG: "a value to match",
    }),
  );
}
