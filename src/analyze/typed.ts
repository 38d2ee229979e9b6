/**
 * The typed tree: what the analysis makes of the syntax tree for the main parser and everything that it reaches.
 * Names are resolved to the things they name, types are explicit, constants are folded, implicit casts have
 * become casts, default and named arguments stand in place. It still says what the *source* says: sub-parsers are
 * applied, functions called, lookahead stands inside expressions, structs are assigned whole. Two consumers read
 * it independently of one another: lowering (to the IR) and the reference interpreter.
 */
import type { Span } from "../diagnostics/span.ts";

// ------------------------------------------------------------------ types (specification 7)

export interface TypedField {
  readonly name: string;
  readonly type: Type;
  readonly span: Span;
}

export type Type =
  | { readonly kind: "bits"; readonly width: number; readonly signed: boolean }
  /** `int`: only of constants */
  | { readonly kind: "integer" }
  | { readonly kind: "varbit"; readonly maxWidth: number }
  | { readonly kind: "bool" }
  | { readonly kind: "error" }
  | { readonly kind: "string" }
  | { readonly kind: "void" }
  | { readonly kind: "match-kind" }
  /** representation and values only of a serializable enum. */
  | {
      readonly kind: "enum";
      readonly name: string;
      readonly representation?: { readonly width: number; readonly signed: boolean };
      readonly members: readonly EnumMember[];
      readonly span: Span;
    }
  | {
      readonly kind: "struct" | "header" | "union";
      readonly name: string;
      readonly fields: readonly TypedField[];
      readonly span: Span;
    }
  /** element is a header or a union; of anything else it is a plain array (no next, last, push, pop). */
  | { readonly kind: "stack"; readonly element: Type; readonly size: number }
  | { readonly kind: "tuple"; readonly elements: readonly Type[] }
  | { readonly kind: "list"; readonly element: Type }
  | { readonly kind: "newtype"; readonly name: string; readonly underlying: Type; readonly span: Span }
  /** An extern object, `packet_in` among them. */
  | { readonly kind: "extern"; readonly name: string; readonly arguments: readonly Type[] }
  /** Anything that a parser's values never have (controls, packages, type variables left over); says what in words. */
  | { readonly kind: "opaque"; readonly name: string };

export interface EnumMember {
  readonly name: string;
  /** Of a serializable enum. */
  readonly value?: bigint;
}

// ------------------------------------------------------------------ variables

/** Identity is the object itself: two variables of one name are two objects. */
export interface Variable {
  readonly name: string;
  readonly type: Type;
  readonly origin: "parameter" | "parser-local" | "state-local" | "function-local";
  readonly span: Span;
}

export interface TypedParameter {
  readonly variable: Variable;
  /** "none": directionless (packet_in, or a parser's compile-time argument). */
  readonly direction: "in" | "out" | "inout" | "none";
}

// ------------------------------------------------------------------ expressions

export type UnaryOperator = "negate" | "complement" | "not";
export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "|+|"
  | "|-|"
  | "<<"
  | ">>"
  | "&"
  | "|"
  | "^"
  | "++"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "&&"
  | "||";

/** `type` is the type of the expression's value. Operands have been cast to what the operator asks for. */
export type TypedExpression = { readonly span: Span } & ExpressionNode;

type ExpressionNode =
  /** Of bits (0 <= value < 2^width, two's complement where signed), of `int` (any value). Folded constants end here. */
  | { readonly kind: "number"; readonly value: bigint; readonly type: Type }
  | { readonly kind: "boolean"; readonly value: boolean; readonly type: Type }
  | { readonly kind: "string"; readonly value: string; readonly type: Type }
  | { readonly kind: "error"; readonly name: string; readonly type: Type }
  | { readonly kind: "enum-member"; readonly member: string; readonly type: Type }
  | { readonly kind: "variable"; readonly variable: Variable; readonly type: Type }
  /** Of a struct, header, union. */
  | { readonly kind: "field"; readonly base: TypedExpression; readonly field: string; readonly type: Type }
  /** Of a tuple, by a constant index. */
  | { readonly kind: "element"; readonly base: TypedExpression; readonly index: number; readonly type: Type }
  /** Of a stack; index is bits or a folded number. */
  | {
      readonly kind: "index";
      readonly base: TypedExpression;
      readonly index: TypedExpression;
      readonly type: Type;
    }
  | { readonly kind: "stack-next" | "stack-last"; readonly stack: TypedExpression; readonly type: Type }
  /** `.lastIndex`: bit<32> */
  | { readonly kind: "stack-last-index"; readonly stack: TypedExpression; readonly type: Type }
  | {
      readonly kind: "slice";
      readonly base: TypedExpression;
      readonly high: number;
      readonly low: number;
      readonly type: Type;
    }
  | {
      readonly kind: "unary";
      readonly operator: UnaryOperator;
      readonly operand: TypedExpression;
      readonly type: Type;
    }
  /** `==` and `!=` also of structs, headers, stacks, tuples, varbits. Shifts: the right side has its own width. */
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: TypedExpression;
      readonly right: TypedExpression;
      readonly type: Type;
    }
  | {
      readonly kind: "conditional";
      readonly condition: TypedExpression;
      readonly then: TypedExpression;
      readonly otherwise: TypedExpression;
      readonly type: Type;
    }
  /** Between bits, bool, serializable enums, new types; never changes a struct (a struct or list literal is typed as such). */
  | { readonly kind: "cast"; readonly operand: TypedExpression; readonly type: Type }
  /** A struct, header, tuple, stack or list built of its parts, one for each field of `type`, in order of the type's fields. A header so built is valid. Of a header union: one part, of the type of one of its members. */
  | { readonly kind: "aggregate"; readonly elements: readonly TypedExpression[]; readonly type: Type }
  /** `{#}` */
  | { readonly kind: "invalid-header"; readonly type: Type }
  /** `...`: zero, false, NoError, the first enum member, an invalid header; recursively. */
  | { readonly kind: "default-value"; readonly type: Type }
  /** Only as an argument: of an out parameter (`_`, or left out), whose value nobody takes. */
  | { readonly kind: "discard"; readonly type: Type }
  | { readonly kind: "lookahead"; readonly type: Type }
  /** `packet.length()` in bytes: bit<32> */
  | { readonly kind: "packet-length"; readonly type: Type }
  | { readonly kind: "is-valid"; readonly header: TypedExpression; readonly type: Type }
  | {
      readonly kind: "call";
      readonly function: TypedFunction;
      readonly arguments: readonly TypedExpression[];
      readonly type: Type;
    }
  /** An extern function or method that p4twin has no meaning for; lowering refuses it. */
  | {
      readonly kind: "extern-call";
      readonly name: string;
      readonly arguments: readonly TypedExpression[];
      readonly type: Type;
    };

/** Arguments, one for each parameter in order: for in (and none) values; for out and inout l-values; `discard` for an out argument that is `_` or left out. */
export interface TypedFunction {
  readonly name: string;
  readonly parameters: readonly TypedParameter[];
  readonly returns: Type;
  readonly body: readonly TypedStatement[];
  readonly span: Span;
}

// ------------------------------------------------------------------ statements

export type TypedStatement = { readonly span: Span } & StatementNode;

type StatementNode =
  /** Without a value: uninitialised, which reads as zero (DESIGN section 4). Evaluated anew at each execution. */
  | { readonly kind: "declare"; readonly variable: Variable; readonly value?: TypedExpression }
  /** target: an l-value (variable, field, index, next, last, slice of one). Value has the target's type. */
  | { readonly kind: "assign"; readonly target: TypedExpression; readonly value: TypedExpression }
  /** header undefined: `extract(_)`, whose type is `type`. bits: the varbit's size, bit<32>. */
  | {
      readonly kind: "extract";
      readonly header: TypedExpression | undefined;
      readonly type: Type;
      readonly bits?: TypedExpression;
    }
  | { readonly kind: "advance"; readonly bits: TypedExpression }
  | { readonly kind: "verify"; readonly condition: TypedExpression; readonly error: TypedExpression }
  | { readonly kind: "set-validity"; readonly header: TypedExpression; readonly valid: boolean }
  | { readonly kind: "push" | "pop"; readonly stack: TypedExpression; readonly count: number }
  /** Evaluated for its effect: a call, a lookahead whose value is dropped. */
  | { readonly kind: "evaluate"; readonly expression: TypedExpression }
  | {
      readonly kind: "apply";
      readonly parser: TypedParser;
      readonly instance: string;
      readonly arguments: readonly TypedExpression[];
    }
  | { readonly kind: "block"; readonly statements: readonly TypedStatement[] }
  | {
      readonly kind: "if";
      readonly condition: TypedExpression;
      readonly then: readonly TypedStatement[];
      readonly otherwise: readonly TypedStatement[];
    }
  /** Labels are folded constants of the value's type; the first case that has the value is run; `otherwise` when none. Fall-through is resolved. */
  | {
      readonly kind: "switch";
      readonly value: TypedExpression;
      readonly cases: readonly {
        readonly labels: readonly TypedExpression[];
        readonly body: readonly TypedStatement[];
      }[];
      readonly otherwise: readonly TypedStatement[];
    }
  | {
      readonly kind: "for";
      readonly initializers: readonly TypedStatement[];
      readonly condition?: TypedExpression;
      readonly updates: readonly TypedStatement[];
      readonly body: readonly TypedStatement[];
    }
  | {
      readonly kind: "for-in";
      readonly variable: Variable;
      readonly collection: ForCollection;
      readonly body: readonly TypedStatement[];
    }
  | { readonly kind: "break" | "continue" | "exit" }
  | { readonly kind: "return"; readonly value?: TypedExpression };

export type ForCollection =
  | { readonly kind: "range"; readonly low: TypedExpression; readonly high: TypedExpression }
  | { readonly kind: "list"; readonly elements: readonly TypedExpression[] }
  | { readonly kind: "stack"; readonly stack: TypedExpression };

// ------------------------------------------------------------------ parsers

export interface TypedState {
  readonly name: string;
  readonly statements: readonly TypedStatement[];
  readonly transition: TypedTransition;
  /** `@max_visits(N)`, in the source. */
  readonly maxVisits?: number;
  readonly span: Span;
}

/** next: a state's name, `accept` or `reject`. */
export type TypedTransition =
  | { readonly kind: "direct"; readonly next: string; readonly span: Span }
  | {
      readonly kind: "select";
      readonly keys: readonly TypedExpression[];
      readonly cases: readonly TypedCase[];
      readonly span: Span;
    };

export interface TypedCase {
  /** One for each key; a single `value-set` stands for all of them; `default` and `_` alone are all `any`. */
  readonly keysets: readonly Keyset[];
  readonly next: string;
  readonly span: Span;
}

/** Values are folded and in the key's stored form (two's complement, 0 <= v < 2^width); bool 0/1; an enum without representation or an error: its index. */
export type Keyset =
  | { readonly kind: "any" }
  | { readonly kind: "value"; readonly value: bigint }
  | { readonly kind: "mask"; readonly value: bigint; readonly mask: bigint }
  | { readonly kind: "range"; readonly low: bigint; readonly high: bigint }
  | { readonly kind: "value-set"; readonly valueSet: TypedValueSet };

export interface TypedValueSet {
  readonly name: string;
  /** The parser that declares it. */
  readonly parser: string;
  readonly size: number;
  readonly fields: readonly { readonly name: string; readonly type: Type; readonly match: string }[];
  readonly span: Span;
}

/** One parser, with its constructor's arguments already put in (each distinct instantiation is a TypedParser of its own). */
export interface TypedParser {
  readonly name: string;
  readonly parameters: readonly TypedParameter[];
  /** Run at each application, in order: declarations of variables with their initial values. */
  readonly locals: readonly TypedStatement[];
  readonly valueSets: readonly TypedValueSet[];
  /** In order of the source; the one named `start` begins. */
  readonly states: readonly TypedState[];
  readonly span: Span;
}

/** See ir.ts, ParameterRole: the same words with the same meaning; `packet` is the packet_in. */
export type Role = "packet" | "headers" | "metadata" | "keys" | "flags" | "standard" | "input" | "output";

export interface TypedProgram {
  /** flow_dissector_model, parser_model, v1model, psa, pna, ebpf_model, ubpf_model, xdp_model, tna; by the package's declaration. */
  readonly architecture: string;
  readonly parser: TypedParser;
  /** One for each of the parser's parameters, in order. */
  readonly roles: readonly Role[];
  /** Every error in order of declaration, core.p4's first. */
  readonly errors: readonly string[];
  /**
   * The metadata that the device puts in front of each packet: an input of the environment by this name, zero unless
   * it says otherwise, that the parser reads first, most significant bit first. No part of the packet.
   */
  readonly intrinsic?: { readonly name: string; readonly bits: number };
}
