/**
 * Executes IR for tests, as its comments say and no more kindly: whatever was not written holds ones, so that a
 * read that lowering should have guarded shows.
 */

import { CompilerBug, must, unreachable } from "../../src/diagnostics/bug.ts";
import { type ArithmeticOperator, compute } from "../../src/ir/arithmetic.ts";
import { stepsToStack } from "../../src/ir/extend.ts";
import type {
  Expression,
  Operation,
  Pattern,
  Place,
  Program,
  Type,
  TypeDeclaration,
} from "../../src/ir/ir.ts";
import { typeTable } from "../../src/ir/types.ts";
import type { FieldValue, HeaderObservation, Observation, VarbitValue } from "../../src/observation/index.ts";

type Scalar = bigint | boolean | string;

interface Cell {
  kind: "scalar" | "varbit" | "header" | "struct" | "union" | "stack";
  type: Type;
  sourceName: string;
  value: Scalar | VarbitValue;
  valid: boolean;
  parts: Map<string, Cell>;
  elements: Cell[];
  next: number;
}

class Reject extends Error {
  readonly error: string;
  constructor(error: string) {
    super(error);
    this.error = error;
  }
}

const ones = (width: number): bigint => (1n << BigInt(width)) - 1n;

const garbage = (type: Type, zero: boolean): Scalar | VarbitValue => {
  switch (type.kind) {
    case "bits":
      return zero ? 0n : ones(type.width);
    case "bool":
      return !zero;
    case "error":
      return zero ? "NoError" : "PacketTooShort";
    case "varbit":
      return { length: 0, value: 0n };
    default:
      return 0n;
  }
};

const newCell = (
  types: ReadonlyMap<string, TypeDeclaration>,
  type: Type,
  zero: boolean,
  sourceName = "",
): Cell => {
  const cell: Cell = {
    kind: type.kind === "bits" || type.kind === "bool" || type.kind === "error" ? "scalar" : type.kind,
    type,
    sourceName,
    value: garbage(type, zero),
    valid: false,
    parts: new Map(),
    elements: [],
    next: 0,
  };
  if (type.kind === "stack") {
    for (let index = 0; index < type.size; index += 1) cell.elements.push(newCell(types, type.element, zero));
  } else if (type.kind === "header" || type.kind === "struct" || type.kind === "union") {
    for (const field of must(types.get(type.name), type.name).fields) {
      cell.parts.set(field.name, newCell(types, field.type, zero, field.sourceName ?? field.name));
    }
  }
  return cell;
};

const copyCell = (to: Cell, from: Cell): void => {
  to.value = from.value;
  to.valid = from.valid;
  for (const [name, part] of from.parts) copyCell(must(to.parts.get(name), name), part);
};

const scramble = (cell: Cell): void => {
  cell.valid = false;
  for (const part of cell.parts.values()) part.value = garbage(part.type, false);
};

const matchesPattern = (pattern: Pattern, key: bigint, width: number, signed: boolean): boolean => {
  const number = (value: bigint): bigint => (signed ? BigInt.asIntN(width, value) : value);
  switch (pattern.kind) {
    case "any":
      return true;
    case "value":
      return key === pattern.value;
    case "mask":
      return (key & pattern.mask) === (pattern.value & pattern.mask);
    case "range":
      return number(pattern.low) <= number(key) && number(key) <= number(pattern.high);
    case "value-set":
      return false;
    default:
      return unreachable(pattern);
  }
};

const asBits = (value: Scalar): bigint => {
  if (typeof value !== "bigint") throw new CompilerBug(`bits expected, not ${value}`);
  return value;
};

/** Runs the parser over a packet. `inputs`: dotted names of in and inout parameters. Value sets are empty. */
export const evaluate = (
  program: Program,
  packet: Uint8Array,
  inputs: ReadonlyMap<string, bigint> = new Map(),
): Observation => {
  const types = typeTable(program);
  const variables = new Map<string, Cell>();
  for (const { name, type, direction } of program.parameters) {
    variables.set(name, newCell(types, type, direction !== "out"));
  }
  for (const { name, type } of program.locals) variables.set(name, newCell(types, type, false));
  const fill = (cell: Cell, name: string): void => {
    const given = inputs.get(name);
    if (given !== undefined && cell.type.kind === "bool") cell.value = given !== 0n;
    else if (given !== undefined && cell.type.kind === "bits")
      cell.value = BigInt.asUintN(cell.type.width, given);
    if (cell.kind === "struct")
      for (const part of cell.parts.values()) fill(part, `${name}.${part.sourceName}`);
  };
  for (const { name, direction } of program.parameters) {
    if (direction !== "out") fill(must(variables.get(name), name), name);
  }

  const end = packet.length * 8;
  let cursor = 0;
  const demand = (width: number): void => {
    if (cursor + width > end) throw new Reject("PacketTooShort");
  };
  const bitsAt = (at: number, width: number): bigint => {
    let value = 0n;
    for (let bit = at; bit < at + width; bit += 1) {
      value = (value << 1n) | BigInt(((packet[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    }
    return value;
  };
  const fromBits = (type: Type, value: bigint): Scalar => (type.kind === "bool" ? value !== 0n : value);

  const cellAt = (place: Place): Cell => {
    let cell = must(variables.get(place.root), place.root);
    for (const step of place.path) {
      if (step.kind === "field") cell = must(cell.parts.get(step.name), step.name);
      else {
        const index =
          step.kind === "index"
            ? Number(asBits(value(step.index)))
            : cell.next - (step.kind === "last" ? 1 : 0);
        cell = must(cell.elements[index], `element ${index}`);
      }
    }
    return cell;
  };
  const parentAt = (place: Place): Cell | undefined =>
    place.path.length === 0
      ? undefined
      : cellAt({ root: place.root, path: place.path.slice(0, -1), type: place.type });

  const value = (expression: Expression): Scalar => {
    switch (expression.kind) {
      case "bits":
      case "bool":
        return expression.value;
      case "error":
        return expression.name;
      case "read": {
        const cell = cellAt(expression.place);
        if (typeof cell.value === "object") throw new CompilerBug("read of a varbit");
        return cell.value;
      }
      case "is-valid": {
        const cell = cellAt(expression.place);
        return cell.kind === "header" ? cell.valid : [...cell.parts.values()].some(({ valid }) => valid);
      }
      case "next-index":
        return BigInt(cellAt(expression.stack).next);
      case "packet-length":
        return BigInt(packet.length);
      case "unary": {
        const operand = value(expression.operand);
        if (expression.operator === "not") return operand === false;
        const { type } = expression;
        if (type.kind !== "bits") throw new CompilerBug("bits expected");
        return BigInt.asUintN(
          type.width,
          expression.operator === "negate" ? -asBits(operand) : ~asBits(operand),
        );
      }
      case "binary": {
        const { operator } = expression;
        const left = value(expression.left);
        if (operator === "logical-and") return left === true && value(expression.right);
        if (operator === "logical-or") return left === true || value(expression.right);
        const right = value(expression.right);
        return arithmetic(operator, left, right, expression.left.type, expression.right.type);
      }
      case "slice":
        return BigInt.asUintN(
          expression.high - expression.low + 1,
          asBits(value(expression.operand)) >> BigInt(expression.low),
        );
      case "cast": {
        const operand = value(expression.operand);
        const { type } = expression;
        if (type.kind === "bool") return operand === 1n;
        if (type.kind !== "bits") throw new CompilerBug("bits expected");
        if (typeof operand === "boolean") return operand ? 1n : 0n;
        const from = expression.operand.type;
        const number =
          from.kind === "bits" && from.signed ? BigInt.asIntN(from.width, asBits(operand)) : asBits(operand);
        return BigInt.asUintN(type.width, number);
      }
      case "mux":
        return value(value(expression.condition) === true ? expression.then : expression.otherwise);
      default:
        return unreachable(expression);
    }
  };

  const arithmetic = (
    operator: ArithmeticOperator,
    left: Scalar,
    right: Scalar,
    a: Type,
    b: Type,
  ): Scalar => {
    if (a.kind !== "bits" || b.kind !== "bits") {
      if (operator === "eq") return left === right;
      if (operator === "ne") return left !== right;
      throw new CompilerBug(`${operator} of ${a.kind}`);
    }
    const result = compute(operator, asBits(left), asBits(right), a, b.width);
    if (result === undefined) throw new CompilerBug("division by zero");
    return result;
  };

  const becomeValid = (place: Place, cell: Cell): void => {
    const parent = parentAt(place);
    if (parent?.kind === "union") for (const part of parent.parts.values()) if (part !== cell) scramble(part);
    cell.valid = true;
  };

  const extract = (place: Place, varbits: number | undefined): void => {
    const steps = stepsToStack(place);
    const stack = steps === undefined ? undefined : cellAt({ ...place, path: place.path.slice(0, steps) });
    if (stack !== undefined && stack.next >= stack.elements.length) throw new Reject("StackOutOfBounds");
    const cell = cellAt(place);
    if (varbits !== undefined && varbits % 8 !== 0) throw new Reject("ParserInvalidArgument");
    let width = varbits ?? 0;
    let maximum = 0;
    for (const { type } of cell.parts.values()) {
      if (type.kind === "bits") width += type.width;
      if (type.kind === "bool") width += 1;
      if (type.kind === "varbit") maximum = type.maxWidth;
    }
    demand(width);
    if (varbits !== undefined && varbits > maximum) throw new Reject("HeaderTooShort");
    for (const part of cell.parts.values()) {
      const size =
        part.type.kind === "bits" ? part.type.width : part.type.kind === "bool" ? 1 : (varbits ?? 0);
      const read = bitsAt(cursor, size);
      part.value = part.type.kind === "varbit" ? { length: size, value: read } : fromBits(part.type, read);
      cursor += size;
    }
    becomeValid(place, cell);
    if (stack !== undefined) stack.next += 1;
  };

  const shift = (stack: Cell, by: number): void => {
    const size = stack.elements.length;
    const old = stack.elements;
    stack.elements = old.map((_, index) => {
      const from = old[index - by];
      const fresh = newCell(types, must(old[0], "element").type, false);
      if (from === undefined) return fresh;
      copyCell(fresh, from);
      return fresh;
    });
    stack.next = Math.min(size, Math.max(0, stack.next + by));
  };

  const run = (operation: Operation): void => {
    switch (operation.kind) {
      case "extract":
        extract(operation.header, undefined);
        return;
      case "extract-varbit":
        extract(operation.header, Number(asBits(value(operation.bits))));
        return;
      case "lookahead":
        demand(operation.width);
        for (const { target, offset, width } of operation.loads) {
          cellAt(target).value = fromBits(target.type, bitsAt(cursor + offset, width));
        }
        return;
      case "advance": {
        const amount = Number(asBits(value(operation.bits)));
        if (operation.bits.kind !== "bits" && amount % 8 !== 0) throw new Reject("ParserInvalidArgument");
        demand(amount);
        cursor += amount;
        return;
      }
      case "assign": {
        const cell = cellAt(operation.target);
        const assigned = value(operation.value);
        if (operation.slice === undefined) cell.value = assigned;
        else {
          const { high, low } = operation.slice;
          const hole = ones(high - low + 1) << BigInt(low);
          if (typeof cell.value !== "bigint") throw new CompilerBug("a slice of no bits");
          cell.value = (cell.value & ~hole) | (asBits(assigned) << BigInt(low));
        }
        return;
      }
      case "copy-header":
        copyCell(cellAt(operation.target), cellAt(operation.source));
        return;
      case "set-validity": {
        const cell = cellAt(operation.header);
        if (operation.valid) becomeValid(operation.header, cell);
        else scramble(cell);
        return;
      }
      case "push":
      case "pop":
        shift(cellAt(operation.stack), operation.kind === "push" ? operation.count : -operation.count);
        return;
      case "verify":
        if (value(operation.condition) !== true) throw new Reject(operation.error);
        return;
      case "if":
        for (const inner of value(operation.condition) === true ? operation.then : operation.otherwise)
          run(inner);
        return;
      default:
        unreachable(operation);
    }
  };

  const parse = (): void => {
    const states = new Map(program.states.map((state) => [state.name, state]));
    const visits = new Map<string, number>();
    for (const operation of program.init) run(operation);
    let state = program.states[0];
    for (let steps = 0; state !== undefined; steps += 1) {
      if (steps > 5_000_000) throw new CompilerBug("no end");
      const count = (visits.get(state.name) ?? 0) + 1;
      visits.set(state.name, count);
      if (state.maxVisits !== undefined && count > state.maxVisits) throw new Reject("ParserTimeout");
      for (const operation of state.operations) run(operation);
      const { transition } = state;
      let next = transition.kind === "goto" ? transition.next : transition.otherwise;
      if (transition.kind === "select") {
        const keys = transition.keys.map((key) => ({ type: key.type, bits: asBits(value(key)) }));
        const row = transition.rows.find(({ patterns }) =>
          patterns.every((pattern, index) => {
            const key = keys[index];
            return (
              key?.type.kind === "bits" && matchesPattern(pattern, key.bits, key.type.width, key.type.signed)
            );
          }),
        );
        next = row?.next ?? transition.otherwise;
      }
      if (next.kind === "accept") return;
      if (next.kind === "reject") throw new Reject(next.error);
      state = states.get(next.name);
    }
  };

  try {
    parse();
  } catch (failure) {
    if (failure instanceof Reject) return { verdict: "reject", error: failure.error };
    throw failure;
  }
  const headers = new Map<string, HeaderObservation>();
  const parameters = new Map<string, FieldValue>();
  const observeScalar = ({ value: held }: Cell): FieldValue =>
    typeof held === "boolean" ? (held ? 1n : 0n) : held;
  const observe = (cell: Cell, name: string): void => {
    switch (cell.kind) {
      case "scalar":
      case "varbit":
        parameters.set(name, observeScalar(cell));
        return;
      case "header":
        headers.set(
          name,
          cell.valid
            ? {
                kind: "valid",
                fields: new Map(
                  [...cell.parts.values()].map((part) => [part.sourceName, observeScalar(part)]),
                ),
              }
            : { kind: "invalid" },
        );
        return;
      case "stack":
        headers.set(name, { kind: "stack", next: cell.next });
        cell.elements.forEach((element, index) => {
          observe(element, `${name}[${index}]`);
        });
        return;
      default:
        for (const part of cell.parts.values()) observe(part, `${name}.${part.sourceName}`);
    }
  };
  for (const { name, direction } of program.parameters) {
    if (direction !== "in") observe(must(variables.get(name), name), name);
  }
  return { verdict: "accept", error: "NoError", consumed: cursor, headers, parameters };
};
