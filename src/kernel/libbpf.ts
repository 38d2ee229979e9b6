/** libbpf's functions, called in process through koffi. Pointers to libbpf's own objects are opaque here. */
import { type Unavailable, unavailable } from "./unavailable.ts";

/** What koffi hands out for a `T *` of libbpf's: only ever handed back. null: the null pointer. */
export type Pointer = unknown;

export interface Libbpf {
  readonly kind: "libbpf";
  /** errno of the last call that failed. */
  errno(): number;
  /** The address of a buffer, for structs that hold pointers. The buffer must outlive its use. */
  addressOf(buffer: Uint8Array): bigint;
  readonly openMemory: (bytes: Uint8Array, size: number, options: null) => Pointer;
  readonly load: (object: Pointer) => number;
  readonly close: (object: Pointer) => void;
  readonly nextProgram: (object: Pointer, previous: Pointer) => Pointer;
  readonly programName: (program: Pointer) => string;
  readonly programFd: (program: Pointer) => number;
  readonly sectionName: (program: Pointer) => string;
  readonly setAutoload: (program: Pointer, autoload: boolean) => number;
  readonly setLogBuffer: (program: Pointer, buffer: Uint8Array, size: number) => number;
  readonly nextMap: (object: Pointer, previous: Pointer) => Pointer;
  readonly mapName: (map: Pointer) => string;
  readonly mapFd: (map: Pointer) => number;
  readonly mapLookup: (fd: number, key: Uint8Array, value: Uint8Array) => number;
  readonly mapUpdate: (fd: number, key: Uint8Array, value: Uint8Array, flags: number) => number;
  readonly mapDelete: (fd: number, key: Uint8Array) => number;
  readonly testRun: (fd: number, options: Uint8Array) => number;
  readonly infoByFd: (fd: number, info: Uint8Array, length: Uint8Array) => number;
  readonly programById: (id: number) => number;
  readonly mapById: (id: number) => number;
  readonly btfById: (id: number) => number;
  readonly linkById: (id: number) => number;
  /** Both: the id that comes behind the first argument's, into four bytes; -ENOENT behind the last. */
  readonly nextProgramId: (start: number, next: Uint8Array) => number;
  readonly nextLinkId: (start: number, next: Uint8Array) => number;
  /** What is attached: a descriptor or an interface's index, the attach type, flags, flags, ids, count of ids. */
  readonly programQuery: (
    target: number,
    type: number,
    queryFlags: number,
    attachFlags: Uint8Array,
    ids: Uint8Array,
    count: Uint8Array,
  ) => number;
  /** Program, target (a descriptor or an interface's index), attach type, struct bpf_link_create_opts. */
  readonly createLink: (program: number, target: number, type: number, options: Uint8Array | null) => number;
  readonly updateLink: (link: number, program: number, options: null) => number;
  readonly pin: (fd: number, path: string) => number;
  readonly openPin: (path: string) => number;
  /** Each: struct bpf_tc_hook; the latter two also struct bpf_tc_opts. */
  readonly createTcHook: (hook: Uint8Array) => number;
  readonly attachTc: (hook: Uint8Array, options: Uint8Array) => number;
  readonly detachTc: (hook: Uint8Array, options: Uint8Array) => number;
  readonly possibleCpus: () => number;
  readonly closeFd: (fd: number) => number;
  readonly openFile: (path: string, flags: number) => number;
  /** Moves the calling thread into another namespace. */
  readonly setNamespace: (fd: number, kind: number) => number;
  /** 0 where no interface of this network namespace has that name. */
  readonly interfaceIndex: (name: string) => number;
  /** Sockets: of libc, which sets errno. */
  readonly socket: (family: number, type: number, protocol: number) => number;
  readonly setSocketOption: (
    fd: number,
    level: number,
    name: number,
    value: Uint8Array,
    size: number,
  ) => number;
  readonly send: (fd: number, bytes: Uint8Array, size: number, flags: number) => number;
  readonly receive: (fd: number, bytes: Uint8Array, size: number, flags: number) => number;
  /** Both: thread (0: the calling one), size of the mask, mask. */
  readonly getAffinity: (thread: number, size: number, mask: Uint8Array) => number;
  readonly setAffinity: (thread: number, size: number, mask: Uint8Array) => number;
}

type Koffi = Pick<typeof import("koffi"), "address" | "errno" | "load">;

const importKoffi = async (): Promise<Koffi | undefined> => {
  try {
    const { default: koffi } = await import("koffi");
    return koffi;
  } catch {
    return undefined;
  }
};

const bind = (koffi: Koffi): Libbpf => {
  const library = koffi.load("libbpf.so.1");
  const libc = koffi.load(null);
  // Silent: what matters is in return values and in the verifier's log.
  library.func("void *libbpf_set_print(void *)")(null);
  return {
    kind: "libbpf",
    errno: () => koffi.errno(),
    addressOf: (buffer) => koffi.address(buffer),
    openMemory: library.func("void *bpf_object__open_mem(const void *, size_t, const void *)"),
    load: library.func("int bpf_object__load(void *)"),
    close: library.func("void bpf_object__close(void *)"),
    nextProgram: library.func("void *bpf_object__next_program(const void *, void *)"),
    programName: library.func("const char *bpf_program__name(const void *)"),
    programFd: library.func("int bpf_program__fd(const void *)"),
    sectionName: library.func("const char *bpf_program__section_name(const void *)"),
    setAutoload: library.func("int bpf_program__set_autoload(void *, bool)"),
    setLogBuffer: library.func("int bpf_program__set_log_buf(void *, void *, size_t)"),
    nextMap: library.func("void *bpf_object__next_map(const void *, const void *)"),
    mapName: library.func("const char *bpf_map__name(const void *)"),
    mapFd: library.func("int bpf_map__fd(const void *)"),
    mapLookup: library.func("int bpf_map_lookup_elem(int, const void *, void *)"),
    mapUpdate: library.func("int bpf_map_update_elem(int, const void *, const void *, uint64_t)"),
    mapDelete: library.func("int bpf_map_delete_elem(int, const void *)"),
    testRun: library.func("int bpf_prog_test_run_opts(int, void *)"),
    infoByFd: library.func("int bpf_obj_get_info_by_fd(int, void *, void *)"),
    programById: library.func("int bpf_prog_get_fd_by_id(uint32_t)"),
    mapById: library.func("int bpf_map_get_fd_by_id(uint32_t)"),
    btfById: library.func("int bpf_btf_get_fd_by_id(uint32_t)"),
    linkById: library.func("int bpf_link_get_fd_by_id(uint32_t)"),
    nextProgramId: library.func("int bpf_prog_get_next_id(uint32_t, void *)"),
    nextLinkId: library.func("int bpf_link_get_next_id(uint32_t, void *)"),
    programQuery: library.func("int bpf_prog_query(int, int, uint32_t, void *, void *, void *)"),
    createLink: library.func("int bpf_link_create(int, int, int, const void *)"),
    updateLink: library.func("int bpf_link_update(int, int, const void *)"),
    pin: library.func("int bpf_obj_pin(int, const char *)"),
    openPin: library.func("int bpf_obj_get(const char *)"),
    createTcHook: library.func("int bpf_tc_hook_create(void *)"),
    attachTc: library.func("int bpf_tc_attach(const void *, void *)"),
    detachTc: library.func("int bpf_tc_detach(const void *, const void *)"),
    possibleCpus: library.func("int libbpf_num_possible_cpus()"),
    closeFd: libc.func("int close(int)"),
    openFile: libc.func("int open(const char *, int)"),
    setNamespace: libc.func("int setns(int, int)"),
    interfaceIndex: libc.func("uint32_t if_nametoindex(const char *)"),
    socket: libc.func("int socket(int, int, int)"),
    setSocketOption: libc.func("int setsockopt(int, int, int, const void *, uint32_t)"),
    send: libc.func("int64_t send(int, const void *, size_t, int)"),
    receive: libc.func("int64_t recv(int, void *, size_t, int)"),
    getAffinity: libc.func("int sched_getaffinity(int, size_t, void *)"),
    setAffinity: libc.func("int sched_setaffinity(int, size_t, const void *)"),
  };
};

/** Loads koffi and libbpf.so.1. */
export const loadLibbpf = async (): Promise<Libbpf | Unavailable> => {
  if (process.platform !== "linux") return unavailable("not-linux");
  const koffi = await importKoffi();
  if (koffi === undefined) return unavailable("no-koffi");
  try {
    return bind(koffi);
  } catch {
    return unavailable("no-libbpf");
  }
};
