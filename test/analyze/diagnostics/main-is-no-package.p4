extern Thing { Thing(); }
Thing() main;
