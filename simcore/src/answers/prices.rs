//! What things cost: one row per kind of component, each with its source. Dollars, as the guides
//! write them; prices date, and no run depends on one.

use crate::kinds::KindId;
use crate::measure::Fact;

/// What a price is paid for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Basis {
    /// Each machine and month. How many there are is the product of the parameters `count`; how
    /// large one is, that of `size`, and the price is that of a machine of `base`.
    Machine { count: &'static [&'static str], size: &'static [&'static str], base: f64 },
    /// Each node that it is linked to, a month.
    Link,
    /// A million calls that reach it.
    MillionCalls,
    /// A million calls whose answer the caller did not know yet.
    MillionMisses,
    /// A gigabyte that leaves it.
    Gigabyte(Amount),
    /// A million of what it counts itself.
    Million(Fact),
    /// Nothing.
    Free,
    /// The kind works out its own bill, in dollars a month.
    Said(Fact),
}

/// How many bytes leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// Every answer is an object of so many kilobytes (an upload too: assumption), and each gigabyte has the price, by the
    /// parameters of these names.
    Answers { kb: &'static str, price: &'static str },
    /// What the fact counts, each of so many kilobytes unless a store behind it says otherwise, less the
    /// share that the parameter of this name saves.
    Counted { fact: Fact, kb: f64, saved: &'static str },
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Price {
    pub kind: KindId,
    pub usd: f64,
    pub basis: Basis,
    pub source: &'static str,
}

/// A machine twice as large as that of the price costs so many times as much (guide 004, line 16: 2
/// to 3 times; a database of 96 cores then costs $8,500, and line 129 says 5,000 to 10,000).
pub const DOUBLING: f64 = 2.5;

const fn row(kind: KindId, usd: f64, basis: Basis, source: &'static str) -> Price {
    Price { kind, usd, basis, source }
}

/// One machine whatever its parameters.
const ONE: Basis = Basis::Machine { count: &[], size: &[], base: 1.0 };

/// Machines of so many cores each.
const fn cores(count: &'static [&'static str], size: &'static [&'static str], base: f64) -> Basis {
    Basis::Machine { count, size, base }
}

const NOSQL: Basis = cores(&["partitions", "copies"], &["slots"], 16.0);
const DATABASE: &str =
    "guide 004, line 288: $800 for 16 cores (line 283), $400 for 8 (line 284); a slot is a core";
const NODE_OF_STORE: &str = "assumption: each copy of a partition is a database machine, guide 004, line 288";
const SMALL: &str = "assumption: a small machine, as the balancer of guide 004, line 161";
const FREE_CODE: &str = "assumption: runs on the machines of others";

/// The table, in the order of the kinds. A kind may have several rows.
pub const PRICES: &[Price] = &[
    row(KindId::client, 0.0, Basis::Free, "the users pay for their own machines"),
    row(KindId::load_balancer, 20.0, ONE, "guide 004, line 161: $20"),
    row(
        KindId::web_server,
        160.0,
        cores(&["instances"], &["slots", "speed"], 8.0),
        "guide 004, line 161: $160 for 8 cores (line 92); a slot is a core",
    ),
    row(
        KindId::cache,
        250.0,
        ONE,
        "guide 004, lines 479 and 483: $1,000 to 2,000 for 6 nodes of 64 GB, the middle",
    ),
    row(KindId::sql_leader, 800.0, cores(&[], &["slots"], 16.0), DATABASE),
    row(KindId::queue, 350.0, ONE, "guide 004, line 992: $200 to 500 for 3 nodes, the middle"),
    row(
        KindId::worker,
        160.0,
        cores(&[], &["concurrency"], 8.0),
        "guide 004, line 161: $160 for 8 cores; a job takes a core",
    ),
    row(KindId::dlq, 0.0, Basis::Free, "assumption: kept by the queue's own machines"),
    row(KindId::pubsub_topic, 350.0, ONE, "guide 004, line 992, as a queue"),
    row(KindId::stream, 3000.0, ONE, "guide 004, line 1008: $1,000 to 5,000 for 3 nodes, the middle"),
    row(KindId::sql_follower, 800.0, cores(&[], &["slots"], 16.0), DATABASE),
    row(KindId::db_router, 20.0, ONE, SMALL),
    row(KindId::connection_pool, 0.0, Basis::Free, FREE_CODE),
    row(KindId::failover_controller, 20.0, ONE, SMALL),
    row(KindId::shard_router, 20.0, ONE, SMALL),
    row(
        KindId::object_store,
        0.0,
        Basis::Gigabyte(Amount::Answers { kb: "object_kb", price: "price" }),
        "its own parameters; guide 004, line 751: $0.085/GB",
    ),
    row(
        KindId::search_index,
        800.0,
        cores(&[], &["slots"], 16.0),
        "assumption: as a database, guide 004, line 288",
    ),
    row(
        KindId::session_store,
        250.0,
        Basis::Machine { count: &["replicas+1"], size: &[], base: 1.0 },
        "guide 004, lines 479 and 483, as a cache",
    ),
    row(KindId::rate_limiter, 20.0, ONE, SMALL),
    row(KindId::circuit_breaker, 0.0, Basis::Free, FREE_CODE),
    row(
        KindId::external_api,
        0.0,
        Basis::Free,
        "assumption: the provider's fees are no cost of the infrastructure",
    ),
    row(
        KindId::app_service,
        160.0,
        cores(&[], &["cores"], 8.0),
        "guide 004, line 161: $160 for 8 cores (line 92)",
    ),
    row(
        KindId::api_gateway,
        1.0,
        Basis::MillionCalls,
        "published price of a hosted HTTP gateway: $1.00 a million",
    ),
    row(
        KindId::cdn,
        0.085,
        Basis::Gigabyte(Amount::Counted { fact: Fact::Delivered, kb: 300.0, saved: "compress" }),
        "guide 004, line 751: $0.085/GB; an image of 300 KB, line 691",
    ),
    row(
        KindId::dns,
        0.4,
        Basis::MillionMisses,
        "published price of a hosted name server: $0.40 a million questions",
    ),
    row(
        KindId::geo_dns,
        0.7,
        Basis::MillionCalls,
        "published price of a hosted name server: $0.70 a million by place",
    ),
    row(KindId::autoscaler, 0.0, Basis::Free, "hosted autoscaling is free; its machines are not"),
    row(KindId::sql_multi_master, 800.0, cores(&["masters"], &["slots"], 16.0), DATABASE),
    row(KindId::nosql_kv, 800.0, NOSQL, NODE_OF_STORE),
    row(KindId::nosql_document, 800.0, NOSQL, NODE_OF_STORE),
    row(KindId::nosql_column, 800.0, NOSQL, NODE_OF_STORE),
    row(KindId::nosql_graph, 800.0, NOSQL, NODE_OF_STORE),
    row(KindId::cdc, 20.0, ONE, SMALL),
    row(
        KindId::notification,
        0.5,
        Basis::MillionCalls,
        "published price of a hosted push service: $0.50 a million",
    ),
    row(KindId::mesh_sidecar, 0.0, Basis::Free, FREE_CODE),
    row(
        KindId::monitor,
        15.0,
        Basis::Link,
        "published price: $15 a machine; guide 004, line 1640: $500 to 2,000 in all",
    ),
    row(KindId::backup, 11.5, Basis::Link, "guide 004, lines 103 and 1635: one copy of 500 GB at $23 a TB"),
    row(KindId::quorum_store, 400.0, cores(&["copies"], &[], 1.0), "guide 004, line 288: $400 for 8 cores"),
    row(KindId::deploy_pipeline, 0.0, Basis::Free, "assumption: some minutes a day of a shared machine"),
    row(
        KindId::log_store,
        1.0,
        Basis::Said(Fact::MonthlyCost),
        "its own parameters; guide 004, lines 1634-1636",
    ),
    row(
        KindId::tracer,
        2.0,
        Basis::Million(Fact::Spans),
        "guide 004, line 1642: $500 a month for 1 % of 10,000 req/s (line 1614), 260 million",
    ),
    row(KindId::alert_rule, 0.1, Basis::Link, "published price of a hosted alarm: $0.10"),
];

/// The rows of a kind.
pub fn of(kind: KindId) -> impl Iterator<Item = &'static Price> {
    PRICES.iter().filter(move |p| p.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_price_and_every_row_names_parameters_that_exist() {
        for kind in KindId::ALL {
            assert!(of(*kind).next().is_some(), "{} has no price", kind.name());
        }
        for p in PRICES {
            let has = |name: &str| {
                let name = name.trim_end_matches("+1");
                assert!(p.kind.table().iter().any(|t| t.name == name), "{}: {name}", p.kind.name());
            };
            match p.basis {
                Basis::Machine { count, size, .. } => count.iter().chain(size).for_each(|n| has(n)),
                Basis::Gigabyte(Amount::Answers { kb, price }) => [kb, price].into_iter().for_each(has),
                _ => {}
            }
            assert!(p.usd.is_finite() && p.usd >= 0.0 && p.source.len() > 10, "{}", p.kind.name());
        }
    }
}
