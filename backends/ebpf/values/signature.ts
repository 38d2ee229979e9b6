/** The parse function's parameters and variables, and the struct in which the loadable programs keep them. */
import type { Local, Operation, Parameter, Place, Program } from "../../../src/ir/ir.ts";
import { expressionsOf, expressionsWithin, operationsWithin, targetsOf } from "../../../src/ir/walk.ts";
import { type CType, type CTypes, declare, holdsStack } from "../text/c-types.ts";
import { NameScope } from "../text/names.ts";
import type { Variable } from "./places.ts";

/** Names that the generated function and the programs around it use themselves. */
const OWN_NAMES = [
  "data",
  "data_end",
  "offset",
  "packet_length",
  "observation",
  "scratch",
  "start",
  "cursor",
  "position",
  "phase",
  "origin",
  "unknown",
  "error",
  "result",
  "skb",
  "ctx",
  "keys_in",
  "device_data",
] as const;

export interface SignatureParameter {
  readonly parameter: Parameter;
  readonly name: string;
  readonly type: CType;
  /** How it is passed. "keys": a struct bpf_flow_keys *; "within": as a member of that. */
  readonly passing: "pointer" | "value" | "keys" | "within";
  /** The declaration within the function's parentheses, where it has one of its own. */
  readonly declaration: string | undefined;
  /** Whether the code mentions it. */
  readonly isUsed: boolean;
}

export interface LocalVariable {
  readonly local: Local;
  readonly name: string;
  readonly type: CType;
  /** Needs memory that can be indexed: a member of the scratch struct, not of the stack's 512 bytes. */
  readonly inScratch: boolean;
  /** Whether anything reads it. */
  readonly isRead: boolean;
}

export interface Signature {
  readonly parameters: readonly SignatureParameter[];
  readonly locals: readonly LocalVariable[];
  /** By the IR's name. */
  readonly variables: ReadonlyMap<string, Variable>;
  readonly usesPacketLength: boolean;
  /** For temporaries. */
  readonly scope: NameScope;
}

interface Uses {
  readonly mentioned: ReadonlySet<string>;
  readonly read: ReadonlySet<string>;
  readonly packetLength: boolean;
}

const allOperations = (program: Program): readonly Operation[] => [
  ...operationsWithin(program.init),
  ...program.states.flatMap((state) => [...operationsWithin(state.operations)]),
];

/** Which variables the code mentions, and which it reads. */
const usesOf = (program: Program): Uses => {
  const mentioned = new Set<string>();
  const read = new Set<string>();
  let packetLength = false;
  const onRead = (place: Place): void => {
    mentioned.add(place.root);
    read.add(place.root);
  };
  const keys = program.states.flatMap(({ transition }) =>
    transition.kind === "select" ? transition.keys : [],
  );
  const roots = [...keys];
  for (const operation of allOperations(program)) {
    for (const target of targetsOf(operation)) {
      mentioned.add(target.root);
      // A stack's next index is read where it grows, a slice is read where it is written.
      if (target.path.length > 0 || operation.kind === "push" || operation.kind === "pop")
        read.add(target.root);
      if (operation.kind === "assign" && operation.slice !== undefined) read.add(target.root);
    }
    if (operation.kind === "copy-header") onRead(operation.source);
    roots.push(...expressionsOf(operation));
  }
  for (const root of roots)
    for (const part of expressionsWithin(root)) {
      if (part.kind === "read" || part.kind === "is-valid") onRead(part.place);
      if (part.kind === "next-index") onRead(part.stack);
      if (part.kind === "packet-length") packetLength = true;
    }
  return { mentioned, read, packetLength };
};

const isAggregate = (type: CType): boolean => type.kind === "struct" || type.kind === "stack";

const parameterOf = (
  parameter: Parameter,
  isUsed: boolean,
  types: CTypes,
  scope: NameScope,
  keys: string | undefined,
): SignatureParameter => {
  const type = types.of(parameter.type);
  if (parameter.role === "flags" && keys !== undefined)
    return { parameter, name: `${keys}->flags`, type, isUsed, passing: "within", declaration: undefined };
  const name = parameter.role === "keys" && keys !== undefined ? keys : scope.claim(parameter.name);
  const base = { parameter, name, type, isUsed };
  if (parameter.role === "keys")
    return { ...base, passing: "keys", declaration: `struct bpf_flow_keys *${name}` };
  const input = parameter.direction === "in";
  if (input && !isAggregate(type) && type.kind !== "bytes")
    return { ...base, passing: "value", declaration: declare(type, name, types.prefix) };
  const constness = input ? "const " : "";
  const pointed = type.kind === "bytes" ? "__u8 " : declare(type, "", types.prefix);
  return { ...base, passing: "pointer", declaration: `${constness}${pointed}*${name}` };
};

const variableOf = ({ name, type, passing }: SignatureParameter): Variable => {
  if (passing === "keys") return { name, type, access: "keys" };
  if (passing === "value" || passing === "within" || type.kind === "bytes")
    return { name, type, access: "value" };
  return isAggregate(type)
    ? { name, type, access: "pointer" }
    : { name: `(*${name})`, type, access: "value" };
};

/** Decides names and passing of everything that the parse function works on. */
export const buildSignature = (program: Program, types: CTypes): Signature => {
  const uses = usesOf(program);
  const scope = new NameScope(OWN_NAMES);
  const keysParameter = program.parameters.find(({ role }) => role === "keys");
  const keys = keysParameter === undefined ? undefined : scope.claim(keysParameter.name);
  const parameters = program.parameters.map((parameter) =>
    parameterOf(parameter, uses.mentioned.has(parameter.name), types, scope, keys),
  );
  const locals = program.locals
    .filter(({ name }) => uses.mentioned.has(name))
    .map((local): LocalVariable => {
      const type = types.of(local.type);
      const name = scope.claim(local.name);
      return { local, name, type, inScratch: holdsStack(type), isRead: uses.read.has(local.name) };
    });
  const variables = new Map<string, Variable>();
  for (const parameter of parameters) variables.set(parameter.parameter.name, variableOf(parameter));
  for (const { local, name, type, inScratch } of locals)
    variables.set(local.name, { name: inScratch ? `scratch->${name}` : name, type, access: "value" });
  return { parameters, locals, variables, usesPacketLength: uses.packetLength, scope };
};
