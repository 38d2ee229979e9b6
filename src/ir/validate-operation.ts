/** The validator's part on operations. */
import { CompilerBug, unreachable } from "../diagnostics/bug.ts";
import type { Expression, Operation, Place, Program } from "./ir.ts";
import { spellPlace } from "./spell.ts";
import { bitsType, isScalar, sameType, spellType, typeTable, wireWidth } from "./types.ts";
import type { Checker } from "./validate-expression.ts";

/** total: the operations run where nothing may reject (init). */
type CheckOperations = (operations: readonly Operation[], where: string, mode: { total: boolean }) => void;

/** Makes a check of operation lists for one program; what is wrong throws a CompilerBug. */
export const operationChecker = (program: Program, checker: Checker): CheckOperations => {
  const types = typeTable(program);
  const readOnly = new Set(
    program.parameters.filter(({ direction }) => direction === "in").map(({ name }) => name),
  );

  const check = (operation: Operation, where: string, total: boolean): void => {
    const requireThat = (condition: boolean, message: string): void => {
      if (!condition) throw new CompilerBug(`invalid IR: ${where}: ${operation.kind}: ${message}`);
    };
    const target = (place: Place, next?: "next-allowed"): void => {
      checker.place(place, next);
      requireThat(!readOnly.has(place.root), `${place.root} is an in parameter`);
    };
    const value = (expression: Expression, kind: string): void => {
      checker.expression(expression);
      requireThat(
        spellType(expression.type) === kind,
        `${spellType(expression.type)} where ${kind} is needed`,
      );
    };
    const header = (place: Place): void => {
      requireThat(place.type.kind === "header", `${spellPlace(place)} is no header`);
    };
    const hasVarbit = (place: Place): boolean =>
      place.type.kind === "header" &&
      (types.get(place.type.name)?.fields.some(({ type }) => type.kind === "varbit") ?? false);

    switch (operation.kind) {
      case "extract":
        requireThat(!total, "may reject");
        target(operation.header, "next-allowed");
        header(operation.header);
        requireThat(!hasVarbit(operation.header), "the header has a varbit");
        requireThat(wireWidth(types, operation.header.type) !== undefined, "a header without a width");
        return;
      case "extract-varbit":
        requireThat(!total, "may reject");
        target(operation.header, "next-allowed");
        header(operation.header);
        requireThat(hasVarbit(operation.header), "the header has no varbit");
        value(operation.bits, "bit<32>");
        return;
      case "lookahead":
        requireThat(!total, "may reject");
        requireThat(operation.width >= 0, "a negative width");
        for (const load of operation.loads) {
          target(load.target);
          requireThat(
            wireWidth(types, load.target.type) === load.width && isScalar(load.target.type),
            "a load's type",
          );
          requireThat(load.offset >= 0 && load.offset + load.width <= operation.width, "a load lies outside");
        }
        return;
      case "advance":
        requireThat(!total, "may reject");
        value(operation.bits, "bit<32>");
        return;
      case "assign": {
        target(operation.target);
        checker.expression(operation.value);
        const { type } = operation.target;
        requireThat(isScalar(type), `a ${type.kind} is assigned whole`);
        const { slice } = operation;
        if (slice === undefined) {
          requireThat(sameType(type, operation.value.type), "of another type");
          return;
        }
        const inside =
          type.kind === "bits" && slice.low >= 0 && slice.low <= slice.high && slice.high < type.width;
        requireThat(inside, "a slice that lies outside");
        requireThat(
          sameType(bitsType(slice.high - slice.low + 1), operation.value.type),
          "a slice of another width",
        );
        return;
      }
      case "copy-header":
        target(operation.target);
        checker.place(operation.source);
        header(operation.target);
        requireThat(sameType(operation.target.type, operation.source.type), "of another type");
        return;
      case "set-validity":
        target(operation.header);
        header(operation.header);
        return;
      case "push":
      case "pop":
        target(operation.stack);
        requireThat(operation.stack.type.kind === "stack", "no stack");
        requireThat(Number.isInteger(operation.count) && operation.count > 0, `count ${operation.count}`);
        return;
      case "verify":
        requireThat(!total, "may reject");
        value(operation.condition, "bool");
        requireThat(program.errors.includes(operation.error), `no error ${operation.error}`);
        return;
      case "if":
        value(operation.condition, "bool");
        for (const inner of operation.then) check(inner, where, total);
        for (const inner of operation.otherwise) check(inner, where, total);
        return;
      default:
        unreachable(operation);
    }
  };
  return (operations, where, { total }) => {
    for (const operation of operations) check(operation, where, total);
  };
};
