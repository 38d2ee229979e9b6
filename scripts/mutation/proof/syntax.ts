/** The restricted C of a generated parse function as a tree. What is no part of it is refused with NotUnderstood. */

export class NotUnderstood extends Error {}

export type CType =
  | { readonly kind: "int"; readonly bits: number }
  | { readonly kind: "pointer" }
  | { readonly kind: "struct"; readonly tag: string }
  | { readonly kind: "array"; readonly of: CType; readonly count: number };

export type Expression =
  | {
      readonly kind: "number";
      readonly value: bigint;
      readonly isLong: boolean;
      readonly isUnsigned: boolean;
    }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly of: Expression; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly index: Expression }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "choice";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: "call"; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: "cast"; readonly type: CType; readonly operand: Expression };

export interface Case {
  /** Empty: default. */
  readonly values: readonly Expression[];
  readonly isDefault: boolean;
  readonly body: readonly Statement[];
}

export type Statement = { readonly line: number } & (
  | { readonly kind: "label"; readonly name: string }
  | { readonly kind: "goto"; readonly name: string }
  | { readonly kind: "return"; readonly value: Expression }
  | { readonly kind: "block"; readonly body: readonly Statement[] }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: Statement;
      readonly otherwise: Statement | undefined;
    }
  | { readonly kind: "switch"; readonly key: Expression; readonly cases: readonly Case[] }
  | {
      readonly kind: "declare";
      readonly name: string;
      readonly type: CType;
      readonly value: Expression | undefined;
    }
  /** operator: "" of a plain assignment, "+" of +=. */
  | {
      readonly kind: "assign";
      readonly operator: string;
      readonly target: Expression;
      readonly value: Expression;
    }
  | { readonly kind: "call"; readonly name: string; readonly operands: readonly Expression[] }
);
