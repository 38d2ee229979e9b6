/**
 * How the IR's types look in C: names, members, sizes and alignment (in bytes; the layout that clang gives for BPF,
 * which the generated code asserts).
 *
 *   up to 64 bits   __u8, __u16, __u32 or __u64, host order, the stored pattern
 *   more            bytes in network order, the value to the right, aligned so that it can be moved in words
 *   bool            __u8, 0 or 1
 *   error           __u16, an index into the enum of errors
 *   varbit          where in the packet its bytes stand, and how many
 *   header          its fields and `valid`
 *   union           a struct of all members: at most one is valid
 *   stack           `element[]` and `next`
 */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Program, Type, TypeDeclaration } from "../../../src/ir/ir.ts";
import { typeTable } from "../../../src/ir/types.ts";
import { NameScope, safeName } from "./names.ts";

export interface CMember {
  /** The P4 field; undefined for what the backend adds (`valid`). */
  readonly field?: string;
  /** What observations call it. */
  readonly observed?: string;
  readonly name: string;
  readonly type: CType;
  readonly offset: number;
}

export type CType =
  | { readonly kind: "number"; readonly size: 1 | 2 | 4 | 8; readonly align: number; readonly width: number }
  | { readonly kind: "bytes"; readonly size: number; readonly align: number; readonly width: number }
  | { readonly kind: "error"; readonly size: 2; readonly align: number }
  | { readonly kind: "varbit"; readonly size: 8; readonly align: number }
  | CStruct
  | {
      readonly kind: "stack";
      readonly tag: string;
      readonly element: CStruct;
      readonly count: number;
      readonly next: number;
      readonly size: number;
      readonly align: number;
    };

export interface CStruct {
  readonly kind: "struct";
  /** What follows the keyword `struct`. */
  readonly tag: string;
  readonly declaration: TypeDeclaration;
  readonly members: readonly CMember[];
  /** Of a header: the member that holds its validity. */
  readonly valid?: CMember;
  readonly size: number;
  readonly align: number;
}

const roundUp = (value: number, align: number): number => Math.ceil(value / align) * align;

const numberSize = (width: number): 1 | 2 | 4 | 8 => (width <= 8 ? 1 : width <= 16 ? 2 : width <= 32 ? 4 : 8);

/** The C types of a program. Struct tags begin with the program's C name, so that they meet no kernel type. */
export class CTypes {
  readonly #declarations: ReadonlyMap<string, TypeDeclaration>;
  readonly #structs = new Map<string, CStruct>();
  readonly #stacks = new Map<string, CType & { kind: "stack" }>();
  readonly #tags: NameScope;
  /** The C name of the program: the prefix of everything global. */
  readonly prefix: string;
  /** The tags of the structs that every generated header has. */
  readonly observationTag: string;
  readonly resultTag: string;
  readonly scratchTag: string;

  constructor(program: Program) {
    this.prefix = safeName(program.name);
    this.#tags = new NameScope();
    this.observationTag = this.#tags.claim(`${this.prefix}_observation`);
    this.resultTag = this.#tags.claim(`${this.prefix}_result`);
    this.scratchTag = this.#tags.claim(`${this.prefix}_scratch`);
    this.#declarations = typeTable(program);
    for (const { name } of program.types) this.struct(name);
  }

  /** A tag that no other struct of the program has. */
  claimTag(wanted: string): string {
    return this.#tags.claim(wanted);
  }

  /** All structs in order of declaration: each stands after those that it contains. */
  get structs(): readonly CStruct[] {
    return [...this.#structs.values()];
  }

  /** The stacks of a kind of element. */
  stacksOf(element: CStruct): readonly (CType & { kind: "stack" })[] {
    return [...this.#stacks.values()].filter((stack) => stack.element === element);
  }

  of(type: Type): CType {
    switch (type.kind) {
      case "bool":
        return { kind: "number", size: 1, align: 1, width: 1 };
      case "bits": {
        if (type.width > 64)
          return { kind: "bytes", size: Math.ceil(type.width / 8), align: 8, width: type.width };
        const size = numberSize(type.width);
        return { kind: "number", size, align: size, width: type.width };
      }
      case "error":
        return { kind: "error", size: 2, align: 2 };
      case "varbit":
        return { kind: "varbit", size: 8, align: 4 };
      case "stack":
        return this.#stack(this.struct(type.element.name), type.size);
      default:
        return this.struct(type.name);
    }
  }

  struct(name: string): CStruct {
    const known = this.#structs.get(name);
    if (known !== undefined) return known;
    const declaration = must(this.#declarations.get(name), `type ${name}`);
    const members = this.#members(declaration);
    const made: CStruct = {
      kind: "struct",
      tag: this.#tags.claim(`${this.prefix}_${name}`),
      declaration,
      ...members,
    };
    this.#structs.set(name, made);
    return made;
  }

  #stack(element: CStruct, count: number): CType & { kind: "stack" } {
    const key = `${element.tag} ${count}`;
    const known = this.#stacks.get(key);
    if (known !== undefined) return known;
    const next = roundUp(element.size * count, 4);
    const align = Math.max(4, element.align);
    const tag = this.#tags.claim(`${element.tag}_stack${count}`);
    const size = roundUp(next + 4, align);
    const made = { kind: "stack", tag, element, count, next, size, align } as const;
    this.#stacks.set(key, made);
    return made;
  }

  #members(declaration: TypeDeclaration): Pick<CStruct, "members" | "valid" | "size" | "align"> {
    const scope = new NameScope();
    const fields = declaration.fields.map(({ name, sourceName, type }) => ({
      field: name,
      observed: sourceName ?? name,
      name: scope.claim(name),
      type: this.of(type),
    }));
    const members: CMember[] = [];
    let end = 0;
    let align = 1;
    const add = (member: Omit<CMember, "offset">): CMember => {
      const placed = { ...member, offset: roundUp(end, member.type.align) };
      end = placed.offset + member.type.size;
      align = Math.max(align, member.type.align);
      members.push(placed);
      return placed;
    };
    for (const field of fields) add(field);
    const valid =
      declaration.kind === "header"
        ? add({ name: scope.claim("valid"), type: { kind: "number", size: 1, align: 1, width: 1 } })
        : undefined;
    return { members, size: roundUp(end, align), align, ...(valid === undefined ? {} : { valid }) };
  }
}

/** A C declaration of `name`, without its semicolon. */
export const declare = (type: CType, name: string, prefix: string): string => {
  switch (type.kind) {
    case "number":
      return `__u${type.size * 8} ${name}`;
    case "bytes":
      return `__u8 ${name}[${type.size}] __attribute__((aligned(8)))`;
    case "error":
      return `__u16 ${name}`;
    case "varbit":
      return `struct ${prefix}_varbit ${name}`;
    default:
      return `struct ${type.tag} ${name}`;
  }
};

/** Whether a type holds a stack, which only memory that can be indexed may hold. */
export const holdsStack = (type: CType): boolean =>
  type.kind === "stack" || (type.kind === "struct" && type.members.some((member) => holdsStack(member.type)));
