/** Why the running kernel cannot be used from here. */
export interface Unavailable {
  readonly kind: "unavailable";
  readonly reason:
    | "not-linux"
    | "no-koffi"
    | "no-libbpf"
    | "no-privileges"
    | "no-inspection"
    | "no-clang"
    | "no-libbpf-headers";
  /** A sentence: what is missing and how to get it. */
  readonly message: string;
}

const MESSAGES: Readonly<Record<Unavailable["reason"], string>> = {
  "not-linux": "BPF programs can only be loaded on Linux",
  "no-koffi": "the npm package koffi is missing; install it with: npm install koffi",
  "no-libbpf": "libbpf.so.1 is missing; install it with: apt-get install libbpf1",
  "no-privileges": "loading BPF programs needs root (or CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON)",
  "no-inspection": "looking at the kernel's programs needs root (CAP_SYS_ADMIN): run it with sudo",
  "no-clang": "clang is missing; install it with: apt-get install clang llvm (or name it in CLANG)",
  "no-libbpf-headers": "libbpf's headers are missing; install them with: apt-get install libbpf-dev",
};

export const unavailable = (reason: Unavailable["reason"]): Unavailable => ({
  kind: "unavailable",
  reason,
  message: MESSAGES[reason],
});
