#include <core.p4>
#include <parser_model.p4>

type bit<9> port_t;
enum bit<8> Kind { FIRST = 1 }
enum Plain { A }
header one_t { bit<8> a; bit<16> b; }
struct headers_t { one_t one; one_t[3] stack; }
struct pair_t { bit<8> left; bool right; }
struct meta_t { bit<8> x; bit<16> y; int<8> s; bool flag; pair_t pair; port_t port; }
const tuple<bit<8>, bit<8>> TUPLE = { 1, 2 };

parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    state start {
        meta.x = meta.y;
        meta.x = meta.s;
        meta.x = meta.x + meta.y;
        meta.x = meta.x + true;
        meta.flag = meta.x;
        meta.flag = meta.x == meta.y;
        meta.flag = !meta.x;
        meta.x = ~meta.flag;
        meta.x = ~1;
        meta.flag = meta.x && meta.flag;
        meta.s = meta.s / 2;
        meta.x = meta.x / 0;
        meta.x = meta.x << -1;
        meta.x = meta.x << meta.s;
        meta.x = 1 << meta.x;
        meta.y = 1 ++ meta.x;
        meta.x = meta.flag ? 1 : 2;
        meta.x = meta.flag ? meta.x : meta.y;
        meta.x = meta.y[16:9];
        meta.x = meta.y[0:7];
        meta.x = meta.flag[0:0];
        meta.x = meta.y[meta.x:0];
        meta.x = TUPLE[2];
        meta.x = TUPLE[meta.x];
        hdr.stack[3].a = 1;
        meta.x = meta.x[0];
        meta.port = 9w3;
        meta.port = (port_t)meta.x;
        meta.x = (bit<8>)meta.port;
        meta.s = (int<8>)meta.y;
        meta.flag = (bool)meta.x;
        meta.flag = Kind.FIRST == Plain.A;
        Kind kind = 1;
        meta.pair = { 1 };
        meta.pair = { 1, true, 3 };
        meta.pair = { left = 1, middle = 2 };
        meta.pair = { left = 1, left = 2 };
        meta.pair = { left = 1 };
        meta.pair = { true, 1 };
        meta.pair = {#};
        meta.x = { 1 };
        meta.x = hdr.one;
        meta.flag = hdr.one;
        meta.x = 9w511 ++ 7w1;
        meta.x = meta.x.size;
        meta.x = hdr.stack.nxt;
        meta.x = hdr.one.minSizeInBits;
        meta.x = "text";
        meta.x = 0 - 1 - meta.y ;
        transition accept;
    }
}
ParserModel(P()) main;
