// A stack of header unions, extended by extracts into a member of its next element, as TCP options are.
#include <core.p4>
#include <parser_model.p4>

header end_t { bit<8> kind; }
header mss_t { bit<8> kind; bit<8> length; bit<16> size; }
header sack_t { bit<8> kind; bit<8> length; varbit<256> blocks; }
header_union option_t { end_t end; mss_t mss; sack_t sack; }
struct headers_t { option_t[4] options; end_t tail; }
struct metadata_t { bit<32> last; bit<16> mss; bit<8> count; }

parser P(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        transition select(packet.lookahead<bit<8>>()) {
            0: end;
            1: end;
            2: mss;
            5: sack;
            9: premade;
            default: done;
        }
    }
    state end {
        packet.extract(hdr.options.next.end);
        transition select(hdr.options.last.end.kind) {
            0: done;
            default: start;
        }
    }
    state mss {
        packet.extract(hdr.options.next.mss);
        meta.mss = hdr.options.last.mss.size;
        transition start;
    }
    state sack {
        packet.extract(hdr.options.next.sack, (bit<32>) (packet.lookahead<bit<16>>()[7:0] - 2) << 3);
        transition start;
    }
    // What stands in the next element already gives way to what is extracted.
    state premade {
        packet.advance(8);
        hdr.options[1].mss.setValid();
        hdr.options[1].mss.size = 7;
        hdr.options[3].end.setValid();
        transition start;
    }
    state done {
        meta.last = hdr.options.lastIndex;
        meta.count = hdr.options[0].isValid() ? 8w1 : 0;
        packet.extract(hdr.tail);
        transition accept;
    }
}

ParserModel(P()) main;
