#include <core.p4>
#include <parser_model.p4>

header wide_t { bit<0> none; bit<2049> wide; int<-1> negative; bit<99999999999999999999> far; }
header odd_t { string text; error problem; int any; bit<8>[2] bytes; }
header_union union_t { bit<8> plain; }
struct holder_t { packet_in packet; match_kind kind; }
enum string Text { A = 1 }
enum bit<4> Small { A = 1, B = 77, C, D = true }
type one_t new_header_t;
header one_t { bit<8> a; }
type one_t new_one_t;
struct stacks_t { one_t[0] none; one_t[-1] negative; one_t[5000] many; one_t[1 == 1] truth; }
struct box_t<T> { T inside; }
struct boxes_t { box_t plain; box_t<bit<8>, bit<8>> two; bit<8> fine; box_t<_> any; one_t<bit<8>> more; }
const bit<8> NEGATIVE = -1;
const bit<8> LARGE = 256;
const bit<8> WRAPPED = 4w16 ++ 4w3;
const bit<8> ZERO = 1 / 0;
const int HUGE = 1 << 70000;
const int PRODUCT = (1 << 60000) * (1 << 60000);
const bool COMPARED = 1 < true;
const bit<8> CAST = (bit<8>)"text";
const bit<8> RUN = f(1);
const bit<8> FRACTION = 7 % -2;
bit<8> f(in bit<8> a) { return a; }
const bit<8> LATER = f(1);
struct many_t { one_t[4096] a; one_t[4096] b; one_t[4096] c; one_t[4096] d; one_t[4096] e; one_t[4096] f; one_t[4096] g; one_t[4096] h; one_t[4096] i; }
parser P(packet_in packet, out one_t hdr, inout one_t meta) {
    state start { transition accept; }
}
ParserModel(P()) main;
