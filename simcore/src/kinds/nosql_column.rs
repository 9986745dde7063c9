//! A wide-column store: a write is appended to a log and is cheap, a read has to look into several
//! files and is dear. See `partitioned.rs` for partitions, copies and consistency.

use super::partitioned::{Consistency, Partitioned, Settings, partitioned_kind};
use crate::dist::Spread;
use crate::params;

params! {
    /// Parameters of a wide-column store.
    pub struct Params {
        partitions: int(1, 1024) = 4, "", "assumption: a small cluster";
        /// Machines that hold each partition.
        copies: int(1, 9) = 3, "", "published source: three copies are the usual default";
        /// Operations that run at the same time on each copy of a partition.
        slots: int(1, 256) = 8, "", "guide 004, line 44: a machine of 4 to 8 cores";
        /// Operations that may wait for each partition.
        queue: int(0, 100_000) = 1000, "", "assumption";
        consistency: choice(Consistency) = 0, "", "assumption: the default of most";
        read_ms: real_log(0.001, 60_000.0) = 8.0, "ms", "assumption: several files are looked into";
        write_ms: real_log(0.001, 60_000.0) = 1.0, "ms", "assumption: an append to a log";
        /// One way between two of the machines.
        network_ms: real(0.0, 1000.0) = 0.5, "ms", "assumption: between two buildings of one city";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the times.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 8 in 0b10100;
        /// Time until the other copies show a write.
        sync_ms: real(0.0, 60_000.0) = 100.0, "ms", "guide 004, line 383: copies lag by 100 ms and more", if 4 in 0b1;
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
    }
}

impl Params {
    fn settings(&self) -> Settings {
        Settings {
            partitions: self.partitions,
            copies: self.copies,
            slots: self.slots,
            queue: self.queue,
            consistency: self.consistency,
            read_ms: self.read_ms,
            write_ms: self.write_ms,
            steps: 0,
            network_ms: self.network_ms,
            sync_ms: self.sync_ms,
            spread: self.spread,
            cv: self.cv,
            error_rate: self.error_rate,
        }
    }
}

/// A wide-column store.
#[derive(Clone, Debug)]
pub struct NosqlColumn(Partitioned);

partitioned_kind!(NosqlColumn);
