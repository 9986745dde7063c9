//! What a goal or a prediction may ask of a run: a closed list, each read from the [`Report`] of
//! simulated requests or counted on the board.
//!
//! Units: times in milliseconds, every share in per cent (0 to 100), rates per second.

use serde::{Deserialize, Serialize};
use simcore::answers::cost;
use simcore::answers::spof::by_graph;
use simcore::design::{Design, NodeId};
use simcore::kinds::KindId;
use simcore::measure::{Fact, NodeReport, Of, Reason, Report, fact};

/// A quantity of a run or of a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// End-to-end latency of answered requests, as the sources saw it, in ms.
    P50,
    P95,
    P99,
    Mean,
    /// Answered within the deadline, in % of finished requests.
    OnTimeShare,
    /// Failed, in % of finished requests.
    FailedShare,
    /// Failed for one reason, in % of finished requests.
    Failed(Reason),
    /// Answered requests per second.
    Throughput,
    /// Mean share of a node's slots doing work, in %.
    Utilisation(NodeId),
    /// Share of a balancer's calls that it sent to this node, in %.
    ShareOfNode(NodeId),
    /// Of a balancer's calls for users that it had served before: the share that went to the same
    /// server as that user's call before, in %.
    SameServer(NodeId),
    /// Time-average number of calls waiting at a node.
    QueueMean(NodeId),
    /// Share of lookups that a cache answered, in %.
    HitRatio(NodeId),
    /// 95th percentile of a node's inclusive latency, in ms.
    NodeP95(NodeId),
    /// How many nodes of a kind the board has.
    CountOf(KindId),
    /// How many nodes the board has.
    CountNodes,
    /// How many stations or places the loss of which alone leaves users without data, by the graph.
    SinglePoints,
    /// What a node's kind reports of itself, under the fact's own name; shares in %.
    Fact(NodeId, Fact),
    /// Mean of a node's inclusive latency, in ms; at a source that of its own requests.
    NodeMean(NodeId),
    /// Calls that reached a node, per second.
    NodeRate(NodeId),
    /// Of the calls that ended at a node: the share that failed there or further on, in %.
    NodeFailed(NodeId),
    /// Seconds in which more requests failed than were answered.
    Outage,
    /// Dollars a month, for the machines of the board and the traffic of the run.
    Cost,
    /// Dollars a month for 1,000 users.
    CostPer1000Users,
}

/// The unit of a measure, for number formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Ms,
    Percent,
    PerSecond,
    Count,
    Seconds,
    /// Dollars a month.
    Dollars,
}

impl Measure {
    /// The value in this run of this board. `None` when the run cannot say: nothing was answered
    /// (latency), nothing finished (shares), or the node is not there.
    pub fn read(self, design: &Design, report: &Report) -> Option<f64> {
        let latency = |v: f64| (report.latency.count > 0).then_some(v);
        let finished = |n: u64| percent(n as f64, report.finished() as f64);
        let value = match self {
            Measure::P50 => latency(report.latency.p50),
            Measure::P95 => latency(report.latency.p95),
            Measure::P99 => latency(report.latency.p99),
            Measure::Mean => latency(report.latency.mean),
            Measure::OnTimeShare => finished(report.on_time),
            Measure::FailedShare => finished(report.failed_total()),
            Measure::Failed(reason) => finished(report.failed[reason as usize]),
            Measure::Throughput => {
                (report.seconds() > 0.0).then(|| report.answered as f64 / report.seconds())
            }
            Measure::Utilisation(id) => report.node(id).map(|n| n.utilisation * 100.0),
            Measure::ShareOfNode(id) => share_of_node(report, id),
            Measure::SameServer(id) => report.node(id).and_then(|n| n.gauges.affinity).map(|r| r * 100.0),
            Measure::QueueMean(id) => report.node(id).map(|n| n.queue_mean),
            Measure::HitRatio(id) => report.node(id).and_then(|n| n.gauges.hit_ratio).map(|r| r * 100.0),
            Measure::NodeP95(id) => report.node(id).filter(|n| n.latency.count > 0).map(|n| n.latency.p95),
            Measure::CountOf(_) | Measure::CountNodes | Measure::SinglePoints => {
                self.count(design).map(f64::from)
            }
            Measure::NodeMean(id) => report.node(id).filter(|n| n.latency.count > 0).map(|n| n.latency.mean),
            Measure::NodeRate(id) => {
                let per_s = |n: &NodeReport| n.arrived as f64 / report.seconds();
                report.node(id).filter(|_| report.seconds() > 0.0).map(per_s)
            }
            Measure::NodeFailed(id) => report.node(id).and_then(node_failed),
            Measure::Outage => outage(report),
            Measure::Fact(id, fact) => report.node(id).and_then(|n| {
                let value = n.gauges.facts.iter().find(|(f, _)| *f == fact)?.1;
                Some(if fact.unit() == fact::Unit::Share { value * 100.0 } else { value })
            }),
            Measure::Cost => Some(cost::monthly(design, report).total),
            Measure::CostPer1000Users => cost::monthly(design, report).per_1000_users,
        };
        value.filter(|v| v.is_finite())
    }

    /// The value of a measure that needs no run.
    pub fn count(self, design: &Design) -> Option<u32> {
        let n = match self {
            Measure::CountOf(kind) => design.nodes.iter().filter(|n| n.kind == kind).count(),
            Measure::CountNodes => design.nodes.len(),
            Measure::SinglePoints => by_graph(design).len(),
            _ => return None,
        };
        u32::try_from(n).ok()
    }

    /// True for what is counted on the board, without a run.
    pub fn is_structural(self) -> bool {
        matches!(self, Measure::CountOf(_) | Measure::CountNodes | Measure::SinglePoints)
    }

    /// The same over the requests of one class or of the users of one region. `None` also where all
    /// are of one class, or from one region: then nothing is told apart.
    pub fn read_of(self, of: Option<Of>, design: &Design, report: &Report) -> Option<f64> {
        let Some(of) = of else { return self.read(design, report) };
        let part = report.parts.iter().find(|p| p.of == of)?;
        let latency = |v: f64| (part.latency.count > 0).then_some(v);
        let finished = |n: u64| percent(n as f64, (part.answered + part.failed) as f64);
        let value = match self {
            Measure::P50 => latency(part.latency.p50),
            Measure::P95 => latency(part.latency.p95),
            Measure::P99 => latency(part.latency.p99),
            Measure::Mean => latency(part.latency.mean),
            Measure::OnTimeShare => finished(part.on_time),
            Measure::FailedShare => finished(part.failed),
            Measure::Throughput => (report.seconds() > 0.0).then(|| part.answered as f64 / report.seconds()),
            _ => None,
        };
        value.filter(|v| v.is_finite())
    }

    /// Can it be read of a class or a region?
    pub fn has_parts(self) -> bool {
        use Measure::{FailedShare, Mean, OnTimeShare, P50, P95, P99, Throughput};
        matches!(self, P50 | P95 | P99 | Mean | OnTimeShare | FailedShare | Throughput)
    }

    /// The node that is measured, if one is.
    pub fn node(self) -> Option<NodeId> {
        match self {
            Measure::Utilisation(id)
            | Measure::ShareOfNode(id)
            | Measure::SameServer(id)
            | Measure::QueueMean(id)
            | Measure::HitRatio(id)
            | Measure::NodeP95(id)
            | Measure::NodeMean(id)
            | Measure::NodeRate(id)
            | Measure::NodeFailed(id)
            | Measure::Fact(id, _) => Some(id),
            _ => None,
        }
    }

    /// The same quantity at another node; what is not measured at a node stays as it is.
    pub fn at(self, node: NodeId) -> Measure {
        match self {
            Measure::Utilisation(_) => Measure::Utilisation(node),
            Measure::ShareOfNode(_) => Measure::ShareOfNode(node),
            Measure::SameServer(_) => Measure::SameServer(node),
            Measure::QueueMean(_) => Measure::QueueMean(node),
            Measure::HitRatio(_) => Measure::HitRatio(node),
            Measure::NodeP95(_) => Measure::NodeP95(node),
            Measure::Fact(_, fact) => Measure::Fact(node, fact),
            Measure::NodeMean(_) => Measure::NodeMean(node),
            Measure::NodeRate(_) => Measure::NodeRate(node),
            Measure::NodeFailed(_) => Measure::NodeFailed(node),
            other => other,
        }
    }

    /// The unit of the value.
    pub fn unit(self) -> Unit {
        match self {
            Measure::P50 | Measure::P95 | Measure::P99 | Measure::Mean => Unit::Ms,
            Measure::NodeP95(_) | Measure::NodeMean(_) => Unit::Ms,
            Measure::Throughput | Measure::NodeRate(_) => Unit::PerSecond,
            Measure::Outage => Unit::Seconds,
            Measure::Cost | Measure::CostPer1000Users => Unit::Dollars,
            Measure::QueueMean(_) | Measure::CountOf(_) => Unit::Count,
            Measure::CountNodes | Measure::SinglePoints => Unit::Count,
            Measure::Fact(_, fact) => match fact.unit() {
                fact::Unit::Share => Unit::Percent,
                fact::Unit::Seconds => Unit::Seconds,
                fact::Unit::Count | fact::Unit::Total | fact::Unit::Times => Unit::Count,
            },
            _ => Unit::Percent,
        }
    }

    /// The name in lesson files.
    pub const fn name(self) -> &'static str {
        match self {
            Measure::P50 => "p50_ms",
            Measure::P95 => "p95_ms",
            Measure::P99 => "p99_ms",
            Measure::Mean => "mean_ms",
            Measure::OnTimeShare => "on_time_share",
            Measure::FailedShare => "failed_share",
            Measure::Failed(_) => "failed",
            Measure::Throughput => "throughput",
            Measure::Utilisation(_) => "utilisation",
            Measure::ShareOfNode(_) => "share_of_node",
            Measure::SameServer(_) => "same_server",
            Measure::QueueMean(_) => "queue_mean",
            Measure::HitRatio(_) => "hit_ratio",
            Measure::NodeP95(_) => "node_p95_ms",
            Measure::CountOf(_) => "count_of",
            Measure::CountNodes => "count_nodes",
            Measure::SinglePoints => "single_points",
            Measure::Fact(_, fact) => fact.name(),
            Measure::NodeMean(_) => "node_mean_ms",
            Measure::NodeRate(_) => "node_rate",
            Measure::NodeFailed(_) => "node_failed_share",
            Measure::Outage => "outage_s",
            Measure::Cost => "cost",
            Measure::CostPer1000Users => "cost_per_1000_users",
        }
    }
}

fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| 100.0 * part / whole)
}

fn node_failed(node: &NodeReport) -> Option<f64> {
    let failed = node.failed.iter().sum::<u64>() + node.relayed;
    percent(failed as f64, (failed + node.answered) as f64)
}

/// Read from the series, which keeps its last points only: a longer run cannot say.
fn outage(report: &Report) -> Option<f64> {
    let first = report.series.first()?;
    let mut before = report.from_s;
    let mut seconds = 0.0;
    // a point comes every second: if the first one is later, some are gone
    if first.t > before + 1.0 + 1e-9 {
        return None;
    }
    for point in &report.series {
        if point.failed > point.on_time + point.late {
            seconds += point.t - before;
        }
        before = point.t;
    }
    Some(seconds)
}

/// Counted where the balancer counts: the calls it sent to the node over all that it sent.
fn share_of_node(report: &Report, id: NodeId) -> Option<f64> {
    let callers = || {
        let knows = |n: &&NodeReport| n.gauges.backends.iter().any(|b| b.node == id);
        report.nodes.iter().filter(knows).flat_map(|n| &n.gauges.backends)
    };
    let all: u64 = callers().map(|b| b.sent).sum();
    let here: u64 = callers().filter(|b| b.node == id).map(|b| b.sent).sum();
    percent(here as f64, all as f64)
}
