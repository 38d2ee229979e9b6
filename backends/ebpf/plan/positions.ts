/**
 * Where in the packet the cursor may stand when a node begins, as the verifier tells positions apart: by the constants
 * added since the position was last bounded (cursor.ts), and by whether anything variable was added; of that, more
 * covers less. The verifier walks a node once for each. In a chain of states these are as many as there are states in
 * front, so that its work grows with the square of the chain.
 */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Operation, Program } from "../../../src/ir/ir.ts";
import { typeTable, wireWidth } from "../../../src/ir/types.ts";
import { successorsOf } from "../../../src/ir/walk.ts";
import { maximumOf, zeroWhen } from "../values/bounds.ts";
import type { Graph, Loop, Node } from "./graph.ts";

/** Encoded positions: constant bytes, plus SCALE where there are variable ones too. */
type Positions = ReadonlySet<number>;

const SCALE = 0x10000;
/** A position that has just been bounded. */
const BOUNDED: Positions = new Set([2 * SCALE]);
const START: Positions = new Set([0]);

const moved = (positions: Positions, by: number): Positions =>
  by === 0 ? positions : new Set([...positions].map((position) => position + by));

const movedByVariable = (positions: Positions): Positions =>
  new Set([...positions].map((position) => (position < SCALE ? position + SCALE : position)));

const union = (left: Positions, right: Positions): Positions =>
  left === right ? left : new Set([...left, ...right]);

interface Walk {
  positions: Positions;
  /** Bytes that may have been added since the position was bounded (cursor.ts), and the bit in the byte there. */
  added: number;
  phase: number;
}

const bound = (walk: Walk): void => {
  walk.positions = BOUNDED;
  walk.added = 0;
};

const merge = (walk: Walk, other: Walk): void => {
  walk.positions = union(walk.positions, other.positions);
  walk.added = Math.max(walk.added, other.added);
};

/** How far operations move: constants up to `budget` bytes are added, more are a bounded step. */
class Mover {
  readonly #widths: (operation: Operation & { readonly kind: "extract" | "extract-varbit" }) => number;
  readonly #budget: number;

  constructor(program: Program, budget: number) {
    const types = typeTable(program);
    this.#widths = ({ header }) => wireWidth(types, header.type) ?? 0;
    this.#budget = budget;
  }

  /** repeats: whether the code is in a loop, where each variable step is bounded anew. */
  walk(operations: readonly Operation[], walk: Walk, repeats: boolean): void {
    for (const operation of operations) this.#step(operation, walk, repeats);
  }

  #constant(bits: number, walk: Walk): void {
    const end = walk.phase + bits;
    walk.phase = end % 8;
    const bytes = Math.floor(end / 8);
    if (walk.added + bytes > this.#budget) bound(walk);
    if (bytes > this.#budget) return;
    walk.positions = moved(walk.positions, bytes);
    walk.added += bytes;
  }

  #step(operation: Operation, walk: Walk, repeats: boolean): void {
    switch (operation.kind) {
      case "extract":
        this.#constant(this.#widths(operation), walk);
        return;
      case "extract-varbit":
        bound(walk);
        this.#constant(this.#widths(operation) % 8, walk);
        return;
      case "advance": {
        const { bits } = operation;
        if (bits.kind === "bits") {
          this.#constant(Number(bits.value), walk);
          return;
        }
        const most = 2 ** Math.ceil(Math.log2(Number(maximumOf(bits) / 8n) + 1)) - 1;
        const before = { ...walk };
        if (repeats || walk.added + most > this.#budget) bound(walk);
        else {
          walk.positions = movedByVariable(walk.positions);
          walk.added += most;
        }
        if (zeroWhen(bits) !== undefined) merge(walk, before);
        return;
      }
      case "if": {
        const otherwise = { ...walk };
        this.walk(operation.then, walk, repeats);
        this.walk(operation.otherwise, otherwise, repeats);
        merge(walk, otherwise);
        return;
      }
      default:
    }
  }
}

export interface PositionCounts {
  /** How often the verifier comes to each node. */
  readonly walks: ReadonlyMap<string, number>;
  /** The nodes that begin by bounding the position anew, since they would begin at too many. */
  readonly anew: ReadonlySet<string>;
}

/**
 * How often the verifier walks a node that is entered at so many positions. It drops a state that it has compared in
 * vain more often than not, and walks what it has seen before again. That shows in long chains of states, where it was
 * measured; hardly in the passes of loops. `ways`: how often it comes there.
 */
const walksOf = (positions: number, ways: number, isOfLoop: boolean): number =>
  Math.min(ways, isOfLoop ? positions : Math.max(positions, Math.ceil(0.3 * positions ** 2)));

interface Entered extends Omit<Walk, "phase"> {
  readonly ways: number;
}

/**
 * Counts positions along the graph. thresholdOf: more positions than that (of a node outside of all loops, or in one)
 * are made one. phaseOf: the phases in which states are entered, 0 where it is undefined.
 */
export const countPositions = (
  program: Program,
  graph: Graph,
  phaseOf: ReadonlyMap<string, number> | undefined,
  budget: number,
  thresholdOf: (loop: Loop | undefined) => number,
): PositionCounts => {
  const mover = new Mover(program, budget);
  const at = new Map<string, Entered>();
  const walks = new Map<string, number>();
  const anew = new Set<string>();
  const enter = (name: string, { positions, added, ways }: Entered): void => {
    const known = at.get(name);
    at.set(name, {
      positions: known === undefined ? positions : union(known.positions, positions),
      added: Math.max(known?.added ?? 0, added),
      ways: (known?.ways ?? 0) + ways,
    });
  };
  const leave = (from: Node | undefined, to: string, entered: Entered): void => {
    const edge = graph.edge(from, to);
    if (edge.kind === "node") enter(edge.node.name, entered);
  };
  const start: Entered = { positions: START, added: 0, ways: 1 };
  leave(undefined, must(program.states[0], "start state").name, start);
  for (const vertex of graph.order) {
    if (vertex.kind === "head") {
      const { loop } = vertex;
      for (const target of loop.targets) enter(target, { positions: BOUNDED, added: 0, ways: 1 });
      continue;
    }
    const { node } = vertex;
    let { positions, added, ways } = at.get(node.name) ?? start;
    const isOfLoop = graph.isInLoop(node);
    ways = walksOf(positions.size, ways, isOfLoop);
    walks.set(node.name, ways);
    if (positions.size > thresholdOf(graph.loopOf(node))) {
      anew.add(node.name);
      positions = BOUNDED;
      added = 0;
      ways = 1;
    }
    const walk = { positions, added, phase: phaseOf?.get(node.state.name) ?? 0 };
    mover.walk(node.state.operations, walk, graph.isInLoop(node));
    const targets = graph.overruns.has(node.name) ? [] : new Set(successorsOf(node.state));
    for (const to of targets) leave(node, to, { ...walk, ways });
    // There may be thousands, and each may be large.
    at.delete(node.name);
  }
  return { walks, anew };
};
