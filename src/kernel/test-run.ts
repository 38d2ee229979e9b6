/** BPF_PROG_TEST_RUN: runs a loaded program on a packet, in process. */
import type { Libbpf } from "./libbpf.ts";

export interface TestRun {
  readonly packet: Uint8Array;
  /** A struct bpf_flow_keys (flow dissector), __sk_buff or xdp_md; mostly none. */
  readonly context?: Uint8Array;
  /** How often to run it (1). */
  readonly repeat?: number;
}

export type TestRunResult =
  | {
      readonly kind: "ran";
      readonly returned: number;
      /** The packet afterwards; of the flow dissector, its keys. */
      readonly output: Buffer;
      /** The mean of the repeats, in nanoseconds. */
      readonly nanoseconds: number;
    }
  /** The kernel would not run it: EINVAL where the packet is shorter than the hook takes. */
  | { readonly kind: "refused"; readonly errno: number };

/** struct bpf_test_run_opts of libbpf 1.x: offsets and size in bytes. */
const OPTIONS = {
  size: 88,
  sz: 0,
  dataIn: 8,
  dataOut: 16,
  dataSizeIn: 24,
  dataSizeOut: 28,
  contextIn: 32,
  contextSizeIn: 48,
  returned: 56,
  repeat: 60,
  duration: 64,
} as const;

/** More than any packet that a test run takes, and the room it adds. */
const OUTPUT_BYTES = 1 << 17;

/** Keeps its buffers, so that a run costs little more than the system call. */
export class TestRunner {
  readonly #libbpf: Libbpf;
  readonly #output = Buffer.alloc(OUTPUT_BYTES);
  readonly #options = Buffer.alloc(OPTIONS.size);
  readonly #outputAddress: bigint;

  constructor(libbpf: Libbpf) {
    this.#libbpf = libbpf;
    this.#outputAddress = libbpf.addressOf(this.#output);
  }

  run(fd: number, { packet, context, repeat = 1 }: TestRun): TestRunResult {
    const options = this.#options.fill(0);
    options.writeBigUInt64LE(BigInt(OPTIONS.size), OPTIONS.sz);
    if (packet.length > 0) options.writeBigUInt64LE(this.#libbpf.addressOf(packet), OPTIONS.dataIn);
    options.writeBigUInt64LE(this.#outputAddress, OPTIONS.dataOut);
    options.writeUInt32LE(packet.length, OPTIONS.dataSizeIn);
    options.writeUInt32LE(OUTPUT_BYTES, OPTIONS.dataSizeOut);
    if (context !== undefined) {
      options.writeBigUInt64LE(this.#libbpf.addressOf(context), OPTIONS.contextIn);
      options.writeUInt32LE(context.length, OPTIONS.contextSizeIn);
    }
    options.writeUInt32LE(repeat, OPTIONS.repeat);
    const code = this.#libbpf.testRun(fd, options);
    if (code < 0) return { kind: "refused", errno: -code };
    return {
      kind: "ran",
      returned: options.readUInt32LE(OPTIONS.returned),
      output: Buffer.from(this.#output.subarray(0, options.readUInt32LE(OPTIONS.dataSizeOut))),
      nanoseconds: options.readUInt32LE(OPTIONS.duration),
    };
  }
}
