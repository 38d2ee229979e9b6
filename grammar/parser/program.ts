import { EOF } from "chevrotain";
import type { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import type { Annotation, Declaration, Program } from "../ast.ts";
import { tokenize } from "../lexer/index.ts";
import * as t from "../lexer/tokens.ts";
import { ControlRules } from "./controls.ts";
import { Abandoned } from "./failure.ts";

/** The whole grammar: programs (specification 5, appendix G). */
export class P4Parser extends ControlRules {
  constructor(validate: boolean) {
    super(validate);
    this.performSelfAnalysis();
  }

  /** The tree of a text, as far as it can be understood; mistakes go into the sink. */
  parse(text: string, sink: DiagnosticSink): readonly Declaration[] {
    this.prepare(text, tokenize(text), sink);
    return this.program();
  }

  /** `program: {declaration | ";"}` */
  readonly program = this.RULE("program", (): Declaration[] => {
    const declarations: Declaration[] = [];
    this.embeddedDeclarations = [];
    const one = (): void => this.declarationOrEmpty(declarations);
    if (this.RECORDING_PHASE) this.MANY(one);
    else while (!this.next(EOF)) this.attempt(one, this.outerNext);
    return declarations;
  });

  private declarationOrEmpty(declarations: Declaration[]): void {
    if (!this.RECORDING_PHASE && this.next(t.RightBrace))
      this.fail("this `}` closes nothing", {}, this.LA(1), "P0205");
    this.OR<void>({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.Semicolon);
          },
        },
        {
          ALT: () => {
            const declaration = this.SUBRULE(this.declaration);
            declarations.push(...this.embeddedDeclarations.splice(0));
            if (declaration !== undefined) declarations.push(declaration);
          },
        },
      ],
      ERR_MSG: "a declaration",
    });
  }

  /** `declaration: annotations (constant | … | function | instantiation)` */
  readonly declaration = this.RULE("declaration", (): Declaration | undefined => {
    const start = this.here();
    const annotations = this.optionalAnnotations(0);
    this.checkSpelling(declarationKeywords);
    const options = { ARGS: [annotations, start] satisfies [readonly Annotation[], number] };
    return this.OR2<Declaration | undefined>({
      DEF: [
        { ALT: () => this.SUBRULE(this.structure, options) },
        { ALT: () => this.SUBRULE(this.constant, options) },
        { ALT: () => this.SUBRULE(this.alias, options) },
        { ALT: () => this.SUBRULE(this.parser, options) },
        { ALT: () => this.SUBRULE(this.control, options) },
        { ALT: () => this.SUBRULE(this.extern, options) },
        { ALT: () => this.SUBRULE(this.action, options) },
        { ALT: () => this.SUBRULE(this.enumeration, options) },
        { ALT: () => this.SUBRULE(this.nameSet, options) },
        { ALT: () => this.SUBRULE(this.packageType, options) },
        { ALT: () => this.functionOrInstantiation(annotations, start), IGNORE_AMBIGUITIES: true },
      ],
      ERR_MSG: "a declaration",
    });
  });
}

const declarationKeywords = [
  "action",
  "const",
  "control",
  "enum",
  "extern",
  "header",
  "header_union",
  "package",
  "parser",
  "struct",
  "typedef",
];

let parser: P4Parser | undefined;

/** The parser's one instance; built when first needed. */
export const sharedParser = (): P4Parser => {
  parser ??= new P4Parser(false);
  return parser;
};

/** Parses a text; never throws, whatever it is. */
export const parseProgram = (text: string, sink: DiagnosticSink): Program | undefined => {
  const declarations = run(text, sink);
  if (declarations === undefined) return undefined;
  return { kind: "program", declarations, span: { start: 0, end: text.length } };
};

const run = (text: string, sink: DiagnosticSink): readonly Declaration[] | undefined => {
  try {
    return sharedParser().parse(text, sink);
  } catch (error) {
    if (error instanceof Abandoned) return undefined;
    if (!(error instanceof RangeError)) throw error;
    // The stack was fuller than the limit on nesting allows for.
    parser = undefined;
    sink.report("P0206", "nested too deep for the stack", { start: 0, end: 0 });
    return undefined;
  }
};
