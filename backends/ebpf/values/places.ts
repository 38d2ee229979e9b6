/** Places of the IR as C lvalues. */
import { must } from "../../../src/diagnostics/bug.ts";
import { stepsToStack } from "../../../src/ir/extend.ts";
import type { Expression, Place, Step } from "../../../src/ir/ir.ts";
import type { Block } from "../text/block.ts";
import { type Code, primary } from "../text/c-code.ts";
import type { CStruct, CType } from "../text/c-types.ts";
import { hasCases, readerOf, sizeOfOwn } from "./elements.ts";
import { FLOW_KEYS } from "./flow-keys.ts";
import type { StackIndices } from "./stack-indices.ts";

/** A variable of the generated function. */
export interface Variable {
  readonly name: string;
  readonly type: CType;
  /** "pointer": to a struct. "keys": to struct bpf_flow_keys. */
  readonly access: "value" | "pointer" | "keys";
}

export interface Location {
  /** An lvalue that binds as a primary; of bytes, the address of the first. */
  readonly text: string;
  readonly type: CType;
  readonly access: Variable["access"];
  readonly order: "host" | "network";
  /** The union that this is a member of. */
  readonly union?: { readonly text: string; readonly type: CStruct; readonly arrow: boolean };
}

const memberText = (base: Pick<Location, "text" | "access">, name: string): string =>
  `${base.text}${base.access === "value" ? "." : "->"}${name}`;

const asStruct = (type: CType): CStruct => must(type.kind === "struct" ? type : undefined, "struct type");

const asStack = (type: CType): CType & { kind: "stack" } =>
  must(type.kind === "stack" ? type : undefined, "stack type");

type Stack = CType & { readonly kind: "stack" };

/** An element of a stack at an index that is not known. */
export interface OpenElement {
  readonly stack: Location & { readonly type: Stack };
  readonly index: Code;
  /** The way from the element on. */
  readonly rest: readonly Step[];
  /** The same place in an element with a constant index. */
  readonly at: (element: number) => Place;
}

const constantIndex = (element: number): Step => ({
  kind: "index",
  index: { kind: "bits", value: BigInt(element), type: { kind: "bits", width: 32, signed: false } },
});

/** Resolves places; `evaluate` prints the expression of a variable index into the block. */
export class Places {
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #evaluate: (expression: Expression, block: Block) => Code;
  readonly #byCases: boolean;
  readonly #stacksByCases = new Set<Stack>();
  readonly indices: StackIndices;

  /** byCases: elements of the caller's stacks are chosen by cases (elements.ts). */
  constructor(
    variables: ReadonlyMap<string, Variable>,
    indices: StackIndices,
    byCases: boolean,
    evaluate: (expression: Expression, block: Block) => Code,
  ) {
    this.#variables = variables;
    this.indices = indices;
    this.#byCases = byCases;
    this.#evaluate = evaluate;
  }

  /** The stacks whose elements have been chosen by cases. */
  get stacksByCases(): ReadonlySet<Stack> {
    return this.#stacksByCases;
  }

  /** An element whose index is not known, and which is to be chosen by cases; undefined where that is not so. */
  openElement(place: Place, block: Block): OpenElement | undefined {
    const { root, path } = this.indices.resolve(place);
    const at = path.findIndex(
      (step) => step.kind === "last" || (step.kind === "index" && step.index.kind !== "bits"),
    );
    const step = path[at];
    if (!this.#byCases || step === undefined) return undefined;
    const stack = this.locateStack({ ...place, path: path.slice(0, at) }, block);
    if (!hasCases(stack.type)) return undefined;
    this.#stacksByCases.add(stack.type);
    const next = primary(memberText(stack, "next"), 4);
    const last = { ...next, text: `${next.text} - 1`, rank: "+" } as const;
    const index = step.kind === "index" ? this.#evaluate(step.index, block) : last;
    const rest = path.slice(at + 1);
    return {
      stack,
      index,
      rest,
      at: (element) => ({ ...place, root, path: [...path.slice(0, at), constantIndex(element), ...rest] }),
    };
  }

  /** Notes that a stack's elements are chosen by cases, which somebody else prints; false where they are not. */
  choosesByCases(stack: Stack): boolean {
    if (!this.#byCases || !hasCases(stack)) return false;
    this.#stacksByCases.add(stack);
    return true;
  }

  /** A place that is only read. */
  readable(place: Place, block: Block): Location {
    const open = this.openElement(place, block);
    if (open === undefined) return this.locate(place, block);
    const { stack, index, rest } = open;
    const call = `${readerOf(stack.type)}(&${stack.text}, ${index.text}, ${sizeOfOwn(stack.text)})`;
    const text = block.declare("item", (name) => `const struct ${stack.type.element.tag} ${name} = ${call};`);
    return this.within({ text, type: stack.type.element, order: "host", access: "value" }, rest, block);
  }

  /** What steps without an index lead to. */
  within(base: Location, path: readonly Step[], block: Block): Location {
    return path.reduce((location, step) => this.#step(location, step, block, undefined), base);
  }

  /** next: what stands for a `next` step: a C expression known to be a valid index. */
  locate(unresolved: Place, block: Block, next?: string): Location {
    const place = next === undefined ? this.indices.resolve(unresolved) : unresolved;
    const variable = must(this.#variables.get(place.root), `variable ${place.root}`);
    let location: Location = {
      text: variable.name,
      type: variable.type,
      access: variable.access,
      order: "host",
    };
    for (const step of place.path) location = this.#step(location, step, block, next);
    return location;
  }

  /** The stack that a place ending in `next`, or in a member of that, extends. */
  locateStack(place: Place, block: Block): Location & { readonly type: Stack } {
    const path = place.path.slice(0, stepsToStack(place) ?? place.path.length);
    const location = this.locate({ ...place, path }, block);
    return { ...location, type: asStack(location.type) };
  }

  #step(location: Location, step: Step, block: Block, next: string | undefined): Location {
    switch (step.kind) {
      case "field":
        return this.#field(location, step.name);
      case "index":
        return this.#element(location, this.#index(location, this.#evaluate(step.index, block), block));
      case "last": {
        const count = primary(memberText(location, "next"), 4);
        const last = { ...count, text: `${count.text} - 1`, rank: "+" } as const;
        return this.#element(location, this.#index(location, last, block));
      }
      case "next":
        return this.#element(location, must(next, "next index"));
    }
  }

  #field(location: Location, name: string): Location {
    if (location.access === "keys") {
      const { member, type, order } = must(FLOW_KEYS.get(name), `flow key ${name}`);
      const text = memberText(location, member);
      return { text: type.kind === "bytes" ? `(__u8 *)${text}` : text, type, order, access: "value" };
    }
    const struct = asStruct(location.type);
    const member = must(
      struct.members.find((candidate) => candidate.field === name),
      `field ${name}`,
    );
    const text = memberText(location, member.name);
    const plain: Location = { text, type: member.type, order: "host", access: "value" };
    if (struct.declaration.kind !== "union") return plain;
    const arrow = location.access !== "value";
    return { ...plain, union: { text: location.text, type: struct, arrow } };
  }

  /**
   * An index that the verifier can see is in range. The IR guarantees that it is, so that no packet takes the
   * correction; the barrier keeps clang from concluding the same and dropping it.
   */
  #index(location: Location, index: Code, block: Block): string {
    const { count } = asStack(location.type);
    if (/^\d+$/.test(index.text)) return index.text;
    const name = block.declare("index", (fresh) => `__u64 ${fresh} = ${index.text};`);
    block.emit("", `P4TWIN_OPAQUE(${name});`, `if (${name} >= ${count})`, `\t${name} = 0;`);
    return name;
  }

  #element(location: Location, index: string): Location {
    const stack = asStack(location.type);
    const text = `${memberText(location, "element")}[${index}]`;
    return { text, type: stack.element, order: "host", access: "value" };
  }
}

/** The lvalue of a header's validity. */
export const validityOf = ({ text, type, access }: Location): string =>
  memberText({ text, access }, must(asStruct(type).valid, "validity").name);

/** The lvalues of the validity of a union's members, in order. */
export const unionValidities = ({ text, type, access }: Location): readonly string[] =>
  asStruct(type).members.map(
    (member) =>
      `${memberText({ text, access }, member.name)}.${must(asStruct(member.type).valid, "validity").name}`,
  );

/** The lvalues of the validity of those members of a union that are not the one at `location`. */
export const siblingValidities = (location: Location): readonly string[] => {
  if (location.union === undefined) return [];
  const { text, type, arrow } = location.union;
  const own = validityOf(location);
  return unionValidities({ text, type, access: arrow ? "pointer" : "value", order: "host" }).filter(
    (other) => other !== own,
  );
};

export { memberText };
