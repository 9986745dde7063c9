//! Written down from a native run; a browser must come to the same.

pub const DIGESTS: [u64; 11] = [
    0x5a6a22b9ad3680e0, // algorithm 0, spread 0, shape 0
    0xe92ea9dc0d2d4a64, // algorithm 1, spread 1, shape 1
    0xd954464677a75040, // algorithm 2, spread 2, shape 2
    0xa98c5b5db2973c41, // algorithm 3, spread 3, shape 3
    0x1aa711a3936da95e, // algorithm 4, spread 4, shape 4
    0xc92990b8228ee047, // algorithm 5, spread 5, shape 0
    0x80b9cee922b933bb, // algorithm 6, spread 0, shape 1
    0x4e079f56eda41751, // algorithm 7, spread 1, shape 2
    0x03075d6b7e12f912, // algorithm 8, spread 2, shape 3
    0x742e6428a80ba6bc, // every kind and every fault
    0xb41e44247bd056d6, // regions, zones and their faults
];
