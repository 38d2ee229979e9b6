/** Types that are written in controls and in parsers that nothing instantiates: they are worked out, though the values of these types are not checked. */
import type {
  ActionDeclaration,
  ControlDeclaration,
  ParserDeclaration,
  Statement,
  TypeRef,
} from "../../grammar/ast.ts";
import { type Analysis, type Env, globalEnv } from "./context.ts";
import type { Scope } from "./entities.ts";
import { find } from "./names.ts";
import { bindTypeParameters } from "./specialize.ts";
import { isPath, nodesWithin } from "./tree-walk.ts";
import { rigidVariable } from "./type-facts.ts";
import { checkVariableType } from "./variables.ts";

interface Written {
  readonly type: TypeRef;
  /** Of the variable that it is the type of. */
  readonly variable?: string;
}

type Node =
  | Extract<Statement, { readonly kind: "variable" | "constant" | "instantiation" }>
  | { readonly kind: "cast"; readonly type: TypeRef }
  | { readonly kind: "call"; readonly typeArguments: readonly TypeRef[] }
  | { readonly kind: "type-expression"; readonly type: TypeRef };

/** What is checked without the types of its expressions. */
export type Untyped = ControlDeclaration | ActionDeclaration | ParserDeclaration;

const KINDS = new Set<unknown>(["variable", "constant", "instantiation", "cast", "call", "type-expression"]);
const isNode = (node: object): node is Node => "kind" in node && KINDS.has(node.kind);

/** The types that stand in a node and can be worked out where they stand. */
const writtenIn = (node: Node): readonly Written[] => {
  switch (node.kind) {
    case "variable":
      return [{ type: node.type, variable: node.name.text }];
    case "constant":
    case "cast":
      return [{ type: node.type }];
    case "call":
      return node.typeArguments.map((type) => ({ type }));
    case "instantiation":
    // Type arguments that are left out are inferred from what is not typed.
    case "type-expression":
      return node.type.kind === "type-specialized" ? [{ type: node.type }] : [];
  }
};

/** Whether a width or size in the type is given by something that is declared in the control. */
const isLocal = (type: TypeRef, locals: ReadonlySet<string>): boolean => {
  for (const node of nodesWithin(type))
    if (isPath(node) && !node.global && locals.has(node.name.text)) return true;
  return false;
};

/** `bit<0>`, `H[0]`: our targets have none of these, but then they have no controls either. */
const isEmpty = (type: TypeRef): boolean => {
  for (const node of nodesWithin(type))
    if ("kind" in node && node.kind === "integer" && "value" in node && node.value === 0n) return true;
  return false;
};

/** Types of the parameters of actions. A control's own are worked out with its type. */
const parameterTypes = (declaration: Untyped): readonly TypeRef[] =>
  (declaration.kind === "action" ? [declaration] : [...declaration.locals])
    .filter((local) => local.kind === "action")
    .flatMap((action) => action.parameters.map((parameter) => parameter.type));

/** Reports types that are none; `locals` are the names that the declaration declares within, `outer` what stands in front of it. */
export const checkUntypedTypes = (
  declaration: Untyped,
  locals: ReadonlySet<string>,
  outer: Scope,
  analysis: Analysis,
): void => {
  const names = declaration.kind === "action" ? [] : declaration.typeParameters;
  const types = names.map((name) => rigidVariable(name.text));
  const env: Env = globalEnv(analysis, bindTypeParameters(outer, names, types));
  for (const type of parameterTypes(declaration)) if (!isLocal(type, locals)) analysis.check.type(type, env);
  for (const node of nodesWithin(declaration)) {
    if (!isNode(node)) continue;
    if ((node.kind === "instantiation" || node.kind === "type-expression") && node.type.kind === "type-name")
      find(env, node.type.name, node.type.global, "type");
    for (const { type, variable } of writtenIn(node)) {
      if (isLocal(type, locals) || isEmpty(type)) continue;
      const resolved = analysis.check.type(type, env);
      if (variable !== undefined) checkVariableType(resolved, variable, type.span, env);
    }
  }
};
