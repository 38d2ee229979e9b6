/**
 * Structs within headers (specification 7.2.2) become fields of the header itself, named `outer_inner`: the IR's
 * headers have scalar fields only.
 */
import { CompilerBug, must } from "../diagnostics/bug.ts";
import type { Expression, Field, Operation, Place, Program, Step, TypeDeclaration } from "../ir/ir.ts";
import { stepType, typeTable } from "../ir/types.ts";
import { mapOperands, mapOperation, mapTransition } from "../ir/walk.ts";
import { createNamer, type Namer } from "./names.ts";
import type { Translation } from "./translate.ts";

/** A header's fields by their dotted way. */
interface Flat {
  readonly declaration: TypeDeclaration;
  readonly names: ReadonlyMap<string, string>;
}

const flatten = (types: ReadonlyMap<string, TypeDeclaration>, declaration: TypeDeclaration): Flat => {
  const names = new Map<string, string>();
  const fields: Field[] = [];
  const plain = declaration.fields.flatMap(({ name, type }) => (type.kind === "struct" ? [] : [name]));
  const namer: Namer = createNamer(plain);
  const add = (field: Field, way: string): void => {
    if (field.type.kind === "struct") {
      const inner = must(types.get(field.type.name), `type ${field.type.name}`);
      for (const part of inner.fields) add(part, `${way}.${part.name}`);
      return;
    }
    const name = plain.includes(way) ? way : namer(way.replaceAll(".", "_"));
    names.set(way, name);
    fields.push(name === way ? field : { ...field, name, sourceName: way });
  };
  for (const field of declaration.fields) add(field, field.name);
  return { declaration: { ...declaration, fields }, names };
};

const hasStruct = ({ kind, fields }: TypeDeclaration): boolean =>
  kind === "header" && fields.some(({ type }) => type.kind === "struct");

/** Rewrites types and the places that lead into them. */
export const flattenHeaders = (translation: Translation): Translation => {
  const { program, zeros } = translation;
  if (!program.types.some(hasStruct)) return translation;
  const types = typeTable(program);
  const flat = new Map(
    program.types.filter(hasStruct).map((declaration) => [declaration.name, flatten(types, declaration)]),
  );
  const variables = new Map([...program.parameters, ...program.locals].map(({ name, type }) => [name, type]));

  const place = (raw: Place): Place => {
    const path: Step[] = [];
    let type = must(variables.get(raw.root), `variable ${raw.root}`);
    let way: string[] = [];
    let names: ReadonlyMap<string, string> | undefined;
    for (const step of raw.path) {
      if (type.kind === "header") names = flat.get(type.name)?.names;
      type = must(stepType(types, type, step), "step");
      if (names === undefined || step.kind !== "field") {
        path.push(step.kind === "index" ? { ...step, index: expression(step.index) } : step);
        continue;
      }
      way = [...way, step.name];
      const name = names.get(way.join("."));
      if (name === undefined) continue;
      path.push({ kind: "field", name });
      way = [];
      names = undefined;
    }
    if (way.length > 0) throw new CompilerBug("a struct within a header that was not split");
    return { ...raw, path };
  };
  const expression = (raw: Expression): Expression => mapOperands(raw, expression, place);

  const newZeros = new Set<Operation>();
  const operations = (list: readonly Operation[]): readonly Operation[] =>
    list.map((raw) => {
      const made: Operation =
        raw.kind === "if"
          ? {
              ...raw,
              condition: expression(raw.condition),
              then: operations(raw.then),
              otherwise: operations(raw.otherwise),
            }
          : mapOperation(raw, expression, place);
      if (zeros.has(raw)) newZeros.add(made);
      return made;
    });

  const flattened: Program = {
    ...program,
    types: program.types.map((declaration) => flat.get(declaration.name)?.declaration ?? declaration),
    init: operations(program.init),
    states: program.states.map((state) => ({
      ...state,
      operations: operations(state.operations),
      transition: mapTransition(state.transition, expression),
    })),
  };
  return { ...translation, program: flattened, zeros: newZeros };
};
