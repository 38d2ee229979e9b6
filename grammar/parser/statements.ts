import type { TokenType } from "chevrotain";
import type { Statement } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { isName, spanOf } from "./describe.ts";
import { LoopRules } from "./loops.ts";
import type { Rule } from "./names.ts";

/** Statements and blocks (specification 12). */
export abstract class StatementRules extends LoopRules {
  readonly blockBody: Rule<Statement[]> = this.RULE("blockBody", () => {
    const statements: Statement[] = [];
    this.enter();
    const open = this.openBrace(0);
    this.scoped(() =>
      this.elements(
        0,
        () => {
          statements.push(this.SUBRULE(this.statement));
        },
        this.afterBlockNext,
      ),
    );
    this.closeBrace(0, open);
    this.leave();
    return statements;
  });

  /** `statement: … | annotations (block | for | declaration)` */
  readonly statement: Rule<Statement> = this.RULE("statement", () => {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    this.checkSpelling(["const", "return"]);
    // Decided without the lookahead of OR: faster, and the rule for assignments has the better messages.
    if (!this.RECORDING_PHASE) {
      if (this.declarationNext()) return this.local(annotations, start);
      if (isName(this.LA(1))) return this.SUBRULE(this.assignmentOrCall);
    }
    return this.OR<Statement>({
      DEF: [
        { GATE: () => this.declarationNext(), ALT: () => this.local(annotations, start) },
        { ALT: () => this.block(0, annotations, start) },
        { ALT: () => this.SUBRULE(this.assignmentOrCall), IGNORE_AMBIGUITIES: true },
        { ALT: () => this.SUBRULE(this.conditional) },
        { ALT: () => this.SUBRULE(this.constant, { ARGS: [annotations, start] }) },
        { ALT: () => ({ kind: "empty", span: spanOf(this.CONSUME(t.Semicolon)) }) },
        { ALT: () => this.SUBRULE(this.switchStatement) },
        { ALT: () => this.SUBRULE(this.forStatement, { ARGS: [annotations, start] }) },
        { ALT: () => this.SUBRULE(this.returnStatement) },
        { ALT: () => this.word(t.Exit, "exit") },
        { ALT: () => this.word(t.Break, "break") },
        { ALT: () => this.word(t.Continue, "continue") },
      ],
      ERR_MSG: "a statement",
    });
  });

  private readonly returnStatement = this.RULE("returnStatement", (): Statement => {
    const start = this.here();
    this.CONSUME(t.Return);
    const value = this.OPTION(() => this.SUBRULE(this.expression));
    this.semicolon(0, "this `return`");
    return { kind: "return", ...(value === undefined ? {} : { value }), span: this.from(start) };
  });

  private word(type: TokenType, kind: "exit" | "break" | "continue"): Statement {
    const start = this.here();
    this.consume(0, type);
    this.semicolon(kind === "exit" ? 1 : kind === "break" ? 2 : 3, `\`${kind}\``);
    return { kind, span: this.from(start) };
  }
}
