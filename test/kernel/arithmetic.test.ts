import { describe, expect, it } from "vitest";
import type { BinaryOperator, Expression, Operation, Program } from "../../src/ir/ir.ts";
import {
  accept,
  assign,
  binary,
  bits,
  cast,
  declare,
  extract,
  go,
  headerType,
  mux,
  program,
  read,
  slice,
  state,
  unary,
  value,
} from "../ebpf/build-ir.ts";
import { bench, load } from "./bench.ts";

/** What an expression is worth, computed with integers of any size, and not as the backend does it. */
const evaluate = (expression: Expression, variables: ReadonlyMap<string, bigint>): bigint => {
  const { type } = expression;
  const width = type.kind === "bits" ? type.width : 1;
  const wrap = (number: bigint): bigint => BigInt.asUintN(width, number);
  switch (expression.kind) {
    case "bits":
      return expression.value;
    case "read": {
      const name = expression.place.path.map((step) => (step.kind === "field" ? step.name : "")).join(".");
      return variables.get(name) ?? 0n;
    }
    case "unary": {
      const operand = evaluate(expression.operand, variables);
      return expression.operator === "not"
        ? 1n - operand
        : wrap(expression.operator === "negate" ? -operand : ~operand);
    }
    case "slice":
      return wrap(evaluate(expression.operand, variables) >> BigInt(expression.low));
    case "cast":
      return wrap(numberOf(expression.operand, variables));
    case "mux":
      return evaluate(
        evaluate(expression.condition, variables) === 1n ? expression.then : expression.otherwise,
        variables,
      );
    case "binary":
      return evaluateBinary(expression, variables, wrap);
    default:
      throw new Error(expression.kind);
  }
};

const numberOf = (expression: Expression, variables: ReadonlyMap<string, bigint>): bigint => {
  const pattern = evaluate(expression, variables);
  const { type } = expression;
  return type.kind === "bits" && type.signed ? BigInt.asIntN(type.width, pattern) : pattern;
};

const clamp = (number: bigint, { type }: Expression): bigint => {
  const width = type.kind === "bits" ? BigInt(type.width) : 1n;
  const signed = type.kind === "bits" && type.signed;
  const low = signed ? -(1n << (width - 1n)) : 0n;
  const high = signed ? (1n << (width - 1n)) - 1n : (1n << width) - 1n;
  return number < low ? low : number > high ? high : number;
};

const evaluateBinary = (
  expression: Expression & { readonly kind: "binary" },
  variables: ReadonlyMap<string, bigint>,
  wrap: (number: bigint) => bigint,
): bigint => {
  const a = numberOf(expression.left, variables);
  const b = numberOf(expression.right, variables);
  const truth = (yes: boolean): bigint => (yes ? 1n : 0n);
  switch (expression.operator) {
    case "add":
      return wrap(a + b);
    case "sub":
      return wrap(a - b);
    case "mul":
      return wrap(a * b);
    case "add-sat":
      return wrap(clamp(a + b, expression));
    case "sub-sat":
      return wrap(clamp(a - b, expression));
    case "div":
      return wrap(a / b);
    case "mod":
      return wrap(a % b);
    case "and":
      return wrap(a & b);
    case "or":
      return wrap(a | b);
    case "xor":
      return wrap(a ^ b);
    case "shl":
      return b > 4096n ? 0n : wrap(a << b);
    case "shr":
      return wrap(a >> (b > 4096n ? 4096n : b));
    case "concat": {
      const { type } = expression.right;
      const width = type.kind === "bits" ? type.width : 0;
      return (evaluate(expression.left, variables) << BigInt(width)) | evaluate(expression.right, variables);
    }
    case "eq":
      return truth(a === b);
    case "ne":
      return truth(a !== b);
    case "lt":
      return truth(a < b);
    case "le":
      return truth(a <= b);
    case "gt":
      return truth(a > b);
    case "ge":
      return truth(a >= b);
    case "logical-and":
      return a & b;
    case "logical-or":
      return a | b;
  }
};

/** Expressions over a and b (of `width` bits) and the 8-bit n. */
const expressionsFor = (width: number, signed: boolean): readonly Expression[] => {
  const type = bits(width, signed);
  const a = read("hdr.h.a", type);
  const b = read("hdr.h.b", type);
  const n = read("hdr.h.n", 8);
  const unsignedA = cast(a, width);
  const both: readonly BinaryOperator[] = [
    "add",
    "sub",
    "and",
    "or",
    "xor",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "mul",
    "add-sat",
    "sub-sat",
  ];
  const divisors = [1n, 10n, 0xffff_fffbn].filter((divisor) => divisor < 1n << BigInt(width));
  const middle = Math.floor(width / 2);
  const concatenated = binary("concat", cast(a, width), cast(b, width));
  return [
    ...both.map((operator) => binary(operator, a, b)),
    ...(["shl", "shr"] as const).flatMap((operator) => [
      binary(operator, a, n),
      binary(operator, a, value(BigInt(middle), 8)),
      binary(operator, a, value(BigInt(width - 1), 16)),
      binary(operator, a, value(BigInt(width), 16)),
      binary(operator, a, cast(b, width)),
    ]),
    ...divisors.flatMap((divisor) => [
      binary("div", unsignedA, value(divisor, width)),
      binary("mod", unsignedA, value(divisor, width)),
    ]),
    unary("negate", a),
    unary("complement", a),
    slice(a, width - 1, middle),
    slice(a, middle, 0),
    slice(concatenated, width + middle, middle),
    concatenated,
    ...[1, 7, 33, 64, 65, 130].flatMap((to) => [
      cast(a, bits(to, signed)),
      cast(cast(a, bits(to, signed)), width),
    ]),
    mux(binary("lt", a, b), binary("add", a, b), unary("complement", b)),
    binary("eq", binary("add", a, b), binary("sub", b, unary("negate", a))),
  ];
};

const widthOf = ({ type }: Expression): number => (type.kind === "bits" ? type.width : 1);

const programFor = (expressions: readonly Expression[], width: number, signed: boolean): Program => {
  const pad = (8 - ((2 * width) % 8)) % 8;
  return program({
    name: "arithmetic",
    types: [
      declare("header", "h_t", {
        a: bits(width, signed),
        b: bits(width, signed),
        n: 8,
        ...(pad > 0 ? { pad } : {}),
      }),
      declare("struct", "headers_t", { h: headerType("h_t") }),
      declare(
        "struct",
        "metadata_t",
        Object.fromEntries(expressions.map(({ type }, index) => [`r${index}`, type])),
      ),
    ],
    states: [
      state(
        "start",
        [
          extract("hdr.h", "h_t"),
          ...expressions.map((expression, index): Operation => assign(`meta.r${index}`, expression)),
        ],
        go(accept),
      ),
    ],
  });
};

const interesting = (width: number): readonly bigint[] => {
  const top = 1n << BigInt(width);
  const pattern = BigInt(`0x${"9e3779b97f4a7c15f39cc0605cedc834".repeat(2)}`) % top;
  return [
    ...new Set([0n, 1n % top, top - 1n, top / 2n, (top / 2n + top - 1n) % top, pattern, top - 1n - pattern]),
  ];
};

const packetOf = (a: bigint, b: bigint, n: bigint, width: number): Buffer => {
  const total = 2 * width + 8;
  const padded = Math.ceil(total / 8) * 8;
  const packed = ((((a << BigInt(width)) | b) << 8n) | n) << BigInt(padded - total);
  const bytes = Buffer.from(packed.toString(16).padStart(padded / 4, "0"), "hex");
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, 14 - bytes.length))]);
};

const cases = [1, 3, 8, 13, 16, 31, 32, 33, 48, 63, 64, 65, 96, 100, 128, 130, 192].flatMap((width) => [
  { width, signed: false },
  { width, signed: true },
]);

describe.skipIf(bench === undefined)("arithmetic in the kernel", () => {
  it.each(cases)("of $width bits, signed: $signed", ({ width, signed }) => {
    const expressions = expressionsFor(width, signed);
    const loaded = load(programFor(expressions, width, signed));
    try {
      for (const a of interesting(width))
        for (const b of interesting(width))
          for (const n of [0n, 1n, BigInt(width - 1), BigInt(width), 200n]) {
            const observation = loaded.observe("xdp", packetOf(a, b, n, width));
            if (observation.verdict !== "accept") throw new Error(observation.error);
            const variables = new Map([
              ["h.a", a],
              ["h.b", b],
              ["h.n", n],
            ]);
            expressions.forEach((expression, index) => {
              const found = observation.parameters.get(`meta.r${index}`);
              const wanted = evaluate(expression, variables);
              const operator = expression.kind === "binary" ? expression.operator : expression.kind;
              const what = `r${index} (${operator}, ${widthOf(expression)} bits) of ${a}, ${b}, ${n}`;
              if (found !== wanted) expect(found, what).toBe(wanted);
            });
          }
    } finally {
      loaded.close();
    }
  });
});
