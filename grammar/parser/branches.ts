import type { Annotation, BlockStatement, Expression, Statement, SwitchCase } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { spanOf } from "./describe.ts";
import type { Rule } from "./names.ts";
import { SimpleStatementRules } from "./simple.ts";

/** `if` and `switch` (specification 12.6, 12.7). */
export abstract class BranchRules extends SimpleStatementRules {
  abstract readonly statement: Rule<Statement>;
  abstract readonly blockBody: Rule<Statement[]>;

  /** `"{" {statement} "}"` */
  protected block(index: number, annotations: readonly Annotation[], start: number): BlockStatement {
    const statements = this.subrule(index, this.blockBody);
    return { kind: "block", annotations, statements, span: this.from(start) };
  }

  /** The one statement that a condition or a loop governs. */
  protected nested(index: number): Statement {
    this.enter();
    const statement = this.subrule(index, this.statement);
    this.leave();
    return statement;
  }

  /** `conditional: "if" "(" expression ")" statement {"else" "if" …} ["else" statement]`, without recursion */
  readonly conditional = this.RULE("conditional", (): Statement => {
    const branches = [this.branch(0)];
    this.MANY({
      GATE: () => this.next(t.If, 2),
      DEF: () => {
        this.CONSUME1(t.Else);
        branches.push(this.branch(1));
      },
    });
    const otherwise = this.OPTION(() => {
      this.CONSUME2(t.Else);
      return this.nested(2);
    });
    const { end } = this.from(0);
    return this.RECORDING_PHASE
      ? { kind: "empty", span: { start: 0, end } }
      : foldBranches(branches, otherwise, end);
  });

  private branch(index: number): Branch {
    const start = this.here();
    this.consume(index, t.If);
    this.consume(index, t.LeftParen);
    const condition = this.subrule(index, this.expression);
    if (!this.RECORDING_PHASE && this.next(t.Assign))
      this.fail("expected `)`, found `=`", { help: "a comparison is written with `==`" });
    this.closer(index, t.RightParen);
    return { start, condition, then: this.nested(index) };
  }

  /** `switchStatement: "switch" "(" expression ")" "{" {switchCase} "}"` */
  protected readonly switchStatement = this.RULE("switchStatement", (): Statement => {
    const start = this.here();
    const cases: SwitchCase[] = [];
    this.CONSUME(t.Switch);
    this.CONSUME(t.LeftParen);
    const value = this.SUBRULE(this.expression);
    this.closer(0, t.RightParen);
    const open = this.openBrace(0);
    this.elements(
      0,
      () => {
        cases.push(this.SUBRULE(this.switchCase));
      },
      this.afterCasesNext,
    );
    this.closeBrace(0, open);
    return { kind: "switch", value, cases, span: this.from(start) };
  });

  /** `switchCase: ("default" | expression) ":" [block]` */
  private readonly switchCase = this.RULE("switchCase", (): SwitchCase => {
    const start = this.here();
    const label = this.OR<Expression>({
      DEF: [
        { ALT: () => ({ kind: "default", span: spanOf(this.CONSUME(t.Default)) }) },
        { GATE: () => !this.next(t.LeftBrace), ALT: () => this.SUBRULE(this.expression) },
      ],
      ERR_MSG: "a label",
    });
    this.CONSUME(t.Colon);
    const body = this.OPTION(() => {
      const at = this.here();
      return this.block(0, this.optionalAnnotations(0), at);
    });
    return { label, ...(body === undefined ? {} : { body }), span: this.from(start) };
  });
}

interface Branch {
  readonly start: number;
  readonly condition: Expression;
  readonly then: Statement;
}

const foldBranches = (
  branches: readonly Branch[],
  otherwise: Statement | undefined,
  end: number,
): Statement =>
  branches.reduceRight<Statement>(
    (rest, { start, condition, then }, index) => ({
      kind: "if",
      condition,
      then,
      ...(index === branches.length - 1 && otherwise === undefined ? {} : { otherwise: rest }),
      span: { start, end },
    }),
    otherwise ?? { kind: "empty", span: { start: end, end } },
  );
