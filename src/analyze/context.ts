/**
 * What all parts of the analysis share. The parts are mutually recursive (an expression calls a function, whose
 * body has statements, which have expressions): they reach one another through `Checker`, wired in index.ts, so
 * that no module imports in a circle.
 */
import type {
  Argument,
  Expression,
  InstantiationDeclaration,
  Statement,
  TypeRef,
} from "../../grammar/ast.ts";
import type { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Span } from "../diagnostics/span.ts";
import type {
  FunctionEntity,
  ObjectValue,
  ParserEntity,
  ParserReference,
  Scope,
  TopInstanceEntity,
} from "./entities.ts";
import { childScope } from "./entities.ts";
import { MAX_NESTING } from "./limits.ts";
import type { Type, TypedExpression, TypedFunction, TypedParser, TypedStatement, Variable } from "./typed.ts";

export type CallExpression = Extract<Expression, { readonly kind: "call" }>;

export interface Checker {
  readonly expression: (node: Expression, env: Env, expected?: Type) => TypedExpression;
  readonly type: (ref: TypeRef, env: Env) => Type;
  readonly statements: (nodes: readonly Statement[], env: Env) => readonly TypedStatement[];
  readonly callExpression: (node: CallExpression, env: Env, expected?: Type) => TypedExpression;
  readonly functionOf: (
    entity: FunctionEntity,
    typeArguments: readonly Type[],
    span: Span,
    analysis: Analysis,
  ) => TypedFunction | undefined;
  readonly parserOf: (reference: ParserReference, span: Span, analysis: Analysis) => TypedParser | undefined;
  readonly construct: (
    type: TypeRef,
    args: readonly Argument[],
    name: string,
    span: Span,
    env: Env,
  ) => ObjectValue | undefined;
  readonly topInstance: (entity: TopInstanceEntity, env: Env) => ObjectValue | undefined;
}

/** State of one run. Only what must change while it runs is mutable: tables that fill, counters of depth. */
export interface Analysis {
  readonly sink: DiagnosticSink;
  readonly globals: Scope;
  /** Where each top-level name is declared first, also where that is further down than the present place. */
  readonly declared: Map<string, { readonly name: Span; readonly whole: Span }>;
  /** Errors by name, in order of declaration. */
  readonly errors: Map<string, Span>;
  /** Kinds of matches by name: exact, ternary, … */
  readonly matchKinds: Map<string, Span>;
  readonly depth: {
    nesting: number;
    parsers: number;
    calls: number;
    reported: boolean;
    largeReported: boolean;
  };
  readonly functions: Map<string, TypedFunction | undefined>;
  /** Of generic functions: whether their bodies are right for any type. */
  readonly sound: Map<FunctionEntity, boolean>;
  readonly parsers: Map<string, TypedParser | undefined>;
  readonly specialized: Map<string, Type>;
  readonly typeNames: Set<string>;
  /** Functions that something calls, and parsers that something instantiates. */
  readonly reached: Set<FunctionEntity | ParserEntity>;
  /** Why a variable can't be assigned to: "an `in` parameter". */
  readonly readOnly: WeakMap<Variable, string>;
  /** Instances declared at the top level that something has asked for. */
  readonly instances: Map<InstantiationDeclaration, ObjectValue | undefined>;
  readonly check: Checker;
}

/** Where code stands, which decides what it may do. */
export type Frame =
  | { readonly kind: "global" }
  | { readonly kind: "parser" }
  | { readonly kind: "state" }
  | { readonly kind: "function"; readonly name: string; readonly returns: Type };

export interface Env {
  readonly analysis: Analysis;
  readonly scope: Scope;
  readonly frame: Frame;
  readonly inLoop: boolean;
}

/** The same place with a scope of its own. */
export const inner = (env: Env): Env => ({ ...env, scope: childScope(env.scope) });

export const globalEnv = (analysis: Analysis, scope: Scope): Env => ({
  analysis,
  scope,
  frame: { kind: "global" },
  inLoop: false,
});

/** Goes one level down into the source; false (once with a diagnostic) where that is too deep. */
export const enter = (analysis: Analysis, span: Span): boolean => {
  const { depth, sink } = analysis;
  if (depth.nesting >= MAX_NESTING) {
    if (!depth.reported)
      sink.report("P0416", `nested more than ${MAX_NESTING} levels deep`, span, {
        help: "give inner parts names: constants, variables or functions of their own",
      });
    depth.reported = true;
    return false;
  }
  depth.nesting += 1;
  return true;
};

export const leave = (analysis: Analysis): void => {
  analysis.depth.nesting -= 1;
};
