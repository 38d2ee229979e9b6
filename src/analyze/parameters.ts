/** Parameters inside the body that they belong to: variables, some of them read-only (specification 6.8). */
import type { Parameter } from "../../grammar/ast.ts";
import type { Env } from "./context.ts";
import { declareLocal } from "./names.ts";
import type { Type, TypedParameter, Variable } from "./typed.ts";

/** Declares run-time parameters in `env`'s scope. */
export const declareParameters = (
  parameters: readonly Parameter[],
  types: readonly Type[],
  env: Env,
): readonly TypedParameter[] =>
  parameters.flatMap((parameter, index) => {
    const type = types[index];
    // A name given twice has been reported with the declaration's head.
    if (type === undefined || env.scope.entities.has(parameter.name.text)) return [];
    const { direction } = parameter;
    const { text: name, span } = parameter.name;
    const variable: Variable = { name, type, origin: "parameter", span };
    if (direction === "in") env.analysis.readOnly.set(variable, "an `in` parameter");
    if (direction === "none") env.analysis.readOnly.set(variable, "a parameter without direction");
    declareLocal(env, { kind: "variable", name, span, order: 0, variable });
    return [{ variable, direction }];
  });
