#include <core.p4>
struct s { bit<8> a; }
