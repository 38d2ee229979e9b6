/** What the kernel's programs say of themselves, as list and match show it. */
import type { Attachment, RunningProgram } from "../kernel/index.ts";
import { combineStamps, type StampReading } from "../output/stamp.ts";

/** What all the stamps of a running program come to. */
export const stampOf = ({ stamps: { maps, tags, flaws } }: RunningProgram): StampReading => {
  const [flaw] = flaws;
  return flaw === undefined
    ? combineStamps([...maps, ...tags.map(({ tag }) => tag)])
    : { kind: "malformed", why: flaw };
};

/** Where its stamps stand: in its map, in its BTF. */
export const stampSources = ({ stamps: { maps, tags } }: RunningProgram): readonly string[] => [
  ...(maps.length > 0 ? ["map"] : []),
  ...(tags.length > 0 ? ["btf"] : []),
];

const HOOKS: ReadonlyMap<string, string> = new Map([
  ["xdp", "xdp"],
  ["sched_cls", "tc"],
  ["flow_dissector", "flow_dissector"],
]);

/** The hook that a type of program belongs to, as p4twin calls it; else the kernel's word for the type. */
export const hookOf = ({ type }: RunningProgram): string => HOOKS.get(type) ?? type;

/** One place where a program is attached, in a few words. */
export const placeOf = ({ how, detail, direction, namespace, ...at }: Attachment): string => {
  switch (how) {
    case "xdp":
      return `${at.interface ?? "?"} (${detail ?? "xdp"})`;
    case "tc":
    case "tcx":
      return `${at.interface ?? "?"} ${direction ?? ""} (${how})`;
    case "flow_dissector":
      return "this network namespace";
    case "netns":
      return namespace === undefined ? "this network namespace" : `network namespace ${namespace}`;
    case "link":
      return `a ${detail ?? "bpf"} link elsewhere`;
  }
};

/** The identity, or why there is none. */
export const describeStamp = (stamp: StampReading): string => {
  switch (stamp.kind) {
    case "none":
      return "no stamp";
    case "malformed":
      return `malformed stamp: ${stamp.why}`;
    case "contradictory":
      return `contradictory stamps: ${stamp.stamps.join(" / ")}`;
    case "sound":
      return `sha1=${stamp.identity.sha1} sha256=${stamp.identity.sha256}`;
  }
};

/** The members of a program's JSON that tell of its stamp. */
const stampJson = (program: RunningProgram): Readonly<Record<string, unknown>> => {
  const stamp = stampOf(program);
  switch (stamp.kind) {
    case "none":
      return { stamp: stamp.kind };
    case "malformed":
      return { stamp: stamp.kind, why: stamp.why };
    case "contradictory":
      return { stamp: stamp.kind, stamps: stamp.stamps };
    case "sound":
      return { stamp: stamp.kind, from: stampSources(program), ...stamp.identity };
  }
};

/** A program as --format json has it. */
export const programJson = (program: RunningProgram): Readonly<Record<string, unknown>> => ({
  id: program.id,
  type: program.type,
  hook: HOOKS.get(program.type) ?? null,
  name: program.name,
  tag: program.tag,
  attached: program.attached.map(({ programId: _, ...attachment }) => attachment),
  ...stampJson(program),
});

/** Rows with their columns under one another; the last one is as long as it is. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
};
