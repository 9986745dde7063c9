//! The parameters of a cache.

use crate::kinds::lru::Eviction;
use crate::{choice, params};

choice! {
    /// What happens when many ask for the same missing entry.
    pub enum Stampede {
        /// Each of them asks the store.
        None = "none",
        /// One asks, the others wait for its answer.
        Lock = "lock",
    }
}

choice! {
    /// How a write reaches the store.
    pub enum Writes {
        /// Past the cache, which forgets the entry.
        Around = "around",
        /// Store first, then the cache has the new value too.
        Through = "through",
        /// Cache first, the store later.
        Behind = "behind",
    }
}

params! {
    /// Parameters of a cache.
    pub struct Params {
        capacity: int_log(1, 1_000_000) = 1000, "entries", "assumption";
        /// Age at which an entry is dropped; 0 keeps it until it is evicted.
        ttl_s: real(0.0, 86_400.0) = 60.0, "s", "guide 004, line 531: 60 s for what changes often";
        latency_ms: real(0.0, 100.0) = 0.5, "ms", "guide 004, line 482: under 1 ms at p50";
        /// How long a cache that reads through waits for its store; the largest value is for ever.
        call_timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
        eviction: choice(Eviction) = 0, "", "guide 002, line 218: LRU is the most popular";
        /// How far the time to live varies up and down from entry to entry.
        jitter: real(0.0, 100.0) = 0.0, "%", "assumption; 10 to 20 % is usual";
        /// For a cache that reads through.
        stampede: choice(Stampede) = 0, "", "guide 004, lines 545-568";
        /// For a cache that is wired to a store.
        writes: choice(Writes) = 0, "", "guide 001, lines 142-150; the default drops the entry";
        /// Time between two rounds of writing what is dirty.
        flush_s: real_log(0.1, 3600.0) = 5.0, "s", "guide 004, line 523: every 5 s", if 7 in 0b100;
        /// Dirty entries on their way to the store at the same time.
        batch: int_log(1, 10_000) = 100, "entries", "assumption: 5 s of 20 writes/s", if 7 in 0b100;
        /// Last part of the lifetime in which an entry that is asked for is fetched again; 0 never.
        refresh: real(0.0, 100.0) = 0.0, "%", "assumption; guide 001, lines 149-150; 10 to 25 % is usual";
        /// Operations a second that it can do, one after the other; 0 is no limit.
        max_rate: real(0.0, 10_000_000.0) = 0.0, "op/s", "guide 004, line 445: 10,000 to 50,000; off unless set";
        /// Entries that are loaded before any request comes, the most popular first.
        warm: int(0, 1_000_000) = 0, "entries", "guide 002, line 212: cache warming after a restart; off unless set";
    }
}
