/** Which kernel hooks a program can be loaded at. */
import type { Program } from "../../src/ir/ir.ts";

export const HOOKS = ["flow_dissector", "tc", "xdp"] as const;
export type Hook = (typeof HOOKS)[number];

export const isHook = (name: string): name is Hook => HOOKS.some((hook) => hook === name);

/** A parser written for the flow dissector starts behind the link layer and fills flow keys; the others start at it. */
export const isPossible = (hook: Hook, program: Program): boolean =>
  (hook === "flow_dissector") === (program.architecture === "flow_dissector_model");

export const possibleHooks = (program: Program): readonly Hook[] =>
  HOOKS.filter((hook) => isPossible(hook, program));
