/** Inlines function calls. Recursion was refused by the analysis. */
import type { TypedExpression } from "../analyze/typed.ts";
import { bool } from "../ir/build.ts";
import { bindArguments } from "./arguments.ts";
import { store, takeDown } from "./storage.ts";
import type { Jumps, Translator, Value } from "./translator.ts";
import { defaultOf, heldBy, scalarValue } from "./values.ts";

/** Emits the function's body with its parameters bound; yields its result, which later changes may change again. */
export const inlineCall = (
  t: Translator,
  expression: Extract<TypedExpression, { readonly kind: "call" }>,
): Value => {
  const { function: callee, span } = expression;
  const { out } = t;
  const hasResult = callee.returns.kind !== "void";
  const nothing = (): Value =>
    hasResult ? defaultOf(out.type(callee.returns, span)) : scalarValue(bool(false));
  if (out.exhausted) return nothing();

  const { scope, copyOut } = bindArguments(t, callee.name, callee.parameters, expression.arguments, span);
  const [only] = callee.body;
  if (callee.body.length === 1 && only?.kind === "return" && only.value !== undefined) {
    const value = t.within(scope, {}).value(only.value);
    const outward = callee.parameters.some(({ direction }) => direction !== "in" && direction !== "none");
    const result = outward ? takeDown(out, value, span) : value;
    copyOut();
    return result;
  }
  const result = hasResult ? out.local(callee.name, out.type(callee.returns, span), span) : undefined;
  // Where a path returns nothing: zero.
  if (result !== undefined) store(out, result, defaultOf(result.type), span);
  const jumps: Jumps = { return: result === undefined ? {} : { result } };
  t.within(scope, jumps).run(callee.body);
  copyOut();
  return result === undefined ? nothing() : heldBy(result);
};
