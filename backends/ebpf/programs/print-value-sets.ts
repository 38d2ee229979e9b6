/** The C of value sets: the struct of a key or an entry, the map, and the function that asks whether keys are in it. */
import { must } from "../../../src/diagnostics/bug.ts";
import type { EntryMember } from "../../../src/output/layout.ts";
import { binary, type Code, primary } from "../text/c-code.ts";
import type { CType } from "../text/c-types.ts";
import { wrapLine } from "../text/wrap.ts";
import { isSigned, widthOf } from "../values/arithmetic.ts";
import { chunksOf, memoryBits, storeChunk } from "../values/chunks.ts";
import { compareLimbs, fromLimbs, type Limbs, limbCount } from "../values/limbs.ts";
import type { ValueSetMap } from "../values/value-sets.ts";

const both = (a: Code, b: Code): Code => binary(a, "&&", b, "&&", 4);

/** The parameters that one key comes in. */
const keyLimbs = (index: number, width: number): Limbs => {
  const count = limbCount(width);
  return Array.from({ length: count }, (_, limb) =>
    primary(count === 1 ? `key${index}` : `key${index}_${limb}`, 8),
  );
};

const readLimbs = (text: string, type: CType): Limbs => {
  if (type.kind !== "bytes") return [primary(text, type.size === 8 ? 8 : 4)];
  const { width, size } = type;
  return Array.from({ length: limbCount(width) }, (_, limb) => {
    const high = Math.min(limb * 64 + 63, width - 1);
    return memoryBits(text, size * 8 - 1 - high, high - limb * 64 + 1, size);
  });
};

/** Whether an entry's field matches. */
const fieldMatches = ({ set, members }: ValueSetMap, field: number): Code => {
  const { type, match } = must(set.fields[field], "field");
  const width = widthOf(type);
  const key = keyLimbs(field, width);
  const of = (part: EntryMember["part"]): Limbs => {
    const member = must(
      members.find((candidate) => candidate.field === field && candidate.part === part),
      part,
    );
    return readLimbs(`entry->${member.name}`, member.type);
  };
  switch (match) {
    case "exact":
      return compareLimbs("eq", key, of("value"), false, width);
    case "ternary":
    case "lpm": {
      const values = of("value");
      const masks = of("mask");
      return key
        .map((limb, index): Code => {
          const differ = binary(limb, "^", must(values[index], "limb"), "^", 8);
          const seen = binary(differ, "&", must(masks[index], "limb"), "&", 8);
          return { text: `!(${seen.text})`, rank: "unary", size: 4 };
        })
        .reduce(both);
    }
    case "range": {
      const signed = isSigned(type);
      const low = compareLimbs("ge", key, of("low"), signed, width);
      return both(low, compareLimbs("le", key, of("high"), signed, width));
    }
  }
};

const hashBody = ({ map, tag, set, members }: ValueSetMap): readonly string[] => [
  `struct ${tag} key = {};`,
  "",
  ...members.flatMap(({ name, type, field }): readonly string[] => {
    const width = widthOf(must(set.fields[field], "field").type);
    const limbs = keyLimbs(field, width);
    if (type.kind !== "bytes") return [`key.${name} = ${must(limbs[0], "limb").text};`];
    return chunksOf(type.size, width).map((chunk) =>
      storeChunk(`key.${name}`, chunk, fromLimbs(limbs, chunk.high, chunk.low)),
    );
  }),
  `return bpf_map_lookup_elem(&${map}, &key) != 0;`,
];

const arrayBody = (map: ValueSetMap): readonly string[] => {
  const condition = map.set.fields.map((_, field) => fieldMatches(map, field)).reduce(both);
  return [
    `for (__u32 i = 0; i < ${map.set.size}; i++) {`,
    "\tconst __u32 index = i;",
    `\tconst struct ${map.tag} *entry = bpf_map_lookup_elem(&${map.map}, &index);`,
    "",
    "\tif (!entry)",
    "\t\tbreak;",
    ...wrapLine(`\tif (entry->valid && ${condition.rank === "||" ? `(${condition.text})` : condition.text})`),
    "\t\treturn 1;",
    "}",
    "return 0;",
  ];
};

export interface ValueSetView {
  readonly comment: readonly string[];
  readonly tag: string;
  readonly members: readonly string[];
  readonly type: string;
  readonly map: string;
  readonly entries: number;
  readonly isHash: boolean;
  readonly signature: readonly string[];
  readonly body: readonly string[];
}

/** For the template; where: the source file's name. */
export const viewOfSet = (map: ValueSetMap, where: string): ValueSetView => {
  const { set, kind, tag, declarations, lookup } = map;
  const isHash = kind === "hash";
  const line = set.origin.line > 0 ? `, ${where}:${set.origin.line}` : "";
  const parameters = set.fields.flatMap(({ type }, index) =>
    keyLimbs(index, widthOf(type)).map(({ text }) => `__u64 ${text}`),
  );
  return {
    comment: [
      `Value set ${set.sourceName ?? set.name}${line}: at most ${set.size} entries, filled by user space.`,
      ...(isHash
        ? ["A key is in the set if the map has it; padding in keys is 0."]
        : [
            "An entry counts while valid is not 0: store 0 there before changing it.",
            "Bits in which a mask is 0 match anything; ranges include both ends.",
          ]),
    ],
    tag,
    members: declarations,
    type: isHash ? "BPF_MAP_TYPE_HASH" : "BPF_MAP_TYPE_ARRAY",
    map: map.map,
    entries: set.size,
    isHash,
    signature: wrapLine(`${lookup}(${parameters.join(", ")})`),
    body: (isHash ? hashBody(map) : arrayBody(map)).flatMap((text) =>
      text === "" ? [text] : wrapLine(`\t${text}`),
    ),
  };
};
