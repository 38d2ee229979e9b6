import { EOF, type TokenType } from "chevrotain";
import type { Annotation, Expression, Statement } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { BranchRules } from "./branches.ts";

/** `for` (specification 12.8). */
export abstract class LoopRules extends BranchRules {
  /** `forStatement: "for" "(" (variable "in" collection | {…} ";" expression ";" {…}) ")" statement` */
  protected readonly forStatement = this.RULE(
    "forStatement",
    (annotations: readonly Annotation[], start: number): Statement => {
      this.CONSUME(t.For);
      this.CONSUME(t.LeftParen);
      this.scope.open();
      const head = this.OR<Statement>({
        DEF: [
          {
            GATE: () => this.forInNext(),
            ALT: () => this.forIn(annotations, start),
            IGNORE_AMBIGUITIES: true,
          },
          { ALT: () => this.forClassic(annotations, start) },
        ],
        ERR_MSG: "a declaration or an assignment",
      });
      this.scope.close();
      return head;
    },
  );

  /** Whether `in` comes before anything that only the other form has, not counting what an annotation or a width has in parentheses. */
  private forInNext(): boolean {
    let depth = 0;
    for (let ahead = 1; ; ahead += 1) {
      const { tokenType } = this.LA(ahead);
      if (tokenType === t.In && depth === 0) return true;
      if (tokenType === t.LeftParen) depth += 1;
      else if (tokenType === t.RightParen && depth > 0) depth -= 1;
      else if (endsForHead.has(tokenType)) return false;
    }
  }

  private forIn(annotations: readonly Annotation[], start: number): Statement {
    this.optionalAnnotations(1);
    const type = this.OPTION1({
      GATE: () => !this.next(t.In, 2),
      DEF: () => this.SUBRULE1(this.typeRef),
    });
    const variable = this.name(1);
    if (type === undefined && !this.RECORDING_PHASE)
      this.report("P0209", "the variable of this loop has no type", variable.span, {
        help: `declare it here: \`for (bit<32> ${variable.text} in …)\``,
      });
    this.CONSUME(t.In);
    this.declareValue(variable);
    const collection = this.SUBRULE1(this.collection);
    this.closer(1, t.RightParen);
    const body = this.nested(1);
    return {
      kind: "for-in",
      annotations,
      ...(type === undefined ? {} : { type }),
      variable,
      collection,
      body,
      span: this.from(start),
    };
  }

  /** `collection: expression [".." expression]` */
  private readonly collection = this.RULE("collection", (): Expression => {
    const start = this.here();
    const low = this.SUBRULE1(this.expression);
    const high = this.OPTION(() => {
      this.CONSUME(t.DotDot);
      return this.SUBRULE2(this.expression);
    });
    return high === undefined ? low : { kind: "range", low, high, span: this.from(start) };
  });

  private forClassic(annotations: readonly Annotation[], start: number): Statement {
    const initializers: Statement[] = [];
    const updates: Statement[] = [];
    this.MANY_SEP1({
      SEP: t.Comma,
      DEF: () => {
        initializers.push(this.SUBRULE1(this.forInitializer));
      },
    });
    this.CONSUME1(t.Semicolon);
    const condition = this.OPTION2(() => this.SUBRULE2(this.expression));
    this.CONSUME2(t.Semicolon);
    this.MANY_SEP2({
      SEP: t.Comma,
      DEF: () => {
        updates.push(this.SUBRULE2(this.simpleStatement));
      },
    });
    this.closer(2, t.RightParen);
    const body = this.nested(2);
    return {
      kind: "for",
      annotations,
      initializers,
      ...(condition === undefined ? {} : { condition }),
      updates,
      body,
      span: this.from(start),
    };
  }

  /** `forInitializer: annotations typeRef name ["=" expression] | simpleStatement` */
  private readonly forInitializer = this.RULE("forInitializer", (): Statement => {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    return this.OR<Statement>({
      DEF: [
        {
          GATE: () => this.declarationNext(),
          ALT: () => {
            const type = this.SUBRULE(this.typeRef);
            const name = this.name(0);
            const initializer = this.OPTION(() => {
              this.CONSUME(t.Assign);
              return this.SUBRULE(this.expression);
            });
            this.declareValue(name);
            return {
              kind: "variable",
              annotations,
              type,
              name,
              ...(initializer === undefined ? {} : { initializer }),
              span: this.from(start),
            };
          },
        },
        { ALT: () => this.SUBRULE(this.simpleStatement), IGNORE_AMBIGUITIES: true },
      ],
      ERR_MSG: "a declaration or an assignment",
    });
  });
}

const endsForHead: ReadonlySet<TokenType> = new Set([t.Semicolon, t.RightParen, t.LeftBrace, EOF]);
