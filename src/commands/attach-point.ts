import { join } from "node:path";
import {
  type AttachPoint,
  isBpfFileSystem,
  type Libbpf,
  namespaceInode,
  openKernel,
} from "../kernel/index.ts";
import type { AttachHook } from "./attach-hooks.ts";
import { enterNamed } from "./network-namespace.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage } from "./streams.ts";

/** Where a program is attached, in the user's words. */
export interface PlaceOptions {
  readonly device?: string;
  /** A name as `ip netns` has it, or a path. */
  readonly namespace?: string;
  readonly direction: "ingress" | "egress";
  readonly mode?: "native" | "generic";
  /** A directory of the BPF file system. */
  readonly pins: string;
}

export interface Place {
  readonly point: AttachPoint;
  /** In words: `eth0 (xdp)`. */
  readonly shown: string;
  /** Path of the pin that keeps the link. The BPF file system takes no dots in names, so that an index stands in it. */
  readonly pin: string;
}

/** Prints what is wrong; the status that this comes to. */
export const tellFailure = (message: string, outcome: ExitStatus = status.failed): ExitStatus => {
  printMessage(`error: ${message} [kernel]\n`);
  return outcome;
};

/** The kernel, in the namespace that was asked for; or the exit status, the reason printed. */
export const openKernelAt = async ({ namespace, pins }: PlaceOptions): Promise<Libbpf | ExitStatus> => {
  const libbpf = await openKernel();
  if (libbpf.kind === "unavailable") {
    return tellFailure(`nothing can be attached here: ${libbpf.message}`, status.toolMissing);
  }
  if (!isBpfFileSystem(pins) && !isBpfFileSystem(join(pins, ".."))) {
    return tellFailure(
      `${pins} is not in a BPF file system; mount one: mount -t bpf bpf /sys/fs/bpf`,
      status.toolMissing,
    );
  }
  const failure = enterNamed(libbpf, namespace);
  return failure === undefined ? libbpf : tellFailure(failure);
};

/** The place that the options name; or in words why there is none. */
export const placeOf = (libbpf: Libbpf, hook: AttachHook, options: PlaceOptions): Place | string => {
  const { device, direction, mode, pins } = options;
  const inode = namespaceInode();
  if (hook === "flow_dissector") {
    if (device !== undefined) return "a flow dissector belongs to a network namespace: leave --dev out";
    const shown = `network namespace ${options.namespace ?? inode} (flow_dissector)`;
    return { point: { kind: "flow_dissector" }, shown, pin: join(pins, `flow_dissector-${inode}`) };
  }
  if (device === undefined) return `${hook} wants an interface: --dev NAME`;
  const index = libbpf.interfaceIndex(device);
  if (index === 0) return `there is no interface ${device}`;
  if (hook === "xdp") {
    const point = { kind: "xdp", interface: index, ...(mode === undefined ? {} : { mode }) } as const;
    return { point, shown: `${device} (xdp)`, pin: join(pins, `xdp-${inode}-${index}`) };
  }
  return {
    point: { kind: "tc", interface: index, direction },
    shown: `${device} (tc ${direction})`,
    pin: join(pins, `tc-${direction}-${inode}-${index}`),
  };
};

/** Beside a link's pin: that of a program in a classic filter, on kernels without tcx. */
export const filterPin = ({ pin }: Place): string => `${pin}-filter`;
