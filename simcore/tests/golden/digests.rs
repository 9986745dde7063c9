//! Written down from a native run; a browser must come to the same.

pub const DIGESTS: [u64; 10] = [
    0x46511bbe8a08d31c, // algorithm 0, spread 0, shape 0
    0x23a9b6ff37adaf80, // algorithm 1, spread 1, shape 1
    0x328c1624399528ee, // algorithm 2, spread 2, shape 2
    0x6d28e6a75b6363e9, // algorithm 3, spread 3, shape 3
    0xa6adc4993659228c, // algorithm 4, spread 4, shape 0
    0x40c4d682e1659ed5, // algorithm 5, spread 5, shape 1
    0x4a2aa354bc1a64ae, // algorithm 6, spread 0, shape 2
    0x3bcf87dc4a329c2a, // algorithm 7, spread 1, shape 3
    0xb5828cebccbffd62, // algorithm 8, spread 2, shape 0
    0x27433d2cf209bda2, // every kind and every fault
];
