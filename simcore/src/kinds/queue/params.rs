//! What a queue can be told.

use super::rows::MOST;
use crate::{choice, params};

choice! {
    /// Which message comes next.
    pub enum Sequence {
        /// The one that has waited longest.
        Fifo = "fifo",
        /// An urgent one, if there is one.
        Priority = "priority",
    }
}

choice! {
    /// What happens to a message that finds no room.
    pub enum Overflow {
        /// Its producer is told to go away.
        Reject = "reject",
        /// The oldest message is thrown away for it.
        DropOldest = "drop_oldest",
        /// Its producer waits until there is room: back-pressure.
        Block = "block",
    }
}

choice! {
    /// Where messages are kept.
    pub enum Durability {
        /// A crash loses them.
        Memory = "memory",
        /// A crash leaves them.
        Disk = "disk",
    }
}

params! {
    /// Parameters of a queue.
    pub struct Params {
        order: choice(Sequence) = 0, "", "guide 004, lines 1103-1127: task queue or priority queue";
        /// Share of the keys whose messages are urgent.
        urgent: real(0.0, 100.0) = 10.0, "%", "assumption", if 0 in 0b10;
        /// Messages inside, whether they wait or are being handled.
        capacity: int_log(1, 1_000_000) = 10_000, "messages", "guide 004, line 1167: alert above 10,000";
        overflow: choice(Overflow) = 0, "", "assumption; guide 001, lines 420-422: back pressure";
        /// Messages that a consumer may hold unfinished.
        prefetch: int_log(1, 1000) = 10, "messages", "guide 004, line 1039: batches of 10";
        /// Time after which an unfinished message is handed out again.
        visibility_s: real_log(0.1, 3600.0) = 30.0, "s", "assumption: the usual default of hosted queues";
        max_receives: int(1, 100) = 3, "", "guide 004, lines 1145-1151: dead letter after 3 receives";
        /// Wait after the first failure; it doubles with each further one.
        backoff_s: real(0.0, 3600.0) = 1.0, "s", "guide 004, lines 1130-1143: 1, 2, 4 s";
        /// Time to take a message in.
        latency_ms: real(0.0, 1000.0) = 5.0, "ms", "guide 004, line 989: 5-20 ms";
        durability: choice(Durability) = 1, "", "guide 004, line 990: durable, backed by disk";
        /// Messages a second that it can take in, one after the other; 0 is no limit.
        max_rate: real(0.0, 10_000_000.0) = 0.0, "msg/s", "guide 004, line 988: 10,000 to 50,000; off unless set";
        /// Priorities that messages have: the urgent ones the highest, the others the rest in equal parts.
        priorities: int(2, MOST) = 2, "", "guide 004, line 1124: 0 to 10; two unless set", if 0 in 0b10;
        /// Age at which a message that waits is thrown away.
        retention_s: real_log(0.1, 1_209_600.0) = 1_209_600.0, "s", "guide 004, line 998: 14 days";
    }
}
