/** Operations of raw IR to operations of the IR: each read and write guarded by what is known where it stands. */
import { unreachable } from "../diagnostics/bug.ts";
import { bool, fieldOf, isValid, not, zeroOf } from "../ir/build.ts";
import { extendsStack } from "../ir/extend.ts";
import type { Expression, Operation, Place, TypeDeclaration } from "../ir/ir.ts";
import { isScalar } from "../ir/types.ts";
import { mapPlace } from "../ir/walk.ts";
import { assignBits } from "./bit-set.ts";
import {
  copyFacts,
  extractNext,
  type Facts,
  isEmptyStack,
  joinFacts,
  MAY_BE_INVALID,
  MAY_BE_VALID,
  setValidityAt,
  shiftStack,
  validityAt,
  writeAt,
} from "./facts.ts";
import { type Findings, guardExpression, headerAround, refineFacts } from "./guard-expressions.ts";
import type { Leaves } from "./leaves.ts";

export interface GuardContext {
  readonly leaves: Leaves;
  readonly types: ReadonlyMap<string, TypeDeclaration>;
  /** Assignments that only say "not initialised". */
  readonly zeros: ReadonlySet<Operation>;
  /** Whether a header's varbit may hold bytes, be it valid or not. */
  mayBeFilled(header: Place): boolean;
  findingsAt(operation: { readonly origin: Operation["origin"] }): Findings;
}

/** What the operations become; `fails` names the error where control never comes out at their end. */
export interface Guarded {
  readonly operations: readonly Operation[];
  readonly fails?: string;
}

type Of<K extends Operation["kind"]> = Extract<Operation, { readonly kind: K }>;

/** The zeros of a header that has just become valid. */
const zeroFields = (
  context: GuardContext,
  header: Place,
  origin: Operation["origin"],
): readonly Operation[] =>
  header.type.kind !== "header"
    ? []
    : (context.types.get(header.type.name)?.fields ?? []).flatMap((field): readonly Operation[] =>
        isScalar(field.type)
          ? [
              {
                kind: "assign",
                target: fieldOf(header, field.name, field.type),
                value: zeroOf(field.type),
                origin,
              },
            ]
          : [],
      );

const hasVarbit = ({ types }: GuardContext, { type }: Place): boolean =>
  type.kind === "header" &&
  (types.get(type.name)?.fields ?? []).some((field) => field.type.kind === "varbit");

const guardSetValidity = (
  context: GuardContext,
  facts: Facts,
  operation: Of<"set-validity">,
  findings: Findings,
): readonly Operation[] => {
  const { header, valid, origin } = operation;
  const before = validityAt(context.leaves, facts, header);
  setValidityAt(context.leaves, facts, header, valid ? MAY_BE_VALID : MAY_BE_INVALID);
  if (!valid) return before === MAY_BE_INVALID ? [] : [operation];
  if (before === MAY_BE_VALID) return [];
  if (hasVarbit(context, header) && context.mayBeFilled(header)) findings.varbitMadeValid(header);
  const made = [operation, ...zeroFields(context, header, origin)];
  if (before === MAY_BE_INVALID) return made;
  return [{ kind: "if", condition: not(isValid(header)), then: made, otherwise: [], origin }];
};

const guardAssign = (
  context: GuardContext,
  facts: Facts,
  operation: Of<"assign">,
  source: Operation,
  findings: Findings,
): readonly Operation[] => {
  const { leaves } = context;
  const header = headerAround(leaves, facts, operation.target);
  if (header === undefined) {
    writeAt(leaves, facts, operation.target, context.zeros.has(source));
    return [operation];
  }
  const validity = validityAt(leaves, facts, header);
  if (validity === MAY_BE_VALID) return [operation];
  findings.invalid(header, validity === MAY_BE_INVALID);
  if (validity === MAY_BE_INVALID) return [];
  const { origin } = operation;
  return [{ kind: "if", condition: isValid(header), then: [operation], otherwise: [], origin }];
};

/** An amount that was computed and came out constant still has to be whole bytes. */
const isPartialByte = (before: Expression, after: Expression): boolean =>
  before.kind !== "bits" && after.kind === "bits" && after.value % 8n !== 0n;

/** Guards operations in order; the facts become those behind the last one. */
export const guardOperations = (
  context: GuardContext,
  facts: Facts,
  operations: readonly Operation[],
): Guarded => {
  const out: Operation[] = [];
  for (const operation of operations) {
    const { fails } = guardOperation(context, facts, operation, out);
    if (fails !== undefined) return { operations: out, fails };
  }
  return { operations: out };
};

const reject = (out: Operation[], error: string, origin: Operation["origin"]): { readonly fails: string } => {
  out.push({ kind: "verify", condition: bool(false), error, origin });
  return { fails: error };
};

const guardOperation = (
  context: GuardContext,
  facts: Facts,
  operation: Operation,
  out: Operation[],
): { readonly fails?: string } => {
  const { leaves } = context;
  const { origin } = operation;
  const findings = context.findingsAt(operation);
  const value = (expression: Expression): Expression => guardExpression(leaves, facts, expression, findings);
  const place = (raw: Place): Place => mapPlace(raw, value);
  switch (operation.kind) {
    case "extract":
    case "extract-varbit": {
      const header = place(operation.header);
      const guarded =
        operation.kind === "extract"
          ? { ...operation, header }
          : { ...operation, header, bits: value(operation.bits) };
      if (!extendsStack(header)) setValidityAt(leaves, facts, header, MAY_BE_VALID);
      else if (!extractNext(leaves, facts, header)) return reject(out, "StackOutOfBounds", origin);
      out.push(guarded);
      return {};
    }
    case "lookahead": {
      const loads = operation.loads.map((load) => ({ ...load, target: place(load.target) }));
      for (const { target } of loads) writeAt(leaves, facts, target, false);
      out.push({ ...operation, loads });
      return {};
    }
    case "advance": {
      const amount = value(operation.bits);
      if (isPartialByte(operation.bits, amount)) return reject(out, "ParserInvalidArgument", origin);
      if (amount.kind !== "bits" || amount.value > 0n) out.push({ ...operation, bits: amount });
      return {};
    }
    case "assign": {
      const target = place(operation.target);
      const guarded = { ...operation, target, value: value(operation.value) };
      out.push(...guardAssign(context, facts, guarded, operation, findings));
      return {};
    }
    case "copy-header": {
      const [target, source] = [place(operation.target), place(operation.source)];
      const validity = validityAt(leaves, facts, source);
      setValidityAt(leaves, facts, target, validity);
      out.push({ ...operation, target, source });
      return {};
    }
    case "set-validity":
      out.push(
        ...guardSetValidity(context, facts, { ...operation, header: place(operation.header) }, findings),
      );
      return {};
    case "push":
    case "pop": {
      const redundant = operation.kind === "pop" && isEmptyStack(leaves, facts, operation.stack);
      shiftStack(
        leaves,
        facts,
        operation.stack,
        operation.kind === "push" ? operation.count : -operation.count,
      );
      if (!redundant) out.push(operation);
      return {};
    }
    case "verify": {
      const condition = value(operation.condition);
      if (!refineFacts(leaves, facts, condition, true)) return reject(out, operation.error, origin);
      if (condition.kind !== "bool") out.push({ ...operation, condition });
      return {};
    }
    case "if":
      return guardIf(context, facts, operation, value(operation.condition), out);
    default:
      return unreachable(operation);
  }
};

const guardIf = (
  context: GuardContext,
  facts: Facts,
  operation: Of<"if">,
  condition: Expression,
  out: Operation[],
): { readonly fails?: string } => {
  const { leaves } = context;
  const other = copyFacts(facts);
  const thenRuns = refineFacts(leaves, facts, condition, true);
  const otherRuns = refineFacts(leaves, other, condition, false);
  const nothing: Guarded = { operations: [] };
  const then = thenRuns ? guardOperations(context, facts, operation.then) : nothing;
  const otherwise = otherRuns ? guardOperations(context, other, operation.otherwise) : nothing;
  const thenEnds = thenRuns && then.fails === undefined;
  const otherEnds = otherRuns && otherwise.fails === undefined;
  if (thenEnds && otherEnds) joinFacts(facts, other, false, leaves);
  else if (otherEnds) replaceFacts(facts, other);

  if (!thenRuns || !otherRuns) {
    const branch = thenRuns ? then : otherwise;
    out.push(...branch.operations);
    return branch.fails === undefined ? {} : { fails: branch.fails };
  }
  if (then.operations.length > 0 || otherwise.operations.length > 0) {
    const flip = then.operations.length === 0;
    out.push({
      ...operation,
      condition: flip ? not(condition) : condition,
      then: flip ? otherwise.operations : then.operations,
      otherwise: flip ? [] : otherwise.operations,
    });
  }
  const fails = then.fails !== undefined && otherwise.fails !== undefined ? then.fails : undefined;
  return fails === undefined ? {} : { fails };
};

const replaceFacts = (facts: Facts, by: Facts): void => {
  assignBits(facts.validity, by.validity);
  assignBits(facts.written, by.written);
  facts.low.set(by.low);
  facts.high.set(by.high);
  facts.filled.set(by.filled);
};
