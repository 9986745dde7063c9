//! What kinds say of themselves beyond slots and queues: a closed list of named numbers.

use serde::{Deserialize, Serialize};

/// How a number is to be read and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// How many there are right now.
    Count,
    /// How many there were since the last reset.
    Total,
    /// A share from 0 to 1.
    Share,
    Seconds,
    /// A ratio; 1 is even.
    Times,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $unit:ident;)+) => {
        /// A named number of a kind. Its texts live with the languages, under this name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Fact { $($(#[$doc])* $name),+ }

        impl Fact {
            pub const ALL: &'static [Fact] = &[$(Fact::$name),+];

            /// The name in reports, measures and text tables.
            pub const fn name(self) -> &'static str {
                match self { $(Fact::$name => $text),+ }
            }

            pub const fn unit(self) -> Unit {
                match self { $(Fact::$name => Unit::$unit),+ }
            }
        }
    };
}

facts! {
    /// Reads answered with a value that had been overwritten elsewhere, of all reads.
    StaleShare = "stale_share", Share;
    /// Reads answered with a value that had been overwritten elsewhere.
    StaleReads = "stale_reads", Total;
    /// How far behind its source a copy is.
    Lag = "lag", Seconds;
    /// Writes that were confirmed and are gone.
    LostWrites = "lost_writes", Total;
    /// Messages that wait or are being handled.
    Messages = "messages", Count;
    /// Age of the oldest message.
    OldestMessage = "oldest_message", Seconds;
    /// Messages handed out a second time or more.
    Redelivered = "redelivered", Total;
    /// Messages given up after too many attempts.
    DeadLetters = "dead_letters", Total;
    /// Messages thrown away because there was no room.
    Dropped = "dropped", Total;
    /// Machines that work, of a group.
    Ready = "ready", Count;
    /// Machines that are starting.
    Booting = "booting", Count;
    /// Times that a controller changed the number of machines.
    Changes = "changes", Total;
    /// Machine-hours since the last reset.
    MachineHours = "machine_hours", Total;
    /// The fullest part against the average.
    Imbalance = "imbalance", Times;
    /// Keys that moved to another shard.
    MovedKeys = "moved_keys", Total;
    /// Share of all keys that the last change moved.
    MovedShare = "moved_share", Share;
    /// Requests that had to ask every part.
    Scattered = "scattered", Total;
    /// 0 closed, 1 open, 0.5 trying.
    Open = "open", Share;
    /// Times that the circuit opened.
    Opened = "opened", Total;
    /// Share of requests turned away.
    Refused = "refused", Share;
    /// Share of requests for static content that an edge answered.
    EdgeHits = "edge_hits", Share;
    /// Requests that reached the origin.
    OriginFetches = "origin_fetches", Total;
    /// Share of reads that the leader served.
    LeaderReads = "leader_reads", Share;
    /// Sessions that were lost, so that a user had to log in again.
    LostSessions = "lost_sessions", Total;
    /// Changes that wait to be written or seen.
    Backlog = "backlog", Count;
    /// Attempts made for each request.
    Attempts = "attempts", Times;
    /// 1 while there is more than somebody wanted to be told of.
    Alert = "alert", Share;
    /// Writes taken by a second leader while there was a first.
    SplitBrain = "split_brain", Total;
    /// Requests that wait for somebody else's reply.
    Calling = "calling", Count;
    /// Requests that wait for leave to call somebody.
    Pending = "pending", Count;
    /// Share of the answers that lack a part, because whoever has it did not answer.
    Degraded = "degraded", Share;
    /// Times that a follower was made the leader.
    Failovers = "failovers", Total;
    /// Writes of one key that two masters took without knowing of each other.
    Conflicts = "conflicts", Total;
    /// Age of the newest complete backup.
    BackupAge = "backup_age", Seconds;
    /// Times that an alert fired.
    Alerts = "alerts", Total;
    /// Objects that edges were asked for.
    Delivered = "delivered", Total;
    /// Share of the machines that run the newest version.
    VersionShare = "version_share", Share;
    /// Versions that went out, were taken back, and were stopped by the tests.
    Releases = "releases", Total;
    Rollbacks = "rollbacks", Total;
    StoppedByTests = "stopped_by_tests", Total;
    /// From the beginning of the last release that was taken back to its end.
    RollbackTime = "rollback_time", Seconds;
    /// Gigabytes of logs a day.
    LogsPerDay = "logs_per_day", Count;
    /// Gigabytes of logs that are kept once the retention is over.
    LogsKept = "logs_kept", Count;
    /// Share of the requests whose lines can be found.
    LoggedShare = "logged_share", Share;
    /// Failures of which nothing can be found.
    UnseenFailures = "unseen_failures", Total;
    /// What it costs, in dollars a month.
    MonthlyCost = "monthly_cost", Count;
    /// Spans that were recorded.
    Spans = "spans", Total;
    /// Slow calls with a trace, and all slow calls.
    SlowTraces = "slow_traces", Total;
    SlowCalls = "slow_calls", Total;
    /// Alerts that were over again, and that came back soon after.
    Resolved = "resolved", Total;
    Flaps = "flaps", Total;
    /// Times that an alert woke somebody.
    Pages = "pages", Total;
    /// Questions and answers between a caller and an API until the caller has its page.
    RoundTrips = "round_trips", Count;
    /// Kilobytes that a caller is sent for a page.
    PageSize = "page_size", Count;
    /// Times that a request of users with a rule reached data elsewhere.
    ResidencyBreaches = "residency_breaches", Total;
    /// Writes that found their row locked by another.
    LockWaits = "lock_waits", Total;
    /// Millions of rows in a table.
    Rows = "rows", Count;
    /// Share of the storage that is taken.
    StorageUsed = "storage_used", Share;
}
