/** The methods of packet_in (specification 13.8): extract, lookahead, advance, length. */
import type { Span } from "../diagnostics/span.ts";
import type { CheckedCall } from "./arguments.ts";
import type { Env } from "./context.ts";
import { describeType, printType } from "./print-type.ts";
import { bit32, isUnknown } from "./type-facts.ts";
import { countVarbits, wireSize } from "./type-size.ts";
import type { Type, TypedExpression, TypedStatement } from "./typed.ts";
import { unknownExpression } from "./values.ts";

/** The name of the extern that stands for the packet. */
export const PACKET = "packet_in";

/** Whether the type can be extracted with (or without) a size for its varbit; reports where not. */
const extractable = (type: Type, sized: boolean, span: Span, env: Env): boolean => {
  const { sink } = env.analysis;
  if (isUnknown(type)) return false;
  if (type.kind !== "header") {
    sink.report("P0418", `only a header can be extracted, but this is ${describeType(type)}`, span, {
      help:
        type.kind === "union"
          ? "extract one of its members"
          : type.kind === "stack"
            ? "extract its elements one by one: `.next`"
            : "put the fields into a header",
    });
    return false;
  }
  const varbits = countVarbits(type);
  if (varbits > 1) {
    sink.report("P0418", `header \`${printType(type)}\` has more than one varbit field`, span, {
      notes: [{ message: `\`${printType(type)}\` is declared here`, span: type.span }],
      help: "split it into several headers with at most one varbit each",
    });
    return false;
  }
  if (sized && varbits === 0) {
    sink.report(
      "P0418",
      `header \`${printType(type)}\` has no varbit field whose size the second argument could give`,
      span,
      {
        notes: [{ message: `\`${printType(type)}\` is declared here`, span: type.span }],
        help: "use `extract` with one argument",
      },
    );
    return false;
  }
  if (!sized && varbits > 0) {
    const field = type.fields.find((candidate) => countVarbits(candidate.type) > 0);
    sink.report("P0418", `header \`${printType(type)}\` has a varbit field: extract needs its size`, span, {
      notes: field === undefined ? [] : [{ message: `\`${field.name}\` is declared here`, span: field.span }],
      help: "give the size in bits as the second argument",
    });
    return false;
  }
  return true;
};

/** A call of one of packet_in's methods as a statement. */
export const packetStatement = (
  method: string,
  call: CheckedCall,
  span: Span,
  env: Env,
): readonly TypedStatement[] => {
  const [first, second] = call.arguments;
  switch (method) {
    case "extract": {
      if (first === undefined || !extractable(first.type, second !== undefined, first.span, env)) return [];
      const header = first.kind === "discard" ? undefined : first;
      return [
        {
          kind: "extract",
          header,
          type: first.type,
          ...(second === undefined ? {} : { bits: second }),
          span,
        },
      ];
    }
    case "advance":
      return first === undefined ? [] : [{ kind: "advance", bits: first, span }];
    default: {
      const expression = packetExpression(method, call, span, env);
      return [{ kind: "evaluate", expression, span }];
    }
  }
};

/** A call of one of packet_in's methods for its value. */
export const packetExpression = (
  method: string,
  call: CheckedCall,
  span: Span,
  env: Env,
): TypedExpression => {
  switch (method) {
    case "lookahead":
      return lookahead(call.returns, span, env);
    case "length":
      return { kind: "packet-length", type: bit32, span };
    case "extract":
    case "advance":
      env.analysis.sink.report("P0405", `\`${method}\` has no value`, span);
      return unknownExpression(span);
    default:
      return {
        kind: "extern-call",
        name: `${PACKET}.${method}`,
        arguments: call.arguments,
        type: call.returns,
        span,
      };
  }
};

const lookahead = (type: Type, span: Span, env: Env): TypedExpression => {
  const size = wireSize(type);
  if (size !== undefined && size.minimum === size.maximum && type.kind !== "union")
    return { kind: "lookahead", type, span };
  env.analysis.sink.report(
    "P0418",
    `lookahead needs a type of fixed size, but this is ${describeType(type)}`,
    span,
    { help: "look at bits, a bool, a header without varbit, or a struct of these" },
  );
  return unknownExpression(span);
};
