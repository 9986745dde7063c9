//! Written down from a native run; a browser must come to the same.

pub const DIGESTS: [u64; 9] = [
    0x47e96f6cd08c1448, // algorithm 0, spread 0, shape 0
    0x8b92ce4d771e10e2, // algorithm 1, spread 1, shape 1
    0x5a8552b270998322, // algorithm 2, spread 2, shape 2
    0x5da17977644d5c15, // algorithm 3, spread 3, shape 3
    0xafbc63840dbd8a7c, // algorithm 4, spread 4, shape 0
    0x15a8e41c011f7ffb, // algorithm 5, spread 0, shape 1
    0x31afb13a6134af8f, // algorithm 6, spread 1, shape 2
    0x5280ceb1b7f708f3, // algorithm 7, spread 2, shape 3
    0x877592735552d8b2, // algorithm 8, spread 3, shape 0
];
