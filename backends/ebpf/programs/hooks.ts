/** Which kernel hooks a program can be loaded at. */
import type { Program } from "../../../src/ir/ir.ts";
import type { PieceSource } from "../packet/piece-cursor.ts";

export const HOOKS = ["flow_dissector", "tc", "xdp", "xdp.frags"] as const;
export type Hook = (typeof HOOKS)[number];

/** Those that want a newer kernel than the floor: made only where they are asked for. xdp.frags: Linux 5.18. */
const ON_REQUEST: ReadonlySet<Hook> = new Set(["xdp.frags"]);

export const isHook = (name: string): name is Hook => HOOKS.some((hook) => hook === name);

/** A parser written for the flow dissector starts behind the link layer and fills flow keys; the others start at it. */
export const isPossible = (hook: Hook, program: Program): boolean =>
  (hook === "flow_dissector") === (program.architecture === "flow_dissector_model");

export const possibleHooks = (program: Program): readonly Hook[] =>
  HOOKS.filter((hook) => isPossible(hook, program));

/** What is made where no hook is asked for. */
export const defaultHooks = (program: Program): readonly Hook[] =>
  possibleHooks(program).filter((hook) => !ON_REQUEST.has(hook));

/** Where packets are fetched in pieces that are not all readable directly; undefined where none has to be. */
export const pieceSourceOf = (hooks: readonly Hook[]): PieceSource | undefined => {
  if (hooks.includes("flow_dissector")) return "skb";
  return hooks.includes("xdp.frags") ? "xdp" : undefined;
};
