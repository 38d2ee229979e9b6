/** The loadable programs around the parse function, one for each hook. */
import { unreachable } from "../../src/diagnostics/bug.ts";
import { type CTypes, declare, holdsStack } from "./c-types.ts";
import type { Hook } from "./hooks.ts";
import type { Signature, SignatureParameter } from "./signature.ts";
import { body } from "./wrap.ts";

export interface ProgramContext {
  readonly types: CTypes;
  readonly signature: Signature;
  readonly functionName: string;
  /** The prefix of macros and enum constants. */
  readonly upper: string;
  readonly errorName: (error: string) => string;
  readonly hasScratch: boolean;
  /** Whether what only rejects read is kept in memory. */
  readonly keptInMemory: boolean;
  /** Whether a device's result is taken over where there is one. */
  readonly offload: boolean;
  /** Names of the programs' functions. */
  readonly programName: (hook: Hook) => string;
}

/** Does flow_dissector need memory that can be indexed, that is, a map? */
export const needsMap = (hook: Hook, { signature, hasScratch }: ProgramContext): boolean =>
  hook !== "flow_dissector" || hasScratch || signature.parameters.some(({ type }) => holdsStack(type));

const comment = (...lines: readonly string[]): readonly string[] =>
  lines.length === 1 ? [`/* ${lines[0]} */`] : ["/*", ...lines.map((line) => ` * ${line}`.trimEnd()), " */"];

const LARGEST_MEMSET = 1024;

/** What makes a member of the result zero: the environment's values, where nobody has set others. */
const zeroes = ({ name, type }: SignatureParameter): readonly string[] => {
  if (type.kind === "number" || type.kind === "error") return [`result->${name} = 0;`];
  if (type.size <= LARGEST_MEMSET) return [`__builtin_memset(&result->${name}, 0, sizeof(result->${name}));`];
  return [
    "/* volatile: clang would make it a call of memset, which BPF lacks */",
    `for (__u32 i = 0; i < sizeof(result->${name}) / 4; i++)`,
    `\t((volatile __u32 *)&result->${name})[i] = 0;`,
  ];
};

const lookup = (missing: string): readonly string[] => [
  "result = bpf_map_lookup_elem(&p4twin_result, &key);",
  "if (!result)",
  `\treturn ${missing};`,
];

/** An argument of the parse function that lies in the result. */
export const resultArgument = ({ name, type, passing }: SignatureParameter): string => {
  if (passing === "value") return `result->${name}`;
  return type.kind === "bytes" ? `result->${name}` : `&result->${name}`;
};

export const call = (
  context: ProgramContext,
  offset: string,
  length: string,
  argumentOf: (parameter: SignatureParameter) => string,
  scratch: string,
  observation: string,
): string => {
  const { signature, functionName, hasScratch } = context;
  const all = [
    "data",
    "data_end",
    offset,
    ...(signature.usesPacketLength ? [length] : []),
    ...signature.parameters.filter(({ passing }) => passing !== "within").map(argumentOf),
    ...(hasScratch ? [scratch] : []),
    observation,
  ];
  return `${functionName}(${all.join(", ")})`;
};

const define = (section: string, declaration: string, lines: readonly string[]): readonly string[] => [
  `SEC("${section}") P4TWIN_STAMPED`,
  `int ${declaration}`,
  "{",
  ...body(lines),
  "}",
];

const zeroLines = (context: ProgramContext): readonly string[] => [
  // The headers need none: what is invalid is not read.
  ...context.signature.parameters.filter(({ parameter }) => parameter.role !== "headers").flatMap(zeroes),
];

/** Where a device may have parsed: its result, instead of the parse function's. */
const offloadLines = (
  { offload, types, upper }: ProgramContext,
  context: "ctx" | "skb",
  length: string,
  verdicts: { readonly accept: string; readonly reject: string },
): readonly string[] => {
  if (!offload) return [];
  const index = context === "ctx" ? "ctx->ingress_ifindex" : "skb->ifindex";
  const front = `(void *)(long)${context}->data_meta`;
  return [
    `if (${types.prefix}_is_offloaded(${index}, ${front}, data, ${length}, result))`,
    `\treturn result->observation.verdict == ${upper}_ACCEPT ? ${verdicts.accept} : ${verdicts.reject};`,
  ];
};

const printXdp = (context: ProgramContext): readonly string[] => {
  const parse = call(
    context,
    "0",
    "(__u64)(data_end - data)",
    resultArgument,
    "&result->scratch",
    "&result->observation",
  );
  return [
    ...comment("XDP: accept passes the packet on, reject drops it."),
    ...define("xdp", `${context.programName("xdp")}(struct xdp_md *ctx)`, [
      "void *data_end = (void *)(long)ctx->data_end;",
      "void *data = (void *)(long)ctx->data;",
      `struct ${context.types.resultTag} *result;`,
      "__u32 key = 0;",
      "",
      ...lookup("XDP_ABORTED"),
      ...offloadLines(context, "ctx", "data_end - data", { accept: "XDP_PASS", reject: "XDP_DROP" }),
      ...zeroLines(context),
      `if (${parse} == ${context.upper}_ACCEPT)`,
      "\treturn XDP_PASS;",
      "return XDP_DROP;",
    ]),
  ];
};

const printTc = (context: ProgramContext): readonly string[] => {
  const parse = call(context, "0", "skb->len", resultArgument, "&result->scratch", "&result->observation");
  const offloaded = offloadLines(context, "skb", "skb->len", { accept: "TC_ACT_OK", reject: "TC_ACT_SHOT" });
  return [
    ...comment(
      "tc: accept passes the packet on, reject drops it. Only the linear part of a",
      "packet can be read directly, so that the rest is pulled into it first.",
    ),
    ...define("tc", `${context.programName("tc")}(struct __sk_buff *skb)`, [
      "void *data_end = (void *)(long)skb->data_end;",
      "void *data = (void *)(long)skb->data;",
      `struct ${context.types.resultTag} *result;`,
      "__u32 key = 0;",
      "",
      ...(context.offload ? [...lookup("TC_ACT_SHOT"), ...offloaded] : []),
      "if ((__u64)(data_end - data) < skb->len) {",
      "\tbpf_skb_pull_data(skb, skb->len);",
      "\tdata_end = (void *)(long)skb->data_end;",
      "\tdata = (void *)(long)skb->data;",
      "}",
      ...(context.offload ? [] : lookup("TC_ACT_SHOT")),
      ...zeroLines(context),
      `if (${parse} == ${context.upper}_ACCEPT)`,
      "\treturn TC_ACT_OK;",
      "return TC_ACT_SHOT;",
    ]),
  ];
};

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

const printFlowDissector = (context: ProgramContext): readonly string[] => {
  const inMap = needsMap("flow_dissector", context);
  const { signature, types, upper, errorName, keptInMemory } = context;
  const argumentOf = (parameter: SignatureParameter): string => {
    const { role } = parameter.parameter;
    if (role === "keys") return "keys";
    if (inMap) return resultArgument(parameter);
    return parameter.passing === "pointer" ? "&headers" : "headers";
  };
  const observation = inMap ? "result->observation" : "observation";
  const parse = call(context, "offset", "0", argumentOf, "&result->scratch", `&${observation}`);
  const kept = keptInMemory ? "volatile " : "";
  const locals = signature.parameters
    .filter(({ parameter }) => parameter.role === "headers")
    .map(({ type }) => `${declare(type, "headers", types.prefix)} = {};`);
  return [
    ...comment(
      "The flow dissector. accept: BPF_OK. reject with FlowDissectorContinue: the",
      "kernel's own dissector takes over. Any other reject: BPF_DROP. After a reject",
      "the keys are as they were on entry, for the kernel uses them even then.",
      "",
      "data_end is the end of the packet's linear part. Where headers go on behind it,",
      "which shows when they end too early and a byte behind that end can be read, the",
      "kernel's own dissector takes over.",
    ),
    ...define("flow_dissector", `${context.programName("flow_dissector")}(struct __sk_buff *skb)`, [
      "void *data_end = (void *)(long)skb->data_end;",
      "void *data = (void *)(long)skb->data;",
      "struct bpf_flow_keys *keys = skb->flow_keys;",
      "const __u16 offset = keys->thoff;",
      ...(keptInMemory ? ["/* volatile: read after a reject only, and kept in memory until then */"] : []),
      `struct __sk_buff *${kept}context = skb;`,
      `${kept}__u64 thoff = offset, n_proto = keys->n_proto;`,
      ...(inMap
        ? [`struct ${types.resultTag} *result;`, "__u32 map_key = 0;"]
        : [...locals, `struct ${types.observationTag} observation;`]),
      "__u8 byte;",
      "",
      ...(inMap
        ? ["result = bpf_map_lookup_elem(&p4twin_result, &map_key);", "if (!result)", "\treturn BPF_DROP;"]
        : []),
      `if (${parse} == ${upper}_ACCEPT)`,
      "\treturn BPF_OK;",
      "",
      ...RESTORED,
      `if (${observation}.error == ${errorName("FlowDissectorContinue")})`,
      `\treturn ${upper}_CONTINUE;`,
      `if (${observation}.error == ${errorName("PacketTooShort")} &&`,
      "    !bpf_skb_load_bytes(context, data_end - data, &byte, 1))",
      `\treturn ${upper}_CONTINUE;`,
      "return BPF_DROP;",
    ]),
  ];
};

/** The lines of the program for a hook. */
export const printProgram = (hook: Hook, context: ProgramContext): readonly string[] => {
  switch (hook) {
    case "xdp":
      return printXdp(context);
    case "tc":
      return printTc(context);
    case "flow_dissector":
      return printFlowDissector(context);
    default:
      return unreachable(hook);
  }
};
