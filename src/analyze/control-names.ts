/**
 * Names in controls: each must be declared somewhere, in the control or in front of it. Controls are not typed; this
 * finds what is misspelt. It is lenient: a name may be used where its declaration is further down, or in a block.
 */
import type { ControlDeclaration, Expression, Name, TableKey } from "../../grammar/ast.ts";
import { type Analysis, type Env, globalEnv } from "./context.ts";
import { add, type ControlEntity, childScope, type Scope } from "./entities.ts";
import { find } from "./names.ts";
import { didYouMean } from "./suggest.ts";

type Path = Extract<Expression, { readonly kind: "path" }>;

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isName = (value: unknown): value is Name => isObject(value) && "text" in value && "span" in value;
const isPath = (node: object): node is Path => "kind" in node && node.kind === "path";
const isTableKey = (node: object): node is TableKey => "matchKind" in node;

/** Everything in a piece of the tree but its annotations. Nothing recurses: chains of operators are long. */
function* nodesWithin(root: object): Generator<object> {
  const pending: object[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    // Backwards, so that nodes come out in the order of the source.
    for (const [key, value] of Object.entries(node).reverse()) {
      if (key === "annotations" || key === "span") continue;
      const children: readonly unknown[] = Array.isArray(value) ? value.toReversed() : [value];
      for (const child of children) if (isObject(child)) pending.push(child);
    }
  }
}

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

const scopeOf = (declaration: ControlDeclaration, outer: Scope): Scope => {
  const scope = childScope(outer);
  // Which kind of thing a name stands for makes no difference here.
  const put = ({ text, span }: Name): void => {
    if (!scope.entities.has(text)) add(scope, { kind: "action", name: text, span, order: 0 });
  };
  for (const name of declaration.typeParameters) put(name);
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

/** Reports the names in a control that lead nowhere. */
export const checkControlNames = ({ declaration, scope }: ControlEntity, analysis: Analysis): void => {
  const env: Env = globalEnv(analysis, scopeOf(declaration, scope));
  for (const node of nodesWithin(declaration)) {
    if (isPath(node) && !analysis.matchKinds.has(node.name.text)) find(env, node.name, node.global, "name");
    if (isTableKey(node)) checkMatchKind(node, analysis);
  }
};
