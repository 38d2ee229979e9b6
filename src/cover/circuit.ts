/**
 * Boolean functions of unknown bits, as a graph of AND gates with negation on the edges. A *literal* is twice the
 * node's number, plus one where it is negated; node 0 is the constant false. Equal gates are one gate, so that what
 * does not depend on an unknown is a constant at once.
 */
export type Literal = number;

export const FALSE: Literal = 0;
export const TRUE: Literal = 1;

export const not = (literal: Literal): Literal => literal ^ 1;
export const nodeOf = (literal: Literal): number => literal >> 1;
export const isNegated = (literal: Literal): boolean => (literal & 1) === 1;

/** Larger graphs than this are given up (2^25 nodes keep a pair of literals exact in a number). */
const PAIR = 2 ** 26;

export class Circuit {
  /** Of node n; an unknown has -1 on both sides. */
  readonly left: number[] = [-1];
  readonly right: number[] = [-1];
  /** The work that questions about it may still take in all before each is given up early. */
  effort = 80_000_000;
  /** What one of them may take. */
  mostWork = 20_000_000;
  readonly #gates = new Map<number, Literal>();
  readonly #supports = new Map<number, readonly number[]>();

  /** A new unknown. */
  unknown(): Literal {
    this.left.push(-1);
    this.right.push(-1);
    return (this.left.length - 1) * 2;
  }

  isUnknown(node: number): boolean {
    return this.left[node] === -1;
  }

  and(a: Literal, b: Literal): Literal {
    if (a === FALSE || b === FALSE || a === not(b)) return FALSE;
    if (a === TRUE || a === b) return b;
    if (b === TRUE) return a;
    const [low, high] = a < b ? [a, b] : [b, a];
    const key = low * PAIR + high;
    const known = this.#gates.get(key);
    if (known !== undefined) return known;
    this.left.push(low);
    this.right.push(high);
    const literal = (this.left.length - 1) * 2;
    this.#gates.set(key, literal);
    return literal;
  }

  or(a: Literal, b: Literal): Literal {
    return not(this.and(not(a), not(b)));
  }

  xor(a: Literal, b: Literal): Literal {
    return this.or(this.and(a, not(b)), this.and(not(a), b));
  }

  choose(condition: Literal, then: Literal, otherwise: Literal): Literal {
    if (then === otherwise) return then;
    return this.or(this.and(condition, then), this.and(not(condition), otherwise));
  }

  all(literals: readonly Literal[]): Literal {
    return literals.reduce((sum, literal) => this.and(sum, literal), TRUE);
  }

  any(literals: readonly Literal[]): Literal {
    return not(this.all(literals.map(not)));
  }

  /** The nodes that a literal depends on, itself included, each behind what it depends on; the constant left out. */
  cone(literals: readonly Literal[]): readonly number[] {
    const seen = new Set<number>();
    const todo = literals.map(nodeOf);
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      if (node === 0 || seen.has(node)) continue;
      seen.add(node);
      if (!this.isUnknown(node)) todo.push(nodeOf(this.left[node] ?? 0), nodeOf(this.right[node] ?? 0));
    }
    return [...seen].sort((a, b) => a - b);
  }

  /** The unknowns that a literal depends on. */
  support(literal: Literal): readonly number[] {
    const node = nodeOf(literal);
    const known = this.#supports.get(node);
    if (known !== undefined) return known;
    const found = this.cone([literal]).filter((one) => this.isUnknown(one));
    this.#supports.set(node, found);
    return found;
  }

  /** The value where the unknowns in `trues` are true and all others false. */
  evaluate(literal: Literal, trues: ReadonlySet<number>): boolean {
    const values = new Map<number, boolean>([[0, false]]);
    const value = (one: Literal): boolean => (values.get(nodeOf(one)) ?? false) !== isNegated(one);
    for (const node of this.cone([literal]))
      values.set(
        node,
        this.isUnknown(node) ? trues.has(node) : value(this.left[node] ?? 0) && value(this.right[node] ?? 0),
      );
    return value(literal);
  }
}
