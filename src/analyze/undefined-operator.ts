/** What is said of an operator that its operands' types do not have. */
import type { BinaryOperator as SourceOperator } from "../../grammar/ast.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Env } from "./context.ts";
import { describeType } from "./print-type.ts";
import { sameType } from "./type-relations.ts";
import type { Type, TypedExpression } from "./typed.ts";
import { unknownExpression } from "./values.ts";

/** Reports an operator that is not defined for its operands. */
export const undefinedFor = (
  operator: SourceOperator,
  left: TypedExpression,
  right: TypedExpression,
  span: Span,
  env: Env,
  help?: string,
): TypedExpression => {
  const same = sameType(left.type, right.type);
  env.analysis.sink.report(
    "P0406",
    same
      ? `\`${operator}\` is not defined for ${describeType(left.type)}`
      : `\`${operator}\` is not defined for ${describeType(left.type)} and ${describeType(right.type)}`,
    span,
    {
      ...(same
        ? {}
        : {
            notes: [
              { message: `this is ${describeType(left.type)}`, span: left.span },
              { message: `this is ${describeType(right.type)}`, span: right.span },
            ],
          }),
      ...(help === undefined ? {} : { help }),
    },
  );
  return unknownExpression(span);
};

/** The cast that would mend it, where there is one. */
export const castHelp = (left: Type, right: Type): string | undefined =>
  left.kind === "bits" && right.kind === "bits"
    ? "cast one of them: widths and signs must be the same"
    : left.kind === "newtype" || right.kind === "newtype"
      ? "cast to or from the new type"
      : undefined;
