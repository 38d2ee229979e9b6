import type { RunningProgram } from "../kernel/index.ts";
import { missingIds, openKernelOrTell, programsIn } from "./kernel.ts";
import type { ListOptions } from "./options.ts";
import { describeStamp, hookOf, placeOf, programJson, stampOf, table } from "./running.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage, printResult } from "./streams.ts";

const HEAD = ["ID", "TYPE", "NAME", "ATTACHED TO", "TAG", "SOURCE"] as const;

const row = (program: RunningProgram): readonly string[] => [
  `${program.id}`,
  hookOf(program),
  program.name === "" ? "-" : program.name,
  program.attached.map(placeOf).join(", ") || "-",
  program.tag,
  describeStamp(stampOf(program)),
];

/** `p4twin list`: the programs in the running kernel and the sources that they say they come from. */
export const listCommand = async ({ format, ids }: ListOptions): Promise<ExitStatus> => {
  const libbpf = await openKernelOrTell();
  if (typeof libbpf === "number") return libbpf;
  const programs = programsIn(libbpf, ids);
  if (typeof programs === "string") {
    printMessage(`error: the kernel does not tell its programs: ${programs}\n`);
    return status.failed;
  }
  if (format === "json") {
    printResult(programs.map((program) => `${JSON.stringify(programJson(program))}\n`).join(""));
  } else if (programs.length > 0) {
    printResult(table([HEAD, ...programs.map(row)]));
  }
  const missing = missingIds(programs, ids);
  for (const id of missing) printMessage(`error: no program has the id ${id}\n`);
  return missing.length > 0 ? status.failed : status.done;
};
