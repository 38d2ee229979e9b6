/** Walks over pieces of the syntax tree, whatever their nodes are. Nothing recurses: chains of operators are long. */
import type { Expression, Name } from "../../grammar/ast.ts";

export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
export const isName = (value: unknown): value is Name =>
  isObject(value) && "text" in value && "span" in value;
export const isPath = (node: object): node is Extract<Expression, { readonly kind: "path" }> =>
  "kind" in node && node.kind === "path";

/** Everything in a piece of the tree but its annotations, in the order of the source. */
export function* nodesWithin(root: object): Generator<object> {
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

/** Whether two pieces of the tree say the same, whatever their annotations and places. */
export const saySame = (left: unknown, right: unknown): boolean => {
  if (!isObject(left) || !isObject(right)) return left === right;
  const said = (node: object) =>
    Object.entries(node).filter(
      ([key, value]) => key !== "annotations" && key !== "span" && value !== undefined,
    );
  const values = new Map(said(right));
  const entries = said(left);
  return entries.length === values.size && entries.every(([key, value]) => saySame(value, values.get(key)));
};
