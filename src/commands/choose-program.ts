import { type Libbpf, type ObjectProgram, objectPrograms } from "../kernel/index.ts";
import { type AttachHook, attachHooks } from "./attach-hooks.ts";

/** The hook that a SEC() names; undefined for one that is not ours to attach. */
const hookOf = ({ section }: ObjectProgram): AttachHook | undefined => {
  const name = section.replace(/^\?/, "").split(/[./]/)[0] ?? "";
  if (["classifier", "tcx"].includes(name)) return "tc";
  return attachHooks.find((hook) => hook === name);
};

export interface Choice {
  readonly name: string;
  readonly hook: AttachHook;
}

/** The one program of an object that is meant; or in words why none is. */
export const chooseProgram = (
  libbpf: Libbpf,
  bytes: Uint8Array,
  { hook, program }: { readonly hook?: AttachHook; readonly program?: string },
): Choice | string => {
  const all = objectPrograms(libbpf, bytes);
  if (all === undefined) return "libbpf does not take it for a BPF object";
  const choices = all.flatMap((candidate) => {
    const its = hookOf(candidate);
    return its === undefined ? [] : [{ name: candidate.name, hook: its }];
  });
  const fitting = choices.filter(
    (choice) =>
      (hook === undefined || choice.hook === hook) && (program === undefined || choice.name === program),
  );
  const [choice, ...more] = fitting;
  const listed = choices.map(({ name, hook: its }) => `${name} (${its})`).join(", ") || "none";
  if (choice === undefined) return `it has no such program; it has: ${listed}`;
  return more.length === 0 ? choice : `it has several, name one with --hook or --program: ${listed}`;
};
