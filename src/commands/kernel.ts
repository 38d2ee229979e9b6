import {
  KernelError,
  type Libbpf,
  listPrograms,
  openInspection,
  type RunningProgram,
} from "../kernel/index.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage } from "./streams.ts";

/** Opens the running kernel for a look; or says what is missing, and gives the exit status. */
export const openKernelOrTell = async (): Promise<Libbpf | ExitStatus> => {
  const libbpf = await openInspection();
  if (libbpf.kind === "libbpf") return libbpf;
  printMessage(`error: the kernel's programs cannot be seen from here: ${libbpf.message}\n`);
  return status.toolMissing;
};

/** The programs with these ids, or all; in words why the kernel does not show them. */
export const programsIn = (
  libbpf: Libbpf,
  ids: readonly number[] | undefined,
): readonly RunningProgram[] | string => {
  try {
    return listPrograms(libbpf).filter(({ id }) => ids === undefined || ids.includes(id));
  } catch (error) {
    if (error instanceof KernelError) return error.message;
    throw error;
  }
};

/** Those of the wanted ids that no program has. */
export const missingIds = (
  programs: readonly RunningProgram[],
  ids: readonly number[] = [],
): readonly number[] => ids.filter((wanted) => programs.every(({ id }) => id !== wanted));
