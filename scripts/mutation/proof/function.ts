/** The parse function of a NAME.parser.h: its types, its constants, and its sections by label. */
import { Reader } from "./parse.ts";
import { type CType, NotUnderstood, type Statement } from "./syntax.ts";

export interface Member {
  readonly name: string;
  readonly type: CType;
}

export interface ParseFunction {
  readonly structs: ReadonlyMap<string, readonly Member[]>;
  readonly constants: ReadonlyMap<string, bigint>;
  /** What the parameters that are pointers to structs or scalars point to. */
  readonly pointees: ReadonlyMap<string, CType>;
  /** From each label to the next; the entry is "". In the order of the text. */
  readonly sections: ReadonlyMap<string, readonly Statement[]>;
  /** The line of each label, counted from 1; of the entry, of the function's first line. */
  readonly lines: ReadonlyMap<string, number>;
  /** The section that stands behind, where a section is left by its end. */
  readonly following: ReadonlyMap<string, string>;
}

const int = (bits: number): CType => ({ kind: "int", bits });

/** struct bpf_flow_keys of linux/bpf.h; the addresses are one piece of memory. */
const FLOW_KEYS: readonly Member[] = [
  ...["nhoff", "thoff", "addr_proto"].map((name) => ({ name, type: int(16) })),
  ...["is_frag", "is_first_frag", "is_encap", "ip_proto"].map((name) => ({ name, type: int(8) })),
  ...["n_proto", "sport", "dport"].map((name) => ({ name, type: int(16) })),
  { name: "ipv6_src", type: { kind: "array", of: int(8), count: 32 } },
  { name: "flags", type: int(32) },
  { name: "flow_label", type: int(32) },
];

const membersOf = (body: string): readonly Member[] => {
  const reader = new Reader(body.replace(/__attribute__\(\(.*?\)\)(?=;)/g, ""), 0);
  const found: Member[] = [];
  while (!reader.isDone)
    for (const statement of reader.statements())
      if (statement.kind === "declare") found.push({ name: statement.name, type: statement.type });
  return found;
};

const structsIn = (text: string): ReadonlyMap<string, readonly Member[]> =>
  new Map([
    ["bpf_flow_keys", FLOW_KEYS],
    ...[...text.matchAll(/^struct (\w+) \{\n([^}]*)\};/gm)].map(
      ([, tag = "", body = ""]) => [tag, membersOf(body)] as const,
    ),
  ]);

const constantsIn = (text: string): ReadonlyMap<string, bigint> =>
  new Map(
    [...text.matchAll(/^\t(\w+) = (\d+),$/gm)].map(([, name = "", value = "0"]) => [name, BigInt(value)]),
  );

/** Reads the function; NotUnderstood where it holds what no parse function holds. */
export const readFunction = (text: string): ParseFunction => {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => /^\w+_parse\(/.test(line));
  const first = lines.indexOf("{", head) + 1;
  const last = lines.indexOf("}", first);
  if (head < 0 || last < 0) throw new NotUnderstood("no parse function");
  const signature = lines.slice(head, first - 1).join(" ");
  const pointees = new Map<string, CType>();
  for (const [, tag = "", name = ""] of signature.matchAll(/struct (\w+) \*(\w+)/g))
    pointees.set(name, { kind: "struct", tag });
  for (const [, bits = "", name = ""] of signature.matchAll(/__u(\d+) \*(\w+)/g))
    pointees.set(name, int(Number(bits)));
  const reader = new Reader(lines.slice(first, last).join("\n"), first + 1);
  const sections = new Map<string, Statement[]>();
  const following = new Map<string, string>();
  const places = new Map([["", first + 1]]);
  let label = "";
  let current: Statement[] = [];
  sections.set(label, current);
  while (!reader.isDone)
    for (const statement of reader.statements()) {
      if (statement.kind !== "label") {
        current.push(statement);
        continue;
      }
      following.set(label, statement.name);
      label = statement.name;
      current = [];
      sections.set(label, current);
      places.set(label, statement.line);
    }
  return {
    structs: structsIn(text),
    constants: constantsIn(text),
    pointees,
    sections,
    lines: places,
    following,
  };
};
