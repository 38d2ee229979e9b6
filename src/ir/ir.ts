/**
 * The intermediate representation: one parser as a typed parse graph. Plain immutable data, fully resolved (no
 * typedef, no symbolic constant, every width a number), printable, JSON-serialisable, and validated after every
 * pass. It keeps the declarative shape of the source (states, extracts, transitions).
 *
 * Everything that P4 leaves open is already decided here (DESIGN section 4), so that the backends translate and
 * never interpret:
 *   - expressions are *pure and total*: whatever can reject (lookahead, `.last` of an empty stack, an index that
 *     may lie outside) stands before them as an operation of its own, in P4's order of evaluation;
 *   - nothing is read before it is written: lowering inserts the zeros (`init`, mux over validity);
 *   - a read or write of a header field that may be invalid is guarded by `is-valid`;
 *   - sub-parsers and functions are inlined; struct, tuple and union assignments are split into their parts.
 *
 * Widths are in bits throughout.
 */
import type { Span } from "../diagnostics/span.ts";

export const IR_VERSION = 1;

/** Where a node came from. `line` is the line in the flattened source, 0 where nothing there corresponds. */
export interface Origin {
  readonly span: Span;
  readonly line: number;
}

// ------------------------------------------------------------------ types

export type ScalarType =
  | { readonly kind: "bits"; readonly width: number; readonly signed: boolean }
  | { readonly kind: "bool" }
  /** A P4 `error`; its values are names out of Program.errors. */
  | { readonly kind: "error" };

export type Type =
  | ScalarType
  /** Only as a header's field: 0 to maxWidth bits, a multiple of 8 at run time. */
  | { readonly kind: "varbit"; readonly maxWidth: number }
  /** name refers to Program.types */
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "struct"; readonly name: string }
  | { readonly kind: "union"; readonly name: string }
  | {
      readonly kind: "stack";
      readonly element: { readonly kind: "header" | "union"; readonly name: string };
      readonly size: number;
    };

export interface Field {
  readonly name: string;
  /** What observations call it where that is not `name`: a field of a struct within a header (`outer.inner`), of a tuple (`0`). */
  readonly sourceName?: string;
  readonly type: Type;
  readonly origin: Origin;
}

/**
 * A declared type. Headers have scalar fields (and at most one varbit, anywhere); unions have headers; structs
 * have anything. Declared before use: a type refers only to types that stand earlier in Program.types.
 */
export interface TypeDeclaration {
  readonly kind: "header" | "struct" | "union";
  readonly name: string;
  readonly fields: readonly Field[];
  readonly origin: Origin;
}

// ------------------------------------------------------------------ variables

/**
 * What a parameter is to the architecture (DESIGN section 5). `packet` itself is no variable.
 *   headers    out: the parsed headers
 *   metadata   inout: the user's metadata; starts with the environment's values (zeros by default)
 *   keys       inout: the kernel's flow keys (flow_dissector_model.p4)
 *   flags      in: the flow dissector's flags
 *   standard   inout: v1model's standard_metadata_t and its like elsewhere
 *   input      in: any other input of the environment
 *   output     out: any other output
 */
export type ParameterRole = "headers" | "metadata" | "keys" | "flags" | "standard" | "input" | "output";

export interface Parameter {
  readonly name: string;
  readonly role: ParameterRole;
  readonly direction: "in" | "out" | "inout";
  readonly type: Type;
  readonly origin: Origin;
}

/**
 * A local of the parser, of a state, of an inlined sub-parser or function, or a temporary. Lives for one packet.
 * Headers in it start invalid, stacks empty (as those of all parameters do), scalars with anything.
 */
export interface Local {
  readonly name: string;
  readonly type: Type;
  readonly origin: Origin;
}

/** A place that holds a value: a variable, then the way into it. Fully typed: `type` is what the place holds. */
export interface Place {
  readonly root: string;
  readonly path: readonly Step[];
  readonly type: Type;
}

export type Step =
  | { readonly kind: "field"; readonly name: string }
  /** Element of a stack, known to be in range (an operation in front has checked it, or it is constant). */
  | { readonly kind: "index"; readonly index: Expression }
  /** Element nextIndex of a stack: only as the last step of `extract`'s header, or the one before a union's member. */
  | { readonly kind: "next" }
  /** Element nextIndex-1 of a stack, known not to be empty (an operation in front has checked it). */
  | { readonly kind: "last" };

// ------------------------------------------------------------------ expressions: pure and total

export type BinaryOperator =
  | "add"
  | "sub"
  | "mul"
  | "add-sat"
  | "sub-sat"
  /** Divisor is a constant other than 0; unsigned. */
  | "div"
  | "mod"
  | "and"
  | "or"
  | "xor"
  /** The right side is unsigned, of any width; amounts of the width and more give 0 (or all sign bits). */
  | "shl"
  | "shr"
  | "concat"
  /** Signed where the operands are. Result bool. */
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  /** On bool. */
  | "logical-and"
  | "logical-or";

/** `type` is the type of the result. Operands of arithmetic, bitwise operators and comparisons have one and the same type. */
export type Expression =
  /** Of bits: the value as it is stored, 0 <= value < 2^width, two's complement where signed. */
  | {
      readonly kind: "bits";
      readonly value: bigint;
      readonly type: { readonly kind: "bits"; readonly width: number; readonly signed: boolean };
    }
  | { readonly kind: "bool"; readonly value: boolean; readonly type: { readonly kind: "bool" } }
  | { readonly kind: "error"; readonly name: string; readonly type: { readonly kind: "error" } }
  | { readonly kind: "read"; readonly place: Place; readonly type: ScalarType }
  /** Of a header, or of a union (one of its members is valid). */
  | { readonly kind: "is-valid"; readonly place: Place; readonly type: { readonly kind: "bool" } }
  /** A stack's next index, 0 to its size; bit<32>. */
  | {
      readonly kind: "next-index";
      readonly stack: Place;
      readonly type: { readonly kind: "bits"; readonly width: number; readonly signed: boolean };
    }
  /** The packet's length in bytes; bit<32>. */
  | {
      readonly kind: "packet-length";
      readonly type: { readonly kind: "bits"; readonly width: number; readonly signed: boolean };
    }
  | {
      readonly kind: "unary";
      readonly operator: "negate" | "complement" | "not";
      readonly operand: Expression;
      readonly type: ScalarType;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly type: ScalarType;
    }
  /** Bits high to low, both included; result unsigned. */
  | {
      readonly kind: "slice";
      readonly operand: Expression;
      readonly high: number;
      readonly low: number;
      readonly type: ScalarType;
    }
  /** bits to bits: truncate, or extend by the *operand's* signedness; bit<1> to bool and back. */
  | { readonly kind: "cast"; readonly operand: Expression; readonly type: ScalarType }
  | {
      readonly kind: "mux";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
      readonly type: ScalarType;
    };

// ------------------------------------------------------------------ operations

export type Operation =
  /**
   * Reads a whole header of fixed size at the cursor, makes it valid, moves the cursor. Where the place ends in
   * `next`, or a member of it: a full stack rejects with StackOutOfBounds before the packet's length is looked at; then nextIndex
   * grows by one. Too few bits left: PacketTooShort. In a union: the siblings become invalid.
   */
  | { readonly kind: "extract"; readonly header: Place; readonly origin: Origin }
  /**
   * The two-argument extract: the varbit field takes `bits` (bit<32>) bits. No multiple of 8:
   * ParserInvalidArgument; then too short a packet: PacketTooShort; then more than its maximum: HeaderTooShort.
   */
  | {
      readonly kind: "extract-varbit";
      readonly header: Place;
      readonly bits: Expression;
      readonly origin: Origin;
    }
  /** Requires `width` bits at the cursor (else PacketTooShort), stores pieces of them; moves nothing. offset counts from the cursor, in wire order. */
  | {
      readonly kind: "lookahead";
      readonly width: number;
      readonly loads: readonly Load[];
      readonly origin: Origin;
    }
  /** Moves the cursor by `bits` (bit<32>). A *variable* amount that is no multiple of 8: ParserInvalidArgument. Past the end: PacketTooShort. */
  | { readonly kind: "advance"; readonly bits: Expression; readonly origin: Origin }
  | {
      readonly kind: "assign";
      readonly target: Place;
      readonly slice?: { readonly high: number; readonly low: number };
      readonly value: Expression;
      readonly origin: Origin;
    }
  /**
   * Copies a header whole: validity, fields, varbit with its length. Where the target is a union's member, lowering
   * has made its siblings invalid before.
   */
  | { readonly kind: "copy-header"; readonly target: Place; readonly source: Place; readonly origin: Origin }
  /** Sets only the validity bit; lowering has added the zeroing of fields. In a union, setting one valid makes its siblings invalid. */
  | {
      readonly kind: "set-validity";
      readonly header: Place;
      readonly valid: boolean;
      readonly origin: Origin;
    }
  | { readonly kind: "push" | "pop"; readonly stack: Place; readonly count: number; readonly origin: Origin }
  | {
      readonly kind: "verify";
      readonly condition: Expression;
      readonly error: string;
      readonly origin: Origin;
    }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: readonly Operation[];
      readonly otherwise: readonly Operation[];
      readonly origin: Origin;
    };

export interface Load {
  readonly target: Place;
  readonly offset: number;
  readonly width: number;
}

// ------------------------------------------------------------------ states

export interface State {
  /** Unique. The source's name where possible; an inlined sub-parser's states are prefixed with its instance. */
  readonly name: string;
  readonly operations: readonly Operation[];
  readonly transition: Transition;
  /**
   * Only on the head of a loop that neither a stack nor a counter of its own bounds: entering it for the
   * (maxVisits+1)th time rejects with ParserTimeout.
   */
  readonly maxVisits?: number;
  readonly origin: Origin;
}

export type Next =
  | { readonly kind: "state"; readonly name: string }
  | { readonly kind: "accept" }
  /** error: NoError for an explicit `transition reject`, NoMatch for a select without a matching row. */
  | { readonly kind: "reject"; readonly error: string };

export type Transition =
  | { readonly kind: "goto"; readonly next: Next; readonly origin: Origin }
  /** Rows are tried in order, the first match is taken; no row matches: `otherwise`. No row is a catch-all. */
  | {
      readonly kind: "select";
      readonly keys: readonly Expression[];
      readonly rows: readonly Row[];
      readonly otherwise: Next;
      readonly origin: Origin;
    };

export interface Row {
  /** One for each key; or one value-set pattern that covers all keys. */
  readonly patterns: readonly Pattern[];
  readonly next: Next;
  readonly origin: Origin;
}

/** Values are stored patterns (two's complement where the key is signed); a range on a signed key compares signed. */
export type Pattern =
  | { readonly kind: "any" }
  | { readonly kind: "value"; readonly value: bigint }
  | { readonly kind: "mask"; readonly value: bigint; readonly mask: bigint }
  | { readonly kind: "range"; readonly low: bigint; readonly high: bigint }
  | { readonly kind: "value-set"; readonly name: string };

export interface ValueSet {
  readonly name: string;
  /** The source's name where that is not `name`: of a sub-parser's set, that parser's name and a dot go before it. */
  readonly sourceName?: string;
  readonly size: number;
  readonly fields: readonly {
    readonly name: string;
    readonly type: ScalarType;
    readonly match: "exact" | "ternary" | "range" | "lpm";
  }[];
  readonly origin: Origin;
}

// ------------------------------------------------------------------ program

export interface Program {
  readonly version: typeof IR_VERSION;
  /** The source's base name without `.p4`. */
  readonly name: string;
  /** The source's base name with its suffix: what generated comments cite, with a line of the flattened source. */
  readonly sourceFile: string;
  /** The parser's name in the source. */
  readonly parser: string;
  /** flow_dissector_model, parser_model, v1model, psa, … */
  readonly architecture: string;
  /** Every error in order of declaration; index is its code. The seven of core.p4 first. */
  readonly errors: readonly string[];
  readonly types: readonly TypeDeclaration[];
  readonly parameters: readonly Parameter[];
  readonly locals: readonly Local[];
  readonly valueSets: readonly ValueSet[];
  /** Runs once, before the first state: the zeros that DESIGN section 4 asks for. Cannot fail. */
  readonly init: readonly Operation[];
  /** In order of the source; the first is the start. Every state is reachable. */
  readonly states: readonly State[];
}
