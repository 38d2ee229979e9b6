import type { Expression } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import type { Rule } from "./names.ts";
import { applyPrefixes, foldBinary, foldConditional, type Prefix, unaryOperator } from "./operators.ts";
import { PrimaryRules } from "./primaries.ts";

/** Expressions (specification 8). Operators are parsed flat and folded by precedence. */
export abstract class ExpressionRules extends PrimaryRules {
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
}
