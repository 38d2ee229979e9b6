/**
 * Expressions as closures (specification 8). Each evaluates its parts from left to right, every time anew; what
 * comes out may be a variable's own storage, so whoever keeps it copies it.
 */
import type { Type, TypedExpression } from "../analyze/typed.ts";
import { CompilerBug, must, unreachable } from "../diagnostics/bug.ts";
import { compileCall } from "./calls.ts";
import { elementAt, nextOrLast, stackIndex } from "./elements.ts";
import { demand } from "./machine.ts";
import { binaryOperator, castOperator, unaryOperator } from "./operators.ts";
import type { Evaluate, Scope } from "./scope.ts";
import { fieldIndex, fieldType, underlying, zeroOf } from "./types.ts";
import {
  asBits,
  asBool,
  asHeader,
  asStack,
  asStruct,
  asUnion,
  copy,
  invalidHeader,
  isValid,
  type Value,
} from "./values.ts";
import { layoutOf } from "./wire.ts";

type Of<Kind extends TypedExpression["kind"]> = Extract<TypedExpression, { readonly kind: Kind }>;

const constant =
  (value: Value): Evaluate =>
  () =>
    value;

const enumMember = (expression: Of<"enum-member">): Evaluate => {
  const type = underlying(expression.type);
  if (type.kind !== "enum") throw new CompilerBug("a member of no enum");
  const index = type.members.findIndex((member) => member.name === expression.member);
  const member = must(type.members[index], `enum member ${expression.member}`);
  return constant(type.representation === undefined ? BigInt(index) : must(member.value, "enum value"));
};

const field = (scope: Scope, expression: Of<"field">): Evaluate => {
  const base = compileExpression(scope, expression.base);
  const type = expression.base.type;
  const index = fieldIndex(type, expression.field);
  switch (underlying(type).kind) {
    case "struct":
      return () => must(asStruct(base()).fields[index], "field of a struct");
    case "union":
      return () => must(asUnion(base()).members[index], "member of a union");
    default: {
      // An invalid header has no fields: they read zero.
      const zero = zeroOf(fieldType(type, expression.field));
      return () => asHeader(base()).fields[index] ?? zero();
    }
  }
};

const element = (scope: Scope, expression: Of<"index">): Evaluate => {
  const base = compileExpression(scope, expression.base);
  const index = stackIndex(
    compileExpression(scope, expression.index),
    expression.index.type,
    expression.base.type,
  );
  return () => {
    const stack = asStack(base());
    return elementAt(stack, index());
  };
};

const nextOrLastElement = (scope: Scope, expression: Of<"stack-next" | "stack-last">): Evaluate => {
  const base = compileExpression(scope, expression.stack);
  const offset = expression.kind === "stack-next" ? 0 : -1;
  return () => {
    const stack = asStack(base());
    return elementAt(stack, nextOrLast(stack, offset));
  };
};

const slice = (scope: Scope, expression: Of<"slice">): Evaluate => {
  const base = compileExpression(scope, expression.base);
  const low = BigInt(expression.low);
  const width = expression.high - expression.low + 1;
  return () => BigInt.asUintN(width, asBits(base()) >> low);
};

type Step = (left: Value) => Value;

const binaryStep = (scope: Scope, expression: Of<"binary">): Step => {
  const { operator, left, right, type } = expression;
  const other = compileExpression(scope, right);
  if (operator === "&&") return (value) => asBool(value) && other();
  if (operator === "||") return (value) => asBool(value) || other();
  const compute = binaryOperator(operator, left.type, right.type, type);
  // The right side may call a function that changes what the left side stands for: hence the copy.
  return (value) => compute(copy(value), other());
};

/** Chains such as a + b + … grow on their left side, and may be long: so they are walked, not descended into. */
const binary = (scope: Scope, expression: Of<"binary">): Evaluate => {
  const steps: Step[] = [];
  let rest: TypedExpression = expression;
  while (rest.kind === "binary") {
    steps.push(binaryStep(scope, rest));
    rest = rest.left;
  }
  const first = compileExpression(scope, rest);
  const [only, ...more] = steps;
  if (only !== undefined && more.length === 0) return () => only(first());
  steps.reverse();
  return () => steps.reduce((value, step) => step(value), first());
};

const conditional = (scope: Scope, expression: Of<"conditional">): Evaluate => {
  const condition = compileExpression(scope, expression.condition);
  const then = compileExpression(scope, expression.then);
  const otherwise = compileExpression(scope, expression.otherwise);
  return () => (asBool(condition()) ? then() : otherwise());
};

const sameHeader = (left: Type, right: Type): boolean => {
  const [a, b] = [underlying(left), underlying(right)];
  return a === b || (a.kind === "header" && b.kind === "header" && a.name === b.name);
};

/** A union is built of one of its members, which `partType` tells. */
const buildUnion = (fields: readonly { readonly type: Type }[], partType: Type, part: Value): Value => {
  const chosen = fields.findIndex((field) => sameHeader(field.type, partType));
  return {
    kind: "union",
    members: fields.map((_, index) => (index === chosen ? asHeader(part) : invalidHeader())),
  };
};

const build = (type: Type, partTypes: readonly Type[], parts: Value[]): Value => {
  const plain = underlying(type);
  const [first] = parts;
  const [firstType] = partTypes;
  switch (plain.kind) {
    case "header":
      return { kind: "header", valid: true, fields: parts };
    case "stack":
      return { kind: "stack", elements: parts, next: 0 };
    case "union":
      return buildUnion(plain.fields, must(firstType, "member of a union"), must(first, "member of a union"));
    default:
      return { kind: "struct", fields: parts };
  }
};

const aggregate = (scope: Scope, expression: Of<"aggregate">): Evaluate => {
  const parts = expression.elements.map((part) => compileExpression(scope, part));
  const types = expression.elements.map((part) => part.type);
  return () =>
    build(
      expression.type,
      types,
      parts.map((part) => copy(part())),
    );
};

const lookahead = (scope: Scope, expression: Of<"lookahead">): Evaluate => {
  const { machine } = scope;
  const { width, read } = layoutOf(expression.type);
  return () => {
    demand(machine, width);
    return read(machine.bytes, machine.cursor);
  };
};

/** Compiles an expression to the evaluation of its value. */
export const compileExpression = (scope: Scope, expression: TypedExpression): Evaluate => {
  switch (expression.kind) {
    case "number":
    case "boolean":
    case "string":
      return constant(expression.value);
    case "error":
      return constant(expression.name);
    case "enum-member":
      return enumMember(expression);
    case "variable": {
      const cell = scope.cell(expression.variable);
      return () => cell.read();
    }
    case "field":
      return field(scope, expression);
    case "element": {
      const base = compileExpression(scope, expression.base);
      return () => must(asStruct(base()).fields[expression.index], "element of a tuple");
    }
    case "index":
      return element(scope, expression);
    case "stack-next":
    case "stack-last":
      return nextOrLastElement(scope, expression);
    case "stack-last-index": {
      const stack = compileExpression(scope, expression.stack);
      // Of an empty stack undefined in P4; here 0 - 1 in 32 bits.
      return () => BigInt.asUintN(32, BigInt(asStack(stack()).next - 1));
    }
    case "slice":
      return slice(scope, expression);
    case "unary": {
      const operand = compileExpression(scope, expression.operand);
      const compute = unaryOperator(expression.operator, expression.type);
      return () => compute(operand());
    }
    case "binary":
      return binary(scope, expression);
    case "conditional":
      return conditional(scope, expression);
    case "cast": {
      const operand = compileExpression(scope, expression.operand);
      const convert = castOperator(expression.operand.type, expression.type);
      return () => convert(operand());
    }
    case "aggregate":
      return aggregate(scope, expression);
    case "invalid-header":
    case "default-value":
      return zeroOf(expression.type);
    case "lookahead":
      return lookahead(scope, expression);
    case "packet-length":
      return () => scope.machine.length;
    case "is-valid": {
      const header = compileExpression(scope, expression.header);
      return () => isValid(header());
    }
    case "call":
      return compileCall(scope, expression);
    case "extern-call":
      throw new CompilerBug(`the extern ${expression.name} has no meaning here`);
    case "discard":
      throw new CompilerBug("an argument that is left out has no value");
    default:
      return unreachable(expression);
  }
};
