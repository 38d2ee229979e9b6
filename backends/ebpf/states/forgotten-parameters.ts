/**
 * What the verifier is to forget at a loop head of the caller's own variables. In memory it knows nothing of what lies
 * there. But of a variable that clang keeps in registers it follows each value: which headers are valid, how full a
 * stack is, what has been assigned. These differ with the way that each turn took, so that it would walk the loop once
 * for each combination of ways.
 */
import type { Operation, Place, Program, Step } from "../../../src/ir/ir.ts";
import { operationsWithin, targetsOf } from "../../../src/ir/walk.ts";
import type { Loop } from "../plan/graph.ts";
import type { CType } from "../text/c-types.ts";
import { isOwn } from "../values/elements.ts";
import { memberText, type Variable } from "../values/places.ts";
import type { Signature } from "../values/signature.ts";
import { addUnknown, type Forgotten } from "./forgotten.ts";

/** Parts of one parameter. */
export interface ForgottenParameter {
  /** A pointer to it. */
  readonly address: string;
  readonly parts: readonly Forgotten[];
}

/** Longer stacks are no variables of the caller's that clang would keep in registers. */
const MOST_ELEMENTS = 32;

interface Part {
  readonly text: string;
  readonly type: CType;
  readonly access: Variable["access"];
}

/** What a step leads to; several elements where an index varies. */
const stepsFrom = (part: Part, step: Step): readonly Part[] => {
  const { type } = part;
  if (step.kind === "field") {
    const member = type.kind === "struct" ? type.members.find(({ field }) => field === step.name) : undefined;
    if (member === undefined) return [];
    return [{ text: memberText(part, member.name), type: member.type, access: "value" }];
  }
  if (type.kind !== "stack" || type.count > MOST_ELEMENTS) return [];
  const index = step.kind === "index" && step.index.kind === "bits" ? Number(step.index.value) : undefined;
  const indices = index === undefined ? Array.from({ length: type.count }, (_, at) => at) : [index];
  const elements = memberText(part, "element");
  return indices.map((at) => ({ text: `${elements}[${at}]`, type: type.element, access: "value" }));
};

const partsAt = (variable: Variable, path: readonly Step[]): readonly Part[] => {
  const whole: readonly Part[] = [{ text: variable.name, type: variable.type, access: variable.access }];
  return path.reduce((parts, step) => parts.flatMap((part) => stepsFrom(part, step)), whole);
};

/** The validities in a part. */
const validitiesOf = (part: Part): readonly Forgotten[] => {
  const { type } = part;
  if (type.kind !== "struct") return [];
  if (type.valid !== undefined) return [{ text: memberText(part, type.valid.name), width: 1 }];
  return type.members.flatMap((member) =>
    validitiesOf({ text: memberText(part, member.name), type: member.type, access: "value" }),
  );
};

const nextOf = (part: Part): readonly Forgotten[] =>
  part.type.kind === "stack" ? [{ text: memberText(part, "next"), width: 32 }] : [];

/** What a change of a place changes that the verifier would follow. */
const changedAt = (variable: Variable, { path }: Place, operation: Operation): readonly Forgotten[] => {
  const parts = partsAt(variable, path);
  switch (operation.kind) {
    case "assign": {
      // A copy of a header's field is unknown as it is.
      if (operation.value.kind === "read") return [];
      return parts.flatMap(({ text, type }) => (type.kind === "number" ? [{ text, width: type.width }] : []));
    }
    case "push":
    case "pop":
      return parts.flatMap(nextOf);
    default: {
      const next = path.findIndex(({ kind }) => kind === "next");
      const stacks = next < 0 ? [] : partsAt(variable, path.slice(0, next));
      // Siblings in a union become invalid.
      const unions = partsAt(variable, path.slice(0, -1)).filter(
        ({ type }) => type.kind === "struct" && type.declaration.kind === "union",
      );
      return [...stacks.flatMap(nextOf), ...parts.flatMap(validitiesOf), ...unions.flatMap(validitiesOf)];
    }
  }
};

/** What a loop changes of the parameters that are pointers. */
export const forgottenParameters = (
  { states }: Loop,
  { parameters }: Program,
  signature: Signature,
): readonly ForgottenParameter[] => {
  const operations = states.flatMap((state) => [...operationsWithin(state.operations)]);
  return parameters.flatMap(({ name, direction }): readonly ForgottenParameter[] => {
    const variable = signature.variables.get(name);
    const passed = signature.parameters.find(({ parameter }) => parameter.name === name);
    if (variable === undefined || passed?.passing !== "pointer" || direction === "in") return [];
    const parts = new Map<string, Forgotten>();
    for (const operation of operations)
      for (const place of targetsOf(operation))
        if (place.root === name)
          for (const part of changedAt(variable, place, operation)) parts.set(part.text, part);
    return parts.size === 0 ? [] : [{ address: passed.name, parts: [...parts.values()] }];
  });
};

/** `unknown` becomes zero, which neither clang nor the verifier finds out; none of it is left where nobody uses it. */
const UNKNOWN_ZERO = ["unknown = (__u64)(cursor - data);", "P4TWIN_HIDDEN(unknown);", "unknown -= position;"];

/** C that makes them unknown where they are the caller's own; `position` has just been computed from the cursor. */
export const forgetParameters = (parameters: readonly ForgottenParameter[]): readonly string[] =>
  parameters.flatMap(({ address, parts }) => [
    `if (${isOwn(address)}) {`,
    ...[...UNKNOWN_ZERO, ...parts.map(addUnknown)].map((line) => `\t${line}`),
    "}",
  ]);
