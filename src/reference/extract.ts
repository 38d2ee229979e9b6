/** packet_in's methods (specification 12.8), with the order of errors that DESIGN fixes. */
import type { Type, TypedExpression } from "../analyze/typed.ts";
import { demand } from "./machine.ts";
import { reject } from "./rejection.ts";
import type { Execute, Reference, Scope } from "./scope.ts";
import { asBits, asHeader, type HeaderValue } from "./values.ts";
import { layoutOf, variableLayoutOf } from "./wire.ts";

const store = (target: Reference | undefined, header: HeaderValue): void => {
  target?.write(header);
  target?.extracted?.();
};

const extractFixed = (scope: Scope, type: Type, locate: () => Reference | undefined): Execute => {
  const { machine } = scope;
  const { width, read } = layoutOf(type);
  return () => {
    const target = locate();
    demand(machine, width);
    const header = asHeader(read(machine.bytes, machine.cursor));
    machine.cursor += width;
    store(target, header);
    return undefined;
  };
};

/** The varbit's size is judged first for being whole bytes, then against the packet, then against its maximum. */
const extractVariable = (
  scope: Scope,
  type: Type,
  locate: () => Reference | undefined,
  bits: TypedExpression,
): Execute => {
  const { machine } = scope;
  const { fixedWidth, maxWidth, read } = variableLayoutOf(type);
  const size = scope.expression(bits);
  return () => {
    const target = locate();
    const varbits = Number(asBits(size()));
    if (varbits % 8 !== 0) reject("ParserInvalidArgument");
    demand(machine, fixedWidth + varbits);
    if (varbits > maxWidth) reject("HeaderTooShort");
    const header = read(machine.bytes, machine.cursor, varbits);
    machine.cursor += fixedWidth + varbits;
    store(target, header);
    return undefined;
  };
};

/** `extract(h)`, `extract(h, bits)`, `extract(_)`: the target is located first, so a full stack is found first. */
export const compileExtract = (
  scope: Scope,
  statement: {
    readonly header: TypedExpression | undefined;
    readonly type: Type;
    readonly bits?: TypedExpression;
  },
): Execute => {
  const target = statement.header === undefined ? undefined : scope.reference(statement.header);
  const locate = (): Reference | undefined => target?.locate();
  return statement.bits === undefined
    ? extractFixed(scope, statement.type, locate)
    : extractVariable(scope, statement.type, locate, statement.bits);
};

/** A constant amount may be any number of bits; a computed one only whole bytes. */
export const compileAdvance = (scope: Scope, bits: TypedExpression): Execute => {
  const { machine } = scope;
  const evaluate = scope.expression(bits);
  const variable = bits.kind !== "number";
  return () => {
    const amount = Number(asBits(evaluate()));
    if (variable && amount % 8 !== 0) reject("ParserInvalidArgument");
    demand(machine, amount);
    machine.cursor += amount;
    return undefined;
  };
};
