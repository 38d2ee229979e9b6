/**
 * NAME.parser.h in a program that keeps headers and parameters in variables of its own on the BPF stack: what it
 * leaves in them is what the reference sees.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generate, resultLayout } from "../../backends/ebpf/index.ts";
import { coverProgram } from "../../src/cover/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import {
  compileBpf,
  decodeResult,
  loadObject,
  pinThread,
  readPerCpu,
  type SourceFile,
  TestRunner,
} from "../../src/kernel/index.ts";
import { firstDifference } from "../../src/observation/index.ts";
import { prepare } from "../../src/reference/index.ts";
import { decisionsOf, programOf } from "../differential/seeds.ts";
import { mustTwin, type Twin, twinOf } from "../differential/twin.ts";
import { bench } from "./bench.ts";

const CALL = /\tif \((\w+_parse\([^;]*?\)) == (\w+)\)\n\t\treturn XDP_PASS;/;

/** The XDP program with the parser's pointers led to variables of its own, which are copied to the map in the end. */
const withOwnVariables = (text: string): string => {
  const struct = /struct \w+_result \{\n([\s\S]*?)\n\};/.exec(text)?.[1] ?? "";
  const members = struct.split("\n").map((line) => /^\t([^[]* \*?)(\w+)(\[\d+\] .*)?;$/.exec(line));
  const [whole = "", call = "", accept = ""] = CALL.exec(text) ?? [];
  const own = members.flatMap((member) => {
    const [, type = "", name = "", array = ""] = member ?? [];
    const pointer = array === "" ? `&result->${name}` : `result->${name}`;
    return name !== "observation" && call.includes(pointer) ? [{ type, name, array }] : [];
  });
  const led = own.reduce(
    (line, { name, array }) =>
      line.replace(`${array === "" ? "&" : ""}result->${name}`, `${array === "" ? "&" : ""}own_${name}`),
    call,
  );
  const declarations = own.map(
    ({ type, name, array }) =>
      `\t${type}own_${name}${array} = ${/__u\d+ $/.test(type) && array === "" ? "0" : "{}"};`,
  );
  const copies = own.map(({ name, array }) =>
    array === ""
      ? `\t\tresult->${name} = own_${name};`
      : `\t\t__builtin_memcpy(result->${name}, own_${name}, sizeof(own_${name}));`,
  );
  const body = [
    ...declarations,
    "",
    `\tif (${led} == ${accept}) {`,
    ...copies,
    "\t\treturn XDP_PASS;",
    "\t}",
  ];
  expect(whole).not.toBe("");
  return text.replace(whole, body.join("\n"));
};

const isTooMuch = (text: string): boolean =>
  /stack limit|too large|too complex|[Cc]ombined stack size/.test(text);

/** How many packets were compared; undefined where all that the parser knows is too much for the stack. */
const check = (twin: Twin): number | undefined => {
  if (bench === undefined) return undefined;
  const { libbpf, clang } = bench;
  const { program } = twin;
  const files = generate(program, twin.identity, { hooks: ["xdp"] }, new DiagnosticSink()) ?? [];
  const edited = files.map(
    (file): SourceFile =>
      file.kind === "bpf-program" ? { ...file, text: withOwnVariables(file.text) } : file,
  );
  const made = compileBpf(clang, edited, `${program.name}.bpf.c`);
  if (made.kind === "failed" && isTooMuch(made.output)) return undefined;
  if (made.kind !== "object") throw new Error(JSON.stringify(made));
  const object = loadObject(libbpf, made.bytes);
  if (object.kind === "failed") {
    if (isTooMuch(object.log) || object.errno === 7) return undefined;
    throw new Error(`errno ${object.errno}: ${object.log.slice(-3000)}`);
  }
  const pinned = pinThread(libbpf);
  try {
    const layout = resultLayout(program);
    const [loaded] = [...object.programs.values()];
    const runner = new TestRunner(libbpf);
    const parse = prepare(twin.typed);
    let compared = 0;
    for (const { bytes } of coverProgram(program).packets) {
      if (bytes.length < 14 || bytes.length > 3000) continue;
      const run = runner.run(loaded?.fd ?? -1, { packet: bytes });
      if (run.kind === "refused") continue;
      const entry = readPerCpu(libbpf, object.maps.get(layout.map)?.fd ?? -1, 0, layout.size)[
        pinned?.cpu ?? 0
      ];
      const seen = decodeResult(layout, entry ?? Buffer.alloc(layout.size), bytes);
      const difference = firstDifference(parse(bytes, { inputs: new Map() }), seen);
      expect(difference, Buffer.from(bytes).toString("hex")).toBeUndefined();
      compared += 1;
    }
    return compared;
  } finally {
    pinned?.release();
    object.close();
  }
};

const constructs = ["push-pop"].map((name) => `test/constructs/programs/${name}.p4`);
const stacked = `#include <core.p4>
#include <parser_model.p4>
header tag_t { bit<8> kind; bit<16> value; bit<72> wide; }
header tail_t { bit<8> at; bit<48> rest; bit<64> more; }
struct headers_t { tag_t[5] tags; tail_t tail; }
struct meta_t { bit<32> seen; bit<72> wide; bit<16> value; bit<8> valid; }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    state start {
        packet.extract(hdr.tags.next);
        hdr.tags.last.value = hdr.tags.last.value + 1;
        meta.wide = hdr.tags.last.wide;
        transition select(hdr.tags.last.kind) {
            0..3: start;
            9: drop;
            default: tail;
        }
    }
    state drop {
        hdr.tags[hdr.tags.lastIndex].setInvalid();
        transition tail;
    }
    state tail {
        packet.extract(hdr.tail);
        meta.seen = hdr.tags.lastIndex;
        meta.value = hdr.tags[(bit<32>) hdr.tail.at[1:0]].value;
        meta.valid = hdr.tags[(bit<32>) hdr.tail.at[1:0]].isValid() ? 8w1 : 2;
        hdr.tags[(bit<32>) hdr.tail.at[4:2]].kind = 0xee;
        hdr.tags[(bit<32>) hdr.tail.at[6:5]] = hdr.tags[0];
        transition accept;
    }
}
ParserModel(P()) main;
`;

describe.skipIf(bench === undefined)(
  "a parser whose headers lie on the BPF stack",
  { timeout: 600_000 },
  () => {
    it("leaves in stacks what the reference does", () => {
      expect(check(mustTwin("stacked", stacked))).toBeGreaterThan(20);
    });

    it.each(constructs)("%s", (path) => {
      const name = path.replace(/^.*\//, "").replace(".p4", "");
      expect(check(mustTwin(name, readFileSync(path, "utf8")))).toBeGreaterThan(5);
    });

    it("random programs", () => {
      let compared = 0;
      for (let seed = 5200; seed < 5215; seed += 1) {
        const twin = twinOf("random", programOf(decisionsOf(seed)));
        if (twin.kind !== "twin" || twin.program.architecture === "flow_dissector_model") continue;
        if (twin.program.valueSets.length > 0) continue;
        compared += check(twin) ?? 0;
      }
      expect(compared).toBeGreaterThan(20);
    });
  },
);
