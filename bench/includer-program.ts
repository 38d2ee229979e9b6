/** XDP programs of one's own that include a NAME.parser.h and use little, or some, of what it parses. */

import { placeScratch } from "../backends/ebpf/programs/result.ts";
import { type CType, CTypes, declare } from "../backends/ebpf/text/c-types.ts";
import { buildSignature, type SignatureParameter } from "../backends/ebpf/values/signature.ts";
import type { Program } from "../src/ir/ir.ts";

/** What such a program makes use of. */
export const USES = ["verdict", "early field", "layer 4"] as const;
export type Use = (typeof USES)[number];

/** The function's and the file's name. */
export const OWN = "own";

interface Found {
  /** As C spells it. */
  readonly text: string;
  readonly type: CType & { readonly kind: "struct" };
}

/** The headers in a value, those of stacks left out. */
const headersIn = (text: string, type: CType): readonly Found[] => {
  if (type.kind !== "struct") return [];
  if (type.valid !== undefined) return [{ text, type }];
  return type.members.flatMap((member) => headersIn(`${text}.${member.name}`, member.type));
};

const LAYER_4 = /\.(?:tcp|udp|icmp|sctp)$/;

/** What adds a field to `sum`. */
const addField = (text: string, type: CType): readonly string[] => {
  if (type.kind === "varbit") return [`sum += ${text}.offset;`, `sum += ${text}.length;`];
  if (type.kind !== "bytes") return [`sum += ${text};`];
  const bytes = Array.from({ length: type.size % 8 }, (_, index) => `sum += ${text}[${index}];`);
  const words = Array.from({ length: Math.floor(type.size / 8) }, (_, index) => {
    const at = (type.size % 8) + index * 8;
    return type.size % 8 === 0 ? `sum += P4TWIN_LOAD64(${text} + ${at});` : `sum += ${text}[${at}];`;
  });
  return [...bytes, ...words];
};

const addHeader = ({ text, type }: Found): readonly string[] => [
  `\tif (${text}.${type.valid?.name}) {`,
  ...type.members
    .filter(({ field }) => field !== undefined)
    .flatMap(({ name, type: field }) => addField(`${text}.${name}`, field))
    .map((line) => `\t\t${line}`),
  "\t}",
];

const bodyFor = (use: Use, parse: string, upper: string, headers: readonly Found[]): readonly string[] => {
  const verdict = `${parse} == ${upper}_ACCEPT`;
  if (use === "verdict") return [`\treturn ${verdict} ? XDP_PASS : XDP_DROP;`];
  const leave = [`\tif (!(${verdict}))`, "\t\treturn XDP_DROP;"];
  if (use === "early field") {
    const [first] = headers;
    const field = first?.type.members.filter(({ type }) => type.kind === "number" && type.size > 1).at(-1);
    return [...leave, `\treturn ${first?.text}.${field?.name} == 0x0806 ? XDP_DROP : XDP_PASS;`];
  }
  const transport = headers.filter(({ text }) => LAYER_4.test(text));
  const all = transport.length > 0 ? transport : headers.slice(-1);
  return [...leave, ...all.flatMap(addHeader), "\treturn sum == 0x1234 ? XDP_DROP : XDP_PASS;"];
};

/** The C of such a program; undefined where the parser is none for XDP. */
export const includerOf = (program: Program, use: Use): string | undefined => {
  if (program.architecture === "flow_dissector_model") return undefined;
  const types = new CTypes(program);
  const signature = buildSignature(program, types);
  const { prefix } = types;
  const upper = prefix.toUpperCase();
  const argument = ({ name, type, passing }: SignatureParameter): string =>
    passing === "value" || type.kind === "bytes" ? name : `&${name}`;
  const hasScratch = placeScratch(signature, types).members.length > 0;
  const parse = `${prefix}_parse(${[
    "data",
    "data_end",
    "0",
    ...(signature.usesPacketLength ? ["data_end - data"] : []),
    ...signature.parameters.map(argument),
    ...(hasScratch ? ["&scratch"] : []),
    "&observation",
  ].join(", ")})`;
  const headers = signature.parameters.flatMap(({ name, type }) => headersIn(name, type));
  const sum = use === "layer 4" ? ["\t__u64 sum = 0;"] : [];
  return [
    "#include <linux/bpf.h>",
    "#include <bpf/bpf_helpers.h>",
    `#include "${program.name}.parser.h"`,
    "",
    'char _license[] SEC("license") = "Dual BSD/GPL";',
    "",
    'SEC("xdp")',
    `int ${OWN}(struct xdp_md *ctx)`,
    "{",
    "\tvoid *data_end = (void *)(long)ctx->data_end;",
    "\tvoid *data = (void *)(long)ctx->data;",
    ...signature.parameters.map(
      ({ name, type }) =>
        `\t${declare(type, name, prefix)} = ${type.kind === "number" || type.kind === "error" ? "0" : "{}"};`,
    ),
    ...(hasScratch ? [`\tstruct ${types.scratchTag} scratch = {};`] : []),
    `\tstruct ${types.observationTag} observation = {};`,
    ...sum,
    "",
    ...bodyFor(use, parse, upper, headers),
    "}",
    "",
  ].join("\n");
};
