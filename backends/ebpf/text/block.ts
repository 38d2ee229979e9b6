/** A run of C statements under construction, with temporaries that live until its closing brace. */
import { type Code, isConstant, primary, widen } from "./c-code.ts";
import type { NameScope } from "./names.ts";

/** What leads to a reject, and what does not. */
const OPPOSITE = { ">": "<=", ">=": "<", "==": "!=", "!=": "==", "<": ">=", "<=": ">" } as const;

/** Of C numbers without a sign. */
export type Comparison = keyof typeof OPPOSITE;

export class Block {
  /** Whether the verifier is to walk a reject before what comes behind its check. */
  readonly rejectsFirst: boolean;
  readonly #lines: string[] = [];
  readonly #names: NameScope;
  #declares = false;

  /** names: where temporaries get their names. */
  constructor(names: NameScope, rejectsFirst = false) {
    this.#names = names.inner();
    this.rejectsFirst = rejectsFirst;
  }

  /** An empty block that stands within this one. */
  inner(): Block {
    return new Block(this.#names, this.rejectsFirst);
  }

  /** A statement, or several; a line's own tabs count from this block's indentation. */
  emit(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** What stands for a declaration of this block: `text` with NAME replaced by a fresh name, which it returns. */
  declare(wanted: string, text: (name: string) => string): string {
    const name = this.#names.claim(wanted);
    this.#declares = true;
    this.emit(text(name));
    return name;
  }

  /** Evaluates a value once: a name or a constant stays what it is, anything else goes into a 64-bit temporary. */
  once(code: Code, wanted = "value"): Code {
    if (isConstant(code)) return widen(code);
    return primary(
      this.declare(wanted, (name) => `const __u64 ${name} = ${code.text};`),
      8,
    );
  }

  /** `if (condition) { … }`, where the body is a single goto or any statements. */
  emitIf(condition: string, body: readonly string[]): void {
    const [only] = body;
    if (body.length === 1 && only !== undefined && !/^[{\t]/.test(only)) {
      this.emit(`if (${condition})`, `\t${only}`);
      return;
    }
    this.emit(`if (${condition}) {`, ...indent(body), "}");
  }

  /** Goes to a label that rejects; which is rare. */
  rejectIf(condition: string, label: string): void {
    this.emitIf(rarely(condition), [`goto ${label};`]);
  }

  /**
   * As rejectIf, of two numbers (of at most 64 bits) or pointers. rareOn: as if what is behind the check were rare
   * too, and more so.
   */
  rejectWhere(left: string, comparison: Comparison, right: string, label: string, rareOn = false): void {
    const condition = `${left} ${comparison} ${right}`;
    if (this.rejectsFirst)
      this.emit(`P4TWIN_UNLESS(${left}, "${OPPOSITE[comparison]}", ${right}, ${label});`);
    else if (rareOn) this.emitIf(`P4TWIN_MOSTLY(${condition})`, [`goto ${label};`]);
    else this.rejectIf(condition, label);
  }

  /** The statements, for braces that stand already. */
  get body(): readonly string[] {
    return this.#declares ? withoutUnused(this.#lines) : this.#lines;
  }

  /** The statements; in braces where they declare something. Temporaries that nobody asked for again are left out. */
  get lines(): readonly string[] {
    return this.#declares ? ["{", ...indent(this.body), "}"] : this.#lines;
  }
}

/** A condition that hardly any packet meets. What it leads to is moved out of the way, and spilling is done there. */
export const rarely = (condition: string): string => `P4TWIN_RARELY(${condition})`;

const TEMPORARY = /^const __u64 (\w+) = /;

/** Without the temporaries that no later line mentions: -Wall would ask about them. */
const withoutUnused = (lines: readonly string[]): readonly string[] => {
  const mentioned = new Set<string>();
  return lines
    .toReversed()
    .filter((line) => {
      const name = TEMPORARY.exec(line)?.[1];
      if (name !== undefined && !mentioned.has(name)) return false;
      for (const [word] of line.matchAll(/\w+/g)) mentioned.add(word);
      return true;
    })
    .toReversed();
};

export const indent = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === "" || line.startsWith("#") ? line : `\t${line}`));
