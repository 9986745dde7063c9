//! What can go wrong: a closed list, each fault with at most one number.
//!
//! The first group is what the engine does to any node; the second is what some kinds know how to
//! suffer, and say so in [`crate::kinds::Meta::faults`].

use crate::kinds::{KindId, Role};
use crate::param::{Param, Range};
use serde::{Deserialize, Serialize};

/// Makes the closed enum of faults and its tables.
macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $text:literal $(($field:literal, $min:literal ..= $max:literal, $default:literal, $unit:literal, $source:literal))? ;)+) => {
        /// The closed list of faults. Written by name in board files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FaultKind { $($(#[$doc])* $name),+ }

        impl FaultKind {
            /// Every fault, in the order of the list.
            pub const ALL: &'static [FaultKind] = &[$(FaultKind::$name),+];

            /// The name in board files and text tables.
            pub const fn name(self) -> &'static str {
                match self { $(FaultKind::$name => $text),+ }
            }

            /// The fault of that name.
            pub fn from_name(name: &str) -> Option<FaultKind> {
                match name { $($text => Some(FaultKind::$name),)+ _ => None }
            }

            /// How strong it is, where that is a question.
            pub const fn strength(self) -> Option<&'static Param> {
                match self { $(FaultKind::$name => faults!(@strength $($field, $min, $max, $default, $unit, $source)?)),+ }
            }
        }
    };
    (@strength) => { None };
    (@strength $field:literal, $min:literal, $max:literal, $default:literal, $unit:literal, $source:literal) => {
        Some(&Param {
            name: $field, unit: $unit, source: $source, default: $default,
            range: Range::Real { min: $min, max: $max, log: true }, only_if: None,
        })
    };
}

faults! {
    /// The process dies: work inside is lost, connections are refused until the end.
    Crash = "crash";
    /// Every service takes `factor` times as long.
    Slow = "slow" ("factor", 1.0..=1000.0, 4.0, "x", "assumption");
    /// The process stands still: connections are taken and nothing moves until the end.
    Hang = "hang";
    /// A share of the answers are errors, as after a bad deploy.
    Errors = "errors" ("share", 0.1..=100.0, 50.0, "%", "assumption");
    /// Packets to and from the node get lost and are sent again after a timeout.
    PacketLoss = "packet_loss" ("share", 0.1..=90.0, 10.0, "%", "assumption; retransmission after 200 ms, doubling, as Linux does");
    /// Everything to and from the node takes longer.
    Latency = "latency" ("extra_ms", 1.0..=60_000.0, 200.0, "ms", "assumption");
    /// Nothing gets to the node or away from it; nobody is told.
    Partition = "partition";

    /// The cache forgets everything at once.
    CacheFlush = "cache_flush";
    /// A share of the cache's memory is gone until the end.
    CacheLoss = "cache_loss" ("share", 1.0..=99.0, 50.0, "%", "guide 002, line 837: half of the hits gone");
    /// The copy falls behind: changes are applied this much later.
    ReplicaLag = "replica_lag" ("extra_ms", 1.0..=600_000.0, 5_000.0, "ms", "guide 004, line 392: alert above 5 s");
    /// Reads go on, writes fail.
    DiskFull = "disk_full";
    /// Connections (slots) are taken and never given back, so many a second.
    ConnectionLeak = "connection_leak" ("per_s", 0.01..=1000.0, 1.0, "1/s", "assumption");
    /// Memory fills up: ever slower, then the process is killed and starts again.
    MemoryLeak = "memory_leak" ("fill_s", 1.0..=36_000.0, 60.0, "s", "assumption");
    /// The rate of the users is so many times the normal one.
    ViralSpike = "viral_spike" ("factor", 1.0..=1000.0, 10.0, "x", "assumption");
    /// A share of all requests ask for one single thing.
    HotKey = "hot_key" ("share", 1.0..=100.0, 50.0, "%", "guide 002, lines 1139-1178: a celebrity's post");
    /// A share of the messages break whoever handles them, every time.
    PoisonMessage = "poison_message" ("share", 0.1..=100.0, 5.0, "%", "assumption");
    /// Health checks tell the opposite of the truth for a share of the probes.
    LyingProbes = "lying_probes" ("share", 1.0..=100.0, 50.0, "%", "assumption");
    /// Nothing new can be resolved; who knows an address keeps it.
    DnsOutage = "dns_outage";
    /// All users come back at the same instant, this many each.
    ThunderingHerd = "thundering_herd" ("requests", 1.0..=100_000.0, 1_000.0, "", "assumption");
    /// The outside provider lets through only so many requests a second.
    Throttle = "throttle" ("per_s", 0.1..=1_000_000.0, 10.0, "req/s", "assumption");
    /// What the controller measures stands still at its last value.
    BlindMetrics = "blind_metrics";
    /// New machines do not come up.
    NoCapacity = "no_capacity";
    /// So much of the machines in a group is gone.
    InstancesLost = "instances_lost" ("share", 1.0..=100.0, 50.0, "%", "assumption");
    /// All consumers stop taking messages.
    ConsumersStop = "consumers_stop";
    /// Entries of this cache are valid until they are asked for: nothing is kept.
    CacheBypass = "cache_bypass";

    /// A share of the calls is refused at the door, as with an expired certificate.
    Refusals = "refusals" ("share", 0.1..=100.0, 100.0, "%", "assumption");
    /// Work is done and its answer never arrives: whoever waits does so in vain.
    LostReplies = "lost_replies";
    /// Users try again this often, at once and without a limit.
    RetryStorm = "retry_storm" ("retries", 1.0..=10.0, 3.0, "", "guide 004, lines 1128-1143: up to 3 attempts");
    /// Every request is a write.
    WriteStorm = "write_storm";
    /// A crawler asks for everything, however rare: a share of the requests draw any key alike.
    Crawler = "crawler" ("share", 1.0..=100.0, 50.0, "%", "assumption");
    /// The members of a group lose each other; users still reach each of them.
    Split = "split";
}

impl FaultKind {
    /// What the engine itself does to a node.
    const GENERAL: [FaultKind; 9] = [
        FaultKind::Crash,
        FaultKind::Slow,
        FaultKind::Hang,
        FaultKind::Errors,
        FaultKind::PacketLoss,
        FaultKind::Latency,
        FaultKind::Partition,
        FaultKind::Refusals,
        FaultKind::LostReplies,
    ];

    /// Is it one that the engine does to a node, whatever its kind?
    pub fn is_general(self) -> bool {
        FaultKind::GENERAL.contains(&self)
    }

    /// Can this happen to a node of that kind?
    pub fn suits(self, kind: KindId) -> bool {
        let meta = kind.meta();
        match (self.is_general(), meta.role) {
            (false, _) => meta.faults.contains(&self),
            // users have no machine of ours that could be slow; they can lose their network
            (true, Role::Source) => !matches!(
                self,
                FaultKind::Slow
                    | FaultKind::Hang
                    | FaultKind::Errors
                    | FaultKind::Refusals
                    | FaultKind::LostReplies
            ),
            (true, Role::Controller) => matches!(self, FaultKind::Crash | FaultKind::Hang),
            (true, _) => true,
        }
    }

    /// Can this happen to a region or zone as a whole? A crash there is a blackout: nothing in it
    /// runs. The others happen at its border: what is inside goes on among itself.
    pub fn suits_place(self) -> bool {
        matches!(self, FaultKind::Crash | FaultKind::Partition | FaultKind::PacketLoss | FaultKind::Latency)
    }

    /// The strength that is meant when none is given; 0 for a fault that has none.
    pub fn default_strength(self) -> f64 {
        self.strength().map_or(0.0, |p| p.default)
    }
}
