/**
 * What has been assumed on the way, with values of the unknowns that fulfil it. Persistent: `assume` yields new
 * constraints. Only what shares unknowns with a new assumption is solved again.
 */
import { type Circuit, FALSE, type Literal, TRUE } from "./circuit.ts";
import { solve } from "./solver.ts";

export class Constraints {
  readonly circuit: Circuit;
  readonly assumed: readonly Literal[];
  readonly trues: ReadonlySet<number>;

  constructor(circuit: Circuit, assumed: readonly Literal[] = [], trues: ReadonlySet<number> = new Set()) {
    this.circuit = circuit;
    this.assumed = assumed;
    this.trues = trues;
  }

  /** undefined: impossible. "unknown": the solver has given up. */
  assume(literal: Literal): Constraints | undefined | "unknown" {
    if (literal === TRUE) return this;
    if (literal === FALSE) return undefined;
    const { circuit, assumed, trues } = this;
    if (circuit.evaluate(literal, trues)) return new Constraints(circuit, [...assumed, literal], trues);
    const { literals, unknowns } = this.#related(literal);
    const answer = solve(circuit, [...literals, literal]);
    if (answer.kind === "impossible") return undefined;
    if (answer.kind === "unknown") return "unknown";
    const kept = [...trues].filter((one) => !unknowns.has(one));
    return new Constraints(circuit, [...assumed, literal], new Set([...kept, ...answer.trues]));
  }

  /** The assumptions that share unknowns with a literal, also over others, and all of their unknowns. */
  #related(literal: Literal): {
    readonly literals: readonly Literal[];
    readonly unknowns: ReadonlySet<number>;
  } {
    const unknowns = new Set(this.circuit.support(literal));
    const literals: Literal[] = [];
    let rest = this.assumed;
    for (let grown = true; grown; ) {
      grown = false;
      const apart: Literal[] = [];
      for (const one of rest) {
        const support = this.circuit.support(one);
        if (!support.some((unknown) => unknowns.has(unknown))) {
          apart.push(one);
          continue;
        }
        grown = true;
        literals.push(one);
        for (const unknown of support) unknowns.add(unknown);
      }
      rest = apart;
    }
    return { literals, unknowns };
  }

  /** Every unknown that an assumption speaks of. */
  get fixed(): ReadonlySet<number> {
    return new Set(this.assumed.flatMap((literal) => this.circuit.support(literal)));
  }
}
