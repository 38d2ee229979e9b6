/** A file to be written: the name within the output directory and the whole text. */
export interface OutputFile {
  readonly path: string;
  readonly kind: "parser-header" | "offload-header" | "bpf-program" | "p4-program" | "manifest";
  readonly text: string;
  /** The eBPF hooks that a bpf-program carries, or the P4 target that a p4-program is for. */
  readonly hooks?: readonly string[];
  readonly target?: string;
  /** The oldest kernel that eBPF code is for, where one was chosen. */
  readonly kernel?: string;
}
