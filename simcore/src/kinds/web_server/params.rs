//! The parameters of a web server.

use crate::dist::Spread;
use crate::{choice, params};

choice! {
    /// What a request holds while it waits for somebody else's reply.
    pub enum Model {
        /// Its slot: a thread (or a process) per request.
        Threads = "threads",
        /// Nothing: slots only compute, waiting is free.
        Events = "events",
    }
}

params! {
    /// Parameters of a web server.
    pub struct Params {
        /// Requests that it works on at the same time.
        slots: int(1, 1024) = 16, "", "guide 004, line 191: a newer server, 16 cores";
        /// Requests that may wait for a slot; more are refused.
        queue: int(0, 100_000) = 200, "", "assumption";
        service_ms: real_log(0.001, 60_000.0) = 40.0, "ms", "guide 004, lines 92 and 159: 200 req/s on 8 cores";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the service time.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 3 in 0b10100;
        model: choice(Model) = 0, "", "assumption: a thread per request";
        /// Speed of the machine; 2 halves the service time.
        speed: real_log(0.1, 10.0) = 1.0, "x", "guide 004, lines 189-193";
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        /// How long it waits for the reply to a call of its own; the largest value is for ever.
        call_timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
        /// Equal machines behind this one door.
        instances: int(1, 1000) = 1, "", "assumption: one machine";
        /// Time until a new machine takes requests.
        boot_s: real(0.0, 3600.0) = 180.0, "s", "guide 002, line 945: 3 minutes";
        /// Cores that all slots share; 0 is one for each slot.
        cores: int(0, 1024) = 0, "", "assumption: one for each slot";
        /// Requests inside at the same time, wherever they are; 0 is no limit of its own.
        connections: int(0, 1_000_000) = 0, "", "assumption: slots and queue are the limit";
        /// The sessions of its users are in its own memory.
        stateful: flag = 0, "", "guide 004, lines 197-224: sticky or centralised sessions";
        /// After a start it is slower for so long.
        warmup_s: real(0.0, 3600.0) = 0.0, "s", "assumption: off unless set";
        /// How many times longer everything takes right after a start.
        cold: real_log(1.0, 100.0) = 3.0, "x", "assumption";
        /// How long a machine that is taken away may go on; the largest value is for ever.
        drain_s: real_log(0.1, 3600.0) = 3600.0, "s", "assumption: all the time it needs; guide 004, line 1765: 30 s";
    }
}
