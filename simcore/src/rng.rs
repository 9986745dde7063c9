//! Random streams: one per node and purpose, all from one seed, so that adding a node does not
//! shift the draws of the others and two designs can be compared under common random numbers.

use rand::{Rng as _, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// What a stream is drawn for. Each node has one stream per purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    Arrivals = 1,
    Content = 2,
    Service = 3,
    Errors = 4,
    Balance = 5,
    Probes = 6,
    Writes = 7,
    /// Chance that faults bring.
    Luck = 8,
    Retries = 9,
    /// How far copies fall behind.
    Lag = 10,
    /// Which entry makes room.
    Eviction = 11,
    /// How long entries live.
    Jitter = 12,
}

/// A stream of random numbers. Xoshiro256++ is fast and portable in wasm, where generators that
/// multiply 128-bit numbers are not.
#[derive(Clone, Debug)]
pub struct Stream(Xoshiro256PlusPlus);

/// Sebastiano Vigna's SplitMix64 finaliser: spreads a key over 64 bits.
pub fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Stream {
    /// The stream of a node for a purpose under a seed.
    pub fn new(seed: u64, node: u32, purpose: Purpose) -> Stream {
        Stream(Xoshiro256PlusPlus::seed_from_u64(mix(seed ^ mix(u64::from(node) << 8 | purpose as u64))))
    }

    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in [0, 1), 53 bits.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform in (0, 1].
    #[inline]
    pub fn unit_open(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform in 0..n by multiply and shift; its bias is below n / 2^32.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(n)) >> 32) as u32
    }
}
