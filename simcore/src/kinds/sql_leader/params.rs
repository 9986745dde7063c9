//! The parameters of a database leader.

use crate::dist::Spread;
use crate::{choice, params};

choice! {
    /// When a write counts as done.
    pub enum Replication {
        /// As soon as the leader has it.
        Async = "async",
        /// When one follower has it too.
        SemiSync = "semi_sync",
        /// When every follower has it.
        Sync = "sync",
    }
}

params! {
    /// Parameters of a database leader.
    pub struct Params {
        /// Queries that run at the same time.
        slots: int(1, 1024) = 8, "", "guide 004, line 44: a machine of 4 to 8 cores";
        /// Queries that may wait for a connection; more are refused.
        queue: int(0, 100_000) = 200, "", "guide 004, line 122: at most 200 connections";
        read_ms: real_log(0.001, 60_000.0) = 10.0, "ms", "assumption: an indexed query";
        write_ms: real_log(0.001, 60_000.0) = 15.0, "ms", "assumption: a short transaction";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the query times.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 4 in 0b10100;
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        replication: choice(Replication) = 0, "", "guide 004, line 298: asynchronous for speed";
        /// How long a follower's acknowledgement is awaited; the largest value is for ever.
        ack_timeout_ms: real_log(1.0, 600_000.0) = 10_000.0, "ms", "MySQL semi-synchronous replication: 10 s", if 7 in 0b110;
        /// Writes of the same key wait for one another.
        row_locks: flag = 0, "", "guide 004, line 257: lock contention on hot tables; off unless set";
        /// The size of the table makes the time of a read.
        sized: flag = 0, "", "off unless set: a read then takes its time whatever the size";
        /// Rows of a table at the start.
        rows_m: real_log(0.001, 10_000.0) = 10.0, "M", "guide 004, lines 123 and 765: slow from 100 or 500 million", if 10 in 0b10;
        /// Reads find their rows by an index; without one they go through the whole table.
        indexed: flag = 1, "", "assumption: what is asked for often has an index", if 10 in 0b10;
        /// Further tables that a read joins.
        joins: int(0, 20) = 0, "", "guide 004, line 123: joins slow down; none unless set", if 10 in 0b10;
        /// Rows that fit into memory; others are read from the disk.
        memory_m: real_log(0.001, 10_000.0) = 100.0, "M", "guide 004, line 123: slow from 100 million rows", if 10 in 0b10;
        /// Time to read a row from the disk.
        disk_ms: real(0.0, 1000.0) = 5.0, "ms", "assumption: a few reads of a network disk", if 10 in 0b10;
        /// Rows that each write adds.
        growth: real(0.0, 1_000_000.0) = 0.0, "", "assumption: none; many stand for months in minutes", if 10 in 0b10;
        row_kb: real_log(0.01, 1000.0) = 1.0, "kB", "assumption", if 10 in 0b10;
        /// What the disk holds; 0 is no limit.
        storage_gb: real(0.0, 1_000_000.0) = 0.0, "GB", "guide 004, line 285: 1 TB; no limit unless set", if 10 in 0b10;
    }
}
