/**
 * The maps of a program compiled with --offload-map: what runs on the device behind an interface, and how many
 * packets took which way (backends/ebpf/templates/offload.h.hbs).
 */
import { constants } from "node:os";
import { KernelError } from "./errno.ts";
import { mapInfo, programInfo } from "./info.ts";
import type { Libbpf } from "./libbpf.ts";
import { readPerCpu } from "./object.ts";
import { using } from "./using.ts";

/** enum p4twin_path, in words. */
export const PATHS = [
  "offloaded",
  "disabled",
  "other-identity",
  "no-metadata",
  "other-program",
  "broken-metadata",
] as const;

const IDENTITY = { size: 52, sha1: 0, sha256: 20 } as const;

/** Ids of the two maps. */
export interface OffloadMaps {
  readonly identities: number;
  readonly paths: number;
}

/** Digests in lower-case hex; sha256 undefined where the device states none. */
export interface DeviceIdentity {
  readonly sha1: string;
  readonly sha256?: string;
}

/** The maps of a program; undefined for one that was compiled without. */
export const findOffloadMaps = (libbpf: Libbpf, programId: number): OffloadMaps | undefined => {
  const fd = libbpf.programById(programId);
  if (fd < 0) return undefined;
  const { mapIds } = using(libbpf, fd, () => programInfo(libbpf, fd));
  let identities: number | undefined;
  let paths: number | undefined;
  for (const id of mapIds) {
    const map = libbpf.mapById(id);
    if (map < 0) continue;
    const info = using(libbpf, map, () => mapInfo(libbpf, map));
    if (info.name === "p4twin_offload" && info.keyBytes === 4 && info.valueBytes === IDENTITY.size)
      identities = id;
    if (info.name === "p4twin_paths" && info.valueBytes === 8 && info.maxEntries >= PATHS.length) paths = id;
  }
  return identities === undefined || paths === undefined ? undefined : { identities, paths };
};

const keyOf = (interfaceIndex: number): Buffer => {
  const key = Buffer.alloc(4);
  key.writeUInt32LE(interfaceIndex);
  return key;
};

/** Does something with a map's descriptor; throws KernelError where the kernel refuses. */
const onMap = (
  libbpf: Libbpf,
  id: number,
  what: string,
  action: (fd: number) => number,
  mayMiss = false,
): boolean => {
  const fd = libbpf.mapById(id);
  if (fd < 0) throw new KernelError(what, fd);
  const code = using(libbpf, fd, action);
  if (code === -constants.errno.ENOENT && mayMiss) return false;
  if (code < 0) throw new KernelError(what, code);
  return true;
};

/** Says that the device behind an interface runs the program of this identity. */
export const writeIdentity = (
  libbpf: Libbpf,
  { identities }: OffloadMaps,
  interfaceIndex: number,
  { sha1, sha256 = "" }: DeviceIdentity,
): void => {
  const value = Buffer.alloc(IDENTITY.size);
  value.write(sha1, IDENTITY.sha1, "hex");
  value.write(sha256, IDENTITY.sha256, "hex");
  onMap(libbpf, identities, "BPF_MAP_UPDATE_ELEM", (fd) =>
    libbpf.mapUpdate(fd, keyOf(interfaceIndex), value, 0),
  );
};

/** Takes that back. False where nothing had been said. */
export const removeIdentity = (
  libbpf: Libbpf,
  { identities }: OffloadMaps,
  interfaceIndex: number,
): boolean =>
  onMap(libbpf, identities, "BPF_MAP_DELETE_ELEM", (fd) => libbpf.mapDelete(fd, keyOf(interfaceIndex)), true);

/** What is said of an interface. */
export const readIdentity = (
  libbpf: Libbpf,
  { identities }: OffloadMaps,
  interfaceIndex: number,
): DeviceIdentity | undefined => {
  const value = Buffer.alloc(IDENTITY.size);
  const found = onMap(
    libbpf,
    identities,
    "BPF_MAP_LOOKUP_ELEM",
    (fd) => libbpf.mapLookup(fd, keyOf(interfaceIndex), value),
    true,
  );
  if (!found) return undefined;
  const sha1 = value.toString("hex", IDENTITY.sha1, IDENTITY.sha256);
  const sha256 = value.toString("hex", IDENTITY.sha256);
  return { sha1, ...(/^0*$/.test(sha256) ? {} : { sha256 }) };
};

/** Packets that took each way, over all CPUs, in the order of PATHS. */
export const readPaths = (libbpf: Libbpf, { paths }: OffloadMaps): readonly bigint[] => {
  const fd = libbpf.mapById(paths);
  if (fd < 0) throw new KernelError("BPF_MAP_GET_FD_BY_ID", fd);
  return using(libbpf, fd, () =>
    PATHS.map((_, index) =>
      readPerCpu(libbpf, fd, index, 8).reduce((sum, value) => sum + value.readBigUInt64LE(0), 0n),
    ),
  );
};
