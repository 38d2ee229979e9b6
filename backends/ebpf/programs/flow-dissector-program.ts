/** The program of the flow_dissector hook. */
import { declare } from "../text/c-types.ts";
import type { SignatureParameter } from "../values/signature.ts";
import {
  call,
  comment,
  define,
  defineApart,
  needsMap,
  type ProgramContext,
  pieceLines,
  placeLines,
  resultArgument,
  takesPlace,
} from "./program-parts.ts";

/** Makes the keys what they were on entry. */
const RESTORED = [
  "keys->nhoff = thoff;",
  "keys->thoff = thoff;",
  "keys->addr_proto = 0;",
  "keys->is_frag = 0;",
  "keys->is_first_frag = 0;",
  "keys->is_encap = 0;",
  "keys->ip_proto = 0;",
  "keys->n_proto = n_proto;",
  "keys->sport = 0;",
  "keys->dport = 0;",
  "__builtin_memset(keys->ipv6_src, 0, sizeof(keys->ipv6_src));",
  "__builtin_memset(keys->ipv6_dst, 0, sizeof(keys->ipv6_dst));",
  "keys->flow_label = 0;",
] as const;

interface Parts {
  /** Of the place in the maps and the result, wherever it lies. */
  readonly declarations: readonly string[];
  /** Find them. */
  readonly lookup: readonly string[];
  /** Parse, return BPF_OK on accept, and go on behind it on reject. */
  readonly parse: readonly string[];
  /** Behind that: the error. */
  readonly error: string;
}

const partsFor = (context: ProgramContext, access: "direct" | "skb", offset: string): Parts => {
  const inMap = needsMap("flow_dissector", context);
  const { signature, types, upper } = context;
  const argumentOf = (parameter: SignatureParameter): string => {
    if (parameter.parameter.role === "keys") return "keys";
    if (inMap) return resultArgument(parameter);
    return parameter.passing === "pointer" ? "&headers" : "headers";
  };
  const observation = inMap ? "result->observation" : "observation";
  const locals = signature.parameters
    .filter(({ parameter }) => parameter.role === "headers")
    .map(({ type }) => `${declare(type, "headers", types.prefix)} = {};`);
  const parse = call(context, access, offset, "0", argumentOf, "&result->scratch", `&${observation}`);
  const declarations = inMap
    ? [`struct ${types.resultTag} *result;`]
    : [...locals, `struct ${types.observationTag} observation;`];
  if (!takesPlace(context, access))
    return {
      declarations,
      lookup: [],
      parse: [`if (${parse} == ${upper}_ACCEPT)`, "\treturn BPF_OK;"],
      error: `${observation}.error`,
    };
  const place = placeLines(context, "BPF_DROP");
  return {
    declarations: [...declarations, ...place.declarations, "__u32 error;", "int verdict;"],
    lookup: [
      ...place.take,
      ...(inMap
        ? ["result = bpf_map_lookup_elem(&p4twin_result, &key);", "if (!result)", "\treturn BPF_DROP;"]
        : []),
    ],
    parse: [
      `verdict = ${parse};`,
      `error = ${observation}.error;`,
      place.leave,
      `if (verdict == ${upper}_ACCEPT)`,
      "\treturn BPF_OK;",
    ],
    error: "error",
  };
};

/** For packets whose headers go on behind the linear part. */
const printPieces = (context: ProgramContext): readonly string[] => {
  const { upper, errorName } = context;
  const name = context.programName("flow_dissector");
  const { parse, error, declarations, lookup } = partsFor(context, "skb", "thoff");
  const piece = pieceLines(context, "BPF_DROP", "key");
  return [
    ...comment("A packet whose headers go on behind its linear part: each is fetched."),
    ...defineApart(`${name}_pieces(struct __sk_buff *skb)`, [
      "struct bpf_flow_keys *keys = skb->flow_keys;",
      "const __u16 thoff = keys->thoff, n_proto = keys->n_proto;",
      ...declarations,
      ...piece.declarations,
      "",
      ...lookup,
      ...piece.lines,
      ...parse,
      "",
      ...RESTORED,
      `if (${error} == ${errorName("FlowDissectorContinue")})`,
      `\treturn ${upper}_CONTINUE;`,
      "return BPF_DROP;",
    ]),
  ];
};

/** Its lines. */
export const printFlowDissector = (context: ProgramContext): readonly string[] => {
  const { upper, errorName, keptInMemory } = context;
  const name = context.programName("flow_dissector");
  const { parse, error, declarations, lookup } = partsFor(context, "direct", "offset");
  const kept = keptInMemory ? "volatile " : "";
  return [
    ...printPieces(context),
    "",
    ...comment(
      "The flow dissector. accept: BPF_OK. reject with FlowDissectorContinue: the",
      "kernel's own dissector takes over. Any other reject: BPF_DROP. After a reject",
      "the keys are as they were on entry, for the kernel uses them even then.",
      "",
      "data_end is the end of the packet's linear part. Where headers end too early",
      "there, and a byte behind that end can be fetched, the packet is parsed again.",
    ),
    ...define("flow_dissector", `${name}(struct __sk_buff *skb)`, [
      "void *data_end = (void *)(long)skb->data_end;",
      "void *data = (void *)(long)skb->data;",
      "struct bpf_flow_keys *keys = skb->flow_keys;",
      "const __u16 offset = keys->thoff;",
      ...(keptInMemory ? ["/* volatile: read after a reject only, and kept in memory until then */"] : []),
      `struct __sk_buff *${kept}context = skb;`,
      `${kept}__u64 thoff = offset, n_proto = keys->n_proto;`,
      ...declarations,
      "__u32 linear;",
      "__u8 byte;",
      "",
      ...lookup,
      ...parse,
      "",
      ...RESTORED,
      // From the context: data would have to be kept until here.
      "linear = context->data_end - context->data;",
      `if (${error} == ${errorName("FlowDissectorContinue")})`,
      `\treturn ${upper}_CONTINUE;`,
      `if (${error} == ${errorName("PacketTooShort")} &&`,
      "    !bpf_skb_load_bytes(context, linear, &byte, 1))",
      `\treturn ${name}_pieces(context);`,
      "return BPF_DROP;",
    ]),
  ];
};
