#include <core.p4>
#include <parser_model.p4>
struct headers_t { }
struct meta_t { bit<8> x; }
parser P0() { state start { transition accept; } }
parser P1() { P0() sub; state start { sub.apply(); transition accept; } }
parser P2() { P1() sub; state start { sub.apply(); transition accept; } }
parser P3() { P2() sub; state start { sub.apply(); transition accept; } }
parser P4() { P3() sub; state start { sub.apply(); transition accept; } }
parser P5() { P4() sub; state start { sub.apply(); transition accept; } }
parser P6() { P5() sub; state start { sub.apply(); transition accept; } }
parser P7() { P6() sub; state start { sub.apply(); transition accept; } }
parser P8() { P7() sub; state start { sub.apply(); transition accept; } }
parser P9() { P8() sub; state start { sub.apply(); transition accept; } }
parser P10() { P9() sub; state start { sub.apply(); transition accept; } }
parser P11() { P10() sub; state start { sub.apply(); transition accept; } }
parser P12() { P11() sub; state start { sub.apply(); transition accept; } }
parser P13() { P12() sub; state start { sub.apply(); transition accept; } }
parser P14() { P13() sub; state start { sub.apply(); transition accept; } }
parser P15() { P14() sub; state start { sub.apply(); transition accept; } }
parser P16() { P15() sub; state start { sub.apply(); transition accept; } }
parser P17() { P16() sub; state start { sub.apply(); transition accept; } }
parser P18() { P17() sub; state start { sub.apply(); transition accept; } }
parser P19() { P18() sub; state start { sub.apply(); transition accept; } }
parser P20() { P19() sub; state start { sub.apply(); transition accept; } }
parser P21() { P20() sub; state start { sub.apply(); transition accept; } }
parser P22() { P21() sub; state start { sub.apply(); transition accept; } }
parser P23() { P22() sub; state start { sub.apply(); transition accept; } }
parser P24() { P23() sub; state start { sub.apply(); transition accept; } }
parser P25() { P24() sub; state start { sub.apply(); transition accept; } }
parser P26() { P25() sub; state start { sub.apply(); transition accept; } }
parser P27() { P26() sub; state start { sub.apply(); transition accept; } }
parser P28() { P27() sub; state start { sub.apply(); transition accept; } }
parser P29() { P28() sub; state start { sub.apply(); transition accept; } }
parser P30() { P29() sub; state start { sub.apply(); transition accept; } }
parser P31() { P30() sub; state start { sub.apply(); transition accept; } }
parser P32() { P31() sub; state start { sub.apply(); transition accept; } }
parser P33() { P32() sub; state start { sub.apply(); transition accept; } }
parser P34() { P33() sub; state start { sub.apply(); transition accept; } }
parser P35() { P34() sub; state start { sub.apply(); transition accept; } }
parser P(packet_in packet, out headers_t hdr, inout meta_t meta) {
    P35() sub;
    state start {
        sub.apply();
        meta.x = ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~meta.x;
        transition accept;
    }
}
ParserModel(P()) main;
