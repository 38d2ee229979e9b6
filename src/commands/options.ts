import type { WarningPolicy } from "../diagnostics/policy.ts";
import type { EbpfHook, EngineName } from "../engines/index.ts";
import type { Kernel } from "../output/kernels.ts";
import type { P4Target } from "../output/p4-targets.ts";
import type { PacketSource } from "./packets.ts";

/** Options that say what the source is: the same for every verb that reads one. */
export interface SourceOptions {
  readonly includeDirs: readonly string[];
  /** NAME or NAME=VALUE, in order, -U applied. */
  readonly defines: readonly string[];
  readonly parser?: string;
}

/** Options that say how findings are shown. */
export interface ReportOptions {
  readonly format: "text" | "json";
  readonly maxErrorCount: number;
  readonly policy: WarningPolicy;
  readonly verbose: boolean;
}

export interface DependencyOptions {
  /** -M: print the rule to stdout and do nothing else; -MD: write it beside the outputs. */
  readonly mode: "only" | "beside";
  /** -MF */
  readonly file?: string;
  /** -MT: the rule's targets; without, the outputs. */
  readonly targets: readonly string[];
  /** -MP: an empty rule for each include, so that a deleted one doesn't stop make. */
  readonly phony: boolean;
}

export interface CompileOptions extends SourceOptions, ReportOptions {
  readonly file: string;
  readonly directory: string;
  readonly targets: readonly ("ebpf" | "p4")[];
  readonly arch: P4Target;
  readonly hooks?: readonly string[];
  /** --kernel */
  readonly kernel?: Kernel;
  /** --offload-map */
  readonly offloadMap: boolean;
  /** -E: print the preprocessed text and stop. */
  readonly preprocessOnly: boolean;
  readonly dependencies?: DependencyOptions;
  readonly toJson?: string;
  readonly pp?: string;
  readonly dump?: string;
  /** --top4: parts of names of stages to dump; without, all. */
  readonly stages?: readonly string[];
  readonly sha256: boolean;
  readonly statement: boolean;
}

export interface CheckOptions extends SourceOptions, ReportOptions {
  readonly files: readonly string[];
  readonly parseOnly: boolean;
}

export interface FlattenOptions extends SourceOptions, ReportOptions {
  readonly file: string;
}

export interface VerifyOptions {
  readonly manifest: string;
  readonly object?: string;
  readonly allowMissing: boolean;
  /** --source: the main file, or the directory that it lies in. */
  readonly source?: string;
  readonly includeDirs: readonly string[];
  readonly verbose: boolean;
}

export interface RunOptions extends SourceOptions, ReportOptions {
  readonly file: string;
  readonly engine: EngineName;
  readonly hook?: EbpfHook;
  /** Which device's program the engine p4 runs; without, v1model's. */
  readonly arch?: P4Target;
  readonly packets: PacketSource;
  /** --set: NAME=VALUE */
  readonly inputs: readonly string[];
}

export interface TestOptions extends SourceOptions, ReportOptions {
  readonly file: string;
  /** Those that must be there; without, every one that can be had. */
  readonly engines?: readonly EngineName[];
  /** Which device's program the engine p4 runs; without, v1model's. */
  readonly arch?: P4Target;
  readonly emit?: "stf" | "pcap" | "json";
  /** -o: where the packets go; without, stdout. */
  readonly output?: string;
  /** --set: NAME=ENTRIES, of value sets. */
  readonly inputs: readonly string[];
  readonly seed: number;
  /** How many packets by chance. */
  readonly random: number;
}

export interface StampOptions extends SourceOptions, ReportOptions {
  readonly file: string;
  readonly language: "c" | "p4";
  /** -o: without, stdout. */
  readonly output?: string;
  /** --flatten: print the bytes that are hashed instead. */
  readonly flatten: boolean;
}

export interface ListOptions {
  readonly format: "text" | "json";
  /** Only these programs; without, all. */
  readonly ids?: readonly number[];
}

/** How P4Runtime servers are asked. */
export interface ServerOptions {
  /** HOST:PORT or HOST:PORT/DEVICE-ID, well formed. */
  readonly p4runtime: readonly string[];
  readonly timeoutMilliseconds: number;
  /** TLS: the files' names; undefined for plaintext. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

export interface CatalogueOptions extends ServerOptions {
  readonly files: readonly string[];
  readonly device?: string;
  /** What the programs are for: parser, filter, tso … */
  readonly programKind: string;
  /** Of the programs in files. */
  readonly state: "available" | "running" | "disabled";
  /** -o: without, stdout. */
  readonly output?: string;
}

export interface MatchOptions extends ServerOptions, ListOptions {
  readonly catalogues: readonly string[];
  readonly manifests: readonly string[];
  /** --watch: how long to wait between two looks. */
  readonly watchMilliseconds?: number;
}
