/** Exit statuses (DESIGN section 8). */
export const status = {
  done: 0,
  /** Diagnostics with errors, or a verification that failed. */
  failed: 1,
  usage: 2,
  /** An outside tool that is needed is missing. */
  toolMissing: 3,
  internal: 70,
} as const;

export type ExitStatus = (typeof status)[keyof typeof status];
