/**
 * Gives the parser the target's signature: one struct of headers, one of metadata, the standard metadata, the inputs
 * whose types are the program's. A parameter of the source that has a place of its own there keeps it; where several
 * share one, they become the members of a struct, named as they were. Outputs without a header are metadata.
 */
import type { Field, Parameter, Place, Program, Step, Type, TypeDeclaration } from "../../../src/ir/ir.ts";
import { isScalar, typeTable } from "../../../src/ir/types.ts";
import type { Target } from "../target.ts";
import type { Fresh } from "./fresh.ts";
import { rewriteProgram } from "./transform.ts";

/** Where a parameter of the source is found in the emitted parser. */
export interface Prefix {
  readonly root: string;
  readonly path: readonly Step[];
}

export interface Signed {
  readonly program: Program;
  /** Names of the parameters. */
  readonly headers: string;
  readonly metadata: string;
  readonly standard: string;
  readonly userInputs: readonly string[];
  /** By the source's parameter. */
  readonly prefixes: ReadonlyMap<string, Prefix>;
}

const nowhere = { span: { start: 0, end: 0 }, line: 0 } as const;

interface Group {
  readonly parameter: Parameter;
  readonly types: readonly TypeDeclaration[];
  readonly prefixes: readonly (readonly [string, Prefix])[];
}

/** The one parameter that stands for several, or for none: a struct with a member for each. */
const combine = (
  members: readonly Parameter[],
  parameter: Omit<Parameter, "type" | "origin">,
  typeName: string,
): Group => {
  const fields: readonly Field[] = members.map(({ name, type, origin }) => ({ name, type, origin }));
  return {
    parameter: { ...parameter, type: { kind: "struct", name: typeName }, origin: nowhere },
    types: [{ kind: "struct", name: typeName, fields, origin: nowhere }],
    prefixes: members.map(({ name }) => [name, { root: parameter.name, path: [{ kind: "field", name }] }]),
  };
};

const alone = (parameter: Parameter, shape: Pick<Parameter, "role" | "direction">): Group => ({
  parameter: { ...parameter, ...shape },
  types: [],
  prefixes: [[parameter.name, { root: parameter.name, path: [] }]],
});

/** Whether a parameter may stand among the headers: a target's struct of headers holds nothing that is no header. */
export const holdsHeaders = (type: Type, program: Program): boolean => {
  if (isScalar(type)) return false;
  if (type.kind !== "struct") return true;
  const fields = typeTable(program).get(type.name)?.fields ?? [];
  return fields.length === 0 || fields.some((field) => holdsHeaders(field.type, program));
};

const isStruct = (type: Type): boolean => type.kind === "struct";

/** Those of a source of the target's own architecture that stay what they are. */
interface Own {
  readonly standard?: Parameter;
  readonly userInputs: readonly Parameter[];
}

const ownOf = ({ architecture, parameters }: Program, target: Target, standardTypeName: string): Own => {
  const { role } = target.standard;
  const isStandard = (parameter: Parameter | undefined): parameter is Parameter =>
    parameter?.type.kind === "struct" && parameter.type.name === standardTypeName;
  const [standard, ...userInputs] = parameters.filter((parameter) => parameter.role === role);
  if (architecture !== target.name || !isStandard(standard)) return { userInputs: [] };
  return { standard, userInputs: userInputs.length === target.userInputs.length ? userInputs : [] };
};

/** The target's inputs where the source has none: of one empty struct. */
const emptyInputs = (target: Target, fresh: Fresh): Pick<Program, "parameters" | "types"> => {
  if (target.userInputs.length === 0) return { parameters: [], types: [] };
  const name = fresh.type("p4twin_empty_t");
  return {
    parameters: target.userInputs.map((input) => ({
      name: fresh.variable(input),
      role: "input",
      direction: "in",
      type: { kind: "struct", name },
      origin: nowhere,
    })),
    types: [{ kind: "struct", name, fields: [], origin: nowhere }],
  };
};

/**
 * Adapts the parameters, and every place that begins with one of them. standardTypeName: what the target's standard
 * metadata is called in the program.
 */
export const adaptSignature = (
  program: Program,
  target: Target,
  standardTypeName: string,
  fresh: Fresh,
): Signed => {
  const own = ownOf(program, target, standardTypeName);
  const headers = program.parameters.filter(
    ({ role, type }) => role === "headers" && holdsHeaders(type, program),
  );
  const { standard } = own;
  const rest = program.parameters.filter(
    (parameter) =>
      !headers.includes(parameter) && parameter !== standard && !own.userInputs.includes(parameter),
  );

  const headersShape = { role: "headers", direction: "out" } as const;
  const [oneHeaders] = headers;
  const headersGroup =
    oneHeaders !== undefined && headers.length === 1 && isStruct(oneHeaders.type)
      ? alone(oneHeaders, headersShape)
      : combine(headers, { name: fresh.variable("hdr"), ...headersShape }, fresh.type("p4twin_headers_t"));

  const metadataShape = { role: "metadata", direction: "inout" } as const;
  const [oneRest] = rest;
  const fits =
    oneRest !== undefined &&
    rest.length === 1 &&
    isStruct(oneRest.type) &&
    oneRest.direction !== "in" &&
    !(
      oneHeaders?.type.kind === "struct" &&
      oneRest.type.kind === "struct" &&
      oneHeaders.type.name === oneRest.type.name
    );
  const metadataGroup = fits
    ? alone(oneRest, metadataShape)
    : combine(rest, { name: fresh.variable("meta"), ...metadataShape }, fresh.type("p4twin_metadata_t"));

  const standardType = { kind: "struct", name: standardTypeName } as const;
  const standardParameter: Parameter = standard ?? {
    name: fresh.variable(target.standard.parameter),
    role: target.standard.role,
    direction: target.standard.role === "input" ? "in" : "inout",
    type: standardType,
    origin: nowhere,
  };
  const empty = own.userInputs.length > 0 ? { parameters: [], types: [] } : emptyInputs(target, fresh);
  const userInputs = [...own.userInputs, ...empty.parameters];

  const prefixes = new Map<string, Prefix>([
    ...headersGroup.prefixes,
    ...metadataGroup.prefixes,
    ...(standard === undefined ? [] : alone(standard, standard).prefixes),
    ...own.userInputs.flatMap((input) => alone(input, input).prefixes),
  ]);
  const place = (found: Place): Place => {
    const prefix = prefixes.get(found.root);
    return prefix === undefined
      ? found
      : { ...found, root: prefix.root, path: [...prefix.path, ...found.path] };
  };
  const rewritten = rewriteProgram(program, { place });
  return {
    program: {
      ...rewritten,
      parameters: [headersGroup.parameter, metadataGroup.parameter, standardParameter, ...userInputs],
      types: [...program.types, ...headersGroup.types, ...metadataGroup.types, ...empty.types],
    },
    headers: headersGroup.parameter.name,
    metadata: metadataGroup.parameter.name,
    standard: standardParameter.name,
    userInputs: userInputs.map(({ name }) => name),
    prefixes,
  };
};
