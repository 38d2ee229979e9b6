/** Groups of tokens that the grammar asks for as a whole. No text of a program is lexed as one of these. */
import { createToken, Lexer } from "chevrotain";

/** What stands between two operands; its precedence is applied when the expression is folded. */
export const BinaryOperator = createToken({
  name: "BinaryOperator",
  pattern: Lexer.NA,
  label: "an operator",
});

/** What stands before an operand: `+ - ! ~`. */
export const UnaryOperator = createToken({ name: "UnaryOperator", pattern: Lexer.NA, label: "an operator" });

/** `=` and the compound assignments; `>>=` is put together from `>` and an adjacent `>=`. */
export const AssignmentOperator = createToken({
  name: "AssignmentOperator",
  pattern: Lexer.NA,
  label: "an assignment operator",
});
