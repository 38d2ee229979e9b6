/** Gives names: the source's wherever it can be kept, else one derived from it. */
import { isKeyword, isSoftKeyword } from "./reserved.ts";

export type NameKind = "type" | "field" | "state" | "var" | "param" | "error" | "set" | "control" | "const";

export interface Wanted {
  readonly name: string;
  readonly kind: NameKind;
}

/** Names that must differ from one another and from those of the scopes around. */
export interface Scope {
  /** Gives each wanted name a name of its own. Those that can be kept are kept, before any is derived. */
  claimAll(wanted: readonly Wanted[]): readonly string[];
  claim(name: string, kind: NameKind): string;
  has(name: string): boolean;
}

/** ASCII letters, digits and `_`, no digit first; not like a macro of a preprocessor's own. */
const spellable = (name: string): string => {
  const spelled = name.replace(/[^A-Za-z0-9_]/g, "_").replace(/^__(\w*)__$/, "$1");
  return /^[A-Za-z_]/.test(spelled) ? spelled : `_${spelled}`;
};

/** "", "_b", "_c" … "_z", "_bb": letters, since p4c drops digits behind a last underscore from metadata's names. */
const tail = (count: number): string => {
  let letters = "";
  for (let rest = count; rest > 0; rest = Math.floor(rest / 26)) {
    letters = String.fromCharCode(97 + (rest % 26)) + letters;
  }
  return letters === "" ? "" : `_${letters}`;
};

/** outside: names that this scope may neither take nor hide. */
export const createScope = (outside: (name: string) => boolean = () => false): Scope => {
  const taken = new Set<string>();
  const free = (name: string, kind: NameKind): boolean =>
    !taken.has(name) && !outside(name) && !isKeyword(name) && (kind === "field" || !isSoftKeyword(name));

  const derive = (name: string, kind: NameKind): string => {
    const stem = spellable(name);
    if (stem !== name && free(stem, kind)) return stem;
    for (let count = 0; ; count++) {
      const derived = `${stem}_${kind}${tail(count)}`;
      if (free(derived, kind)) return derived;
    }
  };

  const claimAll = (wanted: readonly Wanted[]): readonly string[] => {
    const kept = wanted.map(({ name, kind }) => {
      const keep = spellable(name) === name && free(name, kind);
      if (keep) taken.add(name);
      return keep;
    });
    return wanted.map(({ name, kind }, index) => {
      if (kept[index]) return name;
      const derived = derive(name, kind);
      taken.add(derived);
      return derived;
    });
  };

  return {
    claimAll,
    claim: (name, kind) => claimAll([{ name, kind }])[0] ?? name,
    has: (name) => taken.has(name),
  };
};
