import { describe, expect, it } from "vitest";
import { prove } from "../../scripts/mutation/proof/prove.ts";

/** Two tags at most, then a header with options: as the eBPF backend prints it. */
const C = `struct x_observation {
	__u32 verdict;		/* enum x_verdict */
	__u32 error;		/* enum x_error */
	__u32 consumed;		/* bits; of an accepted packet */
};

enum x_verdict {
	X_ACCEPT = 0,
	X_REJECT = 1,
};

enum x_error {
	X_ERROR_NoError = 0,
	X_ERROR_PacketTooShort = 1,
	X_ERROR_StackOutOfBounds = 3,
	X_ERROR_HeaderTooShort = 4,
};

struct x_tag_t {
	__u16 type;
	__u8 valid;
};

struct x_tag_t_stack2 {
	struct x_tag_t element[2];
	__u32 next;
};

struct x_ip_t {
	__u8 ihl;
	__u8 source[16] __attribute__((aligned(8)));
	__u8 valid;
};

struct x_headers_t {
	struct x_tag_t_stack2 tags;
	struct x_ip_t ip;
};

static inline __attribute__((__always_inline__)) int
x_parse(void *data, void *data_end, __u32 offset,
		struct x_headers_t *hdr,
		struct x_observation *observation)
{
	void *start, *cursor;
	__u64 position;
	void *volatile origin = data;
	__u32 error;
	__u64 turns = 4;

	position = offset;
	if (P4TWIN_RARELY(position > 0xff00))
		goto reject_PacketTooShort;
	start = data + position;
	cursor = start;
	hdr->tags.element[0].valid = 0;
	hdr->tags.element[1].valid = 0;
	hdr->tags.next = 0;
	hdr->ip.valid = 0;
	goto loop;

loop:
	if (P4TWIN_RARELY(turns == 0))
		goto reject_StackOutOfBounds;
	turns--;
	data = origin;
	position = (__u64)(cursor - data);
	P4TWIN_OPAQUE(position);
	if (P4TWIN_RARELY(position > 0xff00)) // reach
		goto reject_PacketTooShort;
	cursor = data + position;
	goto tag;

tag:
	{
		__u64 next = hdr->tags.next;

		P4TWIN_OPAQUE(next);
		if (P4TWIN_RARELY(next >= 2)) // full
			goto reject_StackOutOfBounds;
		if (P4TWIN_RARELY(cursor + 4 > data_end)) // four
			goto reject_PacketTooShort;
		hdr->tags.element[next].type = P4TWIN_LOAD16(cursor + 2);
		hdr->tags.element[next].valid = 1;
		hdr->tags.next = next + 1;
		cursor += 4;
	}
	{
		__u64 index = hdr->tags.next - 1;

		P4TWIN_OPAQUE(index);
		if (index >= 2) // guard
			index = 0;
		switch (P4TWIN_BE16(hdr->tags.element[index].type)) {
		case P4TWIN_BE16(0x8100):
			goto loop;
		default:
			goto ip;
		}
	}

ip:
	if (P4TWIN_RARELY(cursor + 20 > data_end))
		goto reject_PacketTooShort;
	hdr->ip.ihl = P4TWIN_LOAD8(cursor) & 15;
	P4TWIN_STORE64(hdr->ip.source, P4TWIN_LOAD64(cursor + 4));
	P4TWIN_STORE64(hdr->ip.source + 8, 0);
	hdr->ip.valid = 1;
	cursor += 20;
	if (P4TWIN_RARELY(!((__u64)hdr->ip.ihl >= 5)))
		goto reject_HeaderTooShort;
	goto options;

options:
	{
		const __u64 bytes = (((__u64)hdr->ip.ihl - 5) & 15) << 2;
		__u64 left = (__u64)(data_end - cursor);

		if (P4TWIN_RARELY(bytes > left))
			goto reject_PacketTooShort;
		if (P4TWIN_RARELY(bytes > 40)) // forty
			goto reject_HeaderTooShort;
		position = (__u64)(cursor - data);
		position += bytes;
		cursor = data + position;
		if (P4TWIN_RARELY(cursor > data_end)) // again
			goto reject_PacketTooShort;
	}
	goto accept;

accept:
	observation->verdict = X_ACCEPT;
	observation->error = X_ERROR_NoError;
	observation->consumed = (cursor - start) * 8;
	return X_ACCEPT;

reject_PacketTooShort:
	error = X_ERROR_PacketTooShort;
	P4TWIN_OPAQUE(error);
	goto reject;

reject_StackOutOfBounds:
	error = X_ERROR_StackOutOfBounds;
	goto reject;

reject_HeaderTooShort:
	error = X_ERROR_HeaderTooShort;
	goto reject;

reject:
	observation->verdict = X_REJECT;
	observation->error = error;
	observation->consumed = 0;
	return X_REJECT;
}
`.replaceAll(/ \/\/ (\w+)$/gm, " /* $1 */");

/** Changes the one line that holds `place`. */
const proofOf = (place: string, from: string, to: string) => {
  const lines = C.split("\n");
  const at = lines.findIndex((line) => line.includes(place));
  const line = lines[at] ?? "";
  expect(line, place).toContain(from);
  const changed = lines.with(at, line.replace(from, to)).join("\n");
  return prove(C, changed, at + 1);
};

describe("a change of one token that changes nothing is proven to", () => {
  it.each([
    ["/* guard */", ">= 2", "> 2", 0xfeff],
    ["/* guard */", "2", "3", 0xfeff],
    ["index = 0;", "0", "1", 0xfeff],
    ["/* forty */", "40", "41", 0xfeff],
    ["/* forty */", ">", ">=", undefined],
    ["/* again */", ">", ">=", undefined],
    ["/* reach */", ">", ">=", 0xfeff],
    ["observation->consumed = 0", "0", "1", 0xfeff],
    ["hdr->ip.valid = 0", "0", "1", 0xfeff],
    ["& 15) << 2", "15", "31", 0xfeff],
  ])("%s: %s, %s", (place, from, to, most) => {
    const proof = proofOf(place, from, to);
    if (most === undefined) expect(proof.kind).toBe("open");
    else expect(proof).toMatchObject({ kind: "proven", most });
  });
});

describe("one that changes something is not", () => {
  it.each([
    ["/* full */", ">= 2", "> 2"],
    ["/* full */", "2", "1"],
    ["/* four */", "4", "5"],
    ["/* four */", ">", ">="],
    ["turns = 4", "4", "1"],
    ["element[next].type = ", "2)", "1)"],
    ["element[next].type = ", "LOAD16", "LOAD8"],
    ["element[next].valid = 1", "1", "0"],
    ["tags.next = next + 1", "1", "2"],
    ["tags.next - 1", "1", "0"],
    ["case P4TWIN_BE16(0x8100)", "0x8100", "0x8101"],
    ["source + 8, 0", "8", "7"],
    ["ip.ihl = ", "15", "7"],
    [">= 5", ">=", ">"],
    ["goto options", "options", "accept"],
    ["(cursor - start) * 8", "8", "7"],
    ["error = X_ERROR_HeaderTooShort", "HeaderTooShort", "PacketTooShort"],
    ["error = error", "= error", "= 0"],
  ])("%s: %s, %s", (place, from, to) => {
    expect(proofOf(place, from, to).kind).toBe("open");
  });
});

describe("what the prover does not know", () => {
  it("is no proof", () => {
    expect(proofOf("cursor += 4", "+=", "*=")).toMatchObject({
      kind: "open",
      reason: expect.stringContaining("not understood"),
    });
    expect(prove("no function", "no function", 1).kind).toBe("open");
  });
});
