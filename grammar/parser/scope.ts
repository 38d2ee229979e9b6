/**
 * Which names are types at the current place. P4's grammar depends on it: `(a) + b` is a cast of `+b` if `a` is a
 * type and a sum if it is not. Only names that are or shadow types are kept. An undo log makes leaving a scope
 * cost what was declared in it.
 */
export interface TypeScope {
  open(): void;
  close(): void;
  readonly depth: number;
  /** Closes scopes until the depth is this one. */
  closeTo(depth: number): void;
  declareType(name: string): void;
  /** A variable, parameter, table …: hides a type of this name. */
  declareValue(name: string): void;
  isType(name: string): boolean;
  /** Whether `.name` is a type: looks at the outermost scope only. */
  isGlobalType(name: string): boolean;
}

export const createTypeScope = (): TypeScope => {
  const names = new Map<string, boolean>();
  const globals = new Set<string>();
  const log: { readonly name: string; readonly before: boolean | undefined }[] = [];
  const marks: number[] = [];

  const declare = (name: string, isType: boolean): void => {
    if (marks.length > 0) log.push({ name, before: names.get(name) });
    names.set(name, isType);
  };

  const close = (): void => {
    const mark = marks.pop() ?? 0;
    for (let undo = log.length > mark ? log.pop() : undefined; undo !== undefined; ) {
      if (undo.before === undefined) names.delete(undo.name);
      else names.set(undo.name, undo.before);
      undo = log.length > mark ? log.pop() : undefined;
    }
  };

  return {
    open: () => {
      marks.push(log.length);
    },
    close,
    get depth() {
      return marks.length;
    },
    closeTo: (depth) => {
      while (marks.length > depth) close();
    },
    declareType: (name) => {
      if (marks.length === 0) globals.add(name);
      declare(name, true);
    },
    declareValue: (name) => {
      if (names.get(name) === true) declare(name, false);
    },
    isType: (name) => names.get(name) === true,
    isGlobalType: (name) => globals.has(name),
  };
};
