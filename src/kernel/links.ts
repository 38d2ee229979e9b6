/** BPF links: a program's attachment as an object of the kernel, which lives as long as a descriptor or a pin. */
import { linkInfo } from "./info.ts";
import type { Libbpf } from "./libbpf.ts";
import { NAMESPACE_OF_THREAD } from "./namespace.ts";
import { using } from "./using.ts";

/** Where a program is to run. Interfaces are indices in the calling thread's network namespace. */
export type AttachPoint =
  | { readonly kind: "flow_dissector" }
  | { readonly kind: "xdp"; readonly interface: number; readonly mode?: "native" | "generic" }
  | { readonly kind: "tc"; readonly interface: number; readonly direction: "ingress" | "egress" };

/** enum bpf_attach_type */
const FLOW_DISSECTOR = 17;
const XDP = 37;
const TCX = { ingress: 46, egress: 47 } as const;
/** XDP_FLAGS_… of linux/if_link.h */
const XDP_MODE = { native: 4, generic: 2 } as const;

/** struct bpf_link_create_opts: size_t sz; __u32 flags; … */
const linkOptions = (flags: number): Buffer => {
  const options = Buffer.alloc(16);
  options.writeBigUInt64LE(16n, 0);
  options.writeUInt32LE(flags, 8);
  return options;
};

/** A link's descriptor, or a negative errno. EINVAL for tc where the kernel has no tcx (before 6.6). */
export const createLink = (libbpf: Libbpf, program: number, point: AttachPoint): number => {
  switch (point.kind) {
    case "flow_dissector": {
      const namespace = libbpf.openFile(NAMESPACE_OF_THREAD, 0);
      if (namespace < 0) return -libbpf.errno();
      return using(libbpf, namespace, (fd) => libbpf.createLink(program, fd, FLOW_DISSECTOR, null));
    }
    case "xdp": {
      const options = point.mode === undefined ? null : linkOptions(XDP_MODE[point.mode]);
      return libbpf.createLink(program, point.interface, XDP, options);
    }
    case "tc":
      return libbpf.createLink(program, point.interface, TCX[point.direction], null);
  }
};

/** Puts another program in the place of a link's, at once. 0, or a negative errno. */
export const updateLink = (libbpf: Libbpf, link: number, program: number): number =>
  libbpf.updateLink(link, program, null);

/** False for a link whose interface or namespace is gone: what a link is attached to comes first in its info. */
export const linkIsAlive = (libbpf: Libbpf, link: number): boolean =>
  linkInfo(libbpf, link).rest.readUInt32LE(0) !== 0;
