/** Whether a device may do what a program in the kernel does. Pure: everything that counts is an argument. */
import type { Catalogue, CatalogueEntry, Device } from "../catalogue/catalogue.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { Identity } from "../output/stamp.ts";
import type { Decision, DeviceDecision, Reason, StampedProgram, Verdict } from "./decision.ts";
import { denialOf } from "./own-manifest.ts";

interface Finding {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly text: string;
  readonly alarm?: boolean;
  readonly entry?: CatalogueEntry;
}

const short = (digest: string): string => `${digest.slice(0, 12)}…`;

const collision = (where: string, theirs: string, { sha1, sha256 }: Identity): string =>
  `SHA-1 ${sha1} agrees and SHA-256 does not: ${where} has ${theirs}, the kernel ${sha256}. ` +
  "Two different sources share one SHA-1: an attack, or a collision";

/** What stands against the program itself, whatever the devices say. */
const objection = ({ name, stamp }: StampedProgram, manifests: readonly Manifest[]): Finding | undefined => {
  switch (stamp.kind) {
    case "none":
      return { verdict: "unknown", reason: "no-stamp", text: "it carries no stamp" };
    case "malformed":
      return { verdict: "refuse", reason: "malformed-stamp", text: `its stamp is malformed: ${stamp.why}` };
    case "contradictory":
      return {
        verdict: "refuse",
        reason: "contradictory-stamps",
        text: "its stamps name different sources",
      };
    case "sound": {
      const denial = denialOf(name, stamp.identity, manifests);
      if (denial.kind === "none") return undefined;
      const { program, source } = denial.manifest;
      return denial.kind === "same-sha1"
        ? {
            verdict: "refuse",
            reason: "manifest-denies",
            text: collision(`the manifest of ${program}`, source.sha256, stamp.identity),
            alarm: true,
          }
        : {
            verdict: "refuse",
            reason: "manifest-denies",
            text: `its stamp says ${short(stamp.identity.sha1)}, its manifest (${program}) says ${short(source.sha1)}`,
          };
    }
  }
};

/** Whether the program of the kernel could be one that a catalogue calls by this name. */
const bearsName = (name: string, entry: CatalogueEntry): boolean => {
  const plain = entry.name.replace(/[^A-Za-z0-9_]/g, "_");
  return name === plain || name.startsWith(`${plain}_`);
};

/** contested: somewhere the same SHA-1 stands beside another SHA-256, so that alone it proves nothing. */
const judge = (
  { name }: StampedProgram,
  { sha1, sha256 }: Identity,
  { programs }: Catalogue,
  contested: boolean,
): Finding => {
  const same = programs.filter((entry) => entry.sha1 === sha1);
  const other = same.find((entry) => entry.sha256 !== undefined && entry.sha256 !== sha256);
  if (other?.sha256 !== undefined) {
    const text = collision("the device", other.sha256, { sha1, sha256 });
    return { verdict: "refuse", reason: "sha256-differs", text, alarm: true, entry: other };
  }
  const offered = same.filter(({ state }) => state !== "disabled");
  // What runs already comes before what could be loaded, what has a SHA-256 before what has none.
  const [best] = offered.toSorted(
    (a, b) =>
      Number(b.sha256 !== undefined) - Number(a.sha256 !== undefined) ||
      Number(b.state === "running") - Number(a.state === "running"),
  );
  if (best !== undefined) {
    const state = best.state === "running" ? "which runs there" : "which it can load";
    if (best.sha256 !== undefined) {
      const text = `SHA-1 and SHA-256 agree with ${best.name}, ${state}`;
      return { verdict: "offload", reason: "identical", text, entry: best };
    }
    if (contested) {
      const text = `the device states only a SHA-1, for which there is more than one source (${best.name})`;
      return { verdict: "refuse", reason: "sha1-contested", text, entry: best };
    }
    const text = `SHA-1 agrees with ${best.name}, ${state}; the device states no SHA-256`;
    return { verdict: "offload", reason: "sha1-agrees", text, entry: best };
  }
  const [disabled] = same;
  if (disabled !== undefined) {
    const text = `the device has ${disabled.name} from the same source, disabled`;
    return { verdict: "refuse", reason: "disabled", text, entry: disabled };
  }
  const namesake = programs.find((entry) => bearsName(name, entry));
  if (namesake !== undefined) {
    const text = `the device's ${namesake.name} is from another source: ${short(namesake.sha1)}, the kernel runs ${short(sha1)}`;
    return { verdict: "refuse", reason: "differs", text, entry: namesake };
  }
  return { verdict: "refuse", reason: "not-in-catalogue", text: "it is not in the device's catalogue" };
};

const deviceDecision = (device: string, { entry, alarm = false, ...finding }: Finding): DeviceDecision => ({
  device,
  ...finding,
  alarm,
  ...(entry === undefined ? {} : { entry: { name: entry.name, kind: entry.kind, state: entry.state } }),
});

const isContested = ({ sha1, sha256 }: Identity, devices: readonly Device[]): boolean =>
  devices.some(
    (device) =>
      device.kind === "catalogue" &&
      device.catalogue.programs.some(
        (entry) => entry.sha1 === sha1 && entry.sha256 !== undefined && entry.sha256 !== sha256,
      ),
  );

/** Which of the devices' decisions is the one that counts: an offload, else an alarm, else a refusal. */
const summary = (devices: readonly DeviceDecision[]): Omit<Decision, "devices"> => {
  const chosen =
    devices.find(({ verdict }) => verdict === "offload") ??
    devices.find(({ alarm }) => alarm) ??
    devices.find(({ verdict }) => verdict === "refuse") ??
    devices[0];
  if (chosen === undefined) {
    return { verdict: "unknown", reason: "no-device", text: "no device was asked", alarm: false };
  }
  const { verdict, reason, text, device } = chosen;
  return { verdict, reason, text: `${device}: ${text}`, alarm: devices.some(({ alarm }) => alarm) };
};

/**
 * Decides for one program of the kernel and all devices: offload only where SHA-1 and, where both sides have it,
 * SHA-256 agree, no stamp or manifest speaks against it, and no other party has another source of the same SHA-1
 * where SHA-1 is all there is. `devices`: what each says of itself; `manifests`: what p4twin wrote when it compiled.
 */
export const decide = (
  program: StampedProgram,
  devices: readonly Device[],
  manifests: readonly Manifest[],
): Decision => {
  const against = objection(program, manifests);
  const { stamp } = program;
  const nameOf = (device: Device): string =>
    device.kind === "catalogue" ? device.catalogue.device : device.device;
  if (against !== undefined || stamp.kind !== "sound") {
    const finding: Finding = against ?? {
      verdict: "unknown",
      reason: "no-stamp",
      text: "it carries no stamp",
    };
    const decided = devices.map((device) => deviceDecision(nameOf(device), finding));
    const { verdict, reason, text, alarm = false } = finding;
    return { verdict, reason, text, alarm, devices: decided };
  }
  const contested = isContested(stamp.identity, devices);
  const decided = devices.map((device) =>
    deviceDecision(
      nameOf(device),
      device.kind === "catalogue"
        ? judge(program, stamp.identity, device.catalogue, contested)
        : { verdict: "unknown", reason: "device-silent", text: device.why },
    ),
  );
  return { ...summary(decided), devices: decided };
};
