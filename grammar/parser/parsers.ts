import type {
  Annotation,
  Declaration,
  Expression,
  ParserLocal,
  ParserState,
  SelectCase,
  Statement,
  Transition,
  ValueSetDeclaration,
} from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { describe } from "./describe.ts";
import { ExternRules } from "./externs.ts";
import type { Rule } from "./names.ts";

/** Parsers and their states (specification 13). */
export abstract class ParserRules extends ExternRules {
  /** `parser: "parser" name [typeParameters] parameters (";" | [parameters] "{" {local} state {state} "}")` */
  readonly parser = this.RULE("parser", (annotations: readonly Annotation[], start: number): Declaration => {
    this.CONSUME(t.Parser);
    const name = this.name(0);
    this.declareType(name);
    this.scope.open();
    const signature = this.signature(0);
    const declaration = this.OR1<Declaration>({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.Semicolon);
            return { kind: "parser-type", annotations, name, ...signature, span: this.from(start) };
          },
        },
        {
          ALT: () => {
            const constructorParameters = this.OPTION1(() => this.SUBRULE1(this.parameters)) ?? [];
            const locals: ParserLocal[] = [];
            const states: ParserState[] = [];
            const open = this.openBrace(0);
            this.elements(0, () => this.parserElement(locals, states));
            if (states.length === 0 && !this.RECORDING_PHASE && this.next(t.RightBrace))
              this.report("P0209", `parser \`${name.text}\` has no states`, name.span);
            this.closeBrace(0, open);
            const span = this.from(start);
            return {
              kind: "parser",
              annotations,
              name,
              ...signature,
              constructorParameters,
              locals,
              states,
              span,
            };
          },
        },
      ],
      ERR_MSG: "`;` or `{`",
    });
    this.scope.close();
    return declaration;
  });

  private parserElement(locals: ParserLocal[], states: ParserState[]): void {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    this.checkSpelling(["state", "const", "value_set"]);
    this.OR2({
      DEF: [
        {
          GATE: () => !this.next(t.LeftParen, 2),
          ALT: () => {
            states.push(this.SUBRULE(this.state, { ARGS: [annotations, start] }));
          },
        },
        {
          ALT: () => {
            const local = this.SUBRULE(this.parserLocal, { ARGS: [annotations, start] });
            locals.push(local);
            if (states.length > 0 && !this.RECORDING_PHASE)
              this.report("P0209", "declarations must stand before the first state", local.name.span);
          },
          IGNORE_AMBIGUITIES: true,
        },
      ],
      ERR_MSG: "a state or a declaration",
    });
  }

  private readonly parserLocal = this.RULE(
    "parserLocal",
    (annotations: readonly Annotation[], start: number): ParserLocal =>
      this.OR<ParserLocal>({
        DEF: [
          { ALT: () => this.SUBRULE(this.constant, { ARGS: [annotations, start] }) },
          { ALT: () => this.SUBRULE(this.valueSet, { ARGS: [annotations, start] }) },
          {
            ALT: () => {
              const type = this.SUBRULE(this.typeRef);
              return this.SUBRULE(this.localRest, { ARGS: [annotations, type, start] });
            },
          },
        ],
        ERR_MSG: "a state or a declaration",
      }),
  );

  /** `valueSet: "value_set" "<" typeRef ">" "(" expression ")" name ";"` */
  readonly valueSet = this.RULE(
    "valueSet",
    (annotations: readonly Annotation[], start: number): ValueSetDeclaration => {
      this.CONSUME(t.ValueSet);
      this.CONSUME(t.Less);
      const type = this.SUBRULE(this.typeRef);
      this.CONSUME(t.Greater);
      this.CONSUME(t.LeftParen);
      const size = this.SUBRULE(this.expression);
      this.closer(0, t.RightParen);
      const name = this.name(0);
      this.semicolon(0, "this declaration");
      this.declareValue(name);
      return { kind: "value-set", annotations, type, size, name, span: this.from(start) };
    },
  );

  /** `state: "state" name "{" {statement} ["transition" …] "}"` */
  private readonly state = this.RULE(
    "state",
    (annotations: readonly Annotation[], start: number): ParserState => {
      this.CONSUME(t.State);
      const name = this.name(0);
      const statements: Statement[] = [];
      let transition: Transition | undefined;
      const open = this.openBrace(0);
      this.scoped(() =>
        this.elements(
          0,
          () => {
            this.checkSpelling(["transition"]);
            this.OR({
              DEF: [
                {
                  ALT: () => {
                    const found = this.SUBRULE(this.transition);
                    if (transition !== undefined && !this.RECORDING_PHASE)
                      this.report("P0209", "this state has a transition already", found.span, {
                        notes: [{ message: "the first one", span: transition.span }],
                      });
                    transition ??= found;
                  },
                },
                {
                  ALT: () => {
                    const statement = this.SUBRULE(this.statement);
                    statements.push(statement);
                    const misplaced = this.RECORDING_PHASE ? undefined : notInState(statement);
                    if (misplaced !== undefined)
                      this.report(
                        "P0209",
                        `\`${misplaced.kind}\` cannot stand in a parser's state`,
                        misplaced.span,
                      );
                    if (transition !== undefined && !this.RECORDING_PHASE)
                      this.report(
                        "P0209",
                        "the transition must be the last statement of its state",
                        transition.span,
                      );
                  },
                },
              ],
              ERR_MSG: "a statement or `transition`",
            });
          },
          this.stateNext,
        ),
      );
      this.closeBrace(0, open);
      return {
        annotations,
        name,
        statements,
        ...(transition === undefined ? {} : { transition }),
        span: this.from(start),
      };
    },
  );

  /** `transition: "transition" (name ";" | select)` */
  private readonly transition: Rule<Transition> = this.RULE("transition", () => {
    const start = this.here();
    this.CONSUME(t.Transition);
    return this.OR<Transition>({
      DEF: [
        {
          ALT: () => {
            const next = this.name(0);
            this.semicolon(0, "this transition");
            return { kind: "direct", next, span: this.from(start) };
          },
        },
        { ALT: () => this.select(start) },
      ],
      ERR_MSG: "a state's name or `select`",
    });
  });

  /** `select: "select" "(" expression {"," expression} ")" "{" {case} "}"` */
  private select(start: number): Transition {
    const keys: Expression[] = [];
    const cases: SelectCase[] = [];
    this.CONSUME(t.Select);
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        keys.push(this.SUBRULE(this.expression));
      },
    });
    this.closer(0, t.RightParen);
    const open = this.openBrace(0);
    this.elements(
      0,
      () => {
        cases.push(this.SUBRULE(this.selectCase));
      },
      this.afterSelectNext,
    );
    this.closeBrace(0, open);
    return { kind: "select", keys, cases, span: this.from(start) };
  }

  /** `selectCase: keyset ":" name ";"` */
  private readonly selectCase = this.RULE("selectCase", (): SelectCase => {
    const start = this.here();
    const keyset = this.SUBRULE(this.keyset);
    if (!this.RECORDING_PHASE && this.next(t.Comma))
      this.fail(`expected \`:\`, found ${describe(this.LA(1))}`, {
        help: "several values to match stand in parentheses: `(a, b): state;`",
      });
    this.CONSUME(t.Colon);
    const next = this.name(0);
    this.semicolon(0, "this case");
    return { keyset, next, span: this.from(start) };
  });
}

/** The first statement that the grammar of states does not have (specification 13.4); `if` takes any. */
const notInState = (statement: Statement): Statement | undefined => {
  switch (statement.kind) {
    case "block":
      return statement.statements.map(notInState).find((found) => found !== undefined);
    case "return":
    case "exit":
    case "break":
    case "continue":
    case "switch":
    case "for":
    case "for-in":
      return statement;
    default:
      return undefined;
  }
};
