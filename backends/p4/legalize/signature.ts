/**
 * Gives the parser the target's signature: one struct of headers, one of metadata, the standard metadata. A
 * parameter of the source that has a place of its own there keeps it; where several share one, they become the
 * members of a struct, named as they were.
 */
import type { Field, Parameter, Place, Program, Step, Type, TypeDeclaration } from "../../../src/ir/ir.ts";
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
  /** Names of the three parameters. */
  readonly headers: string;
  readonly metadata: string;
  readonly standard: string;
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

const isStruct = (type: Type): boolean => type.kind === "struct";

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
  const own = program.architecture === target.name;
  const isStandard = ({ role }: Parameter): boolean => own && role === "standard";
  const headers = program.parameters.filter(({ role }) => role === "headers");
  const standard = program.parameters.find(isStandard);
  const rest = program.parameters.filter(
    (parameter) => parameter.role !== "headers" && !isStandard(parameter),
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
    role: "standard",
    direction: "inout",
    type: standardType,
    origin: nowhere,
  };

  const prefixes = new Map<string, Prefix>([
    ...headersGroup.prefixes,
    ...metadataGroup.prefixes,
    ...(standard === undefined ? [] : alone(standard, standard).prefixes),
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
      parameters: [headersGroup.parameter, metadataGroup.parameter, standardParameter],
      types: [...program.types, ...headersGroup.types, ...metadataGroup.types],
    },
    headers: headersGroup.parameter.name,
    metadata: metadataGroup.parameter.name,
    standard: standardParameter.name,
    prefixes,
  };
};
