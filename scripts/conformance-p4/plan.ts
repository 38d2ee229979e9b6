/**
 * What is to be seen of an emitted program's parser in the behavioral model, and where: slots of one extra header
 * that the observing program (observer.ts) fills and decode.ts reads. Made from the program's --toJSON document.
 * Varbits and the next indices of stacks are not shown: no control of the model can read them.
 */

export interface Slot {
  /** The field of the extra header. */
  readonly field: string;
  /** In bits. */
  readonly width: number;
  readonly shows: Shown;
}

export type Shown =
  | { readonly kind: "parser-error" }
  | { readonly kind: "validity"; readonly header: string }
  | { readonly kind: "field"; readonly header: string; readonly name: string; readonly of: Scalar }
  | { readonly kind: "metadata"; readonly place: string; readonly of: Scalar };

/** How a value is turned into bits. */
export type Scalar = "bits" | "signed" | "bool" | "error";

export interface Plan {
  /** An error is shown as its index here. */
  readonly errors: readonly string[];
  readonly slots: readonly Slot[];
  /** Of the whole extra header; what the slots leave of the last byte is padding. */
  readonly bytes: number;
}

export const ERROR_WIDTH = 16;

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("no object");
  return Object.fromEntries(Object.entries(value));
};

const list = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new Error("no list");
  return value;
};

const text = (value: unknown): string => {
  if (typeof value !== "string") throw new Error("no text");
  return value;
};

const scalarOf = (type: Json): { readonly of: Scalar; readonly width: number } | undefined => {
  switch (type.kind) {
    case "bits":
      return { of: type.signed === true ? "signed" : "bits", width: Number(type.width) };
    case "bool":
      return { of: "bool", width: 1 };
    case "error":
      return { of: "error", width: ERROR_WIDTH };
    default:
      return undefined;
  }
};

interface Found {
  readonly width: number;
  readonly shows: Shown;
}

/** Everything within a place that can be shown. */
const within = (place: string, type: Json, types: ReadonlyMap<string, readonly Json[]>): readonly Found[] => {
  const scalar = scalarOf(type);
  if (scalar !== undefined)
    return [{ width: scalar.width, shows: { kind: "metadata", place, of: scalar.of } }];
  if (type.kind === "stack") {
    return Array.from({ length: Number(type.size) }, (_, index) =>
      within(`${place}[${index}]`, object(type.element), types),
    ).flat();
  }
  const fields = types.get(text(type.name)) ?? [];
  if (type.kind !== "header")
    return fields.flatMap((field) => within(`${place}.${text(field.name)}`, object(field.type), types));
  const values = fields.flatMap((field): readonly Found[] => {
    const found = scalarOf(object(field.type));
    if (found === undefined) return [];
    const shows = { kind: "field", header: place, name: text(field.name), of: found.of } as const;
    return [{ width: found.width, shows }];
  });
  return [{ width: 1, shows: { kind: "validity", header: place } }, ...values];
};

/** document: what --toJSON writes of an emitted program. Throws on anything else. */
export const planOf = (document: unknown): Plan => {
  const { types, parameters, errors } = object(document);
  const fieldsOf = new Map(
    list(types).map((each) => {
      const type = object(each);
      return [text(type.name), list(type.fields).map(object)] as const;
    }),
  );
  const shown = list(parameters)
    .map(object)
    .filter(({ role }) => role === "headers" || role === "metadata")
    .flatMap((parameter) => within(text(parameter.name), object(parameter.type), fieldsOf));
  const all: readonly Found[] = [{ width: ERROR_WIDTH, shows: { kind: "parser-error" } }, ...shown];
  const slots = all.map((slot, index): Slot => ({ field: `f${index}`, ...slot }));
  const bits = slots.reduce((sum, { width }) => sum + width, 0);
  return { errors: list(errors).map(text), slots, bytes: Math.ceil(bits / 8) };
};
