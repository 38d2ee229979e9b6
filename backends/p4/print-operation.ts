/** Operations as P4 statements, one line each, indented by four columns a level. */
import { must, unreachable } from "../../src/diagnostics/bug.ts";
import type { Operation } from "../../src/ir/ir.ts";
import { printExpression, printPlace } from "./print-expression.ts";

const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `    ${line}`);

/** packet: the name of the parser's packet_in. */
export const printOperations = (operations: readonly Operation[], packet: string): readonly string[] =>
  operations.flatMap((operation) => printOperation(operation, packet));

const printOperation = (operation: Operation, packet: string): readonly string[] => {
  switch (operation.kind) {
    case "extract":
      return [`${packet}.extract(${printPlace(operation.header)});`];
    case "extract-varbit":
      return [`${packet}.extract(${printPlace(operation.header)}, ${printExpression(operation.bits)});`];
    case "lookahead": {
      const load = must(operation.loads[0], "the lookahead's variable");
      return [`${printPlace(load.target)} = ${packet}.lookahead<bit<${operation.width}>>();`];
    }
    case "advance":
      return [`${packet}.advance(${printExpression(operation.bits)});`];
    case "assign": {
      const { slice } = operation;
      const part = slice === undefined ? "" : `[${slice.high}:${slice.low}]`;
      return [`${printPlace(operation.target)}${part} = ${printExpression(operation.value)};`];
    }
    case "copy-header":
      return [`${printPlace(operation.target)} = ${printPlace(operation.source)};`];
    case "set-validity":
      return [`${printPlace(operation.header)}.${operation.valid ? "setValid" : "setInvalid"}();`];
    case "push":
    case "pop":
      return [`${printPlace(operation.stack)}.${operation.kind}_front(${operation.count});`];
    case "verify":
      return [`verify(${printExpression(operation.condition)}, error.${operation.error});`];
    case "if":
      return printIf(operation, packet);
    default:
      return unreachable(operation);
  }
};

const printIf = (
  operation: Extract<Operation, { readonly kind: "if" }>,
  packet: string,
): readonly string[] => {
  const lines: string[] = [];
  let current = operation;
  let keyword = "if";
  for (;;) {
    lines.push(`${keyword} (${printExpression(current.condition)}) {`);
    lines.push(...indent(printOperations(current.then, packet)));
    const [only, ...more] = current.otherwise;
    if (only === undefined) break;
    if (only.kind !== "if" || more.length > 0) {
      lines.push("} else {", ...indent(printOperations(current.otherwise, packet)));
      break;
    }
    current = only;
    keyword = "} else if";
  }
  return [...lines, "}"];
};
