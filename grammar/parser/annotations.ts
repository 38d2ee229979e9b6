import { EOF } from "chevrotain";
import type { Annotation, AnnotationBody, Direction, Expression, Name, Parameter } from "../ast.ts";
import { tokenize } from "../lexer/index.ts";
import * as t from "../lexer/tokens.ts";
import { spanOf } from "./describe.ts";
import { ExpressionRules } from "./expressions.ts";
import { misuseOf } from "./known-annotations.ts";
import type { Rule } from "./names.ts";

/** Annotations (specification 20) and what always carries them: parameters. */
export abstract class AnnotationRules extends ExpressionRules {
  /** `annotations: {annotation}` */
  readonly annotations: Rule<Annotation[]> = this.RULE("annotations", () => {
    const list: Annotation[] = [];
    this.MANY(() => {
      list.push(
        this.OR<Annotation>([{ ALT: () => this.SUBRULE(this.annotation) }, { ALT: () => this.pragma() }]),
      );
    });
    if (!this.RECORDING_PHASE) this.checkStructured(list);
    return list;
  });

  /** Annotations where there may be none; costs no rule call where there are none. */
  protected optionalAnnotations(index: number): readonly Annotation[] {
    if (!this.RECORDING_PHASE && !this.next(t.At) && !this.next(t.Pragma)) return none;
    const annotations = this.subrule(index, this.annotations);
    return this.RECORDING_PHASE ? none : annotations;
  }

  /** `@pragma name tokens…` up to the end of its line is an annotation as well. */
  private pragma(): Annotation {
    const token = this.CONSUME(t.Pragma);
    const span = spanOf(token);
    const [name = "", ...tokens] = tokenize(token.image.slice("@pragma".length))
      .slice(0, -1)
      .map(({ image }) => image);
    if (!this.RECORDING_PHASE) {
      if (!/^[A-Za-z_]/.test(name)) this.report("P0201", "expected a name after `@pragma`", span);
      if (!balanced(tokens)) this.report("P0205", "the parentheses of this `@pragma` are not balanced", span);
    }
    return {
      kind: "annotation",
      name,
      body: tokens.length === 0 ? { kind: "none" } : { kind: "unstructured", tokens },
      span,
    };
  }

  /** `annotation: "@" word ["(" tokens ")" | "[" … "]"]` */
  private readonly annotation = this.RULE("annotation", (): Annotation => {
    const start = this.here();
    this.CONSUME(t.At);
    const name = this.CONSUME(t.Word).image;
    const body = this.OPTION(() =>
      this.OR<AnnotationBody>([{ ALT: () => this.unstructured() }, { ALT: () => this.structured() }]),
    );
    const annotation: Annotation = {
      kind: "annotation",
      name,
      body: body ?? { kind: "none" },
      span: this.from(start),
    };
    const misuse = this.RECORDING_PHASE ? undefined : misuseOf(annotation);
    if (misuse !== undefined) this.report("P0211", misuse.message, annotation.span, { help: misuse.help });
    return annotation;
  });

  /** Any tokens, as long as the parentheses are balanced. */
  private unstructured(): AnnotationBody {
    const tokens: string[] = [];
    const open = this.CONSUME(t.LeftParen);
    if (!this.RECORDING_PHASE)
      for (let depth = 0; depth > 0 || !this.next(t.RightParen); ) {
        const token = this.LA(1);
        if (token.tokenType === EOF || token.tokenType === t.UnterminatedComment)
          this.fail(
            "this `(` has no closing `)`",
            {},
            token.tokenType === EOF ? open : token,
            token.tokenType === EOF ? "P0205" : "P0204",
          );
        if (token.tokenType === t.LeftParen) depth += 1;
        if (token.tokenType === t.RightParen) depth -= 1;
        tokens.push(token.image);
        this.SKIP_TOKEN();
      }
    this.CONSUME(t.RightParen);
    return { kind: "unstructured", tokens };
  }

  /** `"[" [element {"," element} [","]] "]"`, where all elements are `name "=" expression` or all are expressions */
  private structured(): AnnotationBody {
    this.CONSUME(t.LeftBracket);
    const paired = this.next(t.Assign, 2);
    const values: Expression[] = [];
    const pairs: { readonly key: Name; readonly value: Expression }[] = [];
    const element = (index: number): void => {
      const key = this.option(index, {
        GATE: () => paired,
        DEF: () => {
          const label = this.name(index);
          this.consume(index, t.Assign);
          return label;
        },
      });
      if (paired && key === undefined && !this.RECORDING_PHASE)
        this.fail("expected `name = value` as before");
      const value = this.subrule(index, this.expression);
      if (!this.RECORDING_PHASE && (value.kind === "list" || value.kind === "record"))
        this.report("P0209", "the values of an annotation are integers, strings and booleans", value.span);
      if (key === undefined) values.push(value);
      else pairs.push({ key, value });
    };
    this.OPTION3(() => {
      element(1);
      this.MANY(() => {
        this.CONSUME1(t.Comma);
        element(2);
      });
      this.OPTION4(() => this.CONSUME2(t.Comma));
    });
    this.closer(1, t.RightBracket);
    if (!this.RECORDING_PHASE) this.checkKeys(pairs);
    return paired ? { kind: "pairs", pairs } : { kind: "expressions", values };
  }

  /** A structured annotation stands but once, and not beside an unstructured one of its name (specification 20.2). */
  private checkStructured(list: readonly Annotation[]): void {
    for (const [index, { name, body, span }] of list.entries()) {
      const before = list.slice(0, index).find((annotation) => annotation.name === name);
      if (before === undefined || !(isStructured(body) || isStructured(before.body))) continue;
      this.report("P0209", `the structured annotation \`@${name}\` can stand only once`, span, {
        notes: [{ message: "the other one is here", span: before.span }],
      });
    }
  }

  /** A key stands but once (specification 20.2). */
  private checkKeys(pairs: readonly { readonly key: Name }[]): void {
    const seen = new Map<string, Name>();
    for (const { key } of pairs) {
      const before = seen.get(key.text);
      if (before === undefined) seen.set(key.text, key);
      else
        this.report("P0209", `key \`${key.text}\` is given twice in this annotation`, key.span, {
          notes: [{ message: "first given here", span: before.span }],
        });
    }
  }

  /** `parameters: "(" [parameter {"," parameter}] ")"`; their names hide types from here on. */
  readonly parameters = this.RULE("parameters", () => {
    const list: Parameter[] = [];
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        list.push(this.SUBRULE(this.parameter));
      },
    });
    this.closer(1, t.RightParen);
    for (const { name } of list) this.declareValue(name);
    return list;
  });

  /** `parameter: annotations ["in" | "out" | "inout"] typeRef name ["=" expression]` */
  private readonly parameter = this.RULE("parameter", (): Parameter => {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    const direction =
      this.OPTION1(() =>
        this.OR<Direction>([
          { ALT: () => word(this.CONSUME(t.In), "in") },
          { ALT: () => word(this.CONSUME(t.Out), "out") },
          { ALT: () => word(this.CONSUME(t.InOut), "inout") },
        ]),
      ) ?? "none";
    const at = this.here();
    const type = this.SUBRULE(this.typeRef);
    const name = this.name(0);
    const sized = this.withSizes(9, type, at);
    const defaultValue = this.OPTION2(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE(this.expression);
    });
    return {
      annotations,
      direction,
      type: sized,
      name,
      ...(defaultValue === undefined ? {} : { defaultValue }),
      optional: annotations.some((annotation) => annotation.name === "optional"),
      span: this.from(start),
    };
  });
}

const none: readonly Annotation[] = [];

const isStructured = ({ kind }: AnnotationBody): boolean => kind === "pairs" || kind === "expressions";

const word = <T>(_token: unknown, value: T): T => value;

const balanced = (tokens: readonly string[]): boolean => {
  let open = 0;
  for (const token of tokens) {
    if (token === "(") open += 1;
    if (token === ")") open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
};
