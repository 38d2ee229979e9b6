/** The struct in which the xdp and tc programs leave what the parser saw, and its layout for whoever reads it. */
import { must } from "../../../src/diagnostics/bug.ts";
import type { Program } from "../../../src/ir/ir.ts";
import type { LayoutItem, NamedSlot, ResultLayout, Slot } from "../../../src/output/layout.ts";
import { type CMember, type CStruct, type CType, CTypes, declare } from "../text/c-types.ts";
import { buildSignature, type Signature } from "../values/signature.ts";

export const RESULT_MAP = "p4twin_result";

const OBSERVATION_SIZE = 12;

export interface ResultMember {
  readonly name: string;
  readonly declaration: string;
  readonly offset: number;
  readonly size: number;
}

export interface Result {
  readonly members: readonly ResultMember[];
  readonly size: number;
}

/** A struct in the making: members are placed as C does. */
class Placement {
  readonly members: ResultMember[] = [];
  #end = 0;
  #align = 1;

  add(name: string, declaration: string, size: number, align: number): void {
    const offset = Math.ceil(this.#end / align) * align;
    this.members.push({ name, declaration, offset, size });
    this.#end = offset + size;
    this.#align = Math.max(this.#align, align);
  }

  get size(): number {
    return Math.ceil(this.#end / this.#align) * this.#align;
  }
}

/** The scratch struct: locals that need memory which can be indexed. */
export const placeScratch = (signature: Signature, types: CTypes): Result & { readonly align: number } => {
  const placement = new Placement();
  let align = 1;
  for (const { name, type, inScratch } of signature.locals) {
    if (!inScratch) continue;
    placement.add(name, declare(type, name, types.prefix), type.size, type.align);
    align = Math.max(align, type.align);
  }
  return { members: placement.members, size: placement.size, align };
};

/** The entry of the result map. Names of members: the parameters' own. */
export const placeResult = (signature: Signature, types: CTypes): Result => {
  const placement = new Placement();
  placement.add("observation", `struct ${types.observationTag} observation`, OBSERVATION_SIZE, 4);
  for (const { name, type, passing } of signature.parameters)
    if (passing === "pointer" || passing === "value")
      placement.add(name, declare(type, name, types.prefix), type.size, type.align);
  const scratch = placeScratch(signature, types);
  if (scratch.members.length > 0)
    placement.add("scratch", `struct ${types.scratchTag} scratch`, scratch.size, scratch.align);
  return { members: placement.members, size: placement.size };
};

const slotOf = (type: CType, offset: number): Slot | undefined => {
  switch (type.kind) {
    case "number":
      return { kind: "number", offset, size: type.size, width: type.width };
    case "bytes":
      return { kind: "bytes", offset, size: type.size, width: type.width };
    case "error":
      return { kind: "error", offset };
    case "varbit":
      return { kind: "varbit", offset };
    default:
      return undefined;
  }
};

const fieldSlot = ({ observed, type, offset }: CMember, base: number): readonly NamedSlot[] => {
  const slot = slotOf(type, base + offset);
  return observed === undefined || slot === undefined ? [] : [{ name: observed, slot }];
};

const structItems = (name: string, struct: CStruct, offset: number): readonly LayoutItem[] => {
  if (struct.valid !== undefined) {
    const fields = struct.members.flatMap((member) => fieldSlot(member, offset));
    return [{ kind: "header", name, valid: offset + struct.valid.offset, fields }];
  }
  return struct.members.flatMap((member) =>
    itemsOf(`${name}.${must(member.observed, "field")}`, member.type, offset + member.offset),
  );
};

/** The items of a value that lies at an offset. */
export const itemsOf = (name: string, type: CType, offset: number): readonly LayoutItem[] => {
  const slot = slotOf(type, offset);
  if (slot !== undefined) return [{ kind: "parameter", name, slot }];
  if (type.kind === "struct") return structItems(name, type, offset);
  if (type.kind !== "stack") return [];
  const elements = Array.from({ length: type.count }, (_, index) =>
    itemsOf(`${name}[${index}]`, type.element, offset + index * type.element.size),
  );
  return [{ kind: "stack", name, next: offset + type.next }, ...elements.flat()];
};

/** Where the xdp and tc programs of a program leave what the parser saw. */
export const resultLayout = (program: Program): ResultLayout => {
  const types = new CTypes(program);
  const signature = buildSignature(program, types);
  const { members, size } = placeResult(signature, types);
  const items = signature.parameters.flatMap(({ parameter, name, type, passing }) => {
    if (parameter.direction === "in" || passing === "keys" || passing === "within") return [];
    const { offset } = must(
      members.find((member) => member.name === name),
      `member ${name}`,
    );
    return itemsOf(parameter.name, type, offset);
  });
  return { map: RESULT_MAP, size, verdict: 0, error: 4, consumed: 8, errors: program.errors, items };
};
