/** Writes operations that the target lacks, or does its own way, in others. */
import { bits, castTo, compare, isValid, not, or, read } from "../../../src/ir/build.ts";
import type { Expression, Operation, Place, Program, Type } from "../../../src/ir/ir.ts";
import { spellPlace } from "../../../src/ir/spell.ts";
import { bitsType, isScalar } from "../../../src/ir/types.ts";
import { trailingZeros } from "./arithmetic.ts";
import { type Variables, variablesOf } from "./indices.ts";
import { rewriteAllLists } from "./transform.ts";
import { unionOf } from "./unions.ts";
import { upperBound } from "./upper-bound.ts";

type Of<K extends Operation["kind"]> = Extract<Operation, { readonly kind: K }>;

/** Sizes in bits below this the behavioral model reads as they are. */
const MODEL_SIZES = 1n << 31n;

const same = (a: Expression, b: Expression): boolean => JSON.stringify(plain(a)) === JSON.stringify(plain(b));

const plain = (value: unknown): unknown =>
  typeof value === "bigint"
    ? `${value}n`
    : Array.isArray(value)
      ? value.map(plain)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
        : value;

/**
 * The specification lets a cursor stand anywhere, the behavioral model only on bytes, with ParserInvalidArgument.
 * The test in front says for both what this compiler means: that a computed amount is whole bytes. A constant one may
 * be any, where the target takes it at all.
 */
const guardAdvance = (operation: Of<"advance">, previous: Operation | undefined): readonly Operation[] => {
  const { bits: amount, origin } = operation;
  if (amount.kind === "bits" || trailingZeros(amount) >= 3) return [operation];
  const condition = compare(
    "eq",
    { kind: "slice", operand: amount, high: 2, low: 0, type: bitsType(3) },
    bits(0, 3),
  );
  if (previous?.kind === "verify" && same(previous.condition, condition)) return [operation];
  return [{ kind: "verify", condition, error: "ParserInvalidArgument", origin }, operation];
};

/**
 * A varbit's size as the specification has it: whole bytes are asked for first, then the packet's length. The
 * behavioral model takes one of 2^31 bits and more for no whole bytes; no packet is that long, so the test in front
 * says it.
 */
const guardVarbit = (
  operation: Of<"extract-varbit">,
  previous: Operation | undefined,
): readonly Operation[] => {
  const { bits: size, origin } = operation;
  if (size.type.kind !== "bits" || upperBound(size) < MODEL_SIZES) return [operation];
  const { width } = size.type;
  const low: Expression = { kind: "slice", operand: size, high: 2, low: 0, type: bitsType(3) };
  const condition = or(compare("lt", size, bits(MODEL_SIZES, width)), compare("ne", low, bits(0, 3)));
  if (previous?.kind === "verify" && same(previous.condition, condition)) return [operation];
  return [{ kind: "verify", condition, error: "PacketTooShort", origin }, operation];
};

/** `x[h:l] = v` where x is signed: the whole of x from its parts. */
const assignSlice = (operation: Of<"assign">): Operation => {
  const { target, slice, value } = operation;
  if (slice === undefined || target.type.kind !== "bits" || !target.type.signed) return operation;
  const { width } = target.type;
  const old = castTo(read(target), bitsType(width));
  const part = (high: number, low: number): readonly Expression[] =>
    high < low ? [] : [{ kind: "slice", operand: old, high, low, type: bitsType(high - low + 1) }];
  const parts = [...part(width - 1, slice.high + 1), value, ...part(slice.low - 1, 0)];
  const whole = parts.reduce((left, right) => ({
    kind: "binary",
    operator: "concat",
    left,
    right,
    type: bitsType(widthOf(left.type) + widthOf(right.type)),
  }));
  return { kind: "assign", target, value: castTo(whole, target.type), origin: operation.origin };
};

const widthOf = (type: Type): number => (type.kind === "bits" ? type.width : 1);

/**
 * Into a member of a union a header is copied field by field: setValid is what makes the siblings invalid
 * everywhere, an assignment does not.
 */
const copyIntoUnion = (operation: Of<"copy-header">, variables: Variables): readonly Operation[] => {
  const { target, source, origin } = operation;
  if (unionOf(target, variables) === undefined || target.type.kind !== "header") return [operation];
  const fields = variables.types.get(target.type.name)?.fields ?? [];
  const at = (place: Place, name: string, type: Type): Place => ({
    root: place.root,
    path: [...place.path, { kind: "field", name }],
    type,
  });
  return [
    {
      kind: "if",
      condition: isValid(source),
      then: [
        { kind: "set-validity", header: target, valid: true, origin },
        ...fields.flatMap(({ name, type }): readonly Operation[] =>
          isScalar(type)
            ? [
                {
                  kind: "assign",
                  target: at(target, name, type),
                  value: read(at(source, name, type)),
                  origin,
                },
              ]
            : [],
        ),
      ],
      otherwise: invalidate(target, origin),
      origin,
    },
  ];
};

/** One member alone: only if it is the valid one, since by the specification setInvalid ends its siblings too. */
const invalidate = (header: Place, origin: Operation["origin"]): readonly Operation[] => [
  {
    kind: "if",
    condition: isValid(header),
    then: [{ kind: "set-validity", header, valid: false, origin }],
    otherwise: [],
    origin,
  },
];

/** The members of each union in the order of their declaration, whatever was written: all become invalid. */
const inOrder = (run: readonly Of<"set-validity">[], variables: Variables): readonly Of<"set-validity">[] => {
  const bySpelling = new Map(run.map((operation) => [spellPlace(operation.header), operation]));
  return [...bySpelling].flatMap(([spelling, operation]) => {
    if (!bySpelling.has(spelling)) return [];
    const members = unionOf(operation.header, variables)?.members ?? [operation.header];
    return members.flatMap((member) => {
      const one = bySpelling.get(spellPlace(member));
      bySpelling.delete(spellPlace(member));
      return one === undefined ? [] : [one];
    });
  });
};

/**
 * A run of setInvalid: each place once. On a union's members it needs no test where all of them are in the run,
 * or where it is tested already.
 */
const invalidateRun = (
  run: readonly Of<"set-validity">[],
  variables: Variables,
  tested: string | undefined,
): readonly Operation[] => {
  const once = inOrder(run, variables);
  const spelled = new Set(once.map(({ header }) => spellPlace(header)));
  return once.flatMap((operation) => {
    const union = unionOf(operation.header, variables);
    const complete = union?.members.every((member) => spelled.has(spellPlace(member))) ?? true;
    return complete || tested === spellPlace(operation.header)
      ? [operation]
      : invalidate(operation.header, operation.origin);
  });
};

const rewriteList = (
  operations: readonly Operation[],
  variables: Variables,
  tested?: string,
): readonly Operation[] => {
  const result: Operation[] = [];
  for (let index = 0; index < operations.length; index++) {
    const operation = operations[index];
    if (operation === undefined) break;
    switch (operation.kind) {
      case "advance":
        result.push(...guardAdvance(operation, operations[index - 1]));
        break;
      case "extract-varbit":
        result.push(...guardVarbit(operation, operations[index - 1]));
        break;
      case "assign":
        result.push(assignSlice(operation));
        break;
      case "copy-header":
        result.push(...copyIntoUnion(operation, variables));
        break;
      case "set-validity": {
        const run = takeRun(operations, index);
        if (run.length === 0) result.push(operation);
        else {
          result.push(...invalidateRun(run, variables, tested));
          index += run.length - 1;
        }
        break;
      }
      case "if": {
        const { condition } = operation;
        const test = condition.kind === "is-valid" ? spellPlace(condition.place) : undefined;
        result.push({
          ...operation,
          then: rewriteList(operation.then, variables, test),
          otherwise: rewriteList(operation.otherwise, variables),
        });
        break;
      }
      default:
        result.push(operation);
    }
  }
  return result;
};

/** The setInvalids that follow one another from `start` on. */
const takeRun = (operations: readonly Operation[], start: number): readonly Of<"set-validity">[] => {
  const run: Of<"set-validity">[] = [];
  for (const operation of operations.slice(start)) {
    if (operation.kind !== "set-validity" || operation.valid) break;
    run.push(operation);
  }
  return run;
};

/** An `if` without a `then` part is turned round; one without any part goes. */
const tidyIfs = (operations: readonly Operation[]): readonly Operation[] =>
  operations.flatMap((operation): readonly Operation[] => {
    if (operation.kind !== "if" || operation.then.length > 0) return [operation];
    if (operation.otherwise.length === 0) return [];
    return [{ ...operation, condition: not(operation.condition), then: operation.otherwise, otherwise: [] }];
  });

export const rewriteOperations = (program: Program): Program => {
  const variables = variablesOf(program);
  const rewritten: Program = {
    ...program,
    init: rewriteList(program.init, variables),
    states: program.states.map((state) => ({
      ...state,
      operations: rewriteList(state.operations, variables),
    })),
  };
  return rewriteAllLists(rewritten, tidyIfs);
};
