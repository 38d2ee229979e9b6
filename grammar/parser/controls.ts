import type { Annotation, BlockStatement, ControlLocal, Declaration } from "../ast.ts";
import * as t from "../lexer/tokens.ts";
import { spanOf } from "./describe.ts";
import { TableRules } from "./tables.ts";

/** Controls (specification 14). */
export abstract class ControlRules extends TableRules {
  /** `control: "control" name [typeParameters] parameters (";" | [parameters] "{" {local} "apply" block "}")` */
  readonly control = this.RULE(
    "control",
    (annotations: readonly Annotation[], start: number): Declaration => {
      this.CONSUME(t.Control);
      const name = this.name(0);
      this.declareType(name);
      this.scope.open();
      const signature = this.signature(0);
      const declaration = this.OR1<Declaration>({
        DEF: [
          {
            ALT: () => {
              this.CONSUME(t.Semicolon);
              return { kind: "control-type", annotations, name, ...signature, span: this.from(start) };
            },
          },
          {
            ALT: () => {
              const constructorParameters = this.OPTION1(() => this.SUBRULE1(this.parameters)) ?? [];
              const locals: ControlLocal[] = [];
              let apply: BlockStatement | undefined;
              const open = this.openBrace(0);
              this.elements(0, () => {
                apply = this.controlElement(locals, apply);
              });
              if (apply === undefined && !this.RECORDING_PHASE)
                this.report("P0209", `control \`${name.text}\` has no \`apply\` block`, spanOf(this.LA(1)), {
                  notes: [{ message: "the control begins here", span: name.span }],
                });
              this.closeBrace(0, open);
              const span = this.from(start);
              return {
                kind: "control",
                annotations,
                name,
                ...signature,
                constructorParameters,
                locals,
                apply: apply ?? { kind: "block", annotations: [], statements: [], span },
                span,
              };
            },
          },
        ],
        ERR_MSG: "`;` or `{`",
      });
      this.scope.close();
      return declaration;
    },
  );

  /** A local declaration, or the `apply` block, which comes last and once. */
  private controlElement(
    locals: ControlLocal[],
    apply: BlockStatement | undefined,
  ): BlockStatement | undefined {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    this.checkSpelling(["action", "table", "const"]);
    return this.OR2<BlockStatement | undefined>({
      DEF: [
        {
          ALT: () => {
            const word = this.CONSUME(t.Apply);
            const at = this.here();
            const block = this.block(0, [...annotations, ...this.optionalAnnotations(1)], at);
            if (apply === undefined || this.RECORDING_PHASE) return block;
            this.report("P0209", "this control has an `apply` block already", spanOf(word), {
              notes: [{ message: "the first one", span: apply.span }],
            });
            return apply;
          },
        },
        {
          ALT: () => {
            const local = this.SUBRULE(this.controlLocal, { ARGS: [annotations, start] });
            locals.push(local);
            if (apply !== undefined && !this.RECORDING_PHASE)
              this.report("P0209", "declarations must stand before the `apply` block", local.name.span);
            return apply;
          },
          IGNORE_AMBIGUITIES: true,
        },
      ],
      ERR_MSG: "a declaration or `apply`",
    });
  }

  private readonly controlLocal = this.RULE(
    "controlLocal",
    (annotations: readonly Annotation[], start: number): ControlLocal =>
      this.OR<ControlLocal>({
        DEF: [
          { ALT: () => this.SUBRULE(this.constant, { ARGS: [annotations, start] }) },
          { ALT: () => this.SUBRULE(this.action, { ARGS: [annotations, start] }) },
          { ALT: () => this.SUBRULE(this.table, { ARGS: [annotations, start] }) },
          {
            ALT: () => {
              const type = this.SUBRULE(this.typeRef);
              return this.SUBRULE(this.localRest, { ARGS: [annotations, type, start] });
            },
          },
        ],
        ERR_MSG: "a declaration or `apply`",
      }),
  );
}
