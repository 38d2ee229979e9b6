/** Reads the stamps of a *running* program, by its id: from its read-only map and from its BTF. */
import { functionTags } from "./btf.ts";
import { btfBytes, mapInfo, programInfo } from "./info.ts";
import type { Libbpf } from "./libbpf.ts";
import { readEntry } from "./object.ts";

export interface RunningStamps {
  readonly program: { readonly id: number; readonly name: string };
  /** Texts of the maps `.rodata.p4twin`. */
  readonly maps: readonly string[];
  /** The stamps among the declaration tags of functions in the program's BTF. */
  readonly tags: readonly { readonly function: string; readonly tag: string }[];
}

/** The kernel keeps 15 characters of a map's name. */
const MAP_NAME = ".rodata.p4twin".slice(0, 15);
const PREFIX = "p4twin:";

const using = <T>(libbpf: Libbpf, fd: number, use: (fd: number) => T): T => {
  try {
    return use(fd);
  } finally {
    libbpf.closeFd(fd);
  }
};

const readMap = (libbpf: Libbpf, id: number): readonly string[] => {
  const fd = libbpf.mapById(id);
  if (fd < 0) return [];
  return using(libbpf, fd, () => {
    const { name, valueBytes } = mapInfo(libbpf, fd);
    if (name !== MAP_NAME) return [];
    return [readEntry(libbpf, fd, 0, valueBytes).toString("latin1").replace(/\0.*$/s, "")];
  });
};

/** undefined where no program has the id. */
export const readStamps = (libbpf: Libbpf, id: number): RunningStamps | undefined => {
  const fd = libbpf.programById(id);
  if (fd < 0) return undefined;
  const info = using(libbpf, fd, () => programInfo(libbpf, fd));
  const maps = info.mapIds.flatMap((mapId) => readMap(libbpf, mapId));
  const btf = info.btfId === 0 ? -1 : libbpf.btfById(info.btfId);
  const tags = btf < 0 ? [] : using(libbpf, btf, () => functionTags(btfBytes(libbpf, btf)));
  return {
    program: { id, name: info.name },
    maps,
    tags: tags.filter(({ tag }) => tag.startsWith(PREFIX)),
  };
};
