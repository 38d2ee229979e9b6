/** Labels of the generated function: states, loop heads, and the ways out. Only those that are used get printed. */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Program } from "../../../src/ir/ir.ts";
import type { Graph, Loop, Node } from "../plan/graph.ts";
import { NameScope } from "../text/names.ts";

export class Labels {
  readonly #nodes: ReadonlyMap<string, string>;
  readonly #loops: ReadonlyMap<Loop, string>;
  readonly #waysInto: ReadonlyMap<Loop, string>;
  readonly #rejects: ReadonlyMap<string, string>;
  readonly #used = new Set<string>();
  readonly #accept: string;
  readonly #scope: NameScope;

  constructor(program: Program, graph: Graph) {
    // accept and reject are P4's own names, which no state can have.
    const scope = new NameScope(["accept", "reject"]);
    this.#scope = scope;
    const nodes = graph.order.flatMap((vertex) => (vertex.kind === "node" ? [vertex.node] : []));
    // First those that carry their state's name: they get it.
    const own = nodes.filter(({ name, state }) => name === state.name);
    this.#nodes = scope.claimAll([...own, ...nodes].map(({ name }) => name));
    this.#accept = "accept";
    this.#loops = new Map(graph.loops.map((loop) => [loop, scope.claim("loop")]));
    this.#waysInto = new Map(graph.loops.map((loop) => [loop, scope.claim("into_loop")]));
    this.#rejects = new Map(program.errors.map((error) => [error, scope.claim(`reject_${error}`)]));
  }

  #use(label: string | undefined, what: string): string {
    const name = must(label, what);
    this.#used.add(name);
    return name;
  }

  /** A label for something else. */
  claim(wish: string): string {
    const label = this.#scope.claim(wish);
    this.#used.add(label);
    return label;
  }

  /** Each of these names a label for a goto. */
  node({ name }: Node): string {
    return this.#use(this.#nodes.get(name), `label of ${name}`);
  }

  loop(loop: Loop): string {
    return this.#use(this.#loops.get(loop), "label of a loop");
  }

  /** In front of the loop's head. */
  wayInto(loop: Loop): string {
    return this.#use(this.#waysInto.get(loop), "label of the way into a loop");
  }

  rejectWith(error: string): string {
    return this.#use(this.#rejects.get(error), `label of error ${error}`);
  }

  get accept(): string {
    return this.#use(this.#accept, "label of accept");
  }

  /** The name alone, and whether some goto leads there (asked for once all code is printed). */
  nameOf({ name }: Node): string {
    return must(this.#nodes.get(name), `label of ${name}`);
  }

  /** Whether some goto leads to accept. */
  get accepts(): boolean {
    return this.#used.has(this.#accept);
  }

  isUsed(label: string): boolean {
    return this.#used.has(label);
  }

  /** The errors that are rejected with, in the program's order, and their labels. */
  get rejects(): readonly { readonly error: string; readonly label: string }[] {
    return [...this.#rejects]
      .filter(([, label]) => this.#used.has(label))
      .map(([error, label]) => ({ error, label }));
  }
}
