#include <core.p4>
parser Only(packet_in p) { state strat { transition accept; } }
