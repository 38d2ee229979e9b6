/** Reads the stamps of a *running* program, by its id: from its read-only map and from its BTF. */
import { readFileSync } from "node:fs";
import { Bytes, type Functions, type FunctionTag, readFunctions, Unreadable } from "../object/index.ts";
import { btfBytes, type MapInfo, mapInfo, type ProgramInfo, programInfo } from "./info.ts";
import type { Libbpf } from "./libbpf.ts";
import { readEntry } from "./object.ts";
import { using } from "./using.ts";

export interface RunningStamps {
  /** name: the function's, whole where there is BTF. */
  readonly program: { readonly id: number; readonly name: string };
  /** Texts of the maps `.rodata.p4twin`. */
  readonly maps: readonly string[];
  /** The stamps among the declaration tags of the program's functions. */
  readonly tags: readonly FunctionTag[];
  /** Maps of that name that prove nothing, in words: whoever wrote them can write them again. */
  readonly flaws: readonly string[];
}

/** The kernel keeps 15 characters of a map's name. */
const MAP_NAME = ".rodata.p4twin".slice(0, 15);
const PREFIX = "p4twin:";
const MAP_TYPE_ARRAY = 2;
const READ_ONLY_PROGRAM = 1 << 7;
/** As the kernel has it: BPF_OBJ_NAME_LEN without the end. */
const NAME_LENGTH = 15;
/** A stamp has 119 bytes; an object linked of several files has one behind the other. */
const MAX_STAMP_BYTES = 1 << 16;

/** Whether user space can write it no more. The kernel tells that only here. */
const isFrozen = (fd: number): boolean => {
  try {
    return /^frozen:\s*1$/m.test(readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"));
  } catch {
    return false;
  }
};

/** Why a map of that name is none that libbpf made of a section .rodata. */
const flawOf = (
  fd: number,
  { type, keyBytes, valueBytes, maxEntries, flags }: MapInfo,
): string | undefined => {
  if (type !== MAP_TYPE_ARRAY || keyBytes !== 4 || maxEntries !== 1) return "is no array of one entry";
  if (valueBytes > MAX_STAMP_BYTES) return "is too large for a stamp";
  if ((flags & READ_ONLY_PROGRAM) === 0) return "can be written by programs";
  return isFrozen(fd) ? undefined : "is not frozen: it can be written at any time";
};

interface MapReading {
  readonly texts: readonly string[];
  readonly flaws: readonly string[];
}

const NOTHING: MapReading = { texts: [], flaws: [] };

const readMap = (libbpf: Libbpf, id: number): MapReading => {
  const fd = libbpf.mapById(id);
  if (fd < 0) return NOTHING;
  return using(libbpf, fd, () => {
    const info = mapInfo(libbpf, fd);
    if (info.name !== MAP_NAME) return NOTHING;
    const flaw = flawOf(fd, info);
    if (flaw !== undefined) return { texts: [], flaws: [`its map ${MAP_NAME} ${flaw}`] };
    const value = readEntry(libbpf, fd, 0, info.valueBytes).toString("latin1");
    const texts = value.split("\0").filter((part) => part !== "");
    return { texts, flaws: texts.length > 0 ? [] : [`its map ${MAP_NAME} is empty`] };
  });
};

const NO_FUNCTIONS: Functions = { names: new Map(), tags: [] };

/** The functions in a BTF; none where it is of a later form. */
const readBtf = (libbpf: Libbpf, id: number): Functions => {
  const fd = id === 0 ? -1 : libbpf.btfById(id);
  if (fd < 0) return NO_FUNCTIONS;
  const bytes = using(libbpf, fd, () => btfBytes(libbpf, fd));
  try {
    return readFunctions(new Bytes(bytes));
  } catch (error) {
    if (error instanceof Unreadable) return NO_FUNCTIONS;
    throw error;
  }
};

/** Reads BTF once for all the programs that share it. */
export type BtfCache = Map<number, Functions>;

const cachedBtf = (libbpf: Libbpf, id: number, cache: BtfCache): Functions => {
  const known = cache.get(id) ?? readBtf(libbpf, id);
  cache.set(id, known);
  return known;
};

/** The stamps of a program whose description is at hand. */
export const stampsOf = (libbpf: Libbpf, info: ProgramInfo, cache: BtfCache = new Map()): RunningStamps => {
  const functions = cachedBtf(libbpf, info.btfId, cache);
  const own = new Set(info.functionIds);
  const [first] = info.functionIds;
  const whole = first === undefined ? undefined : functions.names.get(first);
  const suits = whole?.slice(0, NAME_LENGTH) === info.name;
  const maps = info.mapIds.map((id) => readMap(libbpf, id));
  return {
    program: { id: info.id, name: whole !== undefined && suits ? whole : info.name },
    maps: maps.flatMap(({ texts }) => texts),
    tags: functions.tags.filter(({ id, tag }) => own.has(id) && tag.startsWith(PREFIX)),
    flaws: maps.flatMap(({ flaws }) => flaws),
  };
};

/** undefined where no program has the id. */
export const readStamps = (libbpf: Libbpf, id: number): RunningStamps | undefined => {
  const fd = libbpf.programById(id);
  return fd < 0
    ? undefined
    : stampsOf(
        libbpf,
        using(libbpf, fd, () => programInfo(libbpf, fd)),
      );
};
