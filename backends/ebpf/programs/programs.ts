/** The loadable programs around the parse function, one for each hook. */
import { unreachable } from "../../../src/diagnostics/bug.ts";
import { printFlowDissector } from "./flow-dissector-program.ts";
import type { Hook } from "./hooks.ts";
import {
  call,
  comment,
  define,
  defineApart,
  lookup,
  type ProgramContext,
  pieceLines,
  resultArgument,
  zeroLines,
} from "./program-parts.ts";

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

const VERDICTS = { accept: "XDP_PASS", reject: "XDP_DROP" } as const;

/** What every XDP program begins with. */
const xdpStart = (context: ProgramContext, length: readonly string[]): readonly string[] => [
  "void *data_end = (void *)(long)ctx->data_end;",
  "void *data = (void *)(long)ctx->data;",
  ...length,
  `struct ${context.types.resultTag} *result;`,
  "__u32 key = 0;",
  "",
  ...lookup("XDP_ABORTED"),
];

const printXdp = (context: ProgramContext): readonly string[] => {
  const parse = call(
    context,
    "direct",
    "0",
    "(__u64)(data_end - data)",
    resultArgument,
    "&result->scratch",
    "&result->observation",
  );
  return [
    ...comment("XDP: accept passes the packet on, reject drops it."),
    ...define("xdp", `${context.programName("xdp")}(struct xdp_md *ctx)`, [
      ...xdpStart(context, []),
      ...offloadLines(context, "ctx", "data_end - data", VERDICTS),
      ...zeroLines(context),
      `if (${parse} == ${context.upper}_ACCEPT)`,
      "\treturn XDP_PASS;",
      "return XDP_DROP;",
    ]),
  ];
};

const printXdpFrags = (context: ProgramContext): readonly string[] => {
  const name = context.programName("xdp.frags");
  const parse = (access: "direct" | "xdp"): string =>
    call(context, access, "0", "length", resultArgument, "&result->scratch", "&result->observation");
  const piece = pieceLines(context, "XDP_ABORTED", "key");
  const length = "const __u64 length = bpf_xdp_get_buff_len(ctx);";
  const usesLength = context.signature.usesPacketLength ? [length] : [];
  return [
    ...comment("A packet whose headers go on behind its first buffer: each is fetched."),
    ...defineApart(`${name}_pieces(struct xdp_md *ctx)`, [
      ...usesLength,
      `struct ${context.types.resultTag} *result;`,
      "__u32 key = 0;",
      ...piece.declarations,
      "",
      ...lookup("XDP_ABORTED"),
      ...piece.lines,
      ...zeroLines(context),
      `if (${parse("xdp")} == ${context.upper}_ACCEPT)`,
      "\treturn XDP_PASS;",
      "return XDP_DROP;",
    ]),
    "",
    ...comment(
      "XDP for packets in several buffers: accept passes the packet on, reject drops it.",
      "data_end is the end of the first buffer.",
    ),
    ...define("xdp.frags", `${name}(struct xdp_md *ctx)`, [
      ...xdpStart(context, [length, "__u64 linear;"]),
      ...offloadLines(context, "ctx", "length", VERDICTS),
      ...zeroLines(context),
      `if (${parse("direct")} == ${context.upper}_ACCEPT)`,
      "\treturn XDP_PASS;",
      // From the context: the verifier would walk the other function again for each reach that it knows data to have.
      "linear = (void *)(long)ctx->data_end - (void *)(long)ctx->data;",
      `if (result->observation.error == ${context.errorName("PacketTooShort")} && linear < length)`,
      `\treturn ${name}_pieces(ctx);`,
      "return XDP_DROP;",
    ]),
  ];
};

const printTc = (context: ProgramContext): readonly string[] => {
  const parse = call(
    context,
    "direct",
    "0",
    "skb->len",
    resultArgument,
    "&result->scratch",
    "&result->observation",
  );
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

/** The lines of the program for a hook. */
export const printProgram = (hook: Hook, context: ProgramContext): readonly string[] => {
  switch (hook) {
    case "xdp":
      return printXdp(context);
    case "xdp.frags":
      return printXdpFrags(context);
    case "tc":
      return printTc(context);
    case "flow_dissector":
      return printFlowDissector(context);
    default:
      return unreachable(hook);
  }
};
