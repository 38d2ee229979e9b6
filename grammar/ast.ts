/**
 * The abstract syntax tree of a P4_16 program (specification 1.2.5), as plain immutable data. Nothing is
 * resolved here: names are names, widths are expressions, `a.b` is a member whatever `a` turns out to be.
 * Every node carries the span of its whole source text.
 */
import type { Span } from "../src/diagnostics/span.ts";

export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface Program {
  readonly kind: "program";
  readonly declarations: readonly Declaration[];
  readonly span: Span;
}

// ------------------------------------------------------------------ annotations (specification 20)

export type Annotation = {
  readonly kind: "annotation";
  readonly name: string;
  readonly body: AnnotationBody;
  readonly span: Span;
};

export type AnnotationBody =
  | { readonly kind: "none" }
  /** `@name(…)`: unstructured, kept as the tokens' texts. */
  | { readonly kind: "unstructured"; readonly tokens: readonly string[] }
  /** `@name[e, …]` */
  | { readonly kind: "expressions"; readonly values: readonly Expression[] }
  /** `@name[k=e, …]` */
  | { readonly kind: "pairs"; readonly pairs: readonly { readonly key: Name; readonly value: Expression }[] };

interface Annotated {
  readonly annotations: readonly Annotation[];
}

// ------------------------------------------------------------------ types as written (specification 7)

export type TypeRef =
  | { readonly kind: "type-bool"; readonly span: Span }
  | { readonly kind: "type-error"; readonly span: Span }
  | { readonly kind: "type-match-kind"; readonly span: Span }
  | { readonly kind: "type-string"; readonly span: Span }
  | { readonly kind: "type-void"; readonly span: Span }
  /** `int`: arbitrary precision */
  | { readonly kind: "type-integer"; readonly span: Span }
  /** `bit`, `bit<8>`, `bit<(W+1)>`, `int<8>`, `varbit<320>`; width absent only for plain `bit` (1 bit). */
  | {
      readonly kind: "type-bits";
      readonly base: "bit" | "int" | "varbit";
      readonly width?: Expression;
      readonly span: Span;
    }
  /** A type's name, `.Name` for the global one. */
  | { readonly kind: "type-name"; readonly name: Name; readonly global: boolean; readonly span: Span }
  /** `Name<T, …>` */
  | {
      readonly kind: "type-specialized";
      readonly base: TypeRef;
      readonly arguments: readonly TypeRef[];
      readonly span: Span;
    }
  /** `H[4]` */
  | { readonly kind: "type-stack"; readonly element: TypeRef; readonly size: Expression; readonly span: Span }
  | { readonly kind: "type-tuple"; readonly elements: readonly TypeRef[]; readonly span: Span }
  | { readonly kind: "type-list"; readonly element: TypeRef; readonly span: Span }
  /** `_` as a type argument */
  | { readonly kind: "type-dontcare"; readonly span: Span };

// ------------------------------------------------------------------ expressions (specification 8)

export type UnaryOperator = "+" | "-" | "!" | "~";
export type BinaryOperator =
  | "*"
  | "/"
  | "%"
  | "+"
  | "-"
  | "|+|"
  | "|-|"
  | "<<"
  | ">>"
  | "<="
  | ">="
  | "<"
  | ">"
  | "=="
  | "!="
  | "&"
  | "^"
  | "|"
  | "++"
  | "&&"
  | "||";

export type Expression =
  /** width and signedness only where the literal carries a prefix such as `8w` or `4s`. */
  | {
      readonly kind: "integer";
      readonly value: bigint;
      readonly width?: number;
      readonly signed: boolean;
      readonly base: 2 | 8 | 10 | 16;
      readonly span: Span;
    }
  | { readonly kind: "boolean"; readonly value: boolean; readonly span: Span }
  /** value is the text between the quotes, escapes as written. */
  | { readonly kind: "string"; readonly value: string; readonly span: Span }
  | { readonly kind: "path"; readonly name: Name; readonly global: boolean; readonly span: Span }
  | { readonly kind: "this"; readonly span: Span }
  /** A type used where an expression may stand: `E.member` (enum), `error.X`, `H.minSizeInBits()`, `Inst<T>(…)`. */
  | { readonly kind: "type-expression"; readonly type: TypeRef; readonly span: Span }
  | { readonly kind: "member"; readonly base: Expression; readonly member: Name; readonly span: Span }
  | { readonly kind: "index"; readonly base: Expression; readonly index: Expression; readonly span: Span }
  /** `[high:low]` */
  | {
      readonly kind: "slice";
      readonly base: Expression;
      readonly high: Expression;
      readonly low: Expression;
      readonly span: Span;
    }
  /** `[low+:width]` */
  | {
      readonly kind: "plus-slice";
      readonly base: Expression;
      readonly low: Expression;
      readonly width: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "unary";
      readonly operator: UnaryOperator;
      readonly operand: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
      readonly span: Span;
    }
  | { readonly kind: "cast"; readonly type: TypeRef; readonly operand: Expression; readonly span: Span }
  /** A function or method call, a constructor call (callee is a type-expression), or an extern's method. */
  | {
      readonly kind: "call";
      readonly callee: Expression;
      readonly typeArguments: readonly TypeRef[];
      readonly arguments: readonly Argument[];
      readonly span: Span;
    }
  /** `{ a, b, … }` or `{ a, b }` with a trailing default `...` */
  | {
      readonly kind: "list";
      readonly elements: readonly Expression[];
      readonly withDefault: boolean;
      readonly span: Span;
    }
  /** `{ k = a, … }`, also with a trailing `...` */
  | {
      readonly kind: "record";
      readonly fields: readonly { readonly name: Name; readonly value: Expression }[];
      readonly withDefault: boolean;
      readonly span: Span;
    }
  /** `{#}`: an invalid header or header union */
  | { readonly kind: "invalid-header"; readonly span: Span }
  /** `...` as an expression: the default value */
  | { readonly kind: "default-value"; readonly span: Span }
  /** `_` where an argument or a keyset may stand */
  | { readonly kind: "dontcare"; readonly span: Span }
  // Only in keysets (select cases, table entries, value sets):
  | { readonly kind: "mask"; readonly value: Expression; readonly mask: Expression; readonly span: Span }
  | { readonly kind: "range"; readonly low: Expression; readonly high: Expression; readonly span: Span }
  | { readonly kind: "default"; readonly span: Span }
  /** `(a, b, …)` in a keyset */
  | { readonly kind: "tuple-keyset"; readonly elements: readonly Expression[]; readonly span: Span };

export interface Argument {
  /** `name = value` */
  readonly name?: Name;
  readonly value: Expression;
  readonly span: Span;
}

// ------------------------------------------------------------------ declarations

export type Direction = "in" | "out" | "inout" | "none";

export interface Parameter extends Annotated {
  readonly direction: Direction;
  readonly type: TypeRef;
  readonly name: Name;
  readonly defaultValue?: Expression;
  readonly optional: boolean;
  readonly span: Span;
}

export interface StructField extends Annotated {
  readonly type: TypeRef;
  readonly name: Name;
  readonly span: Span;
}

export interface ConstantDeclaration extends Annotated {
  readonly kind: "constant";
  readonly type: TypeRef;
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}

export interface VariableDeclaration extends Annotated {
  readonly kind: "variable";
  readonly type: TypeRef;
  readonly name: Name;
  readonly initializer?: Expression;
  readonly span: Span;
}

/** `Type(args) name;` or `Type(args) name = { … };` */
export interface InstantiationDeclaration extends Annotated {
  readonly kind: "instantiation";
  readonly type: TypeRef;
  readonly arguments: readonly Argument[];
  readonly name: Name;
  /** The block of an extern with abstract methods. */
  readonly initializer?: readonly (FunctionDeclaration | InstantiationDeclaration)[];
  readonly span: Span;
}

export interface ValueSetDeclaration extends Annotated {
  readonly kind: "value-set";
  readonly type: TypeRef;
  readonly size: Expression;
  readonly name: Name;
  readonly span: Span;
}

export interface FunctionDeclaration extends Annotated {
  readonly kind: "function";
  readonly returnType: TypeRef;
  readonly name: Name;
  readonly typeParameters: readonly Name[];
  readonly parameters: readonly Parameter[];
  readonly body: BlockStatement;
  readonly span: Span;
}

/** A method prototype of an extern, or an extern function. A constructor has no return type. */
export interface Prototype extends Annotated {
  readonly kind: "prototype";
  readonly returnType?: TypeRef;
  readonly name: Name;
  readonly typeParameters: readonly Name[];
  readonly parameters: readonly Parameter[];
  readonly abstract: boolean;
  readonly span: Span;
}

export interface ParserDeclaration extends Annotated {
  readonly kind: "parser";
  readonly name: Name;
  readonly typeParameters: readonly Name[];
  readonly parameters: readonly Parameter[];
  readonly constructorParameters: readonly Parameter[];
  readonly locals: readonly ParserLocal[];
  readonly states: readonly ParserState[];
  readonly span: Span;
}

export type ParserLocal =
  | ConstantDeclaration
  | VariableDeclaration
  | InstantiationDeclaration
  | ValueSetDeclaration;

export interface ControlDeclaration extends Annotated {
  readonly kind: "control";
  readonly name: Name;
  readonly typeParameters: readonly Name[];
  readonly parameters: readonly Parameter[];
  readonly constructorParameters: readonly Parameter[];
  readonly locals: readonly ControlLocal[];
  readonly apply: BlockStatement;
  readonly span: Span;
}

export type ControlLocal =
  | ConstantDeclaration
  | VariableDeclaration
  | InstantiationDeclaration
  | ActionDeclaration
  | TableDeclaration;

export interface ActionDeclaration extends Annotated {
  readonly kind: "action";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly body: BlockStatement;
  readonly span: Span;
}

export interface TableDeclaration extends Annotated {
  readonly kind: "table";
  readonly name: Name;
  readonly properties: readonly TableProperty[];
  readonly span: Span;
}

export type TableProperty =
  | { readonly kind: "key"; readonly elements: readonly TableKey[]; readonly span: Span }
  | { readonly kind: "actions"; readonly actions: readonly TableAction[]; readonly span: Span }
  | {
      readonly kind: "entries";
      readonly constant: boolean;
      readonly entries: readonly TableEntry[];
      readonly span: Span;
    }
  | {
      readonly kind: "custom";
      readonly constant: boolean;
      readonly name: Name;
      readonly value: Expression;
      readonly annotations: readonly Annotation[];
      readonly span: Span;
    };

export interface TableKey extends Annotated {
  readonly value: Expression;
  readonly matchKind: Name;
  readonly span: Span;
}

export interface TableAction extends Annotated {
  readonly action: Expression;
  readonly span: Span;
}

export interface TableEntry extends Annotated {
  readonly constant: boolean;
  readonly priority?: Expression;
  readonly keyset: Expression;
  readonly action: Expression;
  readonly span: Span;
}

export type Declaration =
  | ConstantDeclaration
  | InstantiationDeclaration
  | FunctionDeclaration
  | ActionDeclaration
  | ParserDeclaration
  | ControlDeclaration
  | ValueSetDeclaration
  | (Annotated & {
      readonly kind: "parser-type";
      readonly name: Name;
      readonly typeParameters: readonly Name[];
      readonly parameters: readonly Parameter[];
      readonly span: Span;
    })
  | (Annotated & {
      readonly kind: "control-type";
      readonly name: Name;
      readonly typeParameters: readonly Name[];
      readonly parameters: readonly Parameter[];
      readonly span: Span;
    })
  | (Annotated & {
      readonly kind: "package-type";
      readonly name: Name;
      readonly typeParameters: readonly Name[];
      readonly parameters: readonly Parameter[];
      readonly span: Span;
    })
  | (Annotated & { readonly kind: "extern-function"; readonly prototype: Prototype; readonly span: Span })
  | (Annotated & {
      readonly kind: "extern-object";
      readonly name: Name;
      readonly typeParameters: readonly Name[];
      readonly methods: readonly Prototype[];
      readonly span: Span;
    })
  | (Annotated & {
      readonly kind: "struct" | "header" | "header-union";
      readonly name: Name;
      readonly typeParameters: readonly Name[];
      readonly fields: readonly StructField[];
      readonly span: Span;
    })
  /** representation only for a serializable enum; members have values only there. */
  | (Annotated & {
      readonly kind: "enum";
      readonly name: Name;
      readonly representation?: TypeRef;
      readonly members: readonly {
        readonly name: Name;
        readonly value?: Expression;
        readonly annotations: readonly Annotation[];
      }[];
      readonly span: Span;
    })
  | (Annotated & { readonly kind: "error"; readonly members: readonly Name[]; readonly span: Span })
  | (Annotated & { readonly kind: "match-kind"; readonly members: readonly Name[]; readonly span: Span })
  /** `typedef T N;` (a synonym) or `type T N;` (a new type). */
  | (Annotated & {
      readonly kind: "typedef" | "newtype";
      readonly type: TypeRef;
      readonly name: Name;
      readonly span: Span;
    });

// ------------------------------------------------------------------ parser states (specification 13)

export interface ParserState extends Annotated {
  readonly name: Name;
  readonly statements: readonly Statement[];
  /** Absent where the source has none: then the state rejects (specification 13.5). */
  readonly transition?: Transition;
  readonly span: Span;
}

export type Transition =
  | { readonly kind: "direct"; readonly next: Name; readonly span: Span }
  | {
      readonly kind: "select";
      readonly keys: readonly Expression[];
      readonly cases: readonly SelectCase[];
      readonly span: Span;
    };

export interface SelectCase {
  readonly keyset: Expression;
  readonly next: Name;
  readonly span: Span;
}

// ------------------------------------------------------------------ statements (specification 12)

export interface BlockStatement extends Annotated {
  readonly kind: "block";
  readonly statements: readonly Statement[];
  readonly span: Span;
}

export type AssignmentOperator =
  | "="
  | "+="
  | "-="
  | "|+|="
  | "|-|="
  | "*="
  | "/="
  | "%="
  | "<<="
  | ">>="
  | "&="
  | "|="
  | "^=";

export type Statement =
  | BlockStatement
  | ConstantDeclaration
  | VariableDeclaration
  | InstantiationDeclaration
  | { readonly kind: "empty"; readonly span: Span }
  | {
      readonly kind: "assignment";
      readonly operator: AssignmentOperator;
      readonly target: Expression;
      readonly value: Expression;
      readonly span: Span;
    }
  /** A call for its effect; `expression` is always a call. */
  | { readonly kind: "call-statement"; readonly expression: Expression; readonly span: Span }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: Statement;
      readonly otherwise?: Statement;
      readonly span: Span;
    }
  | {
      readonly kind: "switch";
      readonly value: Expression;
      readonly cases: readonly SwitchCase[];
      readonly span: Span;
    }
  | (Annotated & {
      readonly kind: "for";
      readonly initializers: readonly Statement[];
      readonly condition?: Expression;
      readonly updates: readonly Statement[];
      readonly body: Statement;
      readonly span: Span;
    })
  /** `for (T x in collection)`; type absent where an existing variable is named. */
  | (Annotated & {
      readonly kind: "for-in";
      readonly type?: TypeRef;
      readonly variable: Name;
      readonly collection: Expression;
      readonly body: Statement;
      readonly span: Span;
    })
  | { readonly kind: "break"; readonly span: Span }
  | { readonly kind: "continue"; readonly span: Span }
  | { readonly kind: "return"; readonly value?: Expression; readonly span: Span }
  | { readonly kind: "exit"; readonly span: Span };

export interface SwitchCase {
  /** `default` or an expression */
  readonly label: Expression;
  /** Absent: falls through to the next case's block. */
  readonly body?: BlockStatement;
  readonly span: Span;
}
