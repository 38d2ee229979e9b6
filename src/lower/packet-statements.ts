/** What reads the packet, and verify. */
import type { TypedExpression, TypedStatement } from "../analyze/typed.ts";
import { CompilerBug } from "../diagnostics/bug.ts";
import type { Span } from "../diagnostics/span.ts";
import { bits, bool, castTo, compare, nextIndex, or } from "../ir/build.ts";
import { extendsStack } from "../ir/extend.ts";
import type { Expression, Place } from "../ir/ir.ts";
import { BIT32, ERROR, wireWidth } from "../ir/types.ts";
import { lowerExtractTarget } from "./places.ts";
import { parentOf } from "./storage.ts";
import type { Translator } from "./translator.ts";
import { declarationOf, expressionOf } from "./values.ts";

type Of<K extends TypedStatement["kind"]> = Extract<TypedStatement, { readonly kind: K }>;

/** bit<32> of any number of bits. */
const amount = (t: Translator, expression: TypedExpression): Expression =>
  expression.kind === "number" ? bits(expression.value, 32) : castTo(t.scalar(expression), BIT32);

/** `extract(h)`, `extract(h, size)` and `extract(_)` (specification 12.8.1). */
export const extract = (t: Translator, statement: Of<"extract">): void => {
  const { out } = t;
  const { span } = statement;
  const origin = out.at(span);
  const type = out.type(statement.type, span);
  if (type.kind !== "header") {
    out.refuse("extract is of headers only", span);
    return;
  }
  const hasVarbit = declarationOf(out.types, type).fields.some((field) => field.type.kind === "varbit");
  if (hasVarbit !== (statement.bits !== undefined)) {
    out.refuse(
      hasVarbit
        ? "a header with a varbit needs extract with the varbit's size"
        : "extract with a size is of headers with a varbit only",
      span,
    );
    return;
  }
  const target = statement.header;
  if (target === undefined && statement.bits === undefined) {
    const width = wireWidth(out.types, type);
    if (width !== undefined) out.emit({ kind: "advance", bits: bits(width, 32), origin });
    return;
  }
  const header = target === undefined ? out.local("skipped", type, span) : lowerExtractTarget(t, target);
  if (statement.bits === undefined) {
    out.emit({ kind: "extract", header, origin });
    return;
  }
  let size: Expression = bits(0, 32);
  const { bits: source } = statement;
  const operations = out.capture(() => {
    size = amount(t, source);
  });
  // The target is found before the size is worked out, so a full stack rejects before that can.
  if (operations.length > 0 && extendsStack(header)) checkRoom(t, header, span);
  for (const operation of operations) out.emit(operation);
  out.emit({ kind: "extract-varbit", header, bits: size, origin });
};

const checkRoom = (t: Translator, header: Place, span: Span): void => {
  const member = header.path.at(-1)?.kind === "field";
  const stack = parentOf(t.out, member ? parentOf(t.out, header) : header);
  if (stack.type.kind !== "stack") throw new CompilerBug("next of no stack");
  const condition = compare("lt", nextIndex(stack), bits(stack.type.size, 32));
  t.out.emit({ kind: "verify", condition, error: "StackOutOfBounds", origin: t.out.at(span) });
};

/** `advance(size)` (specification 12.8.3). */
export const advance = (t: Translator, statement: Of<"advance">): void => {
  const size = amount(t, statement.bits);
  const origin = t.out.at(statement.span);
  const constant = statement.bits.kind === "number";
  if (!constant && size.kind === "bits" && size.value % 8n !== 0n) {
    // Computed, though it came out constant: then whole bytes are asked for.
    t.out.emit({ kind: "verify", condition: bool(false), error: "ParserInvalidArgument", origin });
    return;
  }
  t.out.emit({ kind: "advance", bits: size, origin });
};

/** The error may be computed; then one verify for each error that it can be. */
export const verify = (t: Translator, statement: Of<"verify">): void => {
  const [condition, error] = t.values([statement.condition, statement.error]).map(expressionOf);
  const origin = t.out.at(statement.span);
  if (condition === undefined || error === undefined) return;
  if (error.kind === "error") {
    t.out.emit({ kind: "verify", condition, error: error.name, origin });
    return;
  }
  for (const name of t.out.errors) {
    const other = compare("ne", error, { kind: "error", name, type: ERROR });
    t.out.emit({ kind: "verify", condition: or(condition, other), error: name, origin });
  }
};
