import { EOF, type ParserMethod, type TokenType } from "chevrotain";
import type { Annotation, Argument, Expression, Name, TypeRef } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { ParserCore } from "./core.ts";
import { isName, spanOf } from "./describe.ts";
import { startsBaseType } from "./starts.ts";

/** Never inside `<…>` of a type. */
const endsTypeArguments: ReadonlySet<TokenType> = new Set([t.Semicolon, t.LeftBrace, t.RightBrace, EOF]);

export type Rule<R> = ParserMethod<[], R>;

/** Names, and the questions about coming tokens that need to know which names are types. */
export abstract class NameRules extends ParserCore {
  // Rules that others need before the class that defines them.
  abstract readonly expression: Rule<Expression>;
  abstract readonly typeRef: Rule<TypeRef>;
  abstract readonly typeArguments: Rule<TypeRef[]>;
  abstract readonly callArguments: Rule<Argument[]>;
  abstract readonly annotations: Rule<Annotation[]>;

  protected name(index: number): Name {
    const token = this.consume(index, t.Identifier);
    return { text: token.image, span: spanOf(token) };
  }

  /** Whether token `ahead` and those after it are a type's name, `T` or `.T`; the number of its tokens or 0. */
  protected typeNameAt(ahead: number): number {
    const first = this.LA(ahead);
    if (first.tokenType === t.Dot) {
      const second = this.LA(ahead + 1);
      return isName(second) && this.scope.isGlobalType(second.image) ? 2 : 0;
    }
    return isName(first) && this.scope.isType(first.image) ? 1 : 0;
  }

  /** Whether a type begins at token `ahead`, where an expression could begin as well. */
  protected typeAt(ahead: number): boolean {
    const token = this.LA(ahead);
    if (token.tokenType === t.ErrorWord) return !this.next(t.Dot, ahead + 1);
    if (token.tokenType === t.List) return this.next(t.Less, ahead + 1);
    if (startsBaseType(token)) return true;
    const tokens = this.typeNameAt(ahead);
    return tokens > 0 && !this.next(t.Dot, ahead + tokens);
  }

  /** Whether `(` and a type in parentheses come next. `(T<U>(x))` and `(E.a)` are expressions. */
  protected castNext(): boolean {
    if (!this.next(t.LeftParen) || !this.typeAt(2)) return false;
    const tokens = this.typeNameAt(2);
    if (tokens === 0) return true;
    const behind = 2 + tokens;
    const after = this.next(t.Less, behind) ? this.behindTypeArguments(behind) : behind;
    return this.next(t.RightParen, after) || this.next(t.LeftBracket, after);
  }

  /** The position of the token behind `<…>` that starts at token `ahead`. */
  protected behindTypeArguments(ahead: number): number {
    let open = 0;
    for (let at = ahead; ; at += 1) {
      const { tokenType } = this.LA(at);
      if (tokenType === t.Less) open += 1;
      else if (tokenType === t.Greater) open -= 1;
      else if (endsTypeArguments.has(tokenType)) return at;
      if (open === 0) return at + 1;
    }
  }

  /** Whether the `<` that comes next opens type arguments rather than compares. */
  protected typeArgumentsNext(): boolean {
    return this.next(t.Less) && (this.next(t.DontCare, 2) || this.next(t.Greater, 2) || this.typeAt(2));
  }

  protected declareValue(name: Name): void {
    if (!this.RECORDING_PHASE) this.scope.declareValue(name.text);
  }

  protected declareType(name: Name): void {
    if (!this.RECORDING_PHASE) this.scope.declareType(name.text);
  }

  /** Runs the body in a scope of its own. After a failure `attempt` closes it. */
  protected scoped<T>(body: () => T): T {
    this.scope.open();
    const result = body();
    this.scope.close();
    return result;
  }
}
