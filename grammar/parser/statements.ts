import { EOF, type ParserMethod, type TokenType } from "chevrotain";
import type {
  Annotation,
  AssignmentOperator,
  BlockStatement,
  ConstantDeclaration,
  Expression,
  FunctionDeclaration,
  InstantiationDeclaration,
  Statement,
  SwitchCase,
  TypeRef,
  VariableDeclaration,
} from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { AnnotationRules } from "./annotations.ts";
import { describe, isName, spanOf } from "./describe.ts";
import type { Rule } from "./names.ts";

type Local = VariableDeclaration | InstantiationDeclaration;

/** Statements (specification 12) and the declarations that stand among them (11). */
export abstract class StatementRules extends AnnotationRules {
  abstract readonly functionRest: ParserMethod<
    [annotations: readonly Annotation[], returnType: TypeRef, start: number],
    FunctionDeclaration
  >;

  /** `"{" {statement} "}"` */
  protected block(index: number, annotations: readonly Annotation[], start: number): BlockStatement {
    const statements = this.subrule(index, this.blockBody);
    return { kind: "block", annotations, statements, span: this.from(start) };
  }

  readonly blockBody: Rule<Statement[]> = this.RULE("blockBody", () => {
    const statements: Statement[] = [];
    this.enter();
    const open = this.CONSUME(t.LeftBrace);
    this.scoped(() =>
      this.elements(0, () => {
        statements.push(this.SUBRULE(this.statement));
      }),
    );
    this.closeBrace(0, open);
    this.leave();
    return statements;
  });

  /** `statement: … | annotations (block | for | declaration)` */
  readonly statement: Rule<Statement> = this.RULE("statement", () => {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
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

  /** Whether a declaration of a variable or an instance comes next, which begins with a type. */
  protected declarationNext(): boolean {
    if (this.typeAt(1)) {
      const behind = 1 + this.typeNameAt(1);
      // `Inner<bit<8>>.apply(…)` calls a parser or control without an instance.
      return (
        behind === 1 || !this.next(t.Less, behind) || !this.next(t.Dot, this.behindTypeArguments(behind))
      );
    }
    // An unknown type: two names in a row are nothing else.
    return isName(this.LA(1)) && isName(this.LA(2));
  }

  private local(annotations: readonly Annotation[], start: number): Local {
    const type = this.SUBRULE(this.typeRef);
    return this.SUBRULE(this.localRest, { ARGS: [annotations, type, start] });
  }

  /** `localRest: name ["=" expression] ";" | arguments name ["=" "{" … "}"] ";"`, behind a type */
  readonly localRest = this.RULE(
    "localRest",
    (annotations: readonly Annotation[], type: TypeRef, start: number): Local =>
      this.OR<Local>({
        DEF: [
          {
            ALT: () => {
              const name = this.name(0);
              const sized = this.withSizes(0, type, start);
              const initializer = this.OPTION(() => {
                this.CONSUME(t.Assign);
                return this.SUBRULE1(this.expression);
              });
              this.semicolon(0, "this declaration");
              this.declareValue(name);
              return {
                kind: "variable",
                annotations,
                type: sized,
                name,
                ...(initializer === undefined ? {} : { initializer }),
                span: this.from(start),
              };
            },
          },
          {
            ALT: () => this.SUBRULE(this.instantiationRest, { ARGS: [annotations, type, start] }),
          },
        ],
        ERR_MSG: "a name",
      }),
  );

  /** `instantiationRest: arguments name ["=" "{" {function | instantiation} "}"] ";"`, behind a type */
  readonly instantiationRest = this.RULE(
    "instantiationRest",
    (annotations: readonly Annotation[], type: TypeRef, start: number): InstantiationDeclaration => {
      const args = this.SUBRULE(this.callArguments);
      const name = this.name(0);
      const sized = this.withSizes(0, type, start);
      const initializer = this.OPTION(() => {
        this.CONSUME(t.Assign);
        return this.SUBRULE(this.objectInitializer);
      });
      this.semicolon(0, "this instantiation");
      this.declareValue(name);
      return {
        kind: "instantiation",
        annotations,
        type: sized,
        arguments: args,
        name,
        ...(initializer === undefined ? {} : { initializer }),
        span: this.from(start),
      };
    },
  );

  /** The implementation of an extern's abstract methods. */
  private readonly objectInitializer = this.RULE("objectInitializer", () => {
    const members: (FunctionDeclaration | InstantiationDeclaration)[] = [];
    const open = this.CONSUME(t.LeftBrace);
    this.scoped(() =>
      this.elements(0, () => {
        members.push(this.SUBRULE(this.objectMember));
      }),
    );
    this.closeBrace(0, open);
    return members;
  });

  private readonly objectMember = this.RULE("objectMember", () => {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    return this.functionOrInstantiation(annotations, start);
  });

  /** Both begin with a type; what follows it decides. */
  protected functionOrInstantiation(
    annotations: readonly Annotation[],
    start: number,
  ): FunctionDeclaration | InstantiationDeclaration {
    const type = this.SUBRULE(this.typeOrVoid);
    return this.OR<FunctionDeclaration | InstantiationDeclaration>({
      DEF: [
        { ALT: () => this.SUBRULE(this.instantiationRest, { ARGS: [annotations, type, start] }) },
        { ALT: () => this.SUBRULE(this.functionRest, { ARGS: [annotations, type, start] }) },
      ],
      ERR_MSG: "a name or `(`",
    });
  }

  /** `constant: "const" typeRef name "=" expression ";"` */
  readonly constant = this.RULE(
    "constant",
    (annotations: readonly Annotation[], start: number): ConstantDeclaration => {
      this.CONSUME(t.Const);
      const at = this.here();
      const type = this.SUBRULE(this.typeRef);
      const name = this.name(0);
      const sized = this.withSizes(9, type, at);
      this.CONSUME(t.Assign);
      const value = this.SUBRULE(this.expression);
      this.semicolon(0, "this constant");
      this.declareValue(name);
      return { kind: "constant", annotations, type: sized, name, value, span: this.from(start) };
    },
  );

  /** `assignmentOrCall: simpleStatement ";"` */
  private readonly assignmentOrCall = this.RULE("assignmentOrCall", (): Statement => {
    const start = this.here();
    const statement = this.SUBRULE(this.simpleStatement);
    this.semicolon(0, statement.kind === "assignment" ? "this assignment" : "this call");
    return this.RECORDING_PHASE ? statement : { ...statement, span: this.from(start) };
  });

  /** `simpleStatement: postfix [assignmentOperator expression]` */
  private readonly simpleStatement = this.RULE("simpleStatement", (): Statement => {
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

  /** The one statement that a condition or a loop governs. */
  private nested(index: number): Statement {
    this.enter();
    const statement = this.subrule(index, this.statement);
    this.leave();
    return statement;
  }

  /** `switchStatement: "switch" "(" expression ")" "{" {switchCase} "}"` */
  private readonly switchStatement = this.RULE("switchStatement", (): Statement => {
    const start = this.here();
    const cases: SwitchCase[] = [];
    this.CONSUME(t.Switch);
    this.CONSUME(t.LeftParen);
    const value = this.SUBRULE(this.expression);
    this.closer(0, t.RightParen);
    const open = this.CONSUME(t.LeftBrace);
    this.elements(0, () => {
      cases.push(this.SUBRULE(this.switchCase));
    });
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

  /** `forStatement: "for" "(" (variable "in" collection | {…} ";" expression ";" {…}) ")" statement` */
  private readonly forStatement = this.RULE(
    "forStatement",
    (annotations: readonly Annotation[], start: number): Statement => {
      this.CONSUME(t.For);
      this.CONSUME(t.LeftParen);
      this.scope.open();
      const head = this.OR<Statement>([
        { GATE: () => this.forInNext(), ALT: () => this.forIn(annotations, start), IGNORE_AMBIGUITIES: true },
        { ALT: () => this.forClassic(annotations, start) },
      ]);
      this.scope.close();
      return head;
    },
  );

  /** Whether `in` comes before anything that only the other form has. */
  private forInNext(): boolean {
    for (let ahead = 1; ; ahead += 1) {
      const { tokenType } = this.LA(ahead);
      if (tokenType === t.In) return true;
      if (endsForHead.has(tokenType)) return false;
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

const endsForHead: ReadonlySet<TokenType> = new Set([t.Semicolon, t.RightParen, t.LeftBrace, EOF]);
