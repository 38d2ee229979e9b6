struct m_t { bit<8> x; }
control c(inout m_t m)(bit<8> given) {
    bit<8> before = later;
    bit<8> itself = itself;
    action first(in unknown_t value, bit<8> data) { m.x = data; second(); }
    bit<8> later = given;
    action second() { m.x = data; }
    table t {
        key = { m.x: nearly; before: exact; absent: exact; }
        actions = { first; third; }
    }
    apply {
        { bit<8> inside = later; m.x = inside; }
        m.x = inside;
        for (bit<8> i = 0; i < 4; i = i + 1) { m.x = i; }
        m.x = i;
        for (@name("c.j") bit<8> j in 1 .. (bit<8>) given) { m.x = j; }
        m.x = j;
        if (m.x == 1) { bit<8> then = 1; m.x = then; } else if (m.x == 2) m.x = then;
        switch (t.apply().action_run) {
            first: { m.x = m.y; }
            fourth: { m.x = .later; }
        }
        m.x = unit.x;
        m_t unit;
    }
}
