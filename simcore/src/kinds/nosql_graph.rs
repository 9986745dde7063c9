//! A graph store: things and how they are connected. A read starts at one thing and follows its
//! connections for so many hops; each hop meets so many neighbours of each, and each thing visited
//! costs the same, so the time of a read grows as a power. With more than one partition the
//! neighbours of a hop lie elsewhere, and every hop takes a way there and back between the machines
//! (the partitions are asked together; what they do for a read of another is not charged to them).
//! See `partitioned.rs` for partitions, copies and consistency.

use super::partitioned::{Consistency, Partitioned, Settings, partitioned_kind};
use crate::dist::Spread;
use crate::params;

params! {
    /// Parameters of a graph store.
    pub struct Params {
        partitions: int(1, 1024) = 4, "", "assumption: a small cluster";
        /// Machines that hold each partition.
        copies: int(1, 9) = 3, "", "published source: three copies are the usual default";
        /// Operations that run at the same time on each copy of a partition.
        slots: int(1, 256) = 8, "", "guide 004, line 44: a machine of 4 to 8 cores";
        /// Operations that may wait for each partition.
        queue: int(0, 100_000) = 1000, "", "assumption";
        consistency: choice(Consistency) = 0, "", "assumption: the default of most";
        read_ms: real_log(0.001, 60_000.0) = 0.2, "ms", "assumption: one record";
        write_ms: real_log(0.001, 60_000.0) = 5.0, "ms", "assumption: a thing and its connections";
        /// One way between two of the machines.
        network_ms: real(0.0, 1000.0) = 0.5, "ms", "assumption: between two buildings of one city";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the times.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 8 in 0b10100;
        /// Time until the other copies show a write.
        sync_ms: real(0.0, 60_000.0) = 100.0, "ms", "guide 004, line 383: copies lag by 100 ms and more", if 4 in 0b1;
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        /// How far a read follows the connections.
        hops: int(0, 6) = 2, "", "assumption: friends of friends";
        /// Neighbours of each thing that a hop visits.
        fan_out: int(1, 100) = 10, "", "assumption";
    }
}

/// Things that a read visits: the first, its neighbours, theirs, and so on.
fn visited(hops: u32, fan_out: u32) -> f64 {
    (0..hops).fold(1.0, |sum, _| sum * f64::from(fan_out) + 1.0)
}

impl Params {
    fn settings(&self) -> Settings {
        Settings {
            partitions: self.partitions,
            copies: self.copies,
            slots: self.slots,
            queue: self.queue,
            consistency: self.consistency,
            read_ms: self.read_ms * visited(self.hops, self.fan_out),
            write_ms: self.write_ms,
            steps: self.hops,
            network_ms: self.network_ms,
            sync_ms: self.sync_ms,
            spread: self.spread,
            cv: self.cv,
            error_rate: self.error_rate,
        }
    }
}

/// A graph store.
#[derive(Clone, Debug)]
pub struct NosqlGraph(Partitioned);

partitioned_kind!(NosqlGraph);
