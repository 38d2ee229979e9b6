/** The operations of a state as C statements. */
import { must, unreachable } from "../../src/diagnostics/bug.ts";
import type { Operation } from "../../src/ir/ir.ts";
import type { Block } from "./block.ts";
import { type Code, tight } from "./c-code.ts";
import type { CStruct } from "./c-types.ts";
import type { Reach } from "./cursor.ts";
import { printAdvance, printExtract, printExtractVarbit, printLookahead, type Reader } from "./extracts.ts";
import { type Location, memberText, siblingValidities, validityOf } from "./places.ts";
import { printAssignment } from "./stores.ts";

export interface Operations extends Reader {
  readonly reach: Reach;
}

/** The text of a negated condition. */
const negated = (condition: Code): string =>
  /^![A-Za-z(]/.test(condition.text) && condition.rank === "unary"
    ? condition.text.slice(1)
    : `!${tight(condition)}`;

type Named<K extends Operation["kind"]> = Extract<Operation, { readonly kind: K }>;

const printCopy = ({ target, source }: Named<"copy-header">, context: Operations, block: Block): void => {
  const to = context.expressions.places.locate(target, block);
  const from = context.expressions.places.locate(source, block);
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
  const { cursor } = context;
  const before = cursor.added;
  const then = printOperations(operation.then, context, block);
  const afterThen = cursor.added;
  cursor.added = before;
  const otherwise = printOperations(operation.otherwise, context, block);
  cursor.added = Math.max(afterThen, cursor.added);
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

const printOperation = (operation: Operation, context: Operations, block: Block): void => {
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
    case "verify": {
      const condition = context.expressions.print(operation.condition, block);
      const label = context.rejectLabel(operation.error);
      if (operation.condition.kind === "bool" && !operation.condition.value) block.emit(`goto ${label};`);
      else block.emitIf(negated(condition), [`goto ${label};`]);
      return;
    }
    case "if":
      printIf(operation, context, block);
      return;
    default:
      unreachable(operation);
  }
};

/** Prints operations in order; each has its own temporaries. `outer` lends its names. */
export const printOperations = (
  operations: readonly Operation[],
  context: Operations,
  outer: Block,
): readonly string[] =>
  operations.flatMap((operation) => {
    const block = outer.inner();
    printOperation(operation, context, block);
    return block.lines;
  });
