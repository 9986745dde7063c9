//! Written down from a native run; a browser must come to the same.

pub const DIGESTS: [u64; 11] = [
    0x46511bbe8a08d31c, // algorithm 0, spread 0, shape 0
    0x23a9b6ff37adaf80, // algorithm 1, spread 1, shape 1
    0x328c1624399528ee, // algorithm 2, spread 2, shape 2
    0x6d28e6a75b6363e9, // algorithm 3, spread 3, shape 3
    0x237bbf3abe98aec4, // algorithm 4, spread 4, shape 4
    0x2783ae8f326188f3, // algorithm 5, spread 5, shape 0
    0x35dd7e7fd2433109, // algorithm 6, spread 0, shape 1
    0xcd8130f9dce9fa65, // algorithm 7, spread 1, shape 2
    0x02f58a06a0ab4332, // algorithm 8, spread 2, shape 3
    0x85ec7c12a7b8ec02, // every kind and every fault
    0x5afff37f7c38b340, // regions, zones and their faults
];
