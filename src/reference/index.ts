/**
 * The reference interpreter: what a parser does, straight from the P4 specification and what DESIGN decides where P4
 * leaves it open. It executes the typed tree and shares no code with lowering or the backends, so that it finds
 * their mistakes.
 */
import type { TypedFunction, TypedProgram } from "../analyze/typed.ts";
import type { FieldValue, HeaderObservation, Observation } from "../observation/index.ts";
import type { Environment, ValueSets } from "./environment.ts";
import { compileExpression } from "./expressions.ts";
import { buildGraph, startOf } from "./graph.ts";
import { visitLimits } from "./loop-heads.ts";
import { type Machine, newMachine } from "./machine.ts";
import { parameterInitializer, parameterObserver } from "./observe.ts";
import { compileReference } from "./references.ts";
import { Rejection } from "./rejection.ts";
import { type Body, newCell, newCells, type Scope } from "./scope.ts";
import { compileStatements } from "./statements.ts";
import { compileParser, type Visits } from "./states.ts";
import type { Trace } from "./trace.ts";

export type { Environment, ValueSets } from "./environment.ts";
export { DEFAULT_MAX_VISITS } from "./loop-heads.ts";
export { ENDLESS } from "./states.ts";
export type { Trace } from "./trace.ts";

/** Parses one packet. */
export type Interpreter = (packet: Uint8Array, environment?: Environment) => Observation;

const newScope = (typed: TypedProgram, machine: Machine, valueSets: () => ValueSets, trace: Trace): Scope => {
  const make = (
    parts: Pick<
      Scope,
      | "machine"
      | "cell"
      | "errors"
      | "valueSets"
      | "mainParser"
      | "trace"
      | "bodies"
      | "application"
      | "result"
    >,
  ): Scope => {
    const scope: Scope = {
      ...parts,
      within: (change) => make({ ...parts, ...change }),
      expression: (expression) => compileExpression(scope, expression),
      reference: (expression) => compileReference(scope, expression),
      statements: (statements) => compileStatements(scope, statements),
    };
    return scope;
  };
  return make({
    machine,
    cell: newCells(),
    errors: new Map(typed.errors.map((name, index) => [name, index])),
    valueSets,
    mainParser: typed.parser.name,
    trace,
    bodies: new Map<TypedFunction, Body>(),
    application: () => () => {},
    result: newCell(false),
  });
};

/** The metadata in front of the packet as bytes, and the packet behind it. */
const withPrefix = (
  packet: Uint8Array,
  { name, bits }: NonNullable<TypedProgram["intrinsic"]>,
  { inputs }: Environment,
): Uint8Array => {
  const given = inputs?.get(name) ?? 0n;
  const value = typeof given === "bigint" ? given : 0n;
  const prefix = Array.from({ length: bits / 8 }, (_, index) =>
    Number((value >> BigInt(bits - 8 - index * 8)) & 0xffn),
  );
  return Uint8Array.from([...prefix, ...packet]);
};

const load = (
  machine: Machine,
  packet: Uint8Array,
  environment: Environment,
  { intrinsic }: TypedProgram,
): void => {
  machine.bytes = intrinsic === undefined ? packet : withPrefix(packet, intrinsic, environment);
  machine.end = machine.bytes.length * 8;
  machine.cursor = 0;
  machine.length = BigInt(environment.packetLength ?? packet.length);
};

export interface Conduct {
  /**
   * Bound loops as DESIGN does: the source is read so. A device knows no such bound and no `@max_visits`; what it
   * runs has to count for itself. Without a bound a packet whose parse does not end is rejected as ENDLESS.
   */
  readonly boundsLoops: boolean;
}

const AS_SOURCE: Conduct = { boundsLoops: true };

/** Compiles a program to closures, once for any number of packets. `trace` hears of each packet's way. */
export const prepare = (
  typed: TypedProgram,
  trace: Trace = {},
  { boundsLoops }: Conduct = AS_SOURCE,
): Interpreter => {
  const machine = newMachine();
  let current: Environment = {};
  const none: ValueSets = new Map();
  const scope = newScope(typed, machine, () => current.valueSets ?? none, trace);
  const graph = buildGraph(typed.parser);
  const limits: Visits["limits"] = boundsLoops ? visitLimits(startOf(graph)) : new Map();
  const entered = boundsLoops ? undefined : { count: 0 };
  const visits: Visits = { limits, counters: entered === undefined ? [] : [entered], entered };
  const parse = compileParser(scope, visits, typed.parser, graph);
  const parameters = typed.parser.parameters
    .filter((parameter) => parameter.variable.type.kind !== "extern")
    .map((parameter) => ({
      cell: scope.cell(parameter.variable),
      initialize: parameterInitializer(parameter),
      observe: parameterObserver(parameter),
    }));

  return (packet, environment = {}) => {
    current = environment;
    load(machine, packet, environment, typed);
    for (const counter of visits.counters) counter.count = 0;
    for (const { cell, initialize } of parameters) cell.write(initialize(environment));
    try {
      parse();
    } catch (thrown) {
      if (thrown instanceof Rejection) return { verdict: "reject", error: thrown.error };
      throw thrown;
    } finally {
      trace.end?.(machine.cursor);
    }
    const headers = new Map<string, HeaderObservation>();
    const observed = new Map<string, FieldValue>();
    for (const { cell, observe } of parameters) observe?.(cell.read(), { headers, parameters: observed });
    return {
      verdict: "accept",
      error: "NoError",
      consumed: Math.max(0, machine.cursor - (typed.intrinsic?.bits ?? 0)),
      headers,
      parameters: observed,
    };
  };
};

/** Parses one packet with a program. For many packets `prepare` it once. */
export const interpret = (
  typed: TypedProgram,
  packet: Uint8Array,
  environment: Environment = {},
): Observation => prepare(typed)(packet, environment);
