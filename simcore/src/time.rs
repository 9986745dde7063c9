//! Simulated time: whole nanoseconds since the start of the run.

/// A point in simulated time or a length of it, in nanoseconds. 2^64 ns is 584 years.
pub type Time = u64;

/// One microsecond, millisecond and second in [`Time`].
pub const US: Time = 1_000;
pub const MS: Time = 1_000_000;
pub const SEC: Time = 1_000_000_000;

/// The last instant; nothing is ever scheduled there.
pub const NEVER: Time = Time::MAX;

/// A length given in milliseconds as nanoseconds, rounded to the nearest; negative and NaN become 0.
pub fn from_ms(ms: f64) -> Time {
    (ms * 1e6 + 0.5) as Time
}

/// A length given in seconds as nanoseconds, rounded to the nearest; negative and NaN become 0.
pub fn from_secs(s: f64) -> Time {
    (s * 1e9 + 0.5) as Time
}

/// Nanoseconds as milliseconds.
pub fn to_ms(t: Time) -> f64 {
    t as f64 / 1e6
}

/// Nanoseconds as seconds.
pub fn to_secs(t: Time) -> f64 {
    t as f64 / 1e9
}
