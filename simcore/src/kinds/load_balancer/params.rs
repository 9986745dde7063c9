//! The parameters of a load balancer.

use crate::{choice, params};

choice! {
    /// How the next server is chosen.
    pub enum Algorithm {
        Random = "random",
        RoundRobin = "round_robin",
        WeightedRoundRobin = "weighted_round_robin",
        LeastConnections = "least_connections",
        LeastLoaded = "least_loaded",
        StickySession = "sticky_session",
        IpHash = "ip_hash",
        ConsistentHash = "consistent_hash",
        TwoChoices = "two_choices",
    }
}

choice! {
    /// How a weighted turn is spread.
    pub enum Wrr { Smooth = "smooth", Burst = "burst" }
}

choice! {
    /// Who wins among equals.
    pub enum TieBreak { Lowest = "lowest", InTurn = "in_turn", Random = "random" }
}

choice! {
    /// Who serves a user that has no server yet.
    pub enum NewSessions {
        RoundRobin = "round_robin",
        Random = "random",
        LeastConnections = "least_connections",
    }
}

choice! {
    /// What a health check asks for.
    pub enum Check {
        /// Is the server there?
        Shallow = "shallow",
        /// Is everybody there whom the server needs?
        Deep = "deep",
        /// Besides, has everybody's disk room?
        Disk = "disk",
    }
}

choice! {
    /// How many balancers there are.
    pub enum Redundancy {
        Single = "single",
        /// Active and passive.
        Pair = "pair",
    }
}

choice! {
    /// Whose turn it is after the list of healthy servers has changed.
    pub enum TurnAfter {
        /// The next one behind the server of the last turn.
        Identity = "identity",
        /// The one whose place in the new list is next.
        WrappedIndex = "wrapped_index",
        /// The one that the number of all requests so far leads to.
        RawCounter = "raw_counter",
        /// The first, as after a reload.
        ResetOnChange = "reset_on_change",
    }
}

choice! {
    /// What servers report as their load.
    pub enum Metric {
        /// Requests inside.
        Requests = "requests",
        /// Share of the slots at work in the last second.
        Cpu = "cpu",
        /// Median time of the answers of the last second.
        Latency = "latency",
    }
}

choice! {
    /// What a server counts as before its first report.
    pub enum Unknown { Zero = "zero", Skip = "skip" }
}

choice! {
    /// What happens to a user whose server is gone.
    pub enum TiedToDead { Rebalance = "rebalance", Fail = "fail" }
}

choice! {
    /// How a hash leads to a server.
    pub enum Hashing {
        /// Remainder by the number of healthy servers.
        ModLive = "mod_live",
        /// By all servers; whoever hits a dead one is hashed again.
        Rehash = "rehash",
    }
}

choice! {
    /// What a place on the ring is found by.
    pub enum RingKey { User = "user", Key = "key" }
}

params! {
    /// Parameters of a load balancer.
    pub struct Params {
        algorithm: choice(Algorithm) = 1, "", "guide 001, lines 198-202";
        wrr: choice(Wrr) = 0, "", "nginx spreads a weighted turn smoothly", if 0 in 0b100;
        ties: choice(TieBreak) = 1, "", "nginx and HAProxy take equals in turn", if 0 in 0b1_0001_1000;
        /// Age that load reports reach; 0 means always fresh.
        report_s: real(0.0, 60.0) = 0.0, "s", "assumption", if 0 in 0b1_0000;
        base: choice(NewSessions) = 0, "", "assumption", if 0 in 0b10_0000;
        /// Points of each server on the ring.
        vnodes: int(1, 1000) = 150, "", "guide 004, line 879", if 0 in 0b1000_0000;
        overhead_ms: real(0.0, 100.0) = 0.1, "ms", "assumption";
        /// Requests under way at the same time; more are refused.
        max_active: int_log(1, 1_000_000) = 50_000, "", "guide 004, line 158: 50,000 connections";
        /// Further servers to try when a connection is refused.
        retries: int(0, 5) = 0, "", "assumption";
        health_check: flag = 1, "", "guide 004, lines 226-234";
        interval_s: real(0.1, 300.0) = 30.0, "s", "guide 004, line 231", if 9 in 0b10;
        unhealthy_after: int(1, 10) = 3, "", "guide 004, line 233", if 9 in 0b10;
        healthy_after: int(1, 10) = 2, "", "guide 004, line 232", if 9 in 0b10;
        /// Requests under way at one server; 0 is no limit.
        max_per_server: int(0, 1_000_000) = 0, "", "assumption: no limit unless set";
        /// The share of a server that comes back or is added grows for so long.
        slow_start_s: real(0.0, 3600.0) = 0.0, "s", "assumption: off unless set; published balancers allow 30 to 900 s", if 0 in 0b1_0001_1111;
        check: choice(Check) = 0, "", "guide 004, lines 236-250: asks the database, the cache and the disk", if 9 in 0b10;
        /// A check that takes longer has failed; 0 waits for ever.
        check_timeout_s: real(0.0, 60.0) = 0.0, "s", "guide 004, line 234: 5 s; off unless set", if 9 in 0b10;
        /// With a smaller share of healthy servers than this all of them are used.
        fail_open: real(0.0, 100.0) = 0.0, "%", "assumption: off; published balancers distrust their checks below 50 %", if 9 in 0b10;
        /// How long a user is tied to a server, from the first request on; 0 is for ever.
        cookie_ttl_s: real(0.0, 604_800.0) = 0.0, "s", "assumption: a session cookie without an end", if 0 in 0b10_0000;
        /// Requests a second that it can pass on; 0 is no limit.
        max_rate: real(0.0, 1_000_000.0) = 0.0, "req/s", "guide 004, line 158: 3,000 a second and zone; off unless set";
        redundancy: choice(Redundancy) = 0, "", "guide 001, lines 394-402: active-passive";
        /// Until the passive one has taken over.
        takeover_s: real(0.0, 600.0) = 3.0, "s", "RFC 5798: three advertisements of 1 s missed", if 20 in 0b10;
        /// Both know which user is tied to whom.
        shared_ties: flag = 0, "", "assumption: each keeps its own", if 20 in 0b10;
        /// Failures in a row after which a server is left alone for a while; 0 is off.
        eject_after: int(0, 1000) = 0, "", "guide 004, line 1364: 5 in a row; off unless set";
        /// For so long.
        eject_s: real_log(0.1, 3600.0) = 30.0, "s", "guide 004, line 1366: 30 s";
        /// The most servers that may be left alone at a time.
        max_ejected: real(0.0, 100.0) = 50.0, "%", "guide 004, line 1367: 50 %";
        turn_after: choice(TurnAfter) = 0, "", "nginx and HAProxy go on behind the last one", if 0 in 0b10;
        metric: choice(Metric) = 0, "", "guide 001, line 199: the least loaded server; of what is left open", if 0 in 0b1_0000;
        unknown: choice(Unknown) = 0, "", "assumption: a newcomer has nothing to do", if 0 in 0b1_0000;
        on_dead: choice(TiedToDead) = 0, "", "guide 002, lines 351-361", if 0 in 0b10_0000;
        hashing: choice(Hashing) = 0, "", "guide 004, lines 183-187", if 0 in 0b100_0000;
        /// Users who share one address.
        users_per_address: int_log(1, 1_000_000) = 1, "", "assumption: an address each", if 0 in 0b100_0000;
        ring_key: choice(RingKey) = 0, "", "guide 001, lines 367-373", if 0 in 0b1000_0000;
        /// A server of weight 3 gets as much as three of weight 1.
        weighted: flag = 0, "", "assumption: all alike", if 0 in 0b1_0000_1000;
    }
}
