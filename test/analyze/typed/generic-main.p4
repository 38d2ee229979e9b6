#include <core.p4>
parser Simple<T>(packet_in p, out T value, inout T other);
package Only<T>(Simple<T> s);
struct box_t<T> { T inside; }
parser Filler<T>(packet_in p, out T value, inout T other) {
    state start {
        value = other;
        transition accept;
    }
}
parser Wide(packet_in p, out box_t<bit<8>> value, inout box_t<bit<8>> other) {
    box_t<box_t<bit<8>>> outer;
    Filler() fill;
    state start {
        fill.apply(p, value, other);
        outer.inside = value;
        transition accept;
    }
}
Only(Wide()) main;
