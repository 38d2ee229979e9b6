import type { Annotation, Declaration, Prototype } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { DeclarationRules } from "./declarations.ts";
import { isName } from "./describe.ts";

/** Extern objects and functions (specification 11.4, 7.2.9). */
export abstract class ExternRules extends DeclarationRules {
  /** The extern object whose methods are being read. */
  #object = "";

  /** `extern: "extern" (name [typeParameters] "{" {method} "}" | prototype ";" | name ";")` */
  readonly extern = this.RULE(
    "extern",
    (annotations: readonly Annotation[], start: number): Declaration | undefined => {
      this.CONSUME(t.Extern);
      return this.OR<Declaration | undefined>({
        DEF: [
          {
            GATE: () => this.next(t.Semicolon, 2),
            ALT: () => {
              // A forward declaration says nothing but that the name is a type.
              this.declareType(this.name(0));
              this.CONSUME(t.Semicolon);
              return undefined;
            },
          },
          {
            GATE: () => this.externObjectNext(),
            ALT: () => this.SUBRULE(this.externObject, { ARGS: [annotations, start] }),
          },
          {
            ALT: () => {
              const prototype = this.SUBRULE(this.prototype, { ARGS: [annotations, start] });
              return { kind: "extern-function", annotations, prototype, span: this.from(start) };
            },
            IGNORE_AMBIGUITIES: true,
          },
        ],
        ERR_MSG: "an extern object or function",
      });
    },
  );

  private externObjectNext(): boolean {
    if (!isName(this.LA(1))) return false;
    const behind = this.next(t.Less, 2) ? this.behindTypeArguments(2) : 2;
    return this.next(t.LeftBrace, behind);
  }

  private readonly externObject = this.RULE(
    "externObject",
    (annotations: readonly Annotation[], start: number): Declaration => {
      const name = this.name(0);
      this.declareType(name);
      const methods: Prototype[] = [];
      this.#object = name.text;
      const typeParameters = this.scoped(() => {
        const names = this.optionalTypeParameters(0);
        const open = this.CONSUME(t.LeftBrace);
        this.elements(0, () => {
          methods.push(this.SUBRULE(this.method));
        });
        this.closeBrace(0, open);
        return names;
      });
      return { kind: "extern-object", annotations, name, typeParameters, methods, span: this.from(start) };
    },
  );

  /** `method: annotations (name parameters ";" | ["abstract"] prototype)` */
  private readonly method = this.RULE("method", (): Prototype => {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    return this.OR<Prototype>({
      DEF: [
        {
          GATE: () => this.next(t.LeftParen, 2),
          ALT: () => {
            const name = this.name(0);
            if (name.text !== this.#object && !this.RECORDING_PHASE)
              this.report("P0209", `method \`${name.text}\` has no return type`, name.span, {
                help: `only a constructor has none, and it is named \`${this.#object}\``,
              });
            const parameters = this.scoped(() => this.SUBRULE(this.parameters));
            this.semicolon(0, "this constructor");
            const span = this.from(start);
            return {
              kind: "prototype",
              annotations,
              name,
              typeParameters: [],
              parameters,
              abstract: false,
              span,
            };
          },
        },
        {
          ALT: () => {
            const abstract = this.OPTION(() => this.CONSUME(t.Abstract)) !== undefined;
            const prototype = this.SUBRULE(this.prototype, { ARGS: [annotations, start] });
            return this.RECORDING_PHASE ? prototype : { ...prototype, abstract };
          },
          IGNORE_AMBIGUITIES: true,
        },
      ],
      ERR_MSG: "a method",
    });
  });

  /** `prototype: typeRef name [typeParameters] parameters ";"` */
  private readonly prototype = this.RULE(
    "prototype",
    (annotations: readonly Annotation[], start: number): Prototype => {
      const returnType = this.SUBRULE(this.typeOrVoid);
      const name = this.name(0);
      const rest = this.scoped(() => this.signature(0));
      this.semicolon(0, "this prototype");
      const span = this.from(start);
      return { kind: "prototype", annotations, returnType, name, ...rest, abstract: false, span };
    },
  );
}
