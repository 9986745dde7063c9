//! Written down from a native run; a browser must come to the same.

pub const DIGESTS: [u64; 9] = [
    0xe8758ed7a94b1e0e, // algorithm 0, spread 0, shape 0
    0x3143a8760fce6dfe, // algorithm 1, spread 1, shape 1
    0x40425736ce3db354, // algorithm 2, spread 2, shape 2
    0x62ce1773af3168b4, // algorithm 3, spread 3, shape 3
    0x61cfd3c677654db7, // algorithm 4, spread 4, shape 0
    0x30bc3398d1523cf5, // algorithm 5, spread 0, shape 1
    0x2799831e2b561a01, // algorithm 6, spread 1, shape 2
    0x3e442f86bb9dba2c, // algorithm 7, spread 2, shape 3
    0xdf497b3370dbb064, // algorithm 8, spread 3, shape 0
];
