#include <core.p4>
#include <parser_model.p4>

header one_t { bit<8> a; }
struct headers_t { one_t one; }
enum bit<8> Kind { FIRST = 1 }
enum Plain { A }
struct pair_t { bit<8> left; bool right; }
struct meta_t { bit<8> x; int<8> s; bool flag; Kind kind; Plain plain; pair_t pair; }

parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    value_set<bit<16>>(4) words;
    value_set<bit<8>>(0) empty;
    value_set<headers_t>(1) wrong;
    state start {
        transition select(meta.x) {
            256: next;
            -1: next;
            true: next;
            meta.x: next;
            (1, 2): next;
            5 .. 3: next;
            7: next;
            7: next;
            words: next;
            nowhere: next;
            0 &&& 0: missing;
            8: next;
        }
    }
    state next {
        transition select(meta.x, meta.flag) {
            (1, 2): accept;
            (1, true, 3): accept;
            1: accept;
            (1, true &&& false): accept;
            (1, false .. true): accept;
            _: last;
        }
    }
    state last {
        transition select(hdr.one.isValid(), meta.plain, meta.kind, meta.s, { meta.pair.left, meta.pair.right }) {
            (true, Plain.A, Kind.FIRST, -1, { 1, true }): accept;
            (true, 0, 1, 127, _): accept;
            (true, Plain.A, 2, -128 .. 127, { 1 }): accept;
        }
    }
    @max_visits(0)
    state lonely { transition select(3, packet, hdr) { _: accept; } }
    @max_visits("many")
    state lonely2 { transition reject; }
}
ParserModel(P()) main;
