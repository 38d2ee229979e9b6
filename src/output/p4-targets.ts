/** The architectures that the P4 backend writes programs for, as `--arch` and the outputs' names have them. */
export const p4Targets = ["v1model", "psa", "pna"] as const;

export type P4Target = (typeof p4Targets)[number];

export const isP4Target = (name: string): name is P4Target => p4Targets.some((target) => target === name);
