/** The interfaces of this network namespace and the XDP and tc programs on them, as rtnetlink tells. */
import { KernelError } from "./errno.ts";
import type { Libbpf } from "./libbpf.ts";
import { attributes, dump } from "./netlink.ts";

const GET_LINK = 18;
const GET_FILTER = 46;

/** Struct ifinfomsg and tcmsg: sizes and offsets in bytes. */
const LINK = { size: 16, index: 4 } as const;
const FILTER = { size: 20, index: 4, parent: 12 } as const;
const LINK_ATTRIBUTE = { name: 3, xdp: 43 } as const;
const FILTER_ATTRIBUTE = { kind: 1, options: 2 } as const;
const BPF_ID = 11;
/** IFLA_XDP_… of a program's id, and what that mode is called. */
const XDP_MODES: readonly (readonly [number, string])[] = [
  [5, "native"],
  [6, "generic"],
  [7, "offloaded"],
];

/** Where filters hang: clsact's two sides, and the older ingress qdisc. */
const PARENTS: readonly (readonly [number, "ingress" | "egress"])[] = [
  [0xfffffff2, "ingress"],
  [0xfffffff3, "egress"],
  [0xffff0000, "ingress"],
];

export interface Interface {
  readonly index: number;
  readonly name: string;
  /** The XDP programs on it: native, generic, offloaded. */
  readonly xdp: readonly { readonly programId: number; readonly mode: string }[];
}

const readInterface = (body: Buffer): Interface => {
  const found = attributes(body.subarray(LINK.size));
  const xdp = attributes(found.get(LINK_ATTRIBUTE.xdp) ?? Buffer.alloc(0));
  return {
    index: body.readInt32LE(LINK.index),
    name: found.get(LINK_ATTRIBUTE.name)?.toString("latin1").replace(/\0.*$/s, "") ?? "",
    xdp: XDP_MODES.flatMap(([attribute, mode]) => {
      const id = xdp.get(attribute);
      return id === undefined || id.length < 4 ? [] : [{ programId: id.readUInt32LE(0), mode }];
    }),
  };
};

/** All interfaces, by index. */
export const listInterfaces = (libbpf: Libbpf): readonly Interface[] =>
  dump(libbpf, GET_LINK, Buffer.alloc(LINK.size)).map(readInterface);

export interface Filter {
  readonly programId: number;
  readonly direction: "ingress" | "egress";
}

/** Without clsact or ingress on an interface there is nothing to dump, and the kernel says so in different ways. */
const filtersAt = (libbpf: Libbpf, index: number, parent: number): readonly Buffer[] => {
  const request = Buffer.alloc(FILTER.size);
  request.writeInt32LE(index, FILTER.index);
  request.writeUInt32LE(parent, FILTER.parent);
  try {
    return dump(libbpf, GET_FILTER, request);
  } catch (error) {
    if (error instanceof KernelError) return [];
    throw error;
  }
};

/** The BPF filters (tc) on an interface, each once. */
export const listFilters = (libbpf: Libbpf, index: number): readonly Filter[] => {
  const found = PARENTS.flatMap(([parent, direction]) =>
    filtersAt(libbpf, index, parent).flatMap((body): readonly Filter[] => {
      const filter = attributes(body.subarray(FILTER.size));
      if (filter.get(FILTER_ATTRIBUTE.kind)?.toString("latin1").replace(/\0.*$/s, "") !== "bpf") return [];
      const id = attributes(filter.get(FILTER_ATTRIBUTE.options) ?? Buffer.alloc(0)).get(BPF_ID);
      return id === undefined || id.length < 4 ? [] : [{ programId: id.readUInt32LE(0), direction }];
    }),
  );
  return [...new Map(found.map((filter) => [`${filter.programId} ${filter.direction}`, filter])).values()];
};
