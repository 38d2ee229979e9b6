/**
 * Checks every invariant that ir.ts states. The first broken one throws a CompilerBug: the compiler built a wrong
 * program, no input is to blame. Runs after lowering and again on what tests build by hand.
 */
import { CompilerBug } from "../diagnostics/bug.ts";
import { IR_VERSION, type Next, type Pattern, type Program, type ScalarType, type Transition } from "./ir.ts";
import { spellPattern } from "./spell.ts";
import { spellType } from "./types.ts";
import { checkDeclarations } from "./validate-declarations.ts";
import { type Checker, expressionChecker } from "./validate-expression.ts";
import { operationChecker } from "./validate-operation.ts";
import { nextsOf, successorsOf } from "./walk.ts";

const requireThat = (condition: boolean, message: string): void => {
  if (!condition) throw new CompilerBug(`invalid IR: ${message}`);
};

const checkPattern = (pattern: Pattern, type: ScalarType, where: string): void => {
  requireThat(type.kind === "bits", `${where}: a key of type ${spellType(type)}`);
  if (type.kind !== "bits") return;
  const fits = (value: bigint): boolean => value >= 0n && value < 1n << BigInt(type.width);
  const number = (value: bigint): bigint => (type.signed ? BigInt.asIntN(type.width, value) : value);
  const inRange = `${where}: ${spellPattern(pattern)} out of range of ${spellType(type)}`;
  if (pattern.kind === "value") requireThat(fits(pattern.value), inRange);
  if (pattern.kind === "mask") requireThat(fits(pattern.value) && fits(pattern.mask), inRange);
  if (pattern.kind === "range") {
    requireThat(fits(pattern.low) && fits(pattern.high), inRange);
    requireThat(number(pattern.low) <= number(pattern.high), `${where}: an empty range`);
  }
};

const checkSelect = (
  program: Program,
  transition: Extract<Transition, { kind: "select" }>,
  checker: Checker,
  where: string,
): void => {
  requireThat(transition.keys.length > 0, `${where}: a select without keys`);
  requireThat(transition.rows.length > 0, `${where}: a select without rows`);
  transition.keys.forEach(checker.expression);
  for (const row of transition.rows) {
    const [first] = row.patterns;
    if (row.patterns.length === 1 && first?.kind === "value-set") {
      const set = program.valueSets.find(({ name }) => name === first.name);
      requireThat(set !== undefined, `${where}: no value set ${first.name}`);
      requireThat(set?.fields.length === transition.keys.length, `${where}: ${first.name}'s width`);
      continue;
    }
    requireThat(
      row.patterns.length === transition.keys.length,
      `${where}: patterns and keys differ in number`,
    );
    requireThat(
      row.patterns.some(({ kind }) => kind !== "any"),
      `${where}: a row that is a catch-all`,
    );
    row.patterns.forEach((pattern, index) => {
      requireThat(pattern.kind !== "value-set", `${where}: a value set among several patterns`);
      const key = transition.keys[index];
      if (key !== undefined) checkPattern(pattern, key.type, where);
    });
  }
};

const checkNext = (program: Program, states: ReadonlySet<string>, next: Next, where: string): void => {
  if (next.kind === "state") requireThat(states.has(next.name), `${where}: no state ${next.name}`);
  if (next.kind === "reject") {
    requireThat(program.errors.includes(next.error), `${where}: no error ${next.error}`);
  }
};

const checkReachable = (program: Program): void => {
  const byName = new Map(program.states.map((state) => [state.name, state]));
  const [start] = program.states;
  const seen = new Set<string>();
  const pending = start === undefined ? [] : [start];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (seen.has(state.name)) continue;
    seen.add(state.name);
    for (const name of successorsOf(state)) {
      const next = byName.get(name);
      if (next !== undefined) pending.push(next);
    }
  }
  for (const { name } of program.states) requireThat(seen.has(name), `state ${name} is not reachable`);
};

/** Throws a CompilerBug that says which invariant of ir.ts the program breaks, and where. */
export const validate = (program: Program): void => {
  requireThat(program.version === IR_VERSION, `version ${program.version}`);
  checkDeclarations(program);
  const checker = expressionChecker(program);
  const checkOperations = operationChecker(program, checker);
  checkOperations(program.init, "init", { total: true });
  requireThat(program.states.length > 0, "no states");
  const states = new Set(program.states.map(({ name }) => name));
  requireThat(states.size === program.states.length, "two states of one name");
  for (const state of program.states) {
    const where = `state ${state.name}`;
    const { maxVisits } = state;
    requireThat(
      maxVisits === undefined || (Number.isInteger(maxVisits) && maxVisits > 0),
      `${where}: maxVisits`,
    );
    checkOperations(state.operations, where, { total: false });
    for (const next of nextsOf(state.transition)) checkNext(program, states, next, where);
    if (state.transition.kind === "select") checkSelect(program, state.transition, checker, where);
  }
  checkReachable(program);
};
