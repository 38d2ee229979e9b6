/**
 * The observing program: an emitted program whose ingress writes what the parser saw into an extra header,
 * the first of the headers and never parsed, and forwards every packet. Only that header and what the parser left
 * of the packet come out.
 */
import type { P4Target } from "../../src/output/p4-targets.ts";
import type { Plan, Scalar, Slot } from "./plan.ts";

/** The names that an emitted program has for what its parser takes. */
interface Signature {
  readonly packet: string;
  readonly headersType: string;
  readonly headers: string;
  readonly standard: string;
}

const identifier = "([A-Za-z_]\\w*)";
const signaturePattern = new RegExp(
  [
    "^parser \\w+\\(",
    `    packet_in ${identifier},`,
    `    out ${identifier} ${identifier},`,
    `    inout ${identifier} ${identifier},`,
    `    (?:inout|in) \\w+ ${identifier}[,)]`,
  ].join("\\n"),
  "m",
);

const signatureOf = (program: string): Signature => {
  const [, packet, headersType, headers, , , standard] = signaturePattern.exec(program) ?? [];
  if (packet === undefined || headersType === undefined || headers === undefined || standard === undefined)
    throw new Error("no parser of an emitted program");
  return { packet, headersType, headers, standard };
};

/** What the models' own metadata hold for every packet that runModel sends: what they hold in the reference. */
const alike: Readonly<Record<P4Target, ReadonlySet<string>>> = {
  v1model: new Set(
    "ingress_port egress_spec egress_port instance_type checksum_error parser_error priority".split(" "),
  ),
  psa: new Set(["ingress_port", "packet_path"]),
  pna: new Set(),
};

export interface StandardFieldsRead {
  /** Whether the model gives each of them a value that the reference can be given too. */
  readonly known: boolean;
  /** The others. */
  readonly unknown: readonly string[];
  /** The input that is the packet's length, where the parser reads it. */
  readonly lengthName: string | undefined;
}

/** What the parser of an emitted program reads of what the model fills in by itself. */
export const standardFieldsRead = (program: string, arch: P4Target): StandardFieldsRead => {
  const { standard, packet } = signatureOf(program);
  const [parser = ""] = program.split(/^control /m);
  const read = [...parser.matchAll(new RegExp(`\\b${standard}\\.(\\w+)`, "g"))].map(([, name]) => name ?? "");
  const isLength = (name: string): boolean => arch === "v1model" && name === "packet_length";
  const unknown = [...new Set(read)]
    .filter((name) => !alike[arch].has(name) && !isLength(name))
    .map((name) => `${standard}.${name}`);
  // None of the models has it.
  if (parser.includes(`${packet}.length()`)) unknown.push(`${packet}.length()`);
  const lengthName = read.some(isLength) ? `${standard}.packet_length` : undefined;
  return { known: unknown.length === 0, unknown, lengthName };
};

/** A name that the program does not have. */
const unused = (name: string, program: string): string =>
  new RegExp(`\\b${name}\\b`).test(program) ? unused(`${name}_`, program) : name;

/** Replaces what a pattern finds, which has to be there. */
const replace = (
  text: string,
  pattern: RegExp,
  by: (found: string, ...groups: readonly string[]) => string,
): string => {
  if (!pattern.test(text)) throw new Error(`not found in the emitted program: ${pattern.source}`);
  return text.replace(pattern, by);
};

/** Statements that put a value into a slot. */
const show = (target: string, value: string, of: Scalar, width: number, errors: readonly string[]) => {
  switch (of) {
    case "bits":
      return [`${target} = ${value};`];
    case "signed":
      return [`${target} = (bit<${width}>) ${value};`];
    case "bool":
      return [`${target} = ${value} ? 1w1 : 1w0;`];
    case "error":
      return errors.map(
        (error, index) => `if (${value} == error.${error}) { ${target} = ${width}w${index}; }`,
      );
  }
};

const statements = (
  { field, width, shows }: Slot,
  observed: string,
  parserError: string,
  errors: readonly string[],
): readonly string[] => {
  const target = `${observed}.${field}`;
  switch (shows.kind) {
    case "parser-error":
      return show(target, parserError, "error", width, errors);
    case "validity":
      return [`if (${shows.header}.isValid()) { ${target} = 1w1; }`];
    case "field": {
      const shown = show(target, `${shows.header}.${shows.name}`, shows.of, width, errors);
      return [`if (${shows.header}.isValid()) {`, ...shown.map((line) => `    ${line}`), "}"];
    }
    case "metadata":
      return show(target, shows.place, shows.of, width, errors);
  }
};

/** The branches of what an emitted program does with what its parser rejected, and accepted. */
const decisionPattern = (parserError: string): RegExp =>
  new RegExp(
    `^ {8}if \\(${parserError} != error\\.NoError\\) \\{\\n[^}]*\\} else \\{\\n((?: {12}.*\\n)*) {8}\\}$`,
    "m",
  );

/** The deparser of what the parser filled: what it does in front of the headers' emits, and these. */
const deparserPattern = ({ packet, headersType, headers }: Signature): RegExp =>
  new RegExp(
    `(\\(\\s*packet_out ${packet},[^)]*\\b${headersType} ${headers}\\b[^)]*\\)\\s\\{\\n {4}apply \\{\\n(?: {8}(?!${packet}\\.emit).*\\n)*)(?: {8}${packet}\\.emit.*\\n)*`,
  );

/** program: as the P4 backend has written it. Throws where it does not look like that. */
export const observingProgram = (program: string, plan: Plan): string => {
  const signature = signatureOf(program);
  const { packet, headersType, headers, standard } = signature;
  const type = unused("p4twin_observed_t", program);
  const member = unused("p4twin_observed", program);
  const observed = `${headers}.${member}`;
  const parserError = `${standard}.parser_error`;
  const padding = plan.bytes * 8 - plan.slots.reduce((sum, { width }) => sum + width, 0);
  const fields = [
    ...plan.slots.map(({ field, width }) => `    bit<${width}> ${field};`),
    ...(padding === 0 ? [] : [`    bit<${padding}> padding;`]),
  ];
  const body = [
    `${observed}.setValid();`,
    ...plan.slots.map(({ field, width }) => `${observed}.${field} = ${width}w0;`),
    ...(padding === 0 ? [] : [`${observed}.padding = ${padding}w0;`]),
    ...plan.slots.flatMap((slot) => statements(slot, observed, parserError, plan.errors)),
  ];
  const withHeader = replace(
    program,
    new RegExp(`^struct ${headersType} \\{$`, "m"),
    () => `header ${type} {\n${fields.join("\n")}\n}\n\nstruct ${headersType} {\n    ${type} ${member};`,
  );
  const observing = replace(withHeader, decisionPattern(parserError), (_, accepted) =>
    [...body, ...accepted.trim().split(/\n\s*/)].map((line) => `        ${line}`).join("\n"),
  );
  return replace(
    observing,
    deparserPattern(signature),
    (_, front) => `${front}        ${packet}.emit(${observed});\n`,
  );
};
