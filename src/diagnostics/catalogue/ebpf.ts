import { entries } from "./entry.ts";

/** Codes P06xx. */
export const ebpf = entries({
  P0601: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a construct that the eBPF backend cannot express",
  },
  P0602: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a hook that is unknown, or that the program's architecture cannot be loaded at",
  },
  P0603: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a varbit that does not begin at a whole byte of the packet",
  },
  P0604: {
    severity: "error",
    category: "overlimit",
    summary: "more bytes than a program in the kernel can hold or reach at once",
  },
  P0605: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a product of too many bits, or a wide number divided by one of more than 32 bits",
  },
  P0606: {
    severity: "error",
    category: "overlimit",
    summary: "a value set with masks or ranges that has more entries than can be looked through",
  },
  P0607: {
    severity: "error",
    category: "overlimit",
    summary: "an expression or conditional statement that is nested too deeply for C compilers",
  },
  P0608: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "packet.length() in the flow dissector, which the kernel does not tell the length",
  },
  P0609: {
    severity: "warning",
    category: "verifier",
    summary: "a loop, or a parser, that the kernel's verifier may find too much",
  },
  P0610: {
    severity: "error",
    category: "unsupported-on-target",
    summary: "a program whose result cannot be taken over from a device",
  },
});
