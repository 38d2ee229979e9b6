import type { Expression, Program } from "../ir/ir.ts";
import { expressionsOf, expressionsWithin, operationsWithin } from "../ir/walk.ts";

/** Whether the parser asks for packet.length(). */
export const usesPacketLength = ({ init, states }: Program): boolean => {
  const asks = (expression: Expression): boolean => {
    for (const part of expressionsWithin(expression)) if (part.kind === "packet-length") return true;
    return false;
  };
  const operations = [init, ...states.map((state) => state.operations)].flatMap((list) => [
    ...operationsWithin(list),
  ]);
  const keys = states.flatMap(({ transition }) => (transition.kind === "select" ? transition.keys : []));
  return [...operations.flatMap(expressionsOf), ...keys].some(asks);
};
