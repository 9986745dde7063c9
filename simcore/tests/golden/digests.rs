//! Written down from a native run; a browser must come to the same.

pub const DIGESTS: [u64; 9] = [
    0xaefd8047ad2af92c, // algorithm 0, spread 0, shape 0
    0x6fab8061791bba7e, // algorithm 1, spread 1, shape 1
    0x47472adfe95ecdba, // algorithm 2, spread 2, shape 2
    0x53d84132f7f8c8cf, // algorithm 3, spread 3, shape 3
    0x9f3f8c91af2102b8, // algorithm 4, spread 4, shape 0
    0x31fff278a72cecbe, // algorithm 5, spread 0, shape 1
    0x4564e1f23abef01e, // algorithm 6, spread 1, shape 2
    0x2733c5d5a7a5be9c, // algorithm 7, spread 2, shape 3
    0xc0b9a64e254dc37c, // algorithm 8, spread 3, shape 0
];
