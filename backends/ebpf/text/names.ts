/**
 * Names that are safe in C: P4 allows identifiers that C reserves, and the generated code has names of its own.
 */

/** Keywords of C up to C23 and GNU C, and macros that compilers predefine without an underscore. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "alignas alignof asm auto bool break case char const constexpr continue default do double else enum extern " +
    "false float for fortran goto if inline int long near nullptr register restrict return short signed sizeof " +
    "static static_assert struct switch thread_local true typedef typeof typeof_unqual union unsigned void " +
    "volatile while linux unix bpf i386 errno NULL offsetof SEC likely unlikely barrier"
  ).split(" "),
);

/** A single identifier that C can take: `name` itself where possible. Underscored keywords (`_Bool`, `__u8`) too. */
export const safeName = (name: string): string => {
  const plain = name.replace(/[^A-Za-z0-9_]/g, "_");
  const started = /^[0-9]|^__|^_[A-Z]/.test(plain) || plain === "" ? `x${plain}` : plain;
  return RESERVED.has(started) ? `${started}_` : started;
};

/** The C name of the loadable program of a source `name` at a hook: what libbpf finds it by. */
export const hookFunction = (name: string, hook: string): string =>
  `${safeName(name)}_${hook.replace(".", "_")}`;

/** Hands out names that are safe and not taken yet, in the order in which they are asked for. */
export class NameScope {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** A scope within this one: what it claims is not taken here. */
  inner(): NameScope {
    return new NameScope(this.#taken);
  }

  /** `wanted` where it is free, else `wanted_2`, `wanted_3`… */
  claim(wanted: string): string {
    const base = safeName(wanted);
    let name = base;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${base}_${count}`;
    this.#taken.add(name);
    return name;
  }

  /** A map from each of `names` to its C name; the same name is asked for once. */
  claimAll(names: Iterable<string>): ReadonlyMap<string, string> {
    const map = new Map<string, string>();
    for (const name of names) if (!map.has(name)) map.set(name, this.claim(name));
    return map;
  }
}
