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
    }
  | { readonly kind: "newtype"; readonly name: string; readonly width: number };

export interface HeaderType {
  readonly name: string;
  /** Those of a struct within the header have dotted names. */
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
  /** What leads from an element to its header: nothing, or in a stack of unions a member (`.m0`). */
  readonly member: string;
  readonly element: HeaderType;
  readonly size: number;
}

export type Direction = "in" | "out" | "inout";

export interface ScalarParameter {
  readonly direction: Direction;
  readonly type: Scalar;
}

export interface FunctionType {
  readonly name: string;
  /** A header that comes first among the parameters. */
  readonly header: { readonly direction: Direction; readonly type: HeaderType } | undefined;
  /** A struct pair_t that comes next. */
  readonly pair: Direction | undefined;
  readonly parameters: readonly ScalarParameter[];
  readonly returns: Scalar | undefined;
}

export interface SubParser {
  readonly name: string;
  readonly header: HeaderType;
  readonly direction: Direction;
  readonly stack: { readonly element: HeaderType; readonly size: number } | undefined;
  /** Given whole: all headers (`hdr`), or one. */
  readonly whole: boolean;
  /** Parameters p0, p1, … behind the metadata. */
  readonly scalars: readonly ScalarParameter[];
  /** Parameters c0, c1, … of the constructor. */
  readonly constants: readonly Scalar[];
}

export interface Declarations {
  readonly headers: readonly HeaderType[];
  readonly enums: readonly (Scalar & { readonly kind: "enum" })[];
  readonly newtypes: readonly (Scalar & { readonly kind: "newtype" })[];
  readonly errors: readonly string[];
  readonly functions: readonly FunctionType[];
  readonly subParsers: readonly SubParser[];
  /** The fields of struct pair_t, of which the metadata has two. */
  readonly pair: readonly Scalar[];
  /** The elements of the metadata's tuple. */
  readonly tuple: readonly Scalar[];
  /** Headers and constant advances of any number of bits, which few targets take. */
  readonly odd: boolean;
  /** push_front and pop_front, which the devices lack. */
  readonly shifts: boolean;
}

/** A parser value set, of one or several fields. */
export interface ValueSetPlace {
  readonly name: string;
  readonly fields: readonly Scalar[];
}

/** What may be used where the generator now writes. */
export interface Visible {
  readonly declarations: Declarations;
  readonly places: readonly Place[];
  readonly headers: readonly HeaderPlace[];
  readonly stacks: readonly StackPlace[];
  /** Whether `packet` may be looked at (not so in functions). */
  readonly packet: boolean;
  /** Whether `packet.length()` may be asked for. */
  readonly packetLength: boolean;
  /** Structs of type pair_t. */
  readonly pairs: readonly string[];
  /** Tuples of the declared elements. */
  readonly tuples: readonly string[];
  readonly valueSets: readonly ValueSetPlace[];
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
    case "newtype":
      return type.name;
  }
};

export const sameType = (left: Scalar, right: Scalar): boolean => spell(left) === spell(right);
