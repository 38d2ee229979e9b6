/** The most that an unsigned expression can be, as far as its form tells. */
import type { Expression } from "../../../src/ir/ir.ts";

type Binary = Extract<Expression, { readonly kind: "binary" }>;

/** Beyond every width that a target has. */
const FAR_SHIFT = 4096n;

const ofBinary = ({ operator, left, right }: Binary): bigint | undefined => {
  const [a, b] = [upperBound(left), upperBound(right)];
  switch (operator) {
    case "add":
      return a + b;
    case "mul":
      return a * b;
    case "and":
      return a < b ? a : b;
    case "shl":
      return right.kind === "bits" && b < FAR_SHIFT ? a << b : undefined;
    case "shr":
      return right.kind === "bits" ? a >> b : a;
    case "div":
      return right.kind === "bits" && b > 0n ? a / b : a;
    case "mod":
      return right.kind === "bits" && b > 0n ? b - 1n : a;
    default:
      // Among them `x - y`, which may wrap.
      return undefined;
  }
};

/** At most 2^width - 1, and less where a sum or product of smaller values cannot wrap. */
export const upperBound = (expression: Expression): bigint => {
  const { type } = expression;
  if (type.kind !== "bits") return 1n;
  const most = (1n << BigInt(type.width)) - 1n;
  const found = ((): bigint | undefined => {
    switch (expression.kind) {
      case "bits":
        return expression.value;
      case "cast": {
        const { operand } = expression;
        return operand.type.kind === "bits" && operand.type.signed ? undefined : upperBound(operand);
      }
      case "mux": {
        const [then, otherwise] = [upperBound(expression.then), upperBound(expression.otherwise)];
        return then > otherwise ? then : otherwise;
      }
      case "binary":
        return ofBinary(expression);
      default:
        return undefined;
    }
  })();
  return found === undefined || found > most ? most : found;
};
