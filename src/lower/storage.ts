/** Storing values in places: split into scalars and headers, since the IR stores nothing else. */
import { must, unreachable } from "../diagnostics/bug.ts";
import type { Span } from "../diagnostics/span.ts";
import { bits, compare, fieldOf, isValid, nextIndex, zeroOf } from "../ir/build.ts";
import type { Expression, Operation, Place } from "../ir/ir.ts";
import { stepType } from "../ir/types.ts";
import { expressionsWithin } from "../ir/walk.ts";
import type { Output } from "./output.ts";
import type { Value } from "./translator.ts";
import { declarationOf, elementPlace, heldBy, overlap } from "./values.ts";

export const assignScalar = (out: Output, target: Place, value: Expression, span: Span): void => {
  out.emit({ kind: "assign", target, value, origin: out.at(span) });
};

/** The union around a header, if the place is a member of one. */
const unionAround = (out: Output, place: Place): Place | undefined => {
  const last = place.path.at(-1);
  if (last?.kind !== "field") return undefined;
  const parent = parentOf(out, place);
  return parent.type.kind === "union" ? parent : undefined;
};

/** The place one step before. */
export const parentOf = (out: Output, place: Place): Place => {
  const path = place.path.slice(0, -1);
  let type = must(variableType(out, place.root), `variable ${place.root}`);
  for (const step of path) type = must(stepType(out.types, type, step), "step");
  return { root: place.root, path, type };
};

const variableType = (out: Output, name: string): Place["type"] | undefined => out.variables.get(name);

/** Whether the place is a part of a header: such places do not keep what is written to them while it is invalid. */
export const isInHeader = (out: Output, place: Place): boolean => {
  let type = must(variableType(out, place.root), `variable ${place.root}`);
  for (const step of place.path) {
    if (type.kind === "header") return true;
    type = must(stepType(out.types, type, step), "step");
  }
  return false;
};

const membersOf = (out: Output, union: Place): readonly Place[] =>
  declarationOf(out.types, union.type).fields.map(({ name, type }) => fieldOf(union, name, type));

const invalidateSiblings = (out: Output, header: Place, span: Span): void => {
  const union = unionAround(out, header);
  if (union === undefined) return;
  for (const member of membersOf(out, union)) {
    if (!sameField(member, header)) {
      out.emit({ kind: "set-validity", header: member, valid: false, origin: out.at(span) });
    }
  }
};

const sameField = (a: Place, b: Place): boolean => {
  const [x, y] = [a.path.at(-1), b.path.at(-1)];
  return x?.kind === "field" && y?.kind === "field" && x.name === y.name;
};

/** setValid and setInvalid (specification 8.17, 8.20): of a union's member the latter makes all members invalid. */
export const setValidity = (out: Output, header: Place, valid: boolean, span: Span): void => {
  if (!valid) invalidateSiblings(out, header, span);
  out.emit({ kind: "set-validity", header, valid, origin: out.at(span) });
};

const copyUnion = (out: Output, target: Place, source: Place, span: Span): void => {
  const sources = membersOf(out, source);
  const copyFrom = (index: number): void => {
    const member = sources[index];
    if (member === undefined) {
      for (const header of membersOf(out, target)) {
        out.emit({ kind: "set-validity", header, valid: false, origin: out.at(span) });
      }
      return;
    }
    const to = must(membersOf(out, target)[index], "member");
    out.emit({
      kind: "if",
      condition: isValid(member),
      then: out.capture(() => store(out, to, heldBy(member), span)),
      otherwise: out.capture(() => copyFrom(index + 1)),
      origin: out.at(span),
    });
  };
  copyFrom(0);
};

/** Empties the target, moves its next index to where the source's is, copies the elements. */
const copyStack = (out: Output, target: Place, source: Place, span: Span): void => {
  if (target.type.kind !== "stack") return;
  const origin = out.at(span);
  const { size } = target.type;
  out.emit({ kind: "pop", stack: target, count: size, origin });
  for (let index = 0; index < size; index += 1) {
    out.emit({
      kind: "if",
      condition: compare("gt", nextIndex(source), bits(index, 32)),
      then: [{ kind: "push", stack: target, count: 1, origin }],
      otherwise: [],
      origin,
    });
  }
  for (let index = 0; index < size; index += 1) {
    store(out, elementPlace(target, index), heldBy(elementPlace(source, index)), span);
  }
};

const samePlace = (a: Place, b: Place): boolean =>
  a.root === b.root && JSON.stringify(a.path, bigintText) === JSON.stringify(b.path, bigintText);

const bigintText = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? `${value}` : value;

const copyPlace = (out: Output, target: Place, source: Place, span: Span): void => {
  const { type } = target;
  // A union's member that is assigned to itself while another one is valid still leaves none valid.
  const inUnion = type.kind === "header" && unionAround(out, target) !== undefined;
  if (samePlace(target, source) && !inUnion) return;
  switch (type.kind) {
    case "header":
      if (unionAround(out, target) !== undefined && overlapsUnion(out, target, source)) {
        const copy = out.local("tmp", type, span);
        store(out, copy, heldBy(source), span);
        store(out, target, heldBy(copy), span);
        return;
      }
      invalidateSiblings(out, target, span);
      out.emit({ kind: "copy-header", target, source, origin: out.at(span) });
      return;
    case "struct":
      for (const { name, type: fieldType } of declarationOf(out.types, type).fields) {
        store(out, fieldOf(target, name, fieldType), heldBy(fieldOf(source, name, fieldType)), span);
      }
      return;
    case "union":
      copyUnion(out, target, source, span);
      return;
    case "stack":
      copyStack(out, target, source, span);
      return;
    default:
      out.refuse(`a ${type.kind} cannot be assigned`, span);
  }
};

const overlapsUnion = (out: Output, target: Place, source: Place): boolean => {
  const union = unionAround(out, target);
  return union !== undefined && overlap(union, source);
};

/** Zeros in every scalar, every header invalid, every stack empty. */
const storeDefault = (out: Output, target: Place, span: Span): void => {
  const { type } = target;
  const origin = out.at(span);
  switch (type.kind) {
    case "bits":
    case "bool":
    case "error":
      assignScalar(out, target, zeroOf(type), span);
      return;
    case "header":
      setValidity(out, target, false, span);
      return;
    case "union":
      for (const header of membersOf(out, target)) {
        out.emit({ kind: "set-validity", header, valid: false, origin });
      }
      return;
    case "stack":
      out.emit({ kind: "pop", stack: target, count: type.size, origin });
      return;
    case "struct":
      for (const { name, type: fieldType } of declarationOf(out.types, type).fields) {
        storeDefault(out, fieldOf(target, name, fieldType), span);
      }
      return;
    case "varbit":
      out.refuse("a varbit cannot be assigned", span);
      return;
    default:
      unreachable(type);
  }
};

const storeParts = (
  out: Output,
  target: Place,
  value: Extract<Value, { kind: "parts" }>,
  span: Span,
): void => {
  const { type } = target;
  if (type.kind === "stack") {
    out.emit({ kind: "pop", stack: target, count: type.size, origin: out.at(span) });
    value.parts.forEach((part, index) => {
      store(out, elementPlace(target, index), part, span);
    });
    return;
  }
  if (type.kind === "header") {
    if (declarationOf(out.types, type).fields.some((field) => field.type.kind === "varbit")) {
      out.refuse("a header with a varbit can only be extracted or copied whole", span);
      return;
    }
    setValidity(out, target, true, span);
  }
  declarationOf(out.types, type).fields.forEach((field, index) => {
    const part = must(value.parts[index], "part");
    store(out, fieldOf(target, field.name, field.type), part, span);
  });
};

const reads = (value: Value, target: Place): boolean => {
  switch (value.kind) {
    case "scalar":
      return [...expressionsWithin(value.expression)].some(
        (expression) =>
          (expression.kind === "read" && overlap(expression.place, target)) ||
          (expression.kind === "is-valid" && overlap(expression.place, target)) ||
          (expression.kind === "next-index" && overlap(expression.stack, target)),
      );
    case "place":
      return overlap(value.place, target);
    case "parts":
      return value.parts.some((part) => reads(part, target));
    case "default":
      return false;
    default:
      return unreachable(value);
  }
};

/** The same value, independent of any variable that may change: in temporaries. */
export const takeDown = (out: Output, value: Value, span: Span): Value => {
  switch (value.kind) {
    case "scalar": {
      const { expression } = value;
      if (expression.kind === "bits" || expression.kind === "bool" || expression.kind === "error")
        return value;
      const copy = out.local("tmp", expression.type, span);
      assignScalar(out, copy, expression, span);
      return heldBy(copy);
    }
    case "place": {
      if (value.type.kind === "varbit") return value;
      const copy = out.local("tmp", value.type, span);
      store(out, copy, value, span);
      return heldBy(copy);
    }
    case "parts":
      return { ...value, parts: value.parts.map((part) => takeDown(out, part, span)) };
    case "default":
      return value;
    default:
      return unreachable(value);
  }
};

/** Assigns a value whole. The target's indices have been checked. */
export const store = (out: Output, target: Place, value: Value, span: Span): void => {
  switch (value.kind) {
    case "scalar":
      assignScalar(out, target, value.expression, span);
      return;
    case "place":
      copyPlace(out, target, value.place, span);
      return;
    case "default":
      storeDefault(out, target, span);
      return;
    case "parts": {
      const apart = value.parts.length > 1 && reads(value, target) ? takeDown(out, value, span) : value;
      if (apart.kind === "parts") storeParts(out, target, apart, span);
      return;
    }
    default:
      unreachable(value);
  }
};

/** Makes a variable as if it had just come to be; the zeros are marked as not the author's. */
export const reset = (out: Output, target: Place, span: Span): void => {
  const mark = (operations: readonly Operation[]): void => {
    for (const operation of operations) {
      out.zeros.add(operation);
      out.emit(operation);
    }
  };
  mark(out.capture(() => storeDefault(out, target, span)));
};
