import type { Argument, Expression, Name } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { isName, spanOf } from "./describe.ts";
import type { Rule } from "./names.ts";
import { TypeRules } from "./types.ts";

/** What is listed: arguments of calls, and lists and records in braces (specification 8.13, 8.21). */
export abstract class AggregateRules extends TypeRules {
  /** `"(" [argument {"," argument}] ")"` */
  readonly callArguments: Rule<Argument[]> = this.RULE("callArguments", () => {
    const list: Argument[] = [];
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        list.push(this.SUBRULE(this.argument));
      },
    });
    this.closer(1, t.RightParen);
    return list;
  });

  /** `argument: [name "="] (expression | "_")` */
  readonly argument = this.RULE("argument", (): Argument => {
    const start = this.here();
    const name = this.OPTION({
      GATE: () => this.next(t.Assign, 2),
      DEF: () => {
        const label = this.name(0);
        this.CONSUME(t.Assign);
        return label;
      },
    });
    const value = this.OR<Expression>({
      DEF: [
        { ALT: () => ({ kind: "dontcare", span: spanOf(this.CONSUME(t.DontCare)) }) },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      ERR_MSG: "an argument",
    });
    return { ...(name === undefined ? {} : { name }), value, span: this.from(start) };
  });

  /** `"{" [elements] [","] "}"`: a list, or a record where the first element is `name =`. */
  readonly braces = this.RULE("braces", (): Expression => {
    const start = this.here();
    this.CONSUME(t.LeftBrace);
    const record = isName(this.LA(1)) && this.next(t.Assign, 2);
    const fields: NamedValue[] = [];
    const elements: Expression[] = [];
    this.OPTION1(() => {
      this.element(0, record, elements, fields);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.element(1, record, elements, fields);
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RightBrace);
    const span = this.from(start);
    const withDefault = elements.at(-1)?.kind === "default-value";
    if (withDefault) elements.pop();
    return record
      ? { kind: "record", fields, withDefault, span }
      : { kind: "list", elements, withDefault, span };
  });

  private element(index: number, record: boolean, elements: Expression[], fields: NamedValue[]): void {
    const name = this.option(index + 5, {
      GATE: () => record && !this.next(t.Dots),
      DEF: () => {
        const key = this.name(index);
        this.consume(index, t.Assign);
        return key;
      },
    });
    if (record && !this.RECORDING_PHASE) {
      if (elements.length > 0) this.fail("expected `}`: `...` must come last");
      if (name === undefined && !this.next(t.Dots)) this.fail("expected `name = value` as before");
    }
    const value = this.subrule(index, this.expression);
    if (name === undefined) elements.push(value);
    else fields.push({ name, value });
  }
}

interface NamedValue {
  readonly name: Name;
  readonly value: Expression;
}
