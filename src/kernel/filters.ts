/** tc's classic BPF filters, for kernels without tcx (before 6.6). They last until they are taken away. */
import { constants } from "node:os";
import type { Libbpf } from "./libbpf.ts";
import type { AttachPoint } from "./links.ts";

type TcPoint = Extract<AttachPoint, { readonly kind: "tc" }>;

/** Handle and priority of our filters: fixed, so that they are found again. */
const HANDLE = 1;
const PRIORITY = 0x7034;

/** struct bpf_tc_hook: size_t sz; int ifindex; enum bpf_tc_attach_point; __u32 parent. */
const hookOf = ({ interface: index, direction }: TcPoint): Buffer => {
  const hook = Buffer.alloc(24);
  hook.writeBigUInt64LE(24n, 0);
  hook.writeInt32LE(index, 8);
  hook.writeUInt32LE(direction === "ingress" ? 1 : 2, 12);
  return hook;
};

/** struct bpf_tc_opts: size_t sz; int prog_fd; __u32 flags, prog_id, handle, priority. */
const optionsOf = (program: number): Buffer => {
  const options = Buffer.alloc(32);
  options.writeBigUInt64LE(32n, 0);
  options.writeInt32LE(program, 8);
  options.writeUInt32LE(HANDLE, 20);
  options.writeUInt32LE(PRIORITY, 24);
  return options;
};

/** Adds our filter, and clsact below it where there is none. 0, or a negative errno: EEXIST where there is ours. */
export const attachFilter = (libbpf: Libbpf, program: number, point: TcPoint): number => {
  const hook = hookOf(point);
  const made = libbpf.createTcHook(hook);
  if (made < 0 && made !== -constants.errno.EEXIST) return made;
  return libbpf.attachTc(hook, optionsOf(program));
};

/** Takes our filter away; clsact stays, for others may use it. 0, or a negative errno. */
export const detachFilter = (libbpf: Libbpf, point: TcPoint): number =>
  libbpf.detachTc(hookOf(point), optionsOf(0));
