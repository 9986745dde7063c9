//! The estimate on the back of an envelope: from users to requests, storage and bandwidth, every
//! step shown.

use serde::{Deserialize, Serialize};

/// What is assumed of the users.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assumed {
    /// Users a day.
    pub daily_users: f64,
    /// Reads and writes of each user a day.
    pub reads_each: f64,
    pub writes_each: f64,
    /// The busiest moment against the average of the day.
    pub peak_factor: f64,
    /// Bytes that a write keeps, and that a read carries.
    pub write_bytes: f64,
    pub read_bytes: f64,
    /// Copies that are kept of everything.
    pub copies: f64,
    /// Years that everything is kept.
    pub years: f64,
    /// Requests a second that one server carries, and how full it may be (0 to 1).
    pub server_rate: f64,
    pub fill: f64,
}

impl Default for Assumed {
    /// A service of a million daily users; round numbers, all of them assumptions.
    fn default() -> Assumed {
        Assumed {
            daily_users: 1e6,
            reads_each: 20.0,
            writes_each: 2.0,
            peak_factor: 3.0,
            write_bytes: 1_000.0,
            read_bytes: 10_000.0,
            copies: 3.0,
            years: 5.0,
            server_rate: 200.0,
            fill: 0.7,
        }
    }
}

/// What follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Requests a second on average: reads, writes, both.
    pub reads: f64,
    pub writes: f64,
    pub average: f64,
    /// Requests a second at the peak.
    pub peak: f64,
    /// Share of reads, 0 to 1.
    pub read_share: f64,
    /// Bytes that a day of writes adds, one copy.
    pub a_day: f64,
    /// Bytes kept in all, with copies.
    pub storage: f64,
    /// Bits a second out at the peak.
    pub bandwidth: f64,
    /// Servers for the peak.
    pub servers: f64,
}

/// Seconds of a day.
const DAY: f64 = 86_400.0;

impl Assumed {
    /// Every step from these assumptions.
    pub fn estimate(&self) -> Estimate {
        let reads = self.daily_users * self.reads_each / DAY;
        let writes = self.daily_users * self.writes_each / DAY;
        let average = reads + writes;
        let read_share = if average > 0.0 { reads / average } else { 0.0 };
        let peak = average * self.peak_factor;
        let a_day = self.daily_users * self.writes_each * self.write_bytes;
        let useful = self.server_rate * self.fill;
        Estimate {
            reads,
            writes,
            average,
            peak,
            read_share,
            a_day,
            storage: a_day * 365.25 * self.years * self.copies,
            bandwidth: peak * read_share * self.read_bytes * 8.0,
            servers: if useful > 0.0 { libm::ceil(peak / useful) } else { f64::INFINITY },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_figures_come_out() {
        // 600 to 1,000 requests a second are 52 to 86 million a day, not 5 to 10 (guide 004, lines 159-160)
        let of = |a_day: f64| {
            let a = Assumed { daily_users: a_day, reads_each: 1.0, writes_each: 0.0, ..Assumed::default() };
            a.estimate().average
        };
        assert!((of(51.84e6) - 600.0).abs() < 1e-9 && (of(86.4e6) - 1000.0).abs() < 1e-9);
        let e = Assumed::default().estimate();
        assert!((e.average - 22e6 / 86_400.0).abs() < 1e-9 && (e.read_share - 20.0 / 22.0).abs() < 1e-12);
        assert_eq!(e.servers, 6.0, "763.9 at the peak over 140 each");
        // 2 MB a second... a million users writing 2 kB a day: 2 GB a day, 10.96 TB in 5 years of 3 copies
        assert!((e.storage - 2e9 * 365.25 * 15.0).abs() < 1.0, "{}", e.storage);
    }
}
