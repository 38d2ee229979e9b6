import type { Expression, Name, TypeRef } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { describe, isName, spanOf } from "./describe.ts";
import { KeysetRules } from "./keysets.ts";
import type { Rule } from "./names.ts";
import { startsBaseType } from "./starts.ts";

/** Operands without operators: names, literals, calls, members, subscripts. */
export abstract class PrimaryRules extends KeysetRules {
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
    if (!this.RECORDING_PHASE && startsBaseType(this.LA(1)) && !this.next(t.ErrorWord)) this.typeAsValue();
    // The two most common ones, without the lookahead of OR.
    if (!this.RECORDING_PHASE) {
      if (isName(this.LA(1))) return this.named(start);
      if (this.next(t.IntegerLiteral)) return this.integer(0);
    }
    return this.OR<Expression>({
      DEF: [
        {
          ALT: () => this.named(start),
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

  private named(start: number): Expression {
    const global = this.OPTION(() => this.CONSUME1(t.Dot)) !== undefined;
    const name = this.name(0);
    return this.path(name, global, start);
  }

  /** `bit<8>(x)` is no cast. */
  private typeAsValue(): never {
    return this.fail(`expected an expression, found ${describe(this.LA(1))}`, {
      help: "a cast is written `(bit<8>) value`: the type in parentheses",
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
    const inner = this.OR1<Expression>({
      DEF: [
        { GATE: () => inKeyset, ALT: () => this.SUBRULE1(this.keysetTuple), IGNORE_AMBIGUITIES: true },
        { ALT: () => this.SUBRULE2(this.expression) },
      ],
      ERR_MSG: "an expression",
    });
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
}

/** What a call with type arguments can be made of: `f<T>(x)`, `a.m<T>(x)`. */
const isGeneric = (callee: Expression): boolean => callee.kind === "path" || callee.kind === "member";

const isKeysetOnly = ({ kind }: Expression): boolean =>
  kind === "tuple-keyset" || kind === "mask" || kind === "range" || kind === "default" || kind === "dontcare";
