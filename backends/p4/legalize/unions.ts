/** Questions about header unions, and their validity in terms of their members'. */
import { bool, isValid, or } from "../../../src/ir/build.ts";
import type { Expression, Place } from "../../../src/ir/ir.ts";
import { stepType } from "../../../src/ir/types.ts";
import type { Variables } from "./indices.ts";

const membersOf = (union: Place, variables: Variables): readonly Place[] => {
  if (union.type.kind !== "union") return [];
  return (variables.types.get(union.type.name)?.fields ?? []).map(({ name, type }) => ({
    root: union.root,
    path: [...union.path, { kind: "field", name }],
    type,
  }));
};

/** The union that a place is a member of, with all its members. */
export const unionOf = (
  place: Place,
  variables: Variables,
): { readonly members: readonly Place[] } | undefined => {
  let type = variables.typeOf(place.root);
  for (const [at, step] of place.path.entries()) {
    if (type?.kind === "union" && at === place.path.length - 1) {
      return { members: membersOf({ root: place.root, path: place.path.slice(0, at), type }, variables) };
    }
    type = type === undefined ? undefined : stepType(variables.types, type, step);
  }
  return undefined;
};

/** `u.isValid()` as one of its members being valid, which every target can say. */
export const rewriteUnionValidity = (expression: Expression, variables: Variables): Expression => {
  if (expression.kind !== "is-valid" || expression.place.type.kind !== "union") return expression;
  return membersOf(expression.place, variables)
    .map(isValid)
    .reduceRight((rest, member) => or(member, rest), bool(false));
};
