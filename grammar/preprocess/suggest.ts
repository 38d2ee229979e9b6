import type { Inclusion } from "./inclusion.ts";
import { findInclude, type IncludeName } from "./lookup.ts";
import { baseName, type Walk } from "./walk.ts";

/** Names that are worth a try when a system include is misspelt; only those that exist are suggested. */
const knownNames = [
  ...["core.p4", "flow_dissector_model.p4", "parser_model.p4", "v1model.p4", "psa.p4", "pna.p4"],
  ...[
    "ebpf_model.p4",
    "ubpf_model.p4",
    "xdp_model.p4",
    "tna.p4",
    "bmv2/psa.p4",
    "dpdk/psa.p4",
    "dpdk/pna.p4",
  ],
];

/** Levenshtein's distance, for short names. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const change = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

const spelled = ({ name, form }: IncludeName): string => (form === "quoted" ? `"${name}"` : `<${name}>`);

/** A name under which there is a file and which is close to the missing one. */
export const suggestInclude = (walk: Walk, from: Inclusion, wanted: IncludeName): string | undefined => {
  const exists = (candidate: IncludeName): boolean => findInclude(walk, from, candidate).kind !== "missing";
  const { name } = wanted;
  const variants: IncludeName[] = [
    { name, form: "quoted" },
    { name: `${name}.p4`, form: wanted.form },
    { name: name.replace(/\.(h|p4i|p)$/, ".p4"), form: wanted.form },
    { name: name.replaceAll("\\", "/"), form: wanted.form },
    { name: name.toLowerCase(), form: wanted.form },
    { name: name.replaceAll("-", "_"), form: wanted.form },
    { name: name.replaceAll("_", "-"), form: wanted.form },
    { name: baseName(name), form: wanted.form },
    { name: name.trim(), form: wanted.form },
  ];
  const near = name.length > 60 ? [] : knownNames.filter((known) => distance(known, name.toLowerCase()) <= 2);
  const candidates = [...variants, ...near.map((known): IncludeName => ({ name: known, form: "angle" }))];
  const found = candidates.find(
    (candidate) =>
      candidate.name !== "" &&
      (candidate.name !== name || candidate.form !== wanted.form) &&
      exists(candidate),
  );
  return found === undefined ? undefined : spelled(found);
};
