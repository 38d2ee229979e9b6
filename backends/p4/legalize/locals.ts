/** Splits locals of struct type into one local for each member: `tmp.a.b` becomes `tmp_a_b`. */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Local, Place, Program, Type } from "../../../src/ir/ir.ts";
import { typeTable } from "../../../src/ir/types.ts";
import type { Fresh } from "./fresh.ts";
import { rewriteProgram } from "./transform.ts";

export const splitLocals = (program: Program, fresh: Fresh): Program => {
  if (!program.locals.some(({ type }) => type.kind === "struct")) return program;
  const types = typeTable(program);
  const names = new Map<string, string>();
  const splitNames = new Set<string>();

  /** key: the dotted way from the source's local. */
  const parts = (key: string, name: string, type: Type, local: Local): readonly Local[] => {
    if (type.kind !== "struct") {
      const unique = fresh.variable(name);
      names.set(key, unique);
      return [{ ...local, name: unique, type }];
    }
    const declaration = must(types.get(type.name), `type ${type.name}`);
    return declaration.fields.flatMap((field) =>
      parts(`${key}.${field.name}`, `${name}_${field.name}`, field.type, local),
    );
  };
  const locals = program.locals.flatMap((local) => {
    if (local.type.kind !== "struct") return [local];
    splitNames.add(local.name);
    return parts(local.name, local.name, local.type, local);
  });

  const place = (found: Place): Place => {
    if (!splitNames.has(found.root)) return found;
    let key = found.root;
    let used = 0;
    for (const step of found.path) {
      if (names.has(key) || step.kind !== "field") break;
      key = `${key}.${step.name}`;
      used += 1;
    }
    return { ...found, root: must(names.get(key), `local ${key}`), path: found.path.slice(used) };
  };
  return { ...rewriteProgram(program, { place }), locals };
};
