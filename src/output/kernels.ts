/**
 * The kernels that a program may be generated for, by the oldest that it has to load on. What a newer one allows makes
 * the verifier's work less; it never changes what the program means.
 */

export const KERNELS = ["5.10", "6.9"] as const;
export type Kernel = (typeof KERNELS)[number];

export const DEFAULT_KERNEL: Kernel = "5.10";

export const isKernel = (name: string): name is Kernel => KERNELS.some((kernel) => kernel === name);

/** may_goto, since 6.9: the verifier takes a loop as one pass with any values, and need not walk each turn. */
export const hasMayGoto = (kernel: Kernel): boolean => kernel === "6.9";
