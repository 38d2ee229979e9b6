/** Where `p4twin attach` attaches, as --hook names it. */
export const attachHooks = ["flow_dissector", "xdp", "tc"] as const;

export type AttachHook = (typeof attachHooks)[number];
