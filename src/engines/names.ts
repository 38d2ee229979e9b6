/** The names of engines and hooks, apart from the engines so that the command line can list them at no cost. */
export const ENGINES = ["reference", "ebpf", "p4"] as const;
export type EngineName = (typeof ENGINES)[number];

export const EBPF_HOOKS = ["xdp", "tc", "flow_dissector", "xdp.frags"] as const;
export type EbpfHook = (typeof EBPF_HOOKS)[number];

export const isEbpfHook = (name: string): name is EbpfHook => EBPF_HOOKS.some((hook) => hook === name);
