import type { ParserMethod } from "chevrotain";
import type {
  Annotation,
  ConstantDeclaration,
  FunctionDeclaration,
  InstantiationDeclaration,
  TypeRef,
  VariableDeclaration,
} from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { AnnotationRules } from "./annotations.ts";
import { isName } from "./describe.ts";

type Local = VariableDeclaration | InstantiationDeclaration;

/** Variables, constants and instances: declarations among statements (specification 11). */
export abstract class LocalRules extends AnnotationRules {
  // Needs the rules of blocks.
  abstract readonly functionRest: ParserMethod<
    [annotations: readonly Annotation[], returnType: TypeRef, start: number],
    FunctionDeclaration
  >;

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

  protected local(annotations: readonly Annotation[], start: number): Local {
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
  protected readonly objectInitializer = this.RULE("objectInitializer", () => {
    const members: (FunctionDeclaration | InstantiationDeclaration)[] = [];
    const open = this.openBrace(0);
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
}
