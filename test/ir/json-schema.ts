/** As much of JSON Schema as our own schemas use. */
type Json = unknown;

const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hasType = (value: Json, type: Json): boolean => {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
};

/** The first place where a value breaks a schema, and how; undefined where it fits. */
export const firstMisfit = (root: Json, value: Json, schema: Json = root, at = "$"): string | undefined => {
  if (!isObject(schema)) return `${at}: no schema`;
  const { $ref } = schema;
  if (typeof $ref === "string") {
    const definitions = isObject(root) ? root.$defs : undefined;
    const definition = isObject(definitions) ? definitions[$ref.replace("#/$defs/", "")] : undefined;
    return firstMisfit(root, value, definition, at);
  }
  if ("const" in schema && schema.const !== value) return `${at}: not ${schema.const}`;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return `${at}: not one of ${schema.enum}`;
  if ("type" in schema && !hasType(value, schema.type)) return `${at}: no ${schema.type}`;
  if (Array.isArray(schema.oneOf)) {
    const fits = schema.oneOf.filter((option) => firstMisfit(root, value, option, at) === undefined);
    if (fits.length !== 1) return `${at}: fits ${fits.length} of ${schema.oneOf.length}`;
  }
  if (typeof schema.pattern === "string" && !new RegExp(schema.pattern).test(String(value))) {
    return `${at}: does not match`;
  }
  if (typeof schema.minimum === "number" && Number(value) < schema.minimum) return `${at}: too small`;
  if (Array.isArray(value)) {
    if (typeof schema.minItems === "number" && value.length < schema.minItems) return `${at}: too few`;
    for (const [index, item] of value.entries()) {
      const found = firstMisfit(root, item, schema.items, `${at}[${index}]`);
      if (found !== undefined) return found;
    }
  }
  const { properties } = schema;
  if (!isObject(value) || !isObject(properties)) return undefined;
  for (const name of Array.isArray(schema.required) ? schema.required : []) {
    if (typeof name === "string" && !(name in value)) return `${at}: ${name} is missing`;
  }
  for (const [name, part] of Object.entries(value)) {
    if (!(name in properties)) return `${at}: ${name} is unknown`;
    const found = firstMisfit(root, part, properties[name], `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
};
