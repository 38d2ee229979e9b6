import type { TokenType } from "chevrotain";
import type { Expression, Name, TypeRef } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { spanOf } from "./describe.ts";
import { readInteger } from "./integers.ts";
import { NameRules, type Rule } from "./names.ts";

/** Types as written (specification 7). */
export abstract class TypeRules extends NameRules {
  /** `typeRef: baseType | tupleType | listType | namedType | typeRef "[" expression "]"` */
  readonly typeRef: Rule<TypeRef> = this.RULE("typeRef", () => {
    const start = this.here();
    this.enter();
    let type = this.OR<TypeRef>({
      DEF: [
        { ALT: () => this.bits(1, t.Bit, "bit") },
        { ALT: () => this.bits(2, t.Varbit, "varbit") },
        { ALT: () => this.bits(3, t.Int, "int") },
        { ALT: () => this.plain(t.Bool, "type-bool") },
        { ALT: () => this.plain(t.ErrorWord, "type-error") },
        { ALT: () => this.plain(t.MatchKind, "type-match-kind") },
        { ALT: () => this.plain(t.StringWord, "type-string") },
        {
          ALT: () => {
            this.CONSUME(t.Tuple);
            const elements = this.SUBRULE1(this.typeArguments);
            return { kind: "type-tuple", elements, span: this.from(start) };
          },
        },
        {
          GATE: () => this.next(t.Less, 2),
          ALT: () => {
            this.CONSUME(t.List);
            this.CONSUME(t.Less);
            const element = this.SUBRULE2(this.typeArgument);
            this.CONSUME(t.Greater);
            return { kind: "type-list", element, span: this.from(start) };
          },
        },
        { ALT: () => this.SUBRULE3(this.namedType), IGNORE_AMBIGUITIES: true },
      ],
      ERR_MSG: "a type",
    });
    this.MANY(() => {
      this.CONSUME(t.LeftBracket);
      const size = this.SUBRULE(this.expression);
      this.closer(9, t.RightBracket);
      type = { kind: "type-stack", element: type, size, span: this.from(start) };
    });
    this.leave();
    return type;
  });

  /** `namedType: ["."] name [typeArguments]` */
  readonly namedType = this.RULE("namedType", (): TypeRef => {
    const start = this.here();
    const global = this.OPTION1(() => this.CONSUME(t.Dot)) !== undefined;
    const base: TypeRef = { kind: "type-name", name: this.name(0), global, span: this.from(start) };
    const typeArguments = this.OPTION2(() => this.SUBRULE(this.typeArguments));
    return typeArguments === undefined
      ? base
      : { kind: "type-specialized", base, arguments: typeArguments, span: this.from(start) };
  });

  // Needs the rules of expressions.
  abstract readonly width: Rule<Expression>;

  /** `typeArguments: "<" [typeArgument {"," typeArgument}] ">"` */
  readonly typeArguments = this.RULE("typeArguments", () => {
    const types: TypeRef[] = [];
    this.CONSUME(t.Less);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        types.push(this.SUBRULE(this.typeArgument));
      },
    });
    this.CONSUME(t.Greater);
    return types;
  });

  /** `typeOrVoid: typeRef | "void"` */
  readonly typeOrVoid: Rule<TypeRef> = this.RULE("typeOrVoid", () =>
    this.OR<TypeRef>({
      DEF: [{ ALT: () => this.plain(t.Void, "type-void") }, { ALT: () => this.SUBRULE(this.typeRef) }],
      ERR_MSG: "a type",
    }),
  );

  /** `typeArgument: typeOrVoid | "_"` */
  readonly typeArgument = this.RULE("typeArgument", () =>
    this.OR<TypeRef>({
      DEF: [
        { ALT: () => ({ kind: "type-dontcare", span: spanOf(this.CONSUME(t.DontCare)) }) },
        { ALT: () => this.SUBRULE(this.typeOrVoid) },
      ],
      ERR_MSG: "a type",
    }),
  );

  /** `typeParameters: "<" name {"," name} ">"`; they are types from here on. */
  readonly typeParameters = this.RULE("typeParameters", () => {
    const names: Name[] = [];
    this.CONSUME(t.Less);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.name(0);
        this.declareType(name);
        names.push(name);
      },
      ERR_MSG: "a type parameter",
    });
    this.CONSUME(t.Greater);
    return names;
  });

  /**
   * `bit<8> a[16]`: the sizes may also stand behind the name, outermost first. Not in the specification, but
   * p4c takes it and programs use it.
   */
  protected withSizes(index: number, type: TypeRef, start: number): TypeRef {
    if (!this.RECORDING_PHASE && !this.next(t.LeftBracket)) return type;
    const sizes: Expression[] = [];
    this.many(index, () => {
      this.consume(index, t.LeftBracket);
      sizes.push(this.subrule(index, this.expression));
      this.closer(index, t.RightBracket);
    });
    return sizes.reduceRight<TypeRef>(
      (element, size) => ({ kind: "type-stack", element, size, span: this.from(start) }),
      type,
    );
  }

  /** Type parameters where there may be none. */
  protected optionalTypeParameters(index: number): Name[] {
    return this.option(index, () => this.subrule(index, this.typeParameters)) ?? [];
  }

  protected integer(index: number): Expression {
    const token = this.consume(index, t.IntegerLiteral);
    const span = spanOf(token);
    const value = this.RECORDING_PHASE ? "" : readInteger(token.image);
    if (typeof value !== "string") return { kind: "integer", ...value, span };
    if (!this.RECORDING_PHASE) this.report("P0207", `malformed integer literal: ${value}`, span);
    return { kind: "integer", value: 0n, signed: false, base: 10, span };
  }

  private plain<K extends "type-bool" | "type-error" | "type-match-kind" | "type-string" | "type-void">(
    word: TokenType,
    kind: K,
  ): { readonly kind: K; readonly span: { readonly start: number; readonly end: number } } {
    return { kind, span: spanOf(this.consume(0, word)) };
  }

  /** `bit`, `bit<8>`, `bit<(W + 1)>`; `int` alone has any precision. */
  private bits(index: number, word: TokenType, base: "bit" | "int" | "varbit"): TypeRef {
    const start = this.here();
    this.consume(index, word);
    const width = this.option(index, () => {
      this.consume(index, t.Less);
      const value = this.subrule(index, this.width);
      this.consume(index, t.Greater);
      return value;
    });
    const span = this.from(start);
    if (width === undefined && base === "int") return { kind: "type-integer", span };
    return { kind: "type-bits", base, ...(width === undefined ? {} : { width }), span };
  }
}
