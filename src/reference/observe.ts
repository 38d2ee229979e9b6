/** From the parameters' values to the observation, and from the environment to their initial values. */
import type { Type, TypedParameter } from "../analyze/typed.ts";
import { must } from "../diagnostics/bug.ts";
import type { FieldValue, HeaderObservation } from "../observation/index.ts";
import type { Environment } from "./environment.ts";
import { numeric, partTypes, underlying, zeroOf } from "./types.ts";
import { asBits, asError, asHeader, asStack, asStruct, asUnion, asVarbit, type Value } from "./values.ts";

/** Where the parts of an observation are gathered. */
export interface Gathered {
  readonly headers: Map<string, HeaderObservation>;
  readonly parameters: Map<string, FieldValue>;
}

type Observe = (value: Value, into: Gathered) => void;

const observeScalar = (value: Value): FieldValue => {
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "bigint") return value;
  if (typeof value === "string") return asError(value);
  const { length, value: bits } = asVarbit(value);
  return { length, value: bits };
};

/** The names of a struct's fields; a tuple's elements are numbered. */
const partNames = (type: Type): readonly string[] => {
  const plain = underlying(type);
  return plain.kind === "struct" || plain.kind === "header" || plain.kind === "union"
    ? plain.fields.map((field) => field.name)
    : partTypes(plain).map((_, index) => String(index));
};

type ObserveField = (value: Value, into: Map<string, FieldValue>) => void;

/** A header's field; the fields of a struct in it get dotted names. */
const fieldObserver = (type: Type, name: string): ObserveField => {
  const plain = underlying(type);
  if (plain.kind !== "struct" && plain.kind !== "tuple")
    return (value, into) => into.set(name, observeScalar(value));
  const names = partNames(plain);
  const parts = partTypes(plain).map((part, index) => fieldObserver(part, `${name}.${names[index]}`));
  return (value, into) => {
    asStruct(value).fields.forEach((field, index) => {
      parts[index]?.(field, into);
    });
  };
};

const headerObserver = (type: Type, name: string): Observe => {
  const names = partNames(type);
  const fields = partTypes(type).map((part, index) => fieldObserver(part, names[index] ?? ""));
  return (value, into) => {
    const header = asHeader(value);
    if (!header.valid) {
      into.headers.set(name, { kind: "invalid" });
      return;
    }
    const observed = new Map<string, FieldValue>();
    header.fields.forEach((field, index) => {
      fields[index]?.(field, observed);
    });
    into.headers.set(name, { kind: "valid", fields: observed });
  };
};

/** A header stack with its next index, or a plain array, which has none. */
const stackObserver = (element: Type, size: number, name: string): Observe => {
  const elements = Array.from({ length: size }, (_, index) => observer(element, `${name}[${index}]`));
  const kind = underlying(element).kind;
  const hasNext = kind === "header" || kind === "union";
  return (value, into) => {
    const stack = asStack(value);
    if (hasNext) into.headers.set(name, { kind: "stack", next: stack.next });
    stack.elements.forEach((item, index) => {
      elements[index]?.(item, into);
    });
  };
};

/** Compiles the observation of a value of a type under its dotted name. */
const observer = (type: Type, name: string): Observe => {
  const plain = underlying(type);
  switch (plain.kind) {
    case "header":
      return headerObserver(plain, name);
    case "stack":
      return stackObserver(plain.element, plain.size, name);
    case "struct":
    case "tuple":
    case "union": {
      const names = partNames(plain);
      const parts = partTypes(plain).map((part, index) => observer(part, `${name}.${names[index]}`));
      return (value, into) => {
        const values = plain.kind === "union" ? asUnion(value).members : asStruct(value).fields;
        values.forEach((item, index) => {
          parts[index]?.(item, into);
        });
      };
    }
    default:
      return (value, into) => into.parameters.set(name, observeScalar(value));
  }
};

/** Observes a parameter; nothing where the parser can't have changed it. */
export const parameterObserver = (parameter: TypedParameter): Observe | undefined =>
  parameter.direction === "out" || parameter.direction === "inout"
    ? observer(parameter.variable.type, parameter.variable.name)
    : undefined;

type Initialize = (environment: Environment) => Value;

const initialScalar = (type: Type, name: string): Initialize => {
  const zero = zeroOf(type)();
  const shape = numeric(type);
  return ({ inputs }) => {
    const given = inputs?.get(name);
    if (given === undefined || typeof zero === "object") return zero;
    if (typeof zero === "string") return typeof given === "string" ? given : zero;
    const bits = asBits(typeof given === "string" ? 0n : given);
    if (typeof zero === "boolean") return bits !== 0n;
    return BigInt.asUintN(must(shape, `width of ${name}`).width, bits);
  };
};

const initial = (type: Type, name: string): Initialize => {
  const plain = underlying(type);
  switch (plain.kind) {
    case "header":
    case "stack":
    case "union":
      return zeroOf(plain);
    case "struct":
    case "tuple": {
      const names = partNames(plain);
      const parts = partTypes(plain).map((part, index) => initial(part, `${name}.${names[index]}`));
      return (environment) => ({ kind: "struct", fields: parts.map((part) => part(environment)) });
    }
    default:
      return initialScalar(plain, name);
  }
};

/** What a parameter of the main parser begins with: out parameters with zeros, others with the environment's. */
export const parameterInitializer = (parameter: TypedParameter): Initialize =>
  parameter.direction === "out"
    ? zeroOf(parameter.variable.type)
    : initial(parameter.variable.type, parameter.variable.name);
