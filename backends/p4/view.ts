/** Decides what the output says: a legalized program as finished strings for the target's scaffold. */
import { must } from "../../src/diagnostics/bug.ts";
import { zeroOf } from "../../src/ir/build.ts";
import type { Field, Program, State, Type, TypeDeclaration, ValueSet } from "../../src/ir/ir.ts";
import { isScalar, sameType, typeTable } from "../../src/ir/types.ts";
import { type Identity, stampText } from "../../src/output/stamp.ts";
import type { Legal } from "./legalize/index.ts";
import { emptyHeaders } from "./legalize/varbits.ts";
import { createScope, type Scope } from "./names.ts";
import { printLocal, printType, printTypeDeclaration, printValueSet } from "./print-declaration.ts";
import { printExpression } from "./print-expression.ts";
import { type PrintedState, printState } from "./print-state.ts";
import { variablesIn } from "./references.ts";
import { coreErrors } from "./reserved.ts";
import type { Target } from "./target.ts";
import { needlessWarnings } from "./warnings/index.ts";

export interface View {
  readonly stamp: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly about: readonly string[];
  readonly constant: string;
  readonly packageName: string;
  /** The user's errors, indented lines; empty where there are none. */
  readonly errors: string;
  readonly types: readonly string[];
  /** What p4c would warn of in the parser without cause. */
  readonly quiet: readonly string[];
  readonly parser: string;
  readonly packet: string;
  readonly headers: string;
  readonly headersType: string;
  readonly metadata: string;
  readonly metadataType: string;
  readonly standard: string;
  readonly locals: readonly string[];
  readonly states: readonly (PrintedState & { readonly separated: boolean })[];
  /** Inputs of the parser whose types are the program's, by the names that the target has for them. */
  readonly inputs: Readonly<Record<string, ViewInput>>;
  /** An empty struct, where the target's other blocks need one. */
  readonly empty: string;
  readonly blocks: Readonly<Record<string, string>>;
  /** Further parameters of the blocks. */
  readonly own: Readonly<Record<string, string>>;
  readonly emits: readonly string[];
}

export interface ViewInput {
  readonly name: string;
  readonly type: string;
  /** Statements that give it a value, for the block that would send one. */
  readonly zeros: readonly string[];
}

const EMPTY_HEADER =
  "// Copied over a header to empty its varbit: bmv2 counts the old length in the next extract.";

/** For a line comment or a string: printable ASCII, no backslash (which would join lines), no quote. */
const plain = (text: string): string => text.replace(/[^\x20-\x7e]|["\\]/g, "_");

export const makeView = (legal: Legal, source: Program, target: Target, identity: Identity): View => {
  const { program, inParser } = legal;
  // What is declared at the top level here may not be hidden by a state or a variable either.
  const added = createScope(
    (name) => target.symbols.has(name) || legal.topLevel.has(name) || inParser.has(name),
  );
  const variables = variablesIn(program);
  const valueSets = program.valueSets.filter(({ name }) => variables.has(name));
  const keyTypes = keyTypesOf(valueSets, program, added);
  const types = [
    ...program.types.filter(({ name }) => name !== target.standard.type.name || !isStandard(name, legal)),
    ...keyTypes.added,
  ];
  const { packet } = legal;
  const own = mapValues(target.blockParameters, (name) => inParser.claim(name, "param"));
  const empty = emptyOf(legal, target, added);
  const emptied = target.limits.keepsVarbitLength ? emptyHeaders(program) : new Map();
  const locals = [
    ...valueSets.map((set) => printValueSet(set, keyTypes.names.get(set.name))),
    ...program.locals
      .filter(({ name }) => variables.has(name))
      .flatMap((local) => [
        ...(emptied.has(local.name) ? [EMPTY_HEADER] : []),
        printLocal(local, legal.initial),
      ]),
  ];
  const typeName = (parameter: string): string => typeNameOf(program, parameter);
  const describe = stateDescriber(legal, source, target);
  return {
    stamp: stampText(identity),
    sha1: identity.sha1,
    sha256: identity.sha256,
    about: aboutLines(source, target, legal),
    constant: added.claim("P4TWIN_SOURCE_SHA1", "const"),
    packageName: plain(source.name),
    errors: program.errors
      .filter((error) => !coreErrors.includes(error))
      .map((error) => `    ${error}`)
      .join(",\n"),
    types: [...types, ...empty.added].map((declaration) => printTypeDeclaration(declaration)),
    quiet: needlessWarnings(program, legal.initial),
    parser: legal.parser,
    packet,
    headers: legal.headers,
    headersType: typeName(legal.headers),
    metadata: legal.metadata,
    metadataType: typeName(legal.metadata),
    standard: legal.standard,
    locals,
    states: program.states.map((state, index) => ({
      ...printState(state, packet, describe(state)),
      separated: index > 0 || locals.length > 0,
    })),
    inputs: inputsOf(legal, target),
    empty: empty.name,
    blocks: mapValues(target.blocks, (name) => added.claim(name, "control")),
    own,
    emits: emitsOf(program, legal.headers).map((place) => `${packet}.emit(${place});`),
  };
};

const mapValues = (
  from: Readonly<Record<string, string>>,
  value: (name: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(from).map(([key, name]) => [key, value(name)]));

/** The empty struct that the parser has already, or one more. */
const emptyOf = (
  { program, userInputs }: Legal,
  target: Target,
  topLevel: Scope,
): { readonly name: string; readonly added: readonly TypeDeclaration[] } => {
  if (target.userInputs.length === 0) return { name: "", added: [] };
  const types = typeTable(program);
  for (const { name, type } of program.parameters) {
    if (userInputs.includes(name) && type.kind === "struct" && types.get(type.name)?.fields.length === 0)
      return { name: type.name, added: [] };
  }
  const name = topLevel.claim("p4twin_empty_t", "type");
  const origin = { span: { start: 0, end: 0 }, line: 0 };
  return { name, added: [{ kind: "struct", name, fields: [], origin }] };
};

const inputsOf = ({ program, userInputs }: Legal, target: Target): View["inputs"] =>
  Object.fromEntries(
    target.userInputs.map((key, index) => {
      const name = must(userInputs[index], `input ${key}`);
      const { type } = must(
        program.parameters.find((parameter) => parameter.name === name),
        `parameter ${name}`,
      );
      return [key, { name, type: printType(type), zeros: zerosOf(program, name, type) }];
    }),
  );

/** Zeros for all scalars of a place; headers are invalid by themselves. */
const zerosOf = (program: Program, path: string, type: Type): readonly string[] => {
  if (isScalar(type)) return [`${path} = ${printExpression(zeroOf(type))};`];
  if (type.kind !== "struct") return [];
  return must(typeTable(program).get(type.name), `type ${type.name}`).fields.flatMap((field) =>
    zerosOf(program, `${path}.${field.name}`, field.type),
  );
};

/** The target's own standard metadata, which its include declares. */
const isStandard = (name: string, { program, standard }: Legal): boolean =>
  program.parameters.some(
    ({ name: parameter, type }) => parameter === standard && type.kind === "struct" && type.name === name,
  );

const typeNameOf = (program: Program, parameter: string): string => {
  const type = must(
    program.parameters.find(({ name }) => name === parameter),
    `parameter ${parameter}`,
  ).type;
  return type.kind === "struct" ? type.name : "";
};

const aboutLines = (source: Program, target: Target, legal: Legal): readonly string[] => [
  `The parser ${source.parser} of ${plain(source.sourceFile)} for ${target.name}; the lines cited are its own.`,
  ...(legal.ethernet === undefined
    ? []
    : ["It starts at the wire: Ethernet first, then what the source parses."]),
];

/** What each state comes from: the source's name and line, or what a state of ours is for. */
const stateDescriber = (legal: Legal, source: Program, target: Target): ((state: State) => string) => {
  const sourceStates = new Set(source.states.map(({ name }) => name));
  const before = new Map([...legal.names.states].map(([from, to]) => [to, from]));
  const file = plain(source.sourceFile);
  return (state) => {
    const name = before.get(state.name) ?? state.name;
    if (sourceStates.has(name)) {
      return state.origin.line > 0 ? `${plain(name)}, ${file}:${state.origin.line}` : plain(name);
    }
    switch (legal.raising.get(state.name)) {
      case undefined:
        return legal.ethernet === undefined ? "Initial values." : "Ethernet, which the source starts behind.";
      case "NoMatch":
        return "No case of a select matches.";
      case "NoError":
        return `The source's reject without an error, which ${target.name} would take for an accept.`;
      default:
        return "A reject of the source.";
    }
  };
};

/** The structs that several keys of a value set form: one that the source has already, or a new one. */
const keyTypesOf = (
  sets: readonly ValueSet[],
  program: Program,
  topLevel: Scope,
): { readonly names: ReadonlyMap<string, string>; readonly added: readonly TypeDeclaration[] } => {
  const names = new Map<string, string>();
  const added: TypeDeclaration[] = [];
  const alike = (declared: readonly Field[], fields: readonly Field[]): boolean =>
    declared.length === fields.length &&
    declared.every(({ name, type }, index) => {
      const other = fields[index];
      return other?.name === name && sameType(other.type, type);
    });
  for (const set of sets) {
    if (set.fields.length < 2) continue;
    const fieldNames = createScope().claimAll(set.fields.map(({ name }) => ({ name, kind: "field" })));
    const { origin } = set;
    const fields = set.fields.map(
      ({ name, type }, index): Field => ({ name: fieldNames[index] ?? name, type, origin }),
    );
    const known = program.types.find((type) => type.kind === "struct" && alike(type.fields, fields));
    const name = known?.name ?? topLevel.claim(`${set.name}_key_t`, "type");
    names.set(set.name, name);
    if (known !== undefined) continue;
    added.push({ kind: "struct", name, fields, origin });
  }
  return { names, added };
};

/** The headers in their order, structs among them opened; what is no header is not emitted. */
const emitsOf = (program: Program, headers: string): readonly string[] => {
  const types = typeTable(program);
  const within = (path: string, type: Type): readonly string[] => {
    switch (type.kind) {
      case "header":
      case "union":
      case "stack":
        return [path];
      case "struct":
        return must(types.get(type.name), `type ${type.name}`).fields.flatMap((field) =>
          within(`${path}.${field.name}`, field.type),
        );
      default:
        return [];
    }
  };
  const parameter = must(
    program.parameters.find(({ name }) => name === headers),
    "the headers",
  );
  return within(headers, parameter.type);
};
