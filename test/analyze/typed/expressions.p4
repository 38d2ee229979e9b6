#include <core.p4>
#include <parser_model.p4>

typedef bit<8> byte_t;
type bit<9> port_t;
enum bit<8> Kind { FIRST = 1, SECOND = FIRST + 1, THIRD = Kind.SECOND + 1 }
enum Plain { A, B }
header one_t { bit<8> a; bit<8> b; }
header_union either_t { one_t one; one_t other; }
struct pair_t { bit<8> left; bit<16> right; }
struct box_t<T> { T inside; bool full; }
struct headers_t { one_t one; one_t[3] stack; either_t either; }
struct meta_t { byte_t x; bit<16> y; int<8> s; bool flag; Kind kind; Plain plain; pair_t pair; port_t port; }

const int HUGE = 1 << 4000;
const int SMALL = HUGE >> 3996;
const byte_t MASK = 0xff ^ 0x0f;
const pair_t PAIR = { 1, 2 };
const tuple<bit<8>, bool> TUPLE = { 5, true };
const bool SAME = PAIR == { 1, 2 };
const port_t PORT = (port_t)(bit<9>)3;

parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    bit<8> local = 3;
    state start {
        meta.x = SMALL;
        meta.x = MASK + PAIR.left |+| 200;
        meta.y = 8w1 ++ meta.x;
        meta.y = meta.x ++ MASK;
        meta.s = -1;
        meta.s = (int<8>)meta.x >> 1;
        meta.s = (int<8>)(int<16>)(bit<16>)local + 3;
        meta.x = meta.y[11:4];
        meta.x = meta.y[2+:8];
        meta.x = meta.y[local+:8];
        meta.y[7:0] = 1;
        meta.y[local+:4] = 5;
        meta.y <<= 3;
        meta.x -= 1;
        meta.flag = (bool)(bit<1>)meta.flag && !SAME || local == TUPLE[0];
        meta.kind = Kind.THIRD;
        meta.kind = (Kind)local;
        meta.x = Kind.SECOND;
        meta.x = meta.kind + 1;
        meta.flag = meta.kind == Kind.FIRST;
        meta.plain = meta.flag ? Plain.A : Plain.B;
        meta.port = PORT;
        meta.port = (port_t)(((bit<9>)meta.port) + 1);
        meta.pair = { 1, ... };
        meta.pair = { right = 3, left = local };
        meta.pair = ...;
        meta.flag = meta.pair == PAIR;
        box_t<bit<8>> box = { inside = 7, full = true };
        box_t<pair_t> nested = { PAIR, false };
        local = box.inside + nested.inside.left;
        tuple<bit<8>, bool> pair = { local, meta.flag };
        local = pair[0];
        hdr.one = { 1, 2 };
        hdr.one = {#};
        hdr.either = {#};
        hdr.stack = { { 1, 2 }, ... };
        hdr.stack[1].a = hdr.stack[local].b;
        local = (bit<8>)hdr.stack.size;
        local = hdr.one.minSizeInBytes() + one_t.minSizeInBits();
        meta.flag = hdr.one.isValid() || hdr.either.isValid() || hdr.either.one.isValid();
        local = meta.flag ? 1 : local;
        local = 255 + 1;
        transition accept;
    }
}
ParserModel(P()) main;
