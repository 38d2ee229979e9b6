/**
 * Proves that a changed parse function does the same as the right one for every packet up to a length: from the label in
 * front of the change, with whatever can be there, both come to the same state at the next labels, or to the same
 * observation in the end. All other sections are the same, so that the whole is.
 */
import { Circuit, type Literal, nodeOf, not, TRUE } from "../../../src/cover/circuit.ts";
import { Constraints } from "../../../src/cover/constraints.ts";
import { constant, resize, type Word } from "../../../src/cover/words.ts";
import {
  type Candidate,
  candidatesFor,
  POSITION_BITS,
  positionsAreSmall,
  zeroCandidates,
} from "./candidates.ts";
import { Beginning, Execution, Outside, type Way } from "./execute.ts";
import { type ParseFunction, readFunction } from "./function.ts";
import { assumeAll, findInvariants } from "./invariants.ts";
import { NotUnderstood } from "./syntax.ts";
import { Arithmetic, zeros } from "./values.ts";

/** For packets of one length. */
type Shown = { readonly kind: "proven" | "open"; readonly reason: string };

export type Proof =
  /** reason: what is shown; most: of packets of up to so many bytes. */
  | { readonly kind: "proven"; readonly reason: string; readonly most: number }
  /** reason: why it is not. */
  | { readonly kind: "open"; readonly reason: string };

const MOST_LABELS = 12;
const MOST_PAIRS = 2000;
/** Of the solver: for one change, and for one question about it. */
const EFFORT = 4_000_000_000;
const MOST_WORK = 100_000_000;

const sectionOf = ({ lines }: ParseFunction, line: number): string =>
  [...lines].filter(([, first]) => first <= line).reduce((last, one) => (one[1] >= last[1] ? one : last))[0];

/** Flow keys that may be anything where the parser starts. */
const FREE_KEYS = new Set(["keys.n_proto", "keys.flags"]);
/** What the kernel has put into others, whose frames begin with Ethernet; all else in them is zero. */
const GIVEN_KEYS = new Map([
  ["keys.nhoff", 14n],
  ["keys.thoff", 14n],
]);

/** What no position in the packet may exceed, in bytes. */
const reachOf = (text: string): number => Number(/position > (0x[\da-f]+)/.exec(text)?.[1] ?? 0xff00);

/** Without invariants a changed section may come to what is not understood, such as an element outside of its array. */
const understood = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof NotUnderstood) return undefined;
    throw thrown;
  }
};

/** Two ways of one packet; the constraints of b are those of both. */
interface Pair {
  readonly a: Way;
  readonly b: Way;
  readonly labels: number;
}

class Prover {
  readonly #right: ParseFunction;
  readonly #changed: ParseFunction;
  readonly #text: string;
  readonly #arithmetic: Arithmetic;
  readonly #outside: Outside;
  readonly #beginning: Beginning;
  readonly #entry: Beginning;
  readonly #empty: Constraints;
  readonly #ways = new Map<string, readonly Way[]>();

  constructor(text: string, changed: string, most: number) {
    this.#text = text;
    this.#right = readFunction(text);
    this.#changed = readFunction(changed);
    const circuit = new Circuit();
    circuit.effort = EFFORT;
    circuit.mostWork = MOST_WORK;
    this.#arithmetic = new Arithmetic(circuit);
    this.#outside = new Outside(this.#arithmetic);
    const end = resize(this.#arithmetic.unknown(16), 64, false);
    // The packet's start is address 0.
    const fixed = new Map([
      ["data", zeros(64)],
      ["origin", zeros(64)],
      ["data_end", end],
    ]);
    const position = (): Word => resize(this.#arithmetic.unknown(POSITION_BITS), 64, false);
    this.#beginning = new Beginning(
      this.#arithmetic,
      new Map([...fixed, ["cursor", position()], ["start", position()]]),
    );
    const probe = new Execution(this.#right, this.#arithmetic, this.#beginning, this.#outside);
    const pointee = this.#right.pointees.get("keys");
    const isFlowKeys = pointee?.kind === "struct" && pointee.tag === "bpf_flow_keys";
    const given = [...probe.variables].filter(
      ([name]) => isFlowKeys && name.startsWith("keys.") && !FREE_KEYS.has(name),
    );
    this.#entry = new Beginning(
      this.#arithmetic,
      new Map([
        ...fixed,
        ...given.map(([name, bits]) => [name, constant(GIVEN_KEYS.get(name) ?? 0n, bits)] as const),
      ]),
    );
    const { words } = this.#arithmetic;
    const limit = constant(BigInt(most), 64);
    const offset = resize(this.#entry.cell("offset", 32), 64, false);
    const within = circuit.and(not(words.less(limit, end, false)), not(words.less(end, offset, false)));
    const begun = new Constraints(circuit).assume(within);
    if (begun === undefined || begun === "unknown") throw new NotUnderstood("no packet");
    this.#empty = begun;
  }

  #execution(of: ParseFunction, from: string): Execution {
    return new Execution(of, this.#arithmetic, from === "" ? this.#entry : this.#beginning, this.#outside);
  }

  #waysFrom(label: string): readonly Way[] {
    const known = this.#ways.get(label);
    if (known !== undefined) return known;
    const ways = this.#execution(this.#right, label).waysFrom(label, this.#empty);
    // What is taken for fixed has to stay so.
    for (const { cells, exit } of ways)
      for (const name of ["data", "origin"])
        if (exit?.kind === "label" && (cells.get(name) ?? zeros(64)).some((literal) => literal !== 0))
          throw new NotUnderstood(`${name} is changed`);
    this.#ways.set(label, ways);
    return ways;
  }

  #cell(way: Way, from: string, name: string, bits: number): Word {
    return way.cells.get(name) ?? (from === "" ? this.#entry : this.#beginning).cell(name, bits);
  }

  /** Whether two ways that both end come to the same observation, or two that stop at one label to the same state. */
  #same(a: Way, b: Way, from: string, variables: ReadonlyMap<string, number>): Literal | undefined {
    const { words, circuit } = this.#arithmetic;
    const equal = (name: string): Literal => {
      const bits = variables.get(name) ?? 64;
      return words.equal(this.#cell(a, from, name, bits), this.#cell(b, from, name, bits));
    };
    if (a.exit?.kind === "label" && b.exit?.kind === "label") {
      if (a.exit.name !== b.exit.name) return undefined;
      return circuit.all(
        [...variables.keys()].filter((name) => a.cells.has(name) || b.cells.has(name)).map(equal),
      );
    }
    if (a.exit?.kind !== "return" || b.exit?.kind !== "return") return undefined;
    const verdict = this.#cell(a, from, "observation.verdict", 32);
    const accepts = words.equal(verdict, constant(0n, verdict.length));
    const isValid = (name: string): Literal => {
      for (let parts = name.split("."); parts.length > 1; parts = parts.slice(0, -1)) {
        const valid = `${parts.slice(0, -1).join(".")}.valid`;
        const bits = variables.get(valid);
        if (bits === undefined || valid === name) continue;
        return words.equal(this.#cell(a, from, valid, bits), constant(1n, bits));
      }
      return TRUE;
    };
    const seen = [...variables.keys()].filter(
      (name) => this.#right.pointees.has(name.split(".")[0] ?? "") && !name.startsWith("scratch."),
    );
    const outputs = seen
      .filter((name) => a.cells.has(name) || b.cells.has(name))
      .map((name) => circuit.or(not(isValid(name)), equal(name)));
    return circuit.all([
      words.equal(a.exit.value, b.exit.value),
      equal("observation.verdict"),
      equal("observation.error"),
      circuit.or(not(accepts), circuit.all(outputs)),
    ]);
  }

  /** Follows both functions from a label with what holds there, until they are where they cannot differ any more. */
  #compare(from: string, held: Constraints, line: number): Shown {
    const right = this.#execution(this.#right, from);
    const changed = this.#execution(this.#changed, from);
    const order = [...this.#right.sections.keys()];
    const open: Pair[] = [];
    let isReached = false;
    let most = 1;
    const starts = right.waysFrom(from, held);
    for (const a of starts)
      for (const b of changed.waysFrom(from, a.constraints)) {
        isReached ||= a.lines.has(line) || b.lines.has(line);
        open.push({ a, b, labels: 1 });
      }
    for (let count = 0, pair = open.pop(); pair !== undefined; pair = open.pop(), count += 1) {
      const { a, b, labels } = pair;
      const both = b.constraints;
      most = Math.max(most, labels);
      const same = this.#same(a, b, from, right.variables);
      const differ = same === undefined ? both : both.assume(not(same));
      if (differ === undefined) continue;
      const spell = ({ exit }: Way): string => (exit?.kind === "label" ? exit.name : "the end");
      if (
        labels > MOST_LABELS ||
        count > MOST_PAIRS ||
        (a.exit?.kind === "return" && b.exit?.kind === "return")
      )
        return { kind: "open", reason: `${spell(a)} and ${spell(b)} differ` };
      const place = ({ exit }: Way): number =>
        exit?.kind === "label" ? order.indexOf(exit.name) : Number.POSITIVE_INFINITY;
      const movesA = place(a) <= place(b);
      const movesB = place(b) <= place(a);
      for (const nextA of movesA ? right.advance({ ...a, constraints: both }) : [{ ...a, constraints: both }])
        for (const nextB of movesB
          ? changed.advance({ ...b, constraints: nextA.constraints })
          : [{ ...b, constraints: nextA.constraints }])
          open.push({ a: nextA, b: nextB, labels: labels + 1 });
    }
    if (!isReached) return { kind: "proven", reason: "nothing leads to it" };
    const where = most === 1 ? "at the next label" : `${most} labels further on`;
    return { kind: "proven", reason: `nothing differs ${where}` };
  }

  /** The cells on which it depends what the section in front of a change does, and all those that it touches. */
  #cellsAt(from: string): {
    readonly deciding: ReadonlyMap<string, number>;
    readonly touched: ReadonlyMap<string, number>;
  } {
    const own = from === "" ? this.#entry : this.#beginning;
    own.asked.clear();
    const deciding = new Map<string, number>();
    const touched = new Map<string, number>();
    for (const of of [this.#right, this.#changed]) {
      const execution = this.#execution(of, from);
      const ways = understood(() => execution.waysFrom(from, this.#empty)) ?? [];
      const fixed = new Set(ways.flatMap(({ constraints }) => [...constraints.fixed]));
      for (const [name, bits] of execution.variables) {
        if (!own.asked.has(name) && !ways.some((way) => way.cells.has(name))) continue;
        touched.set(name, bits);
        if (own.cell(name, bits).some((literal) => fixed.has(nodeOf(literal)))) deciding.set(name, bits);
      }
    }
    return { deciding, touched };
  }

  #proveWith(line: number, from: string, candidates: readonly Candidate[]): Shown {
    const labels = [...this.#right.sections.keys()].filter((label) => label !== "");
    const invariants = findInvariants(
      labels,
      candidates,
      positionsAreSmall(this.#arithmetic),
      (label) => this.#waysFrom(label),
      this.#beginning,
      this.#entry,
    );
    const read = (name: string, bits: number): Word => this.#beginning.cell(name, bits);
    const held = from === "" ? this.#empty : assumeAll(this.#empty, invariants.get(from) ?? [], read);
    if (held === undefined) return { kind: "proven", reason: "nothing leads to its label" };
    return this.#compare(from, held, line);
  }

  prove(line: number): Shown {
    const from = sectionOf(this.#right, line);
    const { deciding, touched } = this.#cellsAt(from);
    const about = candidatesFor(this.#text, deciding, this.#arithmetic);
    const first = this.#proveWith(line, from, about);
    if (first.kind === "proven") return first;
    return this.#proveWith(line, from, [...about, ...zeroCandidates(touched, this.#arithmetic)]);
  }
}

/** More than what a test run of the kernel takes, in bytes: a page. */
const PAGE = 4096;

/** text and changed: NAME.parser.h as it is and with a change in this line. */
export const prove = (text: string, changed: string, line: number): Proof => {
  try {
    for (const most of [reachOf(text) - 1, PAGE]) {
      const proof = new Prover(text, changed, most).prove(line);
      if (proof.kind === "proven") return { kind: "proven", reason: proof.reason, most };
      if (most === PAGE) return { kind: "open", reason: proof.reason };
    }
    throw new NotUnderstood("no packet");
  } catch (thrown) {
    if (thrown instanceof NotUnderstood) return { kind: "open", reason: `not understood: ${thrown.message}` };
    throw thrown;
  }
};
