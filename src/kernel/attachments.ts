/** Where programs are attached: interfaces and this network namespace, and links wherever they are. */
import { closeSync, openSync, statSync } from "node:fs";
import { linkInfo } from "./info.ts";
import { type Interface, listFilters, listInterfaces } from "./interfaces.ts";
import type { Libbpf } from "./libbpf.ts";
import { allIds, using } from "./using.ts";

/** One place where a program is attached. */
export interface Attachment {
  readonly programId: number;
  readonly how: "xdp" | "tc" | "tcx" | "flow_dissector" | "netns" | "link";
  /** The interface, in this network namespace. */
  readonly interface?: string;
  readonly direction?: "ingress" | "egress";
  /** XDP's mode, or the kind of link. */
  readonly detail?: string;
  /** The inode of another network namespace than this one. */
  readonly namespace?: number;
}

/** enum bpf_attach_type */
const FLOW_DISSECTOR = 17;
const TCX_INGRESS = 46;
const TCX_EGRESS = 47;

/** enum bpf_link_type */
const LINK_TYPES = [
  "link",
  "raw_tracepoint",
  "tracing",
  "cgroup",
  "iter",
  "netns",
  "xdp",
  "perf_event",
  "kprobe_multi",
  "struct_ops",
  "netfilter",
  "tcx",
  "uprobe_multi",
  "netkit",
  "sockmap",
] as const;

const NAMESPACE = "/proc/self/ns/net";
const MAX_QUERIED = 64;

/** The ids of the programs at one place; none where the kernel does not know of such a place. */
const query = (libbpf: Libbpf, target: number, type: number): readonly number[] => {
  const ids = Buffer.alloc(4 * MAX_QUERIED);
  const count = Buffer.alloc(4);
  count.writeUInt32LE(MAX_QUERIED);
  if (libbpf.programQuery(target, type, 0, Buffer.alloc(4), ids, count) < 0) return [];
  const found = Math.min(count.readUInt32LE(0), MAX_QUERIED);
  return Array.from({ length: found }, (_, index) => ids.readUInt32LE(index * 4)).filter((id) => id !== 0);
};

const ofNamespace = (libbpf: Libbpf): readonly Attachment[] => {
  const fd = openSync(NAMESPACE, "r");
  try {
    return query(libbpf, fd, FLOW_DISSECTOR).map((programId) => ({ programId, how: "flow_dissector" }));
  } finally {
    closeSync(fd);
  }
};

const ofInterface = (libbpf: Libbpf, { index, name, xdp }: Interface): readonly Attachment[] => [
  ...xdp.map(({ programId, mode }): Attachment => ({ programId, how: "xdp", interface: name, detail: mode })),
  ...listFilters(libbpf, index).map(
    ({ programId, direction }): Attachment => ({ programId, how: "tc", interface: name, direction }),
  ),
  ...query(libbpf, index, TCX_INGRESS).map(
    (programId): Attachment => ({ programId, how: "tcx", interface: name, direction: "ingress" }),
  ),
  ...query(libbpf, index, TCX_EGRESS).map(
    (programId): Attachment => ({ programId, how: "tcx", interface: name, direction: "egress" }),
  ),
];

/** The links that are not seen in this network namespace's own places. */
const ofLinks = (libbpf: Libbpf, seen: readonly Attachment[]): readonly Attachment[] => {
  const here = statSync(NAMESPACE).ino;
  return allIds(libbpf.nextLinkId).flatMap((id): readonly Attachment[] => {
    const fd = libbpf.linkById(id);
    if (fd < 0) return [];
    const { type, programId, rest } = using(libbpf, fd, () => linkInfo(libbpf, fd));
    const detail = LINK_TYPES[type] ?? "link";
    if (detail === "netns") {
      const namespace = rest.readUInt32LE(0);
      const known = seen.some(({ how, programId: other }) => how === "flow_dissector" && other === programId);
      if (namespace === here) return known ? [] : [{ programId, how: "netns" }];
      return [{ programId, how: "netns", namespace }];
    }
    // Its interface's index counts in a namespace that the link does not tell: what is here has been seen above.
    const known = seen.some(({ how, programId: other }) => how === detail && other === programId);
    return known ? [] : [{ programId, how: "link", detail }];
  });
};

/** All that can be seen from this network namespace. */
export const listAttachments = (libbpf: Libbpf): readonly Attachment[] => {
  const seen = [
    ...ofNamespace(libbpf),
    ...listInterfaces(libbpf).flatMap((item) => ofInterface(libbpf, item)),
  ];
  return [...seen, ...ofLinks(libbpf, seen)];
};
