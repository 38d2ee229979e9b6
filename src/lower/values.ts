/** Values of composite expressions: taking them apart, their validity, comparing them. */
import { CompilerBug, must } from "../diagnostics/bug.ts";
import type { Span } from "../diagnostics/span.ts";
import {
  all,
  and,
  bits,
  bool,
  compare,
  fieldOf,
  isValid,
  not,
  or,
  read,
  stepInto,
  zeroOf,
} from "../ir/build.ts";
import type { Expression, Field, Place, Type, TypeDeclaration } from "../ir/ir.ts";
import { isScalar } from "../ir/types.ts";
import type { Output } from "./output.ts";
import type { Value } from "./translator.ts";

export const scalarValue = (expression: Expression): Value => ({
  kind: "scalar",
  expression,
  type: expression.type,
});

/** What a place holds. */
export const heldBy = (place: Place): Value =>
  isScalar(place.type) ? scalarValue(read(place)) : { kind: "place", place, type: place.type };

/** Zeros and invalid headers. */
export const defaultOf = (type: Type): Value =>
  isScalar(type) ? scalarValue(zeroOf(type)) : { kind: "default", type };

/** The expression of a scalar value. */
export const expressionOf = (value: Value): Expression => {
  if (value.kind === "scalar") return value.expression;
  throw new CompilerBug(`a ${value.type.kind} where a scalar is needed`);
};

export const declarationOf = (types: ReadonlyMap<string, TypeDeclaration>, type: Type): TypeDeclaration => {
  if (type.kind !== "struct" && type.kind !== "header" && type.kind !== "union") {
    throw new CompilerBug(`a ${type.kind} has no fields`);
  }
  return must(types.get(type.name), `type ${type.name}`);
};

/** The n-th field of a struct, header or union. */
export const partOf = (fields: readonly Field[], value: Value, index: number): Value => {
  const field = must(fields[index], "field");
  switch (value.kind) {
    case "place":
      return heldBy(fieldOf(value.place, field.name, field.type));
    case "parts":
      return must(value.parts[index], "part");
    case "default":
      return defaultOf(field.type);
    default:
      throw new CompilerBug("a scalar has no fields");
  }
};

/** The element of a stack at a constant index that lies inside. */
export const elementPlace = (stack: Place, index: number): Place => {
  if (stack.type.kind !== "stack") throw new CompilerBug(`an index into a ${stack.type.kind}`);
  return stepInto(stack, { kind: "index", index: bits(index, 32) }, stack.type.element);
};

const elementOf = (value: Value, index: number): Value => {
  if (value.kind === "place") return heldBy(elementPlace(value.place, index));
  if (value.kind === "parts") return must(value.parts[index], "element");
  if (value.kind === "default" && value.type.kind === "stack") return defaultOf(value.type.element);
  throw new CompilerBug("no stack");
};

/** Whether a header (or union) value is valid. */
export const validityOf = (value: Value): Expression => {
  if (value.kind === "place") return isValid(value.place);
  return bool(value.kind === "parts");
};

/** Equality of two values of one type (specification 8.16 to 8.20); a stack's next index takes no part. */
export const equals = (out: Output, left: Value, right: Value, span: Span): Expression => {
  if (left.kind === "scalar") return compare("eq", left.expression, expressionOf(right));
  const { type } = left;
  switch (type.kind) {
    case "struct":
    case "union":
    case "header": {
      const { fields } = declarationOf(out.types, type);
      const same = all(
        fields.map((_, index) =>
          equals(out, partOf(fields, left, index), partOf(fields, right, index), span),
        ),
      );
      if (type.kind !== "header") return same;
      const [a, b] = [validityOf(left), validityOf(right)];
      return or(and(not(a), not(b)), and(and(a, b), same));
    }
    case "stack":
      return all(
        Array.from({ length: type.size }, (_, index) =>
          equals(out, elementOf(left, index), elementOf(right, index), span),
        ),
      );
    default:
      out.refuse("a varbit cannot be compared", span);
      return bool(false);
  }
};

/** Whether two places may share storage: same variable, and no step that leads to different parts. */
export const overlap = (a: Place, b: Place): boolean => {
  if (a.root !== b.root) return false;
  const length = Math.min(a.path.length, b.path.length);
  for (let index = 0; index < length; index += 1) {
    const [x, y] = [a.path[index], b.path[index]];
    if (x?.kind === "field" && y?.kind === "field" && x.name !== y.name) return false;
    if (x?.kind === "index" && y?.kind === "index") {
      const [i, j] = [x.index, y.index];
      if (i.kind === "bits" && j.kind === "bits" && i.value !== j.value) return false;
    }
  }
  return true;
};
