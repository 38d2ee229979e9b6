/** A BPF object file loaded into the running kernel: its programs and maps by name. */
import { KernelError } from "./errno.ts";
import type { Libbpf, Pointer } from "./libbpf.ts";

export interface LoadedProgram {
  readonly name: string;
  readonly fd: number;
}

export interface LoadedMap {
  readonly name: string;
  readonly fd: number;
}

export interface LoadedObject {
  readonly kind: "loaded";
  readonly programs: ReadonlyMap<string, LoadedProgram>;
  /** By the name in the object file, of which the kernel keeps 15 characters. */
  readonly maps: ReadonlyMap<string, LoadedMap>;
  /** Unloads everything. */
  close(): void;
}

export interface LoadFailure {
  readonly kind: "failed";
  readonly errno: number;
  /** The verifier's log; empty where it was not the verifier that refused. */
  readonly log: string;
}

const LOG_BYTES = 1 << 24;

function* each(next: (previous: Pointer) => Pointer): Generator<Pointer> {
  for (let item = next(null); item !== null; item = next(item)) yield item;
}

/** A program of an object file that has not been loaded. */
export interface ObjectProgram {
  readonly name: string;
  /** As SEC() gives it: `xdp`, `tc`, `flow_dissector` … */
  readonly section: string;
}

/** The programs of an object file; undefined where libbpf does not take it for one. */
export const objectPrograms = (libbpf: Libbpf, bytes: Uint8Array): readonly ObjectProgram[] | undefined => {
  const object = libbpf.openMemory(bytes, bytes.length, null);
  if (object === null) return undefined;
  try {
    return [...each((previous) => libbpf.nextProgram(object, previous))].map((program) => ({
      name: libbpf.programName(program),
      section: libbpf.sectionName(program),
    }));
  } finally {
    libbpf.close(object);
  }
};

/** Opens and loads an object file. Only the programs named in `only`, if given. */
export const loadObject = (
  libbpf: Libbpf,
  bytes: Uint8Array,
  only?: ReadonlySet<string>,
): LoadedObject | LoadFailure => {
  const object = libbpf.openMemory(bytes, bytes.length, null);
  if (object === null) return { kind: "failed", errno: libbpf.errno(), log: "" };
  const log = Buffer.alloc(LOG_BYTES);
  const loading: Pointer[] = [];
  for (const program of each((previous) => libbpf.nextProgram(object, previous))) {
    const wanted = only === undefined || only.has(libbpf.programName(program));
    libbpf.setAutoload(program, wanted);
    if (wanted) loading.push(program);
    libbpf.setLogBuffer(program, log, log.length);
  }
  const code = libbpf.load(object);
  if (code < 0) {
    libbpf.close(object);
    const end = log.indexOf(0);
    return { kind: "failed", errno: -code, log: log.toString("utf8", 0, end < 0 ? undefined : end) };
  }
  const programs = new Map<string, LoadedProgram>();
  for (const program of loading) {
    const name = libbpf.programName(program);
    programs.set(name, { name, fd: libbpf.programFd(program) });
  }
  const maps = new Map<string, LoadedMap>();
  for (const map of each((previous) => libbpf.nextMap(object, previous))) {
    const name = libbpf.mapName(map);
    maps.set(name, { name, fd: libbpf.mapFd(map) });
  }
  return { kind: "loaded", programs, maps, close: () => libbpf.close(object) };
};

/** The value of an array map's entry on each possible CPU. valueBytes: of one, as the map declares it. */
export const readPerCpu = (
  libbpf: Libbpf,
  fd: number,
  index: number,
  valueBytes: number,
): readonly Buffer[] => {
  const stride = Math.ceil(valueBytes / 8) * 8;
  const cpus = libbpf.possibleCpus();
  const values = Buffer.alloc(stride * cpus);
  const key = Buffer.alloc(4);
  key.writeUInt32LE(index);
  const code = libbpf.mapLookup(fd, key, values);
  if (code < 0) throw new KernelError("BPF_MAP_LOOKUP_ELEM", code);
  return Array.from({ length: cpus }, (_, cpu) => values.subarray(cpu * stride, cpu * stride + valueBytes));
};

/** The value of an array map's entry. */
export const readEntry = (libbpf: Libbpf, fd: number, index: number, valueBytes: number): Buffer => {
  const value = Buffer.alloc(valueBytes);
  const key = Buffer.alloc(4);
  key.writeUInt32LE(index);
  const code = libbpf.mapLookup(fd, key, value);
  if (code < 0) throw new KernelError("BPF_MAP_LOOKUP_ELEM", code);
  return value;
};
