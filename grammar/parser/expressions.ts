import type { Argument, Expression, Name, TypeRef } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { isName, spanOf } from "./describe.ts";
import type { Rule } from "./names.ts";
import { applyPrefixes, foldBinary, type Prefix, unaryOperator } from "./operators.ts";
import { TypeRules } from "./types.ts";

interface NamedValue {
  readonly name: Name;
  readonly value: Expression;
}

/** Expressions (specification 8) and keysets (13.6). Operators are parsed flat and folded by precedence. */
export abstract class ExpressionRules extends TypeRules {
  /** `expression: binary {"?" expression ":" binary}` */
  readonly expression: Rule<Expression> = this.RULE("expression", () => this.conditionals(true));

  /** `width: expression`, but a `>` at its top level closes the type. Specification 7.1.6.2 allows less. */
  readonly width: Rule<Expression> = this.RULE("width", () => this.conditionals(false));

  private conditionals(greater: boolean): Expression {
    this.enter();
    const first = this.binary(0, greater);
    const choices: Expression[] = [];
    this.MANY9(() => {
      this.CONSUME(t.Question);
      choices.push(this.SUBRULE9(this.expression));
      this.CONSUME(t.Colon);
      choices.push(this.binary(1, greater));
    });
    this.leave();
    return choices.length === 0 || this.RECORDING_PHASE ? first : foldConditional([first, ...choices]);
  }

  /** `binary: operand {operator operand}` */
  private binary(index: number, greater: boolean): Expression {
    const first = this.subrule(index * 2, this.operand);
    let operands: Expression[] | undefined;
    const operators: string[] = [];
    const more = (): void => {
      const operator = this.consume(index * 2, t.BinaryOperator);
      const shift = this.option(index, {
        GATE: () => operator.tokenType === t.Greater && this.adjacent(1),
        DEF: () => this.consume(index * 2 + 1, t.Greater),
      });
      operands ??= [first];
      operands.push(this.subrule(index * 2 + 1, this.operand));
      operators.push(shift === undefined ? operator.image : ">>");
    };
    this.many(index, greater ? more : { GATE: () => !this.next(t.Greater), DEF: more });
    return operands === undefined || this.RECORDING_PHASE ? first : foldBinary(operands, operators);
  }

  /** `operand: {unaryOperator | "(" typeRef ")"} postfix` */
  readonly operand: Rule<Expression> = this.RULE("operand", () => {
    let prefixes: Prefix[] | undefined;
    this.MANY({
      GATE: () => (this.next(t.LeftParen) ? this.castNext() : true),
      DEF: () => {
        const start = this.here();
        prefixes ??= [];
        prefixes.push(
          this.OR<Prefix>([
            { ALT: () => ({ start, operator: unaryOperator(this.CONSUME(t.UnaryOperator).image) }) },
            {
              ALT: () => {
                this.CONSUME(t.LeftParen);
                const type = this.SUBRULE(this.typeRef);
                this.closer(1, t.RightParen);
                return { start, type };
              },
            },
          ]),
        );
      },
    });
    const operand = this.SUBRULE(this.postfix);
    return prefixes === undefined || this.RECORDING_PHASE ? operand : applyPrefixes(prefixes, operand);
  });

  /** `postfix: primary {"." name | "[" … "]" | [typeArguments] "(" arguments ")"}` */
  readonly postfix: Rule<Expression> = this.RULE("postfix", () => {
    const start = this.here();
    let base = this.primary(start);
    this.MANY({
      GATE: () => !this.next(t.Less) || (isGeneric(base) && this.typeArgumentsNext()),
      DEF: () => {
        base = this.OR2<Expression>([
          {
            ALT: () => {
              this.CONSUME(t.Dot);
              const member = this.name(1);
              return { kind: "member", base, member, span: this.from(start) };
            },
          },
          { ALT: () => this.subscript(base, start) },
          { ALT: () => this.call(base, start) },
        ]);
      },
    });
    if (base.kind === "type-expression" && !this.RECORDING_PHASE)
      this.report("P0209", "this is a type where a value must stand", base.span);
    return base;
  });

  private primary(start: number): Expression {
    return this.OR<Expression>({
      DEF: [
        {
          ALT: () => {
            const global = this.OPTION(() => this.CONSUME1(t.Dot)) !== undefined;
            const name = this.name(0);
            return this.path(name, global, start);
          },
        },
        { ALT: () => this.integer(0) },
        { ALT: () => this.parenthesised(start) },
        { ALT: () => ({ kind: "boolean", value: true, span: spanOf(this.CONSUME(t.True)) }) },
        { ALT: () => ({ kind: "boolean", value: false, span: spanOf(this.CONSUME(t.False)) }) },
        {
          ALT: () => {
            const token = this.CONSUME(t.StringLiteral);
            return { kind: "string", value: token.image.slice(1, -1), span: spanOf(token) };
          },
        },
        {
          ALT: () => {
            const span = spanOf(this.CONSUME(t.ErrorWord));
            if (!this.RECORDING_PHASE && !this.next(t.Dot)) this.CONSUME4(t.Dot);
            return { kind: "type-expression", type: { kind: "type-error", span }, span };
          },
        },
        { ALT: () => this.SUBRULE5(this.braces) },
        { ALT: () => ({ kind: "invalid-header", span: spanOf(this.CONSUME(t.InvalidHeader)) }) },
        { ALT: () => ({ kind: "default-value", span: spanOf(this.CONSUME(t.Dots)) }) },
        { ALT: () => ({ kind: "this", span: spanOf(this.CONSUME(t.This)) }) },
      ],
      ERR_MSG: "an expression",
    });
  }

  /** A name is a type here or not; a generic type takes its arguments along. */
  private path(name: Name, global: boolean, start: number): Expression {
    const isType =
      this.RECORDING_PHASE || (global ? this.scope.isGlobalType(name.text) : this.scope.isType(name.text));
    if (!isType) return { kind: "path", name, global, span: this.from(start) };
    const base: TypeRef = { kind: "type-name", name, global, span: this.from(start) };
    const typeArguments = this.OPTION2({
      GATE: () => this.typeArgumentsNext(),
      DEF: () => this.SUBRULE4(this.typeArguments),
    });
    const span = this.from(start);
    const type: TypeRef =
      typeArguments === undefined ? base : { kind: "type-specialized", base, arguments: typeArguments, span };
    return { kind: "type-expression", type, span };
  }

  /** `"(" expression ")"`, and at the beginning of a keyset also `"(" keysetElement {"," keysetElement} ")"`. */
  private parenthesised(start: number): Expression {
    const inKeyset = start === this.keysetStart;
    this.CONSUME2(t.LeftParen);
    const inner = this.OR1<Expression>([
      { GATE: () => inKeyset, ALT: () => this.SUBRULE1(this.keysetTuple), IGNORE_AMBIGUITIES: true },
      { ALT: () => this.SUBRULE2(this.expression) },
    ]);
    this.closer(2, t.RightParen);
    if (!inKeyset || !isKeysetOnly(inner)) return inner;
    if (!this.next(t.Colon)) this.CONSUME3(t.Colon);
    return inner.kind === "tuple-keyset" ? { ...inner, span: this.from(start) } : inner;
  }

  private subscript(base: Expression, start: number): Expression {
    this.CONSUME1(t.LeftBracket);
    const first = this.SUBRULE6(this.expression);
    const second = this.OPTION3(() =>
      this.OR3([
        {
          ALT: () => {
            this.CONSUME1(t.Colon);
            return { plus: false, value: this.SUBRULE7(this.expression) };
          },
        },
        {
          ALT: () => {
            this.CONSUME1(t.PlusColon);
            return { plus: true, value: this.SUBRULE8(this.expression) };
          },
        },
      ]),
    );
    this.closer(3, t.RightBracket);
    const span = this.from(start);
    if (second === undefined) return { kind: "index", base, index: first, span };
    return second.plus
      ? { kind: "plus-slice", base, low: first, width: second.value, span }
      : { kind: "slice", base, high: first, low: second.value, span };
  }

  private call(callee: Expression, start: number): Expression {
    const typeArguments = this.OPTION4(() => this.SUBRULE9(this.typeArguments)) ?? [];
    const args = this.SUBRULE3(this.callArguments);
    return { kind: "call", callee, typeArguments, arguments: args, span: this.from(start) };
  }

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

  /** `keyset: keysetElement`, which may be a tuple in parentheses */
  readonly keyset = this.RULE("keyset", () => {
    this.keysetStart = this.here();
    const keyset = this.SUBRULE(this.keysetElement);
    this.keysetStart = -1;
    return keyset;
  });

  private readonly keysetTuple = this.RULE("keysetTuple", (): Expression => {
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
  private readonly keysetElement = this.RULE("keysetElement", () =>
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

/** What a call with type arguments can be made of: `f<T>(x)`, `a.m<T>(x)`. */
const isGeneric = (callee: Expression): boolean => callee.kind === "path" || callee.kind === "member";

const isKeysetOnly = ({ kind }: Expression): boolean =>
  kind === "tuple-keyset" || kind === "mask" || kind === "range" || kind === "default" || kind === "dontcare";

/** `[a, b, c, d, e]` for `a ? b : c ? d : e` */
const foldConditional = (parts: readonly Expression[]): Expression => {
  let at = parts.length - 1;
  let result = parts[at];
  for (at -= 2; at >= 0; at -= 2) {
    const condition = parts[at];
    const then = parts[at + 1];
    if (condition === undefined || then === undefined || result === undefined) break;
    result = {
      kind: "conditional",
      condition,
      then,
      otherwise: result,
      span: { start: condition.span.start, end: result.span.end },
    };
  }
  return result ?? { kind: "dontcare", span: { start: 0, end: 0 } };
};
