/** The running kernel as a test bench: loads BPF objects, runs them on packets, reads what they left. */
import { type Libbpf, loadLibbpf } from "./libbpf.ts";
import { type Unavailable, unavailable } from "./unavailable.ts";

export { type Pinned, pinThread } from "./affinity.ts";
export type { Attachment } from "./attachments.ts";
export { type Clang, type CompiledObject, compileBpf, findClang, type SourceFile } from "./clang.ts";
export { encodeInputs } from "./encode.ts";
export { errnoName, KernelError } from "./errno.ts";
export { type EntryNumbers, fillValueSet } from "./fill.ts";
export { attachFilter, detachFilter } from "./filters.ts";
export { type MapInfo, mapInfo, type ProgramInfo, programInfo } from "./info.ts";
export type { Libbpf } from "./libbpf.ts";
export {
  type AttachPoint,
  createLink,
  linkIsAlive,
  updateLink,
} from "./links.ts";
export { enterNamespace, namespaceInode } from "./namespace.ts";
export {
  type LoadedMap,
  type LoadedObject,
  type LoadedProgram,
  type LoadFailure,
  loadObject,
  type ObjectProgram,
  objectPrograms,
  readEntry,
  readPerCpu,
} from "./object.ts";
export { decodeResult } from "./observe.ts";
export {
  type DeviceIdentity,
  findOffloadMaps,
  type OffloadMaps,
  PATHS,
  readIdentity,
  readPaths,
  removeIdentity,
  writeIdentity,
} from "./offload-maps.ts";
export { isBpfFileSystem } from "./pins.ts";
export { listPrograms, openInspection, type RunningProgram } from "./programs.ts";
export { type RunningStamps, readStamps } from "./stamps.ts";
export { type TestRun, TestRunner, type TestRunResult } from "./test-run.ts";
export type { Unavailable } from "./unavailable.ts";

const EPERM = 1;

/** libbpf, ready to load programs; or why that is not possible here. */
export const openKernel = async (): Promise<Libbpf | Unavailable> => {
  const libbpf = await loadLibbpf();
  if (libbpf.kind === "unavailable") return libbpf;
  // No program has the id 0: without the right to ask, the answer is EPERM.
  const fd = libbpf.programById(0);
  return fd === -EPERM ? unavailable("no-privileges") : libbpf;
};
