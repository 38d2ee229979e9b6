/** What a name can stand for, and the scopes in which names are looked up (specification 6.8). */
import type {
  ActionDeclaration,
  ControlDeclaration,
  Declaration,
  FunctionDeclaration,
  InstantiationDeclaration,
  ParserDeclaration,
  Prototype,
} from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Type, TypedExpression, TypedValueSet, Variable } from "./typed.ts";

type Pick<D, K> = D extends { readonly kind: infer Kinds } ? (K extends Kinds ? D : never) : never;
type Of<K extends Declaration["kind"]> = Pick<Declaration, K>;
export type StructDeclaration = Of<"struct">;
export type ExternDeclaration = Of<"extern-object">;
export type InterfaceDeclaration = Of<"parser-type"> | Of<"control-type"> | Of<"package-type">;
export type EnumDeclaration = Of<"enum">;
export type AliasDeclaration = Of<"typedef">;

interface Named {
  readonly name: string;
  readonly span: Span;
  /** Position among the declarations of the program: a use sees only what has a smaller one. Locals: 0. */
  readonly order: number;
}

export type ParserEntity = Named & {
  readonly kind: "parser";
  readonly declaration: ParserDeclaration;
  readonly scope: Scope;
};
export type FunctionEntity = Named & {
  readonly kind: "function";
  readonly declaration: FunctionDeclaration;
  readonly scope: Scope;
};
export type ExternFunctionEntity = Named & {
  readonly kind: "extern-function";
  readonly prototype: Prototype;
  readonly scope: Scope;
};
export type GenericEntity = Named & {
  readonly kind: "generic-type";
  readonly declaration: StructDeclaration;
  readonly scope: Scope;
};
export type ExternEntity = Named & {
  readonly kind: "extern";
  readonly declaration: ExternDeclaration;
  readonly scope: Scope;
};
export type InterfaceEntity = Named & {
  readonly kind: "interface";
  readonly declaration: InterfaceDeclaration;
  readonly scope: Scope;
};
export type ControlEntity = Named & {
  readonly kind: "control";
  readonly declaration: ControlDeclaration;
  readonly scope: Scope;
};
export type InstanceEntity = Named & { readonly kind: "instance"; readonly object: ObjectValue };
/** An instantiation at the top level: understood when something asks for it. */
export type TopInstanceEntity = Named & {
  readonly kind: "top-instance";
  readonly declaration: InstantiationDeclaration;
  readonly scope: Scope;
};

export type Entity =
  | (Named & { readonly kind: "constant"; readonly value: TypedExpression })
  | (Named & { readonly kind: "variable"; readonly variable: Variable })
  /** A type that needs no arguments: a typedef, an enum, a plain struct, a bound type parameter. */
  | (Named & { readonly kind: "type"; readonly type: Type })
  | GenericEntity
  | ExternEntity
  | InterfaceEntity
  | ParserEntity
  | ControlEntity
  | FunctionEntity
  | ExternFunctionEntity
  /** declaration: of one at the top level. */
  | (Named & { readonly kind: "action"; readonly declaration?: ActionDeclaration; readonly scope?: Scope })
  | InstanceEntity
  | TopInstanceEntity
  | (Named & { readonly kind: "value-set"; readonly valueSet: TypedValueSet });

/** A parser with everything that its instantiation says. */
export interface ParserReference {
  readonly entity: ParserEntity;
  readonly typeArguments: readonly Type[];
  readonly constructorArguments: readonly Bound[];
}

/** What a compile-time parameter is bound to. */
export type Bound =
  | { readonly kind: "value"; readonly value: TypedExpression }
  | { readonly kind: "object"; readonly object: ObjectValue };

/** An object made at compile time. */
export type ObjectValue =
  | { readonly kind: "extern"; readonly variable: Variable }
  | { readonly kind: "parser"; readonly reference: ParserReference; readonly name: string }
  /** A control or a package: nothing that a parser could use. type: of a package. */
  | { readonly kind: "other"; readonly what: string; readonly type?: Type };

export interface Scope {
  readonly parent: Scope | undefined;
  readonly entities: Map<string, Entity[]>;
  /** Entities of this order and more are not visible yet. */
  readonly limit: number;
}

export const childScope = (parent: Scope | undefined): Scope => ({
  parent,
  entities: new Map(),
  limit: Number.POSITIVE_INFINITY,
});

/** Sees of a scope only what has been declared before `limit`. */
export const scopeBefore = (scope: Scope, limit: number): Scope => ({ ...scope, limit });

export const add = (scope: Scope, entity: Entity): void => {
  const list = scope.entities.get(entity.name);
  if (list === undefined) scope.entities.set(entity.name, [entity]);
  else list.push(entity);
};

/** The entities of that name in the innermost scope that has any: several only for overloaded functions. */
export const lookup = (scope: Scope, name: string): readonly Entity[] => {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const { limit } = at;
    const list = at.entities.get(name)?.filter((entity) => entity.order < limit) ?? [];
    if (list.length > 0) return list;
  }
  return [];
};

export const globalScope = (scope: Scope): Scope => {
  let at = scope;
  while (at.parent !== undefined) at = at.parent;
  return at;
};

/** All names that can be used here, for suggestions. */
export const visibleNames = (scope: Scope): readonly string[] => {
  const names: string[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent)
    for (const [name, list] of at.entities) {
      const first = list[0];
      if (first !== undefined && first.order < at.limit) names.push(name);
    }
  return names;
};
