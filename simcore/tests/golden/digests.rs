//! Written down from a native run; a browser must come to the same.

pub const DIGESTS: [u64; 9] = [
    0x2e682ada0edd483e, // algorithm 0, spread 0, shape 0
    0x34a8ff77dda138f3, // algorithm 1, spread 1, shape 1
    0x35aca7f1260f7ec8, // algorithm 2, spread 2, shape 2
    0xd4f513b90e047000, // algorithm 3, spread 3, shape 3
    0xe37407aee3192cd7, // algorithm 4, spread 4, shape 0
    0x09627d30fb843aaa, // algorithm 5, spread 0, shape 1
    0x3f751873582bc902, // algorithm 6, spread 1, shape 2
    0x23b573bbf16bd8b7, // algorithm 7, spread 2, shape 3
    0xb8ac3b4f06e523ae, // algorithm 8, spread 3, shape 0
];
