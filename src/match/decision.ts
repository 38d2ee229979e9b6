import type { ProgramState } from "../catalogue/catalogue.ts";
import type { StampReading } from "../output/stamp.ts";

/** What the decision needs to know of a program in the kernel. */
export interface StampedProgram {
  /** Its function's name, or the 15 characters of it that the kernel keeps where there is no BTF. */
  readonly name: string;
  readonly stamp: StampReading;
}

/** unknown: nothing speaks for it and nothing against it. Only offload permits anything. */
export type Verdict = "offload" | "refuse" | "unknown";

/** Why, for machines. */
export type Reason =
  /** offload: SHA-1 and SHA-256 agree */
  | "identical"
  /** offload: SHA-1 agrees, and the device states no SHA-256 */
  | "sha1-agrees"
  /** refuse: a program of that name, from another source */
  | "differs"
  /** refuse: nothing of that SHA-1 */
  | "not-in-catalogue"
  /** refuse: the device has it, and does not offer it */
  | "disabled"
  /** refuse, alarm: SHA-1 agrees and SHA-256 does not */
  | "sha256-differs"
  /** refuse: the device states no SHA-256, and elsewhere the same SHA-1 stands for another source */
  | "sha1-contested"
  /** refuse: a manifest of that program names another source */
  | "manifest-denies"
  /** refuse */
  | "malformed-stamp"
  | "contradictory-stamps"
  /** unknown */
  | "no-stamp"
  | "no-device"
  | "device-silent";

/** What one device comes to. */
export interface DeviceDecision {
  readonly device: string;
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** The same for people: one line. */
  readonly text: string;
  /** Two sources with one SHA-1: an attack, or a collision. */
  readonly alarm: boolean;
  /** The entry of the catalogue that it rests on. */
  readonly entry?: { readonly name: string; readonly kind: string; readonly state: ProgramState };
}

/** What all the devices come to for one program. */
export interface Decision {
  /** offload where at least one device may; what the program itself makes impossible, no device can mend. */
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly text: string;
  /** An alarm of any device, or of a manifest. */
  readonly alarm: boolean;
  /** In the order given. */
  readonly devices: readonly DeviceDecision[];
}
