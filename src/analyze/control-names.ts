/**
 * Names in controls: each must be declared somewhere, in the control or in front of it. Controls are not typed; this
 * finds what is misspelt. It is lenient: a name may be used where its declaration is further down, or in a block.
 */
import type { ActionDeclaration, ControlDeclaration, Name, TableKey } from "../../grammar/ast.ts";
import { type Analysis, type Env, globalEnv } from "./context.ts";
import { checkControlTypes } from "./control-types.ts";
import { add, childScope, type Scope } from "./entities.ts";
import { find } from "./names.ts";
import { didYouMean } from "./suggest.ts";
import { isName, isPath, nodesWithin } from "./tree-walk.ts";

const isTableKey = (node: object): node is TableKey => "matchKind" in node;

const DECLARING = new Set<unknown>([
  "variable",
  "constant",
  "instantiation",
  "action",
  "table",
  "function",
  "value-set",
]);

/** The name that a node declares. */
const declaredBy = (node: object): Name | undefined => {
  if ("kind" in node && node.kind === "for-in" && "variable" in node)
    return isName(node.variable) ? node.variable : undefined;
  const declares = "direction" in node || ("kind" in node && DECLARING.has(node.kind));
  return declares && "name" in node && isName(node.name) ? node.name : undefined;
};

/** A scope with every name that is declared anywhere in it: which kind of thing it stands for makes no difference. */
const scopeOf = (declaration: ControlDeclaration | ActionDeclaration, outer: Scope): Scope => {
  const scope = childScope(outer);
  const put = ({ text, span }: Name): void => {
    if (!scope.entities.has(text)) add(scope, { kind: "action", name: text, span, order: 0 });
  };
  if (declaration.kind === "control") for (const name of declaration.typeParameters) put(name);
  for (const node of nodesWithin(declaration)) {
    const name = declaredBy(node);
    if (name !== undefined) put(name);
  }
  return scope;
};

const checkMatchKind = ({ matchKind }: TableKey, { matchKinds, sink }: Analysis): void => {
  if (matchKinds.has(matchKind.text)) return;
  const help = didYouMean(matchKind.text, [...matchKinds.keys()]);
  sink.report(
    "P0301",
    `match kind \`${matchKind.text}\` is not declared`,
    matchKind.span,
    help === undefined ? {} : { help },
  );
};

/** Reports the names in a control, or in an action outside of controls, that lead nowhere. */
export const checkControlNames = (
  declaration: ControlDeclaration | ActionDeclaration,
  outer: Scope,
  analysis: Analysis,
): void => {
  const scope = scopeOf(declaration, outer);
  const env: Env = globalEnv(analysis, scope);
  for (const node of nodesWithin(declaration)) {
    if (isPath(node) && !analysis.matchKinds.has(node.name.text)) find(env, node.name, node.global, "name");
    if (isTableKey(node)) checkMatchKind(node, analysis);
  }
  checkControlTypes(declaration, scope, outer, analysis);
};
