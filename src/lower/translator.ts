/**
 * What the parts of the translation share. The parts are mutually recursive (an expression calls a function, whose
 * statements hold expressions); they reach one another through the Translator and never import one another.
 */
import type { TypedExpression, TypedStatement, Variable } from "../analyze/typed.ts";
import type { Expression, Place, ScalarType, Type } from "../ir/ir.ts";
import type { Output } from "./output.ts";

/** What a name of the source stands for here: a place, or (of an in parameter, of an unrolled loop) a constant. */
export type Binding =
  | { readonly kind: "place"; readonly place: Place }
  | { readonly kind: "constant"; readonly expression: Expression };

/** The variables of one parser or function at one of its uses. */
export type Scope = Map<Variable, Binding>;

/** The value of an expression; composite values are taken apart as late as possible. */
export type Value =
  | { readonly kind: "scalar"; readonly expression: Expression; readonly type: ScalarType }
  /** What a place of composite type (or a varbit) holds now. */
  | { readonly kind: "place"; readonly place: Place; readonly type: Type }
  /** A struct, or a valid header: one value for each field. */
  | { readonly kind: "parts"; readonly parts: readonly Value[]; readonly type: Type }
  /** Zeros; of headers: invalid. */
  | { readonly kind: "default"; readonly type: Type };

/** What a return, break or continue leads out of. The flag, once made, is set when it has been executed. */
export interface Frame {
  flag?: Place;
}

/** Where return, break and continue lead in the body at hand; absent where they may not stand. */
export interface Jumps {
  readonly return?: Frame & { readonly result?: Place };
  readonly break?: Frame;
  readonly continue?: Frame;
}

export interface Translator {
  readonly out: Output;
  readonly scope: Scope;
  readonly jumps: Jumps;
  /** The same translation for another body. */
  within(scope: Scope, jumps: Jumps): Translator;
  value(expression: TypedExpression): Value;
  /** Of an expression of scalar type. */
  scalar(expression: TypedExpression): Expression;
  /** The values of several expressions, evaluated left to right. */
  values(expressions: readonly TypedExpression[]): readonly Value[];
  /** Of an l-value that is no slice. frozen: variable indices are taken down now, since what follows may change them. */
  place(expression: TypedExpression, frozen: boolean): Place;
  run(statements: readonly TypedStatement[]): void;
}
