#include <core.p4>
parser First(packet_in p) { state start { transition accept; } }
parser Second(packet_in p) { state start { transition accept; } }
