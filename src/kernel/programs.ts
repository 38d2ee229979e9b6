/** The programs that the running kernel has loaded, whoever loaded them. */
import { type Attachment, listAttachments } from "./attachments.ts";
import { programInfo } from "./info.ts";
import { type Libbpf, loadLibbpf } from "./libbpf.ts";
import { type BtfCache, type RunningStamps, stampsOf } from "./stamps.ts";
import { type Unavailable, unavailable } from "./unavailable.ts";
import { allIds, using } from "./using.ts";

export interface RunningProgram {
  readonly id: number;
  /** The kernel's word for its type: xdp, sched_cls, flow_dissector … */
  readonly type: string;
  readonly name: string;
  /** The kernel's digest of the instructions. */
  readonly tag: string;
  readonly attached: readonly Attachment[];
  readonly stamps: RunningStamps;
}

/** enum bpf_prog_type */
const TYPES: readonly string[] = (
  "unspec socket_filter kprobe sched_cls sched_act tracepoint xdp perf_event cgroup_skb cgroup_sock lwt_in lwt_out " +
  "lwt_xmit sock_ops sk_skb cgroup_device sk_msg raw_tracepoint cgroup_sock_addr lwt_seg6local lirc_mode2 " +
  "sk_reuseport flow_dissector cgroup_sysctl raw_tracepoint_writable cgroup_sockopt tracing struct_ops ext lsm " +
  "sk_lookup syscall netfilter"
).split(" ");

const EPERM = 1;

/** libbpf, ready to look at programs; or why that is not possible here. */
export const openInspection = async (): Promise<Libbpf | Unavailable> => {
  const libbpf = await loadLibbpf();
  if (libbpf.kind === "unavailable") return libbpf;
  // No program has the id 0: without the right to ask, the answer is EPERM.
  return libbpf.programById(0) === -EPERM ? unavailable("no-inspection") : libbpf;
};

/** All loaded programs by id. One that goes away meanwhile is left out. */
export const listPrograms = (libbpf: Libbpf): readonly RunningProgram[] => {
  const attachments = listAttachments(libbpf);
  const cache: BtfCache = new Map();
  return allIds(libbpf.nextProgramId).flatMap((id): readonly RunningProgram[] => {
    const fd = libbpf.programById(id);
    if (fd < 0) return [];
    return using(libbpf, fd, () => {
      const info = programInfo(libbpf, fd);
      const stamps = stampsOf(libbpf, info, cache);
      return [
        {
          id,
          type: TYPES[info.type] ?? `type ${info.type}`,
          name: stamps.program.name,
          tag: info.tag,
          attached: attachments.filter(({ programId }) => programId === id),
          stamps,
        },
      ];
    });
  });
};
