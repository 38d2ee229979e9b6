/** Numbers for the parts of all variables: headers, stacks, and scalars in and outside of headers. */
import { CompilerBug, must } from "../diagnostics/bug.ts";
import type { Place, Program, Type, TypeDeclaration } from "../ir/ir.ts";
import { isScalar, typeTable } from "../ir/types.ts";

/** A variable or part of one. Elements of a stack and fields of the rest are its parts. */
export interface Node {
  readonly type: Type;
  /** How it is called in messages. */
  readonly text: string;
  readonly parent: Node | undefined;
  readonly parts: readonly Node[];
  readonly partNames: ReadonlyMap<string, Node>;
  /** Among the headers, the stacks, or the scalars (a varbit counts as one); by its type's kind. */
  readonly number: number;
}

export interface Leaves {
  readonly roots: ReadonlyMap<string, Node>;
  readonly headers: readonly Node[];
  readonly stacks: readonly Node[];
  readonly scalars: readonly Node[];
}

interface Growing extends Node {
  readonly parts: Node[];
  readonly partNames: Map<string, Node>;
}

const build = (
  types: ReadonlyMap<string, TypeDeclaration>,
  type: Type,
  text: string,
  parent: Node | undefined,
  lists: { readonly headers: Node[]; readonly stacks: Node[]; readonly scalars: Node[] },
): Node => {
  const list =
    type.kind === "header"
      ? lists.headers
      : type.kind === "stack"
        ? lists.stacks
        : isScalar(type) || type.kind === "varbit"
          ? lists.scalars
          : undefined;
  const node: Growing = { type, text, parent, parts: [], partNames: new Map(), number: list?.length ?? -1 };
  list?.push(node);
  if (type.kind === "stack") {
    for (let index = 0; index < type.size; index += 1) {
      node.parts.push(build(types, type.element, `${text}[${index}]`, node, lists));
    }
  } else if (type.kind === "header" || type.kind === "struct" || type.kind === "union") {
    for (const field of must(types.get(type.name), `type ${type.name}`).fields) {
      const part = build(types, field.type, `${text}.${field.name}`, node, lists);
      node.parts.push(part);
      node.partNames.set(field.name, part);
    }
  }
  return node;
};

export const leavesOf = (program: Program): Leaves => {
  const types = typeTable(program);
  const lists = { headers: [], stacks: [], scalars: [] };
  const roots = new Map(
    [...program.parameters, ...program.locals].map(({ name, type }) => [
      name,
      build(types, type, name, undefined, lists),
    ]),
  );
  return { roots, ...lists };
};

/** Which elements of a stack a variable step may mean; by default all. */
export type Elements = (stack: Node, step: Place["path"][number]) => readonly Node[];

const anyElement: Elements = (stack) => stack.parts;

/** The nodes that a place may mean: one, unless it has a variable step. */
export const nodesOf = (leaves: Leaves, place: Place, elements: Elements = anyElement): readonly Node[] => {
  let nodes: readonly Node[] = [must(leaves.roots.get(place.root), `variable ${place.root}`)];
  for (const step of place.path) {
    nodes = nodes.flatMap((node) => {
      if (step.kind === "field") return [must(node.partNames.get(step.name), `field ${step.name}`)];
      if (step.kind === "index" && step.index.kind === "bits") {
        return [must(node.parts[Number(step.index.value)], "element")];
      }
      return elements(node, step);
    });
  }
  return nodes;
};

/** The one node of a place without variable steps. */
export const nodeOf = (leaves: Leaves, place: Place): Node => {
  const [node, ...others] = nodesOf(leaves, place);
  if (node === undefined || others.length > 0) throw new CompilerBug("a place that is not fixed");
  return node;
};

/** All scalars (and varbits) within a node, itself included. */
export const scalarsWithin = (node: Node): readonly Node[] => {
  if (isScalar(node.type) || node.type.kind === "varbit") return [node];
  return node.parts.flatMap(scalarsWithin);
};

/** All headers within a node, itself included. */
export const headersWithin = (node: Node): readonly Node[] =>
  node.type.kind === "header" ? [node] : node.parts.flatMap(headersWithin);
