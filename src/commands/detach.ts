import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { detachFilter, errnoName, type Libbpf } from "../kernel/index.ts";
import { errorCode } from "../source/read.ts";
import type { AttachHook } from "./attach-hooks.ts";
import {
  filterPin,
  openKernelAt,
  type Place,
  type PlaceOptions,
  placeOf,
  tellFailure,
} from "./attach-point.ts";
import { type ExitStatus, status } from "./status.ts";
import { printResult } from "./streams.ts";

export interface DetachOptions extends PlaceOptions {
  readonly hook: AttachHook;
}

/** The directory goes with its last pin. */
const removeEmpty = (directory: string): void => {
  if (existsSync(directory) && readdirSync(directory).length === 0) rmdirSync(directory);
};

const detachFrom = (libbpf: Libbpf, place: Place): string | undefined => {
  const filter = filterPin(place);
  if (existsSync(filter) && place.point.kind === "tc") {
    const code = detachFilter(libbpf, place.point);
    if (code < 0) return `${place.shown}: the kernel refuses: ${errnoName(code)}`;
    rmSync(filter);
    return undefined;
  }
  // The link is detached when its last pin and descriptor are gone.
  if (!existsSync(place.pin)) return `${place.shown} has no program that p4twin attached`;
  rmSync(place.pin);
  return undefined;
};

/** `p4twin detach`: takes away what `p4twin attach` left there, and nothing else. */
export const detachCommand = async (options: DetachOptions): Promise<ExitStatus> => {
  const libbpf = await openKernelAt(options);
  if (typeof libbpf === "number") return libbpf;
  const place = placeOf(libbpf, options.hook, options);
  if (typeof place === "string") return tellFailure(place, status.usage);
  try {
    const failure = detachFrom(libbpf, place);
    if (failure !== undefined) return tellFailure(failure);
    removeEmpty(options.pins);
  } catch (error) {
    return tellFailure(`${place.pin} cannot be removed: ${errorCode(error)}`);
  }
  printResult(`detached from ${place.shown}\n`);
  return status.done;
};
