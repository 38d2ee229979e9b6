/**
 * A parser of `states` states, each with a header of its own and a select into three later states: as regular
 * as real parse graphs are not, and so a fair yardstick of growth.
 */
export const syntheticParser = (states: number): string => {
  const lines = ["#include <core.p4>", "#include <parser_model.p4>", ""];
  for (let i = 0; i < states; i += 1) {
    lines.push(
      `header h${i}_t {`,
      "    bit<8>  kind;",
      "    bit<4>  low;",
      "    bit<4>  high;",
      "    bit<16> value;",
      "}",
      "",
    );
  }
  lines.push("struct headers_t {");
  for (let i = 0; i < states; i += 1) lines.push(`    h${i}_t h${i};`);
  lines.push("}", "", "struct metadata_t {", "    bit<16> sum;", "}", "");
  lines.push("parser Synthetic(packet_in packet, out headers_t hdr, inout metadata_t meta) {");
  for (let i = 0; i < states; i += 1) {
    const next = (step: number): string => (i + step < states ? `s${i + step}` : "accept");
    lines.push(
      `    state ${i === 0 ? "start" : `s${i}`} {`,
      `        packet.extract(hdr.h${i});`,
      `        meta.sum = meta.sum + hdr.h${i}.value;`,
      `        transition select(hdr.h${i}.kind, hdr.h${i}.low) {`,
      `            (0, _): ${next(1)};`,
      `            (1..9, 3): ${next(2)};`,
      `            (0x80 &&& 0xf0, _): ${next(3)};`,
      "            default: accept;",
      "        }",
      "    }",
    );
  }
  lines.push("}", "", "ParserModel(Synthetic()) main;", "");
  return lines.join("\n");
};

/**
 * A parser of `states` states in which each leads to the next two: a chain through which there are as many ways as a
 * Fibonacci number says. Extracts all have the same size, so that ways of the same length meet again.
 */
export const ladderParser = (states: number): string => {
  const lines = ["#include <core.p4>", "#include <parser_model.p4>", ""];
  lines.push("header item_t {", "    bit<8>  kind;", "    bit<24> value;", "}", "");
  lines.push(
    "struct headers_t {",
    "    item_t item;",
    "}",
    "",
    "struct metadata_t {",
    "    bit<24> last;",
    "}",
    "",
  );
  lines.push("parser Ladder(packet_in packet, out headers_t hdr, inout metadata_t meta) {");
  for (let i = 0; i < states; i += 1) {
    const next = (step: number): string => (i + step < states ? `s${i + step}` : "accept");
    lines.push(
      `    state ${i === 0 ? "start" : `s${i}`} {`,
      "        packet.extract(hdr.item);",
      "        meta.last = hdr.item.value;",
      "        transition select(hdr.item.kind) {",
      `            1: ${next(1)};`,
      `            2: ${next(2)};`,
      "            default: accept;",
      "        }",
      "    }",
    );
  }
  lines.push("}", "", "ParserModel(Ladder()) main;", "");
  return lines.join("\n");
};
