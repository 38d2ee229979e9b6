/**
 * The verifier's work on a parse function, estimated from its graph, and what is done to keep it within bounds. The
 * kernel gives up after a million instructions walked, and where it has more than 8,192 conditional jumps of one way
 * in mind whose other side it still has to walk (BPF_COMPLEXITY_LIMIT_JMP_SEQ). So
 *   - where states are entered at many positions, the position is bounded anew, which makes them one;
 *   - where a way has many jumps, those that reject are turned so that the verifier walks the reject first, and has
 *     nothing to keep in mind.
 * Both cost instructions at run time, and are done only where the estimate calls for them.
 */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Program } from "../../../src/ir/ir.ts";
import { typeTable } from "../../../src/ir/types.ts";
import { successorsOf } from "../../../src/ir/walk.ts";
import type { Graph, Loop, Node } from "./graph.ts";
import { countPositions, type PositionCounts } from "./positions.ts";
import { type Cost, costOfState } from "./state-work.ts";
import { type Costs, waysInto } from "./ways.ts";

/** The kernel's limits. */
export const MAX_JUMPS = 8192;
export const MAX_INSTRUCTIONS = 1_000_000;

/** Where the estimate is more than many, something is done until it is few. */
const MANY_INSTRUCTIONS = 300_000;
const FEW_INSTRUCTIONS = 200_000;
const FEW_JUMPS = 5300;
/** Of functions of which one calls the next. */
const FEW_JUMPS_TOGETHER = 7000;

/**
 * Measured on random programs: clang makes about twice as many instructions as are counted on the IR, and of the jumps
 * counted there that do not reject two in five are noted on the way that the verifier takes first.
 */
const INSTRUCTIONS_PER_COUNTED = 2;
const NOTED_PER_COUNTED = 0.4;

/**
 * What it may be at most, of what is estimated. Where states only extract and select, the estimate is close. In loops
 * with decisions within a state, or copies of headers, the verifier keeps ways apart for what it knows of single
 * variables. Set on random programs, so that next to none is refused without a warning.
 */
const MOST_INSTRUCTIONS = { straight: 1.5, decided: 3 } as const;
const MOST_JUMPS = 1.4;

/** Positions that a node may be entered at, from many to few. */
const THRESHOLDS = [1024, 4, 2, 1] as const;

export interface LoopWork {
  readonly loop: Loop;
  readonly passes: number;
  /** On the longest way of one pass, at most. */
  readonly jumps: number;
  readonly instructions: number;
}

/** What it may be at most. */
export interface Work {
  /** Instructions walked. */
  readonly instructions: number;
  /** Conditional jumps on the longest way whose other side has to be kept in mind. */
  readonly jumps: number;
  readonly loops: readonly LoopWork[];
}

export interface Plan {
  /** The nodes that begin by bounding the position anew. */
  readonly anew: ReadonlySet<string>;
  /** Whether jumps that reject are turned. */
  readonly rejectsFirst: boolean;
  /** Instructions walked, by the estimate. */
  readonly instructions: number;
  readonly work: Work;
}

/** What is estimated. */
export interface Planned {
  readonly program: Program;
  readonly graph: Graph;
  /** The phases in which states are entered, 0 where it is undefined. */
  readonly phaseOf: ReadonlyMap<string, number> | undefined;
  /** How often the verifier walks a loop. */
  readonly passesOf: (loop: Loop) => number;
  /** How many bytes may be added to a bounded position. */
  readonly budget: number;
  /** How many parse functions the verifier may walk one behind the other, each as long. */
  readonly functions: number;
  /** Spares the verifier as much as possible, whatever the estimate says. */
  readonly sparing: boolean;
}

const outermost = ({ loops }: Graph): readonly Loop[] => loops.filter(({ outer }) => outer === undefined);

type Within = (loop: Loop | undefined) => boolean;

/** Of all nodes, or of those within; ofNode: of all walks of a node's code in one pass. */
const sumOf = (
  { graph, passesOf }: Planned,
  ofNode: (node: Node) => number,
  within: Within = () => true,
): number => {
  let total = 0;
  for (const vertex of graph.order) {
    if (vertex.kind === "head") continue;
    const { node } = vertex;
    const loop = graph.loopOf(node);
    if (!within(loop)) continue;
    const inner = graph.innerLoopOf(node);
    const repeated = inner === undefined ? 1 : passesOf(inner);
    const passes = loop === undefined ? 1 : passesOf(loop);
    total += INSTRUCTIONS_PER_COUNTED * ofNode(node) * repeated * passes;
  }
  return total;
};

/** What bounds the position anew is counted as four. */
const BOUNDING = 4;

const instructionsOf = (
  planned: Planned,
  costs: Costs,
  { walks, anew }: PositionCounts,
  within?: Within,
): number =>
  sumOf(
    planned,
    (node) => {
      const all = walks.get(node.name) ?? 0;
      const { instructions } = costs(node);
      return anew.has(node.name) ? all * BOUNDING + instructions : all * instructions;
    },
    within,
  );

const mostOf = (loop: Loop | undefined): number => {
  const decides = loop?.states.some(({ operations }) =>
    operations.some(({ kind }) => kind === "if" || kind === "copy-header"),
  );
  return decides === true ? MOST_INSTRUCTIONS.decided : MOST_INSTRUCTIONS.straight;
};

/** Also where positions are made one the verifier keeps ways apart, for what is valid. */
const mostInstructionsOf = (
  planned: Planned,
  costs: Costs,
  { walks, anew }: PositionCounts,
  within?: Within,
): number => {
  const { graph } = planned;
  const ways = waysInto(graph, costs);
  const sum = sumOf(
    planned,
    (node) => {
      const all = walks.get(node.name) ?? 0;
      const apart = Math.max(all, ways.get(node.name) ?? 1);
      const bounding = anew.has(node.name) ? all * BOUNDING : 0;
      return mostOf(graph.loopOf(node)) * (bounding + apart * costs(node).walked);
    },
    within,
  );
  return Math.ceil(sum);
};

/** The longest ways: of a pass of each loop, and through the whole graph. */
const longestWays = (
  { graph, passesOf }: Planned,
  weight: (node: Node) => number,
): { readonly whole: number; readonly ofPass: ReadonlyMap<Loop, number> } => {
  const toEnd = new Map<string, number>();
  const inPass = new Map<string, number>();
  const leaving = new Map<Loop, number>();
  const ofPass = new Map<Loop, number>();
  const weightOf = (node: Node): number => {
    const inner = graph.innerLoopOf(node);
    return weight(node) * (inner === undefined ? 1 : passesOf(inner));
  };
  for (const vertex of graph.order.toReversed()) {
    if (vertex.kind === "head") {
      const { loop } = vertex;
      if (loop.outer !== undefined) {
        // A part of a pass of that: what its only state has on its longest way.
        inPass.set(loop.name, Math.max(0, ...loop.targets.map((name) => inPass.get(name) ?? 0)));
        continue;
      }
      const pass = Math.max(0, ...loop.targets.map((name) => inPass.get(name) ?? 0));
      ofPass.set(loop, pass);
      toEnd.set(loop.name, pass * passesOf(loop) + (leaving.get(loop) ?? 0));
      continue;
    }
    const { node } = vertex;
    const own = graph.loopOf(node);
    let within = 0;
    let behind = 0;
    const ways = graph.overruns.has(node.name) ? [] : new Set(successorsOf(node.state));
    for (const to of ways) {
      const edge = graph.edge(node, to);
      if (edge.kind === "head") {
        if (edge.loop.outer !== undefined) {
          if (edge.loop !== graph.innerLoopOf(node))
            within = Math.max(within, inPass.get(edge.loop.name) ?? 0);
        } else if (edge.loop !== own) behind = Math.max(behind, toEnd.get(edge.loop.name) ?? 0);
        continue;
      }
      const { name } = edge.node;
      if (own !== undefined && graph.loopOf(edge.node) === own)
        within = Math.max(within, inPass.get(name) ?? 0);
      else behind = Math.max(behind, toEnd.get(name) ?? 0);
    }
    if (own === undefined) {
      toEnd.set(node.name, weightOf(node) + behind);
      continue;
    }
    inPass.set(node.name, weightOf(node) + within);
    leaving.set(own, Math.max(leaving.get(own) ?? 0, behind));
  }
  const first = must(graph.order[0], "first vertex");
  const name = first.kind === "head" ? first.loop.name : first.node.name;
  return { whole: toEnd.get(name) ?? 0, ofPass };
};

/** Lowers thresholds, where there is most work, until the estimate is low enough or nothing helps any more. */
const placeBounds = (planned: Planned, costs: Costs): PositionCounts => {
  const { program, graph, phaseOf, budget, sparing } = planned;
  const lowest = THRESHOLDS.length - 1;
  const first = sparing ? lowest : 0;
  const levels = new Map<Loop | undefined, number>(
    [undefined, ...outermost(graph)].map((loop) => [loop, first]),
  );
  const levelOf = (loop: Loop | undefined): number => levels.get(loop) ?? 0;
  const count = (): PositionCounts =>
    countPositions(program, graph, phaseOf, budget, (loop) => THRESHOLDS[levelOf(loop)] ?? 1);
  let found = count();
  if (instructionsOf(planned, costs, found) <= MANY_INSTRUCTIONS) return found;
  while (instructionsOf(planned, costs, found) > FEW_INSTRUCTIONS) {
    const open = [...levels.keys()].filter((loop) => levelOf(loop) < lowest);
    if (open.length === 0) break;
    const current = found;
    const workIn = (loop: Loop | undefined): number =>
      instructionsOf(planned, costs, current, (other) => other === loop);
    const most = open.reduce((best, loop) => (workIn(loop) > workIn(best) ? loop : best));
    levels.set(most, levelOf(most) + 1);
    found = count();
  }
  return found;
};

const othersOf = ({ jumps, rejects }: Cost): number => jumps - rejects;

/** A jump that rejects is always noted where clang has moved the reject out of the way. */
const notedOf = (cost: Cost): number => cost.rejects + NOTED_PER_COUNTED * othersOf(cost);

/** Estimates, and decides what is done about it. */
export const planWork = (planned: Planned): Plan => {
  const { program, graph, passesOf, functions, sparing } = planned;
  const types = typeTable(program);
  const known = new Map<string, Cost>();
  const costs: Costs = ({ state }) => {
    const cost = known.get(state.name) ?? costOfState(state, types);
    known.set(state.name, cost);
    return cost;
  };
  const bounds = placeBounds(planned, costs);
  const all = longestWays(planned, (node) => notedOf(costs(node)));
  const rejectsFirst = sparing || all.whole > FEW_JUMPS || all.whole * functions > FEW_JUMPS_TOGETHER;
  const { whole, ofPass } = rejectsFirst
    ? longestWays(planned, (node) => NOTED_PER_COUNTED * othersOf(costs(node)))
    : all;
  const mostJumps = (jumps: number): number => Math.ceil(MOST_JUMPS * jumps);
  const loops = outermost(graph).map((loop) => ({
    loop,
    passes: passesOf(loop),
    jumps: mostJumps(ofPass.get(loop) ?? 0),
    instructions: mostInstructionsOf(planned, costs, bounds, (other) => other === loop),
  }));
  const work = {
    instructions: mostInstructionsOf(planned, costs, bounds),
    jumps: mostJumps(whole),
    loops,
  };
  const instructions = instructionsOf(planned, costs, bounds);
  return { anew: bounds.anew, rejectsFirst, instructions, work };
};

/**
 * The work on functions of which one calls the next where it rejects. Where rejects come first, that is before much
 * has been noted.
 */
export const wholeWork = (plans: readonly Plan[]): Work => {
  const jumps = plans.map(({ work }) => work.jumps);
  return {
    instructions: plans.reduce((sum, { work }) => sum + work.instructions, 0),
    jumps:
      plans[0]?.rejectsFirst === true ? Math.max(...jumps) : jumps.reduce((sum, count) => sum + count, 0),
    loops: plans.flatMap(({ work }) => work.loops),
  };
};
