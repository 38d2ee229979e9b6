import type { Manifest } from "../manifest/manifest.ts";
import type { Identity } from "../output/stamp.ts";

/** The kernel keeps so many characters of a program's name. */
const KERNEL_NAME = 15;

/** The names that the generated C gives to the programs of a manifest: for each hook one. */
const functionNames = ({ program, outputs }: Manifest): readonly string[] => {
  const plain = program.replace(/[^A-Za-z0-9_]/g, "_");
  // A name that C would not take as it is, is altered at one of its ends.
  const spellings = [plain, `x${plain}`, `${plain}_`, `x${plain}_`];
  return outputs.flatMap(({ hooks = [] }) =>
    hooks.flatMap((hook) => spellings.map((name) => `${name}_${hook.replace(".", "_")}`)),
  );
};

/** Whether a manifest speaks of a program of this name. */
const isOf = (name: string, manifest: Manifest): boolean =>
  functionNames(manifest).some(
    (known) => known === name || (name.length === KERNEL_NAME && known.slice(0, KERNEL_NAME) === name),
  );

/** What manifests say against a program that carries this stamp. */
export type Denial =
  | { readonly kind: "none" }
  /** A manifest of that very name, and of another source. */
  | { readonly kind: "other-source"; readonly manifest: Manifest }
  /** A manifest with the same SHA-1 and another SHA-256. */
  | { readonly kind: "same-sha1"; readonly manifest: Manifest };

/** Whether a manifest denies the stamp: its own does, unless another of its own confirms it. */
export const denialOf = (
  name: string,
  { sha1, sha256 }: Identity,
  manifests: readonly Manifest[],
): Denial => {
  const collision = manifests.find(({ source }) => source.sha1 === sha1 && source.sha256 !== sha256);
  if (collision !== undefined) return { kind: "same-sha1", manifest: collision };
  const own = manifests.filter((manifest) => isOf(name, manifest));
  const [first] = own;
  const confirmed = own.some(({ source }) => source.sha1 === sha1 && source.sha256 === sha256);
  return first === undefined || confirmed ? { kind: "none" } : { kind: "other-source", manifest: first };
};
