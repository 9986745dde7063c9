//! The parameters of the users.

use super::Shape;
use crate::kinds::residency::Area;
use crate::{choice, params};

choice! {
    /// How requests follow each other.
    pub enum Spacing {
        /// Independently of each other: a Poisson process.
        Random = "random",
        /// Evenly spaced.
        Regular = "regular",
    }
}

choice! {
    /// Whether a user waits for an answer before asking again.
    pub enum Population {
        /// Nobody waits for anybody: the rate is what it is.
        Open = "open",
        /// So many users, each with one request at a time.
        Closed = "closed",
        /// Users who come, ask a few times and go.
        Sessions = "sessions",
    }
}

choice! {
    /// How the waits between attempts grow.
    pub enum Backoff {
        /// Always the same wait.
        Fixed = "fixed",
        /// Twice as long each time.
        Exponential = "exponential",
        /// Evenly drawn between nothing and what exponential would wait.
        FullJitter = "full_jitter",
    }
}

choice! {
    /// What the users hold in their hands.
    pub enum Mix {
        /// The same for all; the links say how far away it is.
        Alike = "alike",
        /// Some are on phones, on a slower connection.
        Mixed = "mixed",
    }
}

params! {
    /// Parameters of the users.
    pub struct Params {
        rate: real_log(0.1, 1_000_000.0) = 100.0, "req/s", "assumption", if 17 in 0b101;
        shape: choice(Shape) = 0, "", "assumption";
        /// The highest rate, as a multiple of the normal one.
        peak: real_log(1.0, 100.0) = 3.0, "x", "guide 004, line 1673: +200 % in the morning", if 1 in 0b0_1110;
        from_s: real(0.0, 3600.0) = 30.0, "s", "assumption", if 1 in 0b1_1110;
        /// Length of the ramp or the spike, of one swing or of the day.
        length_s: real(1.0, 86_400.0) = 30.0, "s", "assumption", if 1 in 0b1_1110;
        spacing: choice(Spacing) = 0, "", "Poisson arrivals of many independent users", if 17 in 0b001;
        /// Share of requests that only read.
        reads: real(0.0, 100.0) = 90.0, "%", "guide 004, line 121: 80 %; guide 002, line 90: 100:1";
        users: int_log(1, 1_000_000) = 1000, "", "assumption";
        /// Different things that can be asked for.
        keys: int_log(1, 1_000_000) = 10_000, "", "assumption";
        /// Exponent of Zipf's law: 0 makes all keys equally popular.
        zipf: real(0.0, 2.0) = 1.0, "", "Breslau et al. 1999: 0.6 to 1 for the web";
        /// How long a user waits before giving up.
        timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "assumption";
        /// Answers later than this do not count as on time.
        deadline_ms: real_log(1.0, 600_000.0) = 500.0, "ms", "assumption";
        /// Share of the reads that ask for static content: images, styles, scripts.
        statics: real(0.0, 100.0) = 0.0, "%", "assumption";
        /// How often a failed request is tried again.
        retries: int(0, 10) = 0, "", "guide 004, lines 1128-1143: up to 3 attempts";
        backoff: choice(Backoff) = 2, "", "Brooker 2015: full jitter needs the fewest calls", if 13 in 0b11_1111_1110;
        /// Wait before the first retry; it doubles with each further one unless there is no backoff.
        backoff_ms: real_log(1.0, 600_000.0) = 1000.0, "ms", "guide 004, line 1141: 1, 2, 4 s", if 13 in 0b11_1111_1110;
        /// Retries allowed, as a share of the requests sent; 100 % is no limit.
        budget: real(0.0, 100.0) = 100.0, "%", "assumption; 10 % caps the load at 1.1 times", if 13 in 0b11_1111_1110;
        population: choice(Population) = 0, "", "assumption: many users who do not know of each other";
        /// Pause between an answer and the next request, on average.
        think_s: real_log(0.001, 3600.0) = 5.0, "s", "assumption", if 17 in 0b110;
        /// Requests of a session, on average.
        session: real_log(1.0, 1000.0) = 10.0, "", "assumption: ten", if 17 in 0b100;
        devices: choice(Mix) = 0, "", "assumption: all alike";
        /// Share of the users who are on a phone.
        mobile: real(0.0, 100.0) = 60.0, "%", "StatCounter 2024: 6 of 10 page views are from phones", if 20 in 0b10;
        /// What the radio adds to a round trip.
        mobile_ms: real_log(0.1, 10_000.0) = 50.0, "ms", "Grigorik 2013: 4G adds 40 to 50 ms", if 20 in 0b10;
        /// What the answer to a phone weighs, and what its connection carries.
        mobile_kb: real_log(0.01, 100_000.0) = 20.0, "kB", "assumption: JSON for an app; guide 003, line 14", if 20 in 0b10;
        mobile_mbit: real_log(0.01, 10_000.0) = 10.0, "Mbit/s", "assumption: a phone on 4G", if 20 in 0b10;
        residency: choice(Area) = 0, "", "guide 004, lines 1882-1919: EU data stays in the EU";
    }
}
