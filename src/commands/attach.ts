import { mkdirSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import {
  attachFilter,
  createLink,
  errnoName,
  type Libbpf,
  linkIsAlive,
  loadObject,
  programInfo,
  updateLink,
} from "../kernel/index.ts";
import { compareObject } from "../manifest/compare-object.ts";
import { readObject } from "../object/index.ts";
import { readLimited } from "../source/read.ts";
import type { AttachHook } from "./attach-hooks.ts";
import {
  filterPin,
  openKernelAt,
  type Place,
  type PlaceOptions,
  placeOf,
  tellFailure,
} from "./attach-point.ts";
import { chooseProgram } from "./choose-program.ts";
import { readManifest } from "./read-manifest.ts";
import { reportBriefly } from "./report.ts";
import { type ExitStatus, status } from "./status.ts";
import { printResult } from "./streams.ts";

export interface AttachOptions extends PlaceOptions {
  /** A compiled object, NAME.bpf.o. */
  readonly object: string;
  readonly hook?: AttachHook;
  readonly program?: string;
  /** Its stamps must be this manifest's. */
  readonly manifest?: string;
  /** Another program of ours that runs there is replaced, at once. */
  readonly replace: boolean;
}

const { EBUSY, EEXIST, EINVAL } = constants.errno;

/** Only what carries a stamp is attached: the identity is what p4twin is for. */
const checkStamp = (object: string, bytes: Buffer, manifestPath: string | undefined): string | undefined => {
  const stamps = readObject(bytes);
  if (typeof stamps === "string") return `${object} cannot be used as an object: ${stamps}`;
  if (stamps.section === undefined) return `${object} carries no stamp: it is no program of p4twin's`;
  if (manifestPath === undefined) return undefined;
  const sink = new DiagnosticSink();
  const read = readManifest(manifestPath, sink);
  if (read === undefined) {
    reportBriefly(sink, manifestPath);
    return `${object} is not attached`;
  }
  const [difference] = compareObject(object, bytes, read.manifest.source);
  return difference === undefined ? undefined : `${difference.subject} ${difference.text}`;
};

/** What keeps a program attached there already: a pin of ours with a link that is alive. Dead ones are cleared away. */
const openLink = (libbpf: Libbpf, { pin }: Place): number | undefined => {
  const link = libbpf.openPin(pin);
  if (link < 0) return undefined;
  if (linkIsAlive(libbpf, link)) return link;
  libbpf.closeFd(link);
  rmSync(pin, { force: true });
  return undefined;
};

/** In words why it could not be pinned, if so. */
const pinned = (libbpf: Libbpf, fd: number, pin: string): string | undefined => {
  const code = libbpf.pin(fd, pin);
  return code < 0 ? `its pin ${pin} cannot be made: ${errnoName(code)}` : undefined;
};

const attachNew = (libbpf: Libbpf, program: number, place: Place): string | undefined => {
  const link = createLink(libbpf, program, place.point);
  if (link >= 0) {
    const failure = pinned(libbpf, link, place.pin);
    libbpf.closeFd(link);
    return failure;
  }
  if (place.point.kind === "tc" && link === -EINVAL) {
    // No tcx: a classic filter, and the program pinned so that detach knows that it is ours.
    const failure = pinned(libbpf, program, filterPin(place));
    if (failure !== undefined) return failure;
    const code = attachFilter(libbpf, program, place.point);
    if (code === 0) return undefined;
    rmSync(filterPin(place), { force: true });
    return explain(code, place);
  }
  return explain(link, place);
};

const explain = (code: number, { shown, point }: Place): string => {
  if (code === -EBUSY || code === -EEXIST)
    return `${shown} has another program, not attached by p4twin: take it away first`;
  if (code === -EINVAL && point.kind === "xdp")
    return `${shown} takes no program in this mode: try --mode generic`;
  return `${shown}: the kernel refuses: ${errnoName(code)}`;
};

const attachAt = (libbpf: Libbpf, program: number, place: Place, replace: boolean): string | undefined => {
  const link = openLink(libbpf, place);
  if (link === undefined) return attachNew(libbpf, program, place);
  try {
    if (!replace) return `${place.shown} has a program of p4twin's already: detach it, or --replace it`;
    const code = updateLink(libbpf, link, program);
    return code < 0 ? explain(code, place) : undefined;
  } finally {
    libbpf.closeFd(link);
  }
};

const loadAndAttach = (libbpf: Libbpf, bytes: Buffer, options: AttachOptions): ExitStatus => {
  const { object } = options;
  const choice = chooseProgram(libbpf, bytes, options);
  if (typeof choice === "string") return tellFailure(`${object}: ${choice}`);
  const place = placeOf(libbpf, choice.hook, options);
  if (typeof place === "string") return tellFailure(place, status.usage);
  const loaded = loadObject(libbpf, bytes, new Set([choice.name]));
  if (loaded.kind === "failed") {
    const log = loaded.log.trimEnd().split("\n").slice(-20).join("\n");
    return tellFailure(`${object} is refused by the kernel: ${errnoName(loaded.errno)}\n${log}`);
  }
  try {
    const fd = loaded.programs.get(choice.name)?.fd ?? -1;
    mkdirSync(options.pins, { recursive: true });
    const failure = attachAt(libbpf, fd, place, options.replace);
    if (failure !== undefined) return tellFailure(failure);
    printResult(`attached ${choice.name} (program ${programInfo(libbpf, fd).id}) to ${place.shown}\n`);
    return status.done;
  } finally {
    loaded.close();
  }
};

/** `p4twin attach OBJECT`: loads one program and keeps it attached by a pin, until `p4twin detach`. */
export const attachCommand = async (options: AttachOptions): Promise<ExitStatus> => {
  const bytes = readLimited(options.object);
  if (typeof bytes === "string") return tellFailure(`${options.object}: ${bytes}`);
  const wrong = checkStamp(options.object, bytes, options.manifest);
  if (wrong !== undefined) return tellFailure(wrong);
  const libbpf = await openKernelAt(options);
  return typeof libbpf === "number" ? libbpf : loadAndAttach(libbpf, bytes, options);
};
