/** What the generator knows of the program that it writes: types, and the places that are in scope. */

export type Scalar =
  | { readonly kind: "bits"; readonly width: number; readonly signed: boolean }
  | { readonly kind: "bool" }
  | { readonly kind: "error" }
  | {
      readonly kind: "enum";
      readonly name: string;
      readonly members: readonly string[];
      readonly width?: number;
    };

export interface HeaderType {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: Scalar }[];
  /** The most bits of its varbit field `v`, if it has one. */
  readonly varbit?: number;
}

/** Something with a scalar in it that an expression can read, and perhaps a statement write. */
export interface Place {
  readonly text: string;
  readonly type: Scalar;
  readonly writable: boolean;
}

/** A header that can be extracted into, and have its validity asked and set. */
export interface HeaderPlace {
  readonly text: string;
  readonly type: HeaderType;
  /** A member of a union has siblings. */
  readonly inUnion: boolean;
}

export interface StackPlace {
  readonly text: string;
  readonly element: HeaderType;
  readonly size: number;
}

export interface FunctionType {
  readonly name: string;
  /** A header that comes first among the parameters. */
  readonly header: { readonly direction: "in" | "out" | "inout"; readonly type: HeaderType } | undefined;
  readonly parameters: readonly { readonly direction: "in" | "out" | "inout"; readonly type: Scalar }[];
  readonly returns: Scalar | undefined;
}

export interface SubParser {
  readonly name: string;
  readonly header: HeaderType;
  readonly direction: "out" | "inout";
  readonly stack: { readonly element: HeaderType; readonly size: number } | undefined;
  /** Given whole: all headers (`hdr`), or one. */
  readonly whole: boolean;
}

export interface Declarations {
  readonly headers: readonly HeaderType[];
  readonly enums: readonly (Scalar & { readonly kind: "enum" })[];
  readonly errors: readonly string[];
  readonly functions: readonly FunctionType[];
  readonly subParsers: readonly SubParser[];
  /** The fields of struct pair_t, of which the metadata has two. */
  readonly pair: readonly Scalar[];
}

/** What may be used where the generator now writes. */
export interface Visible {
  readonly declarations: Declarations;
  readonly places: readonly Place[];
  readonly headers: readonly HeaderPlace[];
  readonly stacks: readonly StackPlace[];
  /** Whether `packet` may be looked at (not so in functions). */
  readonly packet: boolean;
  /** Whether the metadata is there. */
  readonly metadata: boolean;
}

export const bitsType = (width: number, signed = false): Scalar => ({ kind: "bits", width, signed });

/** The type as P4 writes it. */
export const spell = (type: Scalar): string => {
  switch (type.kind) {
    case "bits":
      return `${type.signed ? "int" : "bit"}<${type.width}>`;
    case "bool":
    case "error":
      return type.kind;
    case "enum":
      return type.name;
  }
};

export const sameType = (left: Scalar, right: Scalar): boolean => spell(left) === spell(right);
