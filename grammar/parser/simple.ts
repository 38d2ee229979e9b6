import type { AssignmentOperator, Expression, Statement } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { describe } from "./describe.ts";
import { LocalRules } from "./locals.ts";

/** Assignments and calls (specification 12.1, 12.2). */
export abstract class SimpleStatementRules extends LocalRules {
  /** `assignmentOrCall: simpleStatement ";"` */
  protected readonly assignmentOrCall = this.RULE("assignmentOrCall", (): Statement => {
    const start = this.here();
    const statement = this.SUBRULE(this.simpleStatement);
    this.semicolon(0, statement.kind === "assignment" ? "this assignment" : "this call");
    return this.RECORDING_PHASE ? statement : { ...statement, span: this.from(start) };
  });

  /** `simpleStatement: postfix [assignmentOperator expression]` */
  protected readonly simpleStatement = this.RULE("simpleStatement", (): Statement => {
    const start = this.here();
    const target = this.SUBRULE(this.postfix);
    const assignment = this.OPTION(() => {
      const operator = this.OR<AssignmentOperator>([
        { ALT: () => assignmentOperator(this.CONSUME(t.AssignmentOperator).image) },
        {
          ALT: () => {
            this.CONSUME(t.Greater);
            if (!this.RECORDING_PHASE && !this.adjacent(1)) this.fail("expected `>>=`");
            this.CONSUME(t.GreaterEqual);
            return ">>=";
          },
        },
      ]);
      return { operator, value: this.SUBRULE(this.expression) };
    });
    if (this.RECORDING_PHASE) return { kind: "empty", span: { start, end: start } };
    const span = this.from(start);
    if (assignment !== undefined) {
      if (!isLeftValue(target))
        this.report("P0209", "this cannot be assigned to", target.span, {
          help: "only variables, parameters, their fields, elements and bit slices can be assigned to",
        });
      return { kind: "assignment", operator: assignment.operator, target, value: assignment.value, span };
    }
    if (target.kind === "call") {
      if (!isLeftValue(target.callee) && target.callee.kind !== "type-expression")
        this.report("P0209", "the result of a call cannot be called in turn", target.callee.span);
      return { kind: "call-statement", expression: target, span };
    }
    const found = this.LA(1);
    return this.fail(
      `expected an assignment or a call, found ${describe(found)} after ${describe(this.LA(0))}`,
      found.tokenType === t.Equal ? { help: "an assignment is written with `=`" } : {},
    );
  });
}

/** Specification 6.6: a variable, or a part of one. */
const isLeftValue = (expression: Expression): boolean => {
  for (let part = expression; ; ) {
    switch (part.kind) {
      case "path":
      case "this":
        return true;
      case "member":
      case "index":
      case "slice":
      case "plus-slice":
        if (part.base.kind === "type-expression") return true;
        part = part.base;
        break;
      default:
        return false;
    }
  }
};

const assignmentOperators: readonly AssignmentOperator[] = [
  "=",
  "+=",
  "-=",
  "|+|=",
  "|-|=",
  "*=",
  "/=",
  "%=",
  "<<=",
  "&=",
  "|=",
  "^=",
];

const assignmentOperator = (image: string): AssignmentOperator =>
  assignmentOperators.find((operator) => operator === image) ?? "=";
