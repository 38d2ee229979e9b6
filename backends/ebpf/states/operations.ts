/** The operations of a state as C statements. */
import { must, unreachable } from "../../../src/diagnostics/bug.ts";
import type { Expression, Operation } from "../../../src/ir/ir.ts";
import type { Reach } from "../packet/cursor.ts";
import {
  printAdvance,
  printExtract,
  printExtractVarbit,
  printLookahead,
  type Reader,
} from "../packet/extracts.ts";
import { type Block, indent, rarely } from "../text/block.ts";
import type { CStruct } from "../text/c-types.ts";
import { widthOf } from "../values/arithmetic.ts";
import { type Difference, holdsWhere, zeroWhen } from "../values/bounds.ts";
import { apart, casesOf, isOwn } from "../values/elements.ts";
import type { FreshHeader } from "../values/fresh-header.ts";
import {
  type Location,
  memberText,
  type OpenElement,
  siblingValidities,
  validityOf,
} from "../values/places.ts";
import type { StackIndices } from "../values/stack-indices.ts";
import { negated, printVerify } from "../values/verify.ts";
import { printAssignment } from "./stores.ts";

export interface Operations extends Reader {
  /** Puts what is rare out of the way, where code is laid out for what is likely. */
  readonly rarely:
    | ((lines: readonly string[]) => { readonly label: string; readonly back: string })
    | undefined;
  readonly fresh: FreshHeader;
  readonly reach: Reach;
  readonly indices: StackIndices;
}

type Named<K extends Operation["kind"]> = Extract<Operation, { readonly kind: K }>;

const printCopy = ({ target, source }: Named<"copy-header">, context: Operations, block: Block): void => {
  const to = context.expressions.places.locate(target, block);
  const from = context.expressions.places.readable(source, block);
  block.emit(`${to.text} = ${from.text};`);
  const siblings = siblingValidities(to);
  if (siblings.length === 0) return;
  block.emitIf(
    validityOf(to),
    siblings.map((sibling) => `${sibling} = 0;`),
  );
};

const printValidity = ({ header, valid }: Named<"set-validity">, context: Operations, block: Block): void => {
  const location = context.expressions.places.locate(header, block);
  block.emit(`${validityOf(location)} = ${valid ? 1 : 0};`);
  if (valid) for (const sibling of siblingValidities(location)) block.emit(`${sibling} = 0;`);
};

/** The lvalues of all validities within an element of a stack: one of a header, those of the members of a union. */
const elementValidities = (text: string, struct: CStruct): readonly string[] =>
  struct.valid !== undefined
    ? [`${text}.${struct.valid.name}`]
    : struct.members.map((member) =>
        must(
          member.type.kind === "struct" && member.type.valid !== undefined
            ? `${text}.${member.name}.${member.type.valid.name}`
            : undefined,
          "member of a union",
        ),
      );

const elementText = (stack: Location, index: number): string => `${memberText(stack, "element")}[${index}]`;

/** push_front: elements move up by count, the first become invalid, the next index grows up to the size. */
const printPush = (stack: Location, size: number, count: number, element: CStruct, block: Block): void => {
  for (let index = size - 1; index >= count; index -= 1)
    block.emit(`${elementText(stack, index)} = ${elementText(stack, index - count)};`);
  for (let index = 0; index < Math.min(count, size); index += 1)
    for (const valid of elementValidities(elementText(stack, index), element)) block.emit(`${valid} = 0;`);
  const next = memberText(stack, "next");
  block.emit(`${next} = ${next} < ${Math.max(size - count, 0)} ? ${next} + ${count} : ${size};`);
};

/** pop_front: elements move down by count, the last become invalid, the next index shrinks down to 0. */
const printPop = (stack: Location, size: number, count: number, element: CStruct, block: Block): void => {
  for (let index = 0; index + count < size; index += 1)
    block.emit(`${elementText(stack, index)} = ${elementText(stack, index + count)};`);
  for (let index = Math.max(size - count, 0); index < size; index += 1)
    for (const valid of elementValidities(elementText(stack, index), element)) block.emit(`${valid} = 0;`);
  const next = memberText(stack, "next");
  block.emit(`${next} = ${next} > ${count} ? ${next} - ${count} : 0;`);
};

const printShift = (operation: Named<"push" | "pop">, context: Operations, block: Block): void => {
  if (operation.count === 0) return;
  const stack = context.expressions.places.locateStack(operation.stack, block);
  const { count, element } = stack.type;
  if (operation.kind === "push") printPush(stack, count, operation.count, element, block);
  else printPop(stack, count, operation.count, element, block);
};

const printIf = (operation: Named<"if">, context: Operations, block: Block): void => {
  const condition = context.expressions.print(operation.condition, block);
  const { cursor, fresh, indices } = context;
  const fills = indices.current;
  const before = cursor.added;
  const { phase } = cursor;
  const header = fresh.current;
  const then = printOperations(operation.then, context, block);
  const afterThen = cursor.added;
  cursor.added = before;
  // Both ways come out in the same phase (phases.ts).
  cursor.phase = phase;
  fresh.current = header;
  indices.current = fills;
  const otherwise = printOperations(operation.otherwise, context, block);
  cursor.added = Math.max(afterThen, cursor.added);
  // printOperations forgets what either way changes.
  fresh.current = header;
  indices.current = fills;
  if (then.length === 0 && otherwise.length === 0) return;
  if (otherwise.length === 0) block.emitIf(condition.text, then);
  else if (then.length === 0) block.emitIf(negated(condition), otherwise);
  else
    block.emit(
      `if (${condition.text}) {`,
      ...then.map((line) => `\t${line}`),
      "} else {",
      ...otherwise.map((line) => `\t${line}`),
      "}",
    );
};

/** Where an operation writes to an element of a stack whose index is not known; undefined where it does not. */
const openTarget = (
  operation: Operation,
  { expressions }: Operations,
  block: Block,
): OpenTarget | undefined => {
  if (operation.kind === "set-validity") {
    const open = expressions.places.openElement(operation.header, block);
    return open && { open, at: (index) => ({ ...operation, header: open.at(index) }) };
  }
  if (operation.kind !== "assign" && operation.kind !== "copy-header") return undefined;
  const open = expressions.places.openElement(operation.target, block);
  return open && { open, at: (index) => ({ ...operation, target: open.at(index) }) };
};

interface OpenTarget {
  readonly open: OpenElement;
  /** The operation on the element of an index. */
  readonly at: (index: number) => Operation;
}

const printOperation = (operation: Operation, context: Operations, block: Block): void => {
  const target = openTarget(operation, context, block);
  if (target === undefined) {
    printPlainly(operation, context, block);
    return;
  }
  const linesOf = (made: Operation): readonly string[] => {
    const inner = block.inner();
    printPlainly(made, context, inner);
    return inner.lines;
  };
  const { stack, index } = target.open;
  block.emit(
    `if (${isOwn(stack.text)}) {`,
    `\tswitch (${index.text}) {`,
    ...indent(
      casesOf(stack.type.count, (element) => [
        ...linesOf(target.at(element)),
        apart(`&${stack.text}`, element),
        "break;",
      ]),
    ),
    "\t}",
    "} else {",
    ...indent(linesOf(operation)),
    "}",
  );
};

const printPlainly = (operation: Operation, context: Operations, block: Block): void => {
  switch (operation.kind) {
    case "extract":
      printExtract(operation, context, block);
      return;
    case "extract-varbit":
      printExtractVarbit(operation, context, block);
      return;
    case "lookahead":
      printLookahead(operation, context, block);
      return;
    case "advance":
      printAdvance(operation, context.reach.budget, context, block);
      return;
    case "assign":
      printAssignment(operation, context.expressions, block);
      return;
    case "copy-header":
      printCopy(operation, context, block);
      return;
    case "set-validity":
      printValidity(operation, context, block);
      return;
    case "push":
    case "pop":
      printShift(operation, context, block);
      return;
    case "verify":
      printVerify(operation.condition, context.rejectLabel(operation.error), context.expressions, block);
      return;
    case "if":
      printIf(operation, context, block);
      return;
    default:
      unreachable(operation);
  }
};

/** A variable step that is zero in a special case, and what is verified in front of it and holds in that case. */
interface OptionalStep {
  readonly when: Difference;
  readonly operations: readonly Operation[];
}

/** The optional step that starts with the operation at an index. */
const optionalStepAt = (
  operations: readonly Operation[],
  index: number,
  { expressions, passes }: Operations,
  outer: Block,
): OptionalStep | undefined => {
  const [first, second] = [operations[index], operations[index + 1]];
  if (first === undefined || !passes("zero-steps")) return undefined;
  if (first.kind === "advance") {
    const when = zeroWhen(first.bits);
    return when === undefined ? undefined : { when, operations: [first] };
  }
  if (first.kind !== "verify" || second?.kind !== "advance") return undefined;
  const when = zeroWhen(second.bits);
  const textOf = (expression: Expression): string => expressions.print(expression, outer.inner()).text;
  const isSame = (left: Expression, right: Expression): boolean => textOf(left) === textOf(right);
  if (when === undefined || !holdsWhere(first.condition, when, isSame)) return undefined;
  return { when, operations: [first, second] };
};

/** Most packets have no options: for them one comparison stands for the step and its checks. */
const printOptionalStep = (
  { when, operations }: OptionalStep,
  context: Operations,
  outer: Block,
): readonly string[] => {
  const { value, constant } = when;
  const differs: Expression = {
    kind: "binary",
    operator: "ne",
    left: value,
    right: {
      kind: "bits",
      value: constant,
      type: { kind: "bits", width: widthOf(value.type), signed: false },
    },
    type: { kind: "bool" },
  };
  const block = outer.inner();
  const condition = context.expressions.print(differs, block);
  const { cursor } = context;
  const before = cursor.added;
  const { repeats } = cursor;
  // Such packets are rare: a position made anew costs little, and the verifier need not follow each sum of steps.
  cursor.repeats = true;
  const lines = operations.flatMap((operation) => {
    const inner = outer.inner();
    printOperation(operation, context, inner);
    return inner.lines;
  });
  cursor.repeats = repeats;
  cursor.added = Math.max(before, cursor.added);
  const apart = context.rarely?.(lines);
  if (apart === undefined) block.emit(`if (${rarely(condition.text)}) {`, ...indent(lines), "}");
  else block.emitIf(rarely(condition.text), [`goto ${apart.label};`]);
  return apart === undefined ? block.lines : [...block.lines, `${apart.back}:;`];
};

/** Prints operations in order; each has its own temporaries. `outer` lends its names. */
export const printOperations = (
  operations: readonly Operation[],
  context: Operations,
  outer: Block,
): readonly string[] => {
  const lines: string[] = [];
  for (let index = 0; index < operations.length; index += 1) {
    const step = optionalStepAt(operations, index, context, outer);
    if (step !== undefined) {
      lines.push(...printOptionalStep(step, context, outer));
      index += step.operations.length - 1;
      continue;
    }
    const operation = must(operations[index], "operation");
    const block = outer.inner();
    printOperation(operation, context, block);
    if (operation.kind !== "extract") context.fresh.note(operation);
    context.indices.note(operation);
    lines.push(...block.lines);
  }
  return lines;
};
