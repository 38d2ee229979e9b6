import type {
  ActionDeclaration,
  Annotation,
  Declaration,
  Expression,
  FunctionDeclaration,
  Name,
  Parameter,
  StructField,
  TypeRef,
} from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { StatementRules } from "./statements.ts";

interface EnumMember {
  readonly name: Name;
  readonly value?: Expression;
  readonly annotations: readonly Annotation[];
}

/** Functions, actions, and declarations of types (specification 7.2, 10, 11, 14.1). */
export abstract class DeclarationRules extends StatementRules {
  /** `functionRest: name [typeParameters] parameters block`, behind the type it returns */
  readonly functionRest = this.RULE(
    "functionRest",
    (annotations: readonly Annotation[], returnType: TypeRef, start: number): FunctionDeclaration => {
      const name = this.name(0);
      this.declareValue(name);
      const rest = this.scoped(() => {
        const typeParameters = this.optionalTypeParameters(0);
        const parameters = this.SUBRULE(this.parameters);
        const at = this.here();
        return { typeParameters, parameters, body: this.block(0, [], at) };
      });
      return { kind: "function", annotations, returnType, name, ...rest, span: this.from(start) };
    },
  );

  /** `action: "action" name parameters block` */
  readonly action = this.RULE(
    "action",
    (annotations: readonly Annotation[], start: number): ActionDeclaration => {
      this.CONSUME(t.Action);
      const name = this.name(0);
      this.declareValue(name);
      const rest = this.scoped(() => {
        const parameters = this.SUBRULE(this.parameters);
        const at = this.here();
        return { parameters, body: this.block(0, [], at) };
      });
      return { kind: "action", annotations, name, ...rest, span: this.from(start) };
    },
  );

  /** `structure: ("struct" | "header" | "header_union") name [typeParameters] "{" {field} "}"` */
  readonly structure = this.RULE(
    "structure",
    (annotations: readonly Annotation[], start: number): Declaration => {
      const kind = this.OR<"struct" | "header" | "header-union">([
        { ALT: () => constant(this.CONSUME(t.Struct), "struct") },
        { ALT: () => constant(this.CONSUME(t.Header), "header") },
        { ALT: () => constant(this.CONSUME(t.HeaderUnion), "header-union") },
      ]);
      const name = this.name(0);
      this.declareType(name);
      const fields: StructField[] = [];
      const typeParameters = this.scoped(() => {
        const names = this.optionalTypeParameters(0);
        const open = this.openBrace(0);
        this.elements(0, () => {
          fields.push(this.SUBRULE(this.field));
        });
        this.closeBrace(0, open);
        return names;
      });
      return { kind, annotations, name, typeParameters, fields, span: this.from(start) };
    },
  );

  /** `field: annotations typeRef name ";"` */
  private readonly field = this.RULE("field", (): StructField => {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    const at = this.here();
    const type = this.SUBRULE(this.typeRef);
    const name = this.name(0);
    const sized = this.withSizes(0, type, at);
    this.semicolon(0, "this field");
    return { annotations, type: sized, name, span: this.from(start) };
  });

  /** `enumeration: "enum" [typeRef] name "{" member {"," member} [","] "}"` */
  readonly enumeration = this.RULE(
    "enumeration",
    (annotations: readonly Annotation[], start: number): Declaration => {
      this.CONSUME(t.Enum);
      const representation = this.OPTION1({
        GATE: () => !this.next(t.LeftBrace, 2),
        DEF: () => this.SUBRULE(this.typeRef),
      });
      const name = this.name(0);
      this.declareType(name);
      const members: EnumMember[] = [];
      this.CONSUME(t.LeftBrace);
      this.OPTION2(() => {
        members.push(this.SUBRULE1(this.enumMember));
        this.MANY(() => {
          this.CONSUME1(t.Comma);
          members.push(this.SUBRULE2(this.enumMember));
        });
        this.OPTION3(() => this.CONSUME2(t.Comma));
      });
      this.CONSUME(t.RightBrace);
      return {
        kind: "enum",
        annotations,
        name,
        ...(representation === undefined ? {} : { representation }),
        members,
        span: this.from(start),
      };
    },
  );

  /** `enumMember: annotations name ["=" expression]` */
  private readonly enumMember = this.RULE("enumMember", (): EnumMember => {
    const annotations = this.optionalAnnotations(0);
    const name = this.name(0);
    const value = this.OPTION(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE(this.expression);
    });
    return { name, ...(value === undefined ? {} : { value }), annotations };
  });

  /** `nameSet: ("error" | "match_kind") "{" name {"," name} "}"`; match_kind allows a comma at the end */
  readonly nameSet = this.RULE(
    "nameSet",
    (annotations: readonly Annotation[], start: number): Declaration => {
      const kind = this.OR<"error" | "match-kind">([
        { ALT: () => constant(this.CONSUME(t.ErrorWord), "error") },
        { ALT: () => constant(this.CONSUME(t.MatchKind), "match-kind") },
      ]);
      const members: Name[] = [];
      this.CONSUME(t.LeftBrace);
      this.OPTION1(() => {
        members.push(this.name(1));
        this.MANY(() => {
          this.CONSUME1(t.Comma);
          members.push(this.name(2));
        });
        this.OPTION2({ GATE: () => kind === "match-kind", DEF: () => this.CONSUME2(t.Comma) });
      });
      this.CONSUME(t.RightBrace);
      return { kind, annotations, members, span: this.from(start) };
    },
  );

  /** `alias: ("typedef" | "type") (typeRef | structure | enumeration) name ";"` */
  readonly alias = this.RULE("alias", (annotations: readonly Annotation[], start: number): Declaration => {
    const kind = this.OR1<"typedef" | "newtype">([
      { ALT: () => constant(this.CONSUME(t.Typedef), "typedef") },
      { ALT: () => constant(this.CONSUME(t.Type), "newtype") },
    ]);
    const at = this.here();
    const type = this.OR2<TypeRef>({
      DEF: [
        { ALT: () => this.SUBRULE(this.typeRef) },
        {
          GATE: () => kind === "typedef",
          ALT: () => this.embedded(this.SUBRULE(this.structure, { ARGS: [[], at] })),
        },
        {
          GATE: () => kind === "typedef",
          ALT: () => this.embedded(this.SUBRULE(this.enumeration, { ARGS: [[], at] })),
        },
      ],
      ERR_MSG: "a type",
    });
    const name = this.name(0);
    const sized = this.withSizes(3, type, at);
    this.declareType(name);
    this.semicolon(0, "this declaration");
    return { kind, annotations, type: sized, name, span: this.from(start) };
  });

  /** Declarations that stand inside another one; they become declarations of their own before it. */
  protected embeddedDeclarations: Declaration[] = [];

  private embedded(declaration: Declaration): TypeRef {
    if (this.RECORDING_PHASE || !("name" in declaration))
      return { kind: "type-bool", span: { start: 0, end: 0 } };
    this.embeddedDeclarations.push(declaration);
    const { name, span } = declaration;
    return { kind: "type-name", name, global: false, span };
  }

  /** `package: "package" name [typeParameters] parameters ";"` */
  readonly packageType = this.RULE(
    "packageType",
    (annotations: readonly Annotation[], start: number): Declaration => {
      this.CONSUME(t.Package);
      const name = this.name(0);
      this.declareType(name);
      const rest = this.scoped(() => this.signature(0));
      this.semicolon(0, "this declaration");
      return { kind: "package-type", annotations, name, ...rest, span: this.from(start) };
    },
  );

  /** `[typeParameters] parameters` */
  protected signature(index: number): { typeParameters: Name[]; parameters: Parameter[] } {
    const typeParameters = this.optionalTypeParameters(index);
    return { typeParameters, parameters: this.subrule(index, this.parameters) };
  }
}

const constant = <T>(_token: unknown, value: T): T => value;
