import type {
  Annotation,
  Expression,
  TableAction,
  TableDeclaration,
  TableEntry,
  TableKey,
  TableProperty,
} from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { ParserRules } from "./parsers.ts";

/** Tables (specification 14.2). */
export abstract class TableRules extends ParserRules {
  /** `table: "table" name "{" {property} "}"` */
  readonly table = this.RULE(
    "table",
    (annotations: readonly Annotation[], start: number): TableDeclaration => {
      this.CONSUME(t.Table);
      const name = this.name(0);
      this.declareValue(name);
      const properties: TableProperty[] = [];
      const open = this.openBrace(0);
      this.elements(
        0,
        () => {
          properties.push(this.SUBRULE(this.property));
        },
        this.controlPartNext,
      );
      this.closeBrace(0, open);
      return { kind: "table", annotations, name, properties, span: this.from(start) };
    },
  );

  /** `property: annotations ["const"] ("key" | "actions" | "entries" | name) "=" …` */
  private readonly property = this.RULE("property", (): TableProperty => {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    const constant = this.OPTION(() => this.CONSUME(t.Const)) !== undefined;
    return this.OR<TableProperty>({
      DEF: [
        { ALT: () => this.keys(start) },
        { ALT: () => this.actions(start) },
        { ALT: () => this.entries(constant, start) },
        {
          ALT: () => {
            const name = this.name(0);
            this.CONSUME4(t.Assign);
            const value = this.SUBRULE(this.expression);
            this.semicolon(0, "this property");
            return { kind: "custom", constant, name, value, annotations, span: this.from(start) };
          },
          IGNORE_AMBIGUITIES: true,
        },
      ],
      ERR_MSG: "a table property",
    });
  });

  private keys(start: number): TableProperty {
    const elements: TableKey[] = [];
    this.CONSUME(t.Key);
    this.CONSUME1(t.Assign);
    const open = this.openBrace(1);
    this.elements(
      1,
      () => {
        elements.push(this.SUBRULE(this.keyElement));
      },
      this.propertyNext,
    );
    this.closeBrace(1, open);
    return { kind: "key", elements, span: this.from(start) };
  }

  /** `keyElement: expression ":" name annotations ";"` */
  private readonly keyElement = this.RULE("keyElement", (): TableKey => {
    const start = this.here();
    const value = this.SUBRULE(this.expression);
    this.CONSUME(t.Colon);
    const matchKind = this.name(0);
    const annotations = this.optionalAnnotations(0);
    this.semicolon(0, "this key");
    return { annotations, value, matchKind, span: this.from(start) };
  });

  private actions(start: number): TableProperty {
    const list: TableAction[] = [];
    this.CONSUME(t.Actions);
    this.CONSUME2(t.Assign);
    const open = this.openBrace(2);
    this.elements(
      2,
      () => {
        list.push(this.SUBRULE(this.tableAction));
      },
      this.propertyNext,
    );
    this.closeBrace(2, open);
    return { kind: "actions", actions: list, span: this.from(start) };
  }

  /** `tableAction: annotations actionRef ";"` */
  private readonly tableAction = this.RULE("tableAction", (): TableAction => {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    const action = this.SUBRULE(this.actionRef);
    this.semicolon(0, "this action");
    return { annotations, action, span: this.from(start) };
  });

  /** `actionRef: ["."] name [arguments]` */
  private readonly actionRef = this.RULE("actionRef", (): Expression => {
    const start = this.here();
    const global = this.OPTION1(() => this.CONSUME(t.Dot)) !== undefined;
    const name = this.name(0);
    const path: Expression = { kind: "path", name, global, span: this.from(start) };
    const args = this.OPTION2(() => this.SUBRULE(this.callArguments));
    return args === undefined
      ? path
      : { kind: "call", callee: path, typeArguments: [], arguments: args, span: this.from(start) };
  });

  private entries(constant: boolean, start: number): TableProperty {
    const entries: TableEntry[] = [];
    this.CONSUME(t.Entries);
    this.CONSUME3(t.Assign);
    const open = this.openBrace(3);
    this.elements(
      3,
      () => {
        entries.push(this.SUBRULE(this.entry));
      },
      this.propertyNext,
    );
    this.closeBrace(3, open);
    return { kind: "entries", constant, entries, span: this.from(start) };
  }

  /** `entry: ["const"] ["priority" "=" (integer | "(" expression ")") ":"] keyset ":" actionRef annotations ";"` */
  private readonly entry = this.RULE("entry", (): TableEntry => {
    const start = this.here();
    const constant = this.OPTION1(() => this.CONSUME(t.Const)) !== undefined;
    const priority = this.OPTION2({
      GATE: () => this.next(t.Assign, 2),
      DEF: () => {
        this.CONSUME(t.Priority);
        this.CONSUME(t.Assign);
        const value = this.OR<Expression>({
          DEF: [
            { ALT: () => this.integer(0) },
            {
              ALT: () => {
                this.CONSUME(t.LeftParen);
                const inner = this.SUBRULE1(this.expression);
                this.closer(0, t.RightParen);
                return inner;
              },
            },
          ],
          ERR_MSG: "an integer or an expression in parentheses",
        });
        this.CONSUME1(t.Colon);
        return value;
      },
    });
    const keyset = this.SUBRULE(this.keyset);
    this.CONSUME2(t.Colon);
    const action = this.SUBRULE(this.actionRef);
    const annotations = this.optionalAnnotations(0);
    this.semicolon(0, "this entry");
    return {
      annotations,
      constant,
      ...(priority === undefined ? {} : { priority }),
      keyset,
      action,
      span: this.from(start),
    };
  });
}
