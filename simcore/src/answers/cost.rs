//! What a design costs a month: its machines as drawn, or as a controller ran them, and the traffic
//! that a run measured, both by the table of prices.
//!
//! The traffic of the measured time is taken to go on for a month of 30 days; whoever wants the
//! average of a day runs a day.

use super::prices::{self, Amount, Basis, DOUBLING, Price};
use crate::design::{Design, NodeId, NodeSpec};
use crate::kinds::{KindId, Role};
use crate::measure::{Fact, NodeReport, Report};
use serde::Serialize;

/// Seconds and hours of a month of 30 days.
const MONTH_S: f64 = 30.0 * 86_400.0;
const MONTH_H: f64 = MONTH_S / 3600.0;
/// Kilobytes of a gigabyte, as bandwidth is sold.
const GIGABYTE: f64 = 1e6;

/// What a line of a bill counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    Machines,
    Nodes,
    MillionCalls,
    Gigabytes,
    /// The kind's own reckoning.
    Itself,
}

/// A line of a bill: `usd` is `quantity` times `each`, a month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    pub node: NodeId,
    pub name: String,
    pub kind: KindId,
    pub item: Item,
    pub quantity: f64,
    pub each: f64,
    pub usd: f64,
    pub source: &'static str,
}

/// A month's bill.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bill {
    /// What costs nothing is not listed.
    pub lines: Vec<Line>,
    pub total: f64,
    /// Users of all sources, and what 1,000 of them cost; `None` without users.
    pub users: f64,
    pub per_1000_users: Option<f64>,
    /// Dollars for each million requests that were answered; `None` when none was.
    pub per_million_answers: Option<f64>,
}

/// A parameter by name, as the run took it.
fn value(node: &NodeSpec, name: &str) -> f64 {
    let (name, more) = name.strip_suffix("+1").map_or((name, 0.0), |n| (n, 1.0));
    let found = node.kind.table().iter().enumerate().find(|(_, p)| p.name == name);
    more + found.map_or(1.0, |(i, p)| p.clamp(node.params.get(i).copied().unwrap_or(p.default)))
}

fn product(node: &NodeSpec, names: &[&str]) -> f64 {
    names.iter().map(|n| value(node, n)).product()
}

/// The price of a machine of this size, when one of `base` costs `usd`: less in proportion, and more
/// than in proportion.
pub fn machine(usd: f64, base: f64, size: f64) -> f64 {
    let times = size / base;
    usd * if times <= 1.0 { times } else { libm::pow(times, libm::log2(DOUBLING)) }
}

/// What a run measured at a node, as amounts a month.
struct Measured<'a> {
    design: &'a Design,
    node: &'a NodeSpec,
    report: Option<&'a NodeReport>,
    seconds: f64,
}

impl Measured<'_> {
    fn a_month(&self, count: f64) -> f64 {
        if self.seconds > 0.0 && count.is_finite() { count * MONTH_S / self.seconds } else { 0.0 }
    }

    fn fact(&self, fact: Fact) -> Option<f64> {
        self.report?.gauges.facts.iter().find(|(f, _)| *f == fact).map(|(_, v)| *v)
    }

    fn arrived(&self) -> f64 {
        self.report.map_or(0.0, |r| r.arrived as f64)
    }

    /// Kilobytes of an object in the first store behind this node that says so.
    fn object_kb(&self) -> Option<f64> {
        let behind = self.design.links.iter().filter(|l| l.from == self.node.id);
        let stores = behind.filter_map(|l| self.design.node(l.to));
        let sized = |n: &&NodeSpec| n.kind.table().iter().any(|p| p.name == "object_kb");
        stores.into_iter().find(sized).map(|n| value(n, "object_kb"))
    }

    /// How many of what, and the price of each.
    fn line(&self, price: &Price) -> (Item, f64, f64) {
        let million = |count: f64| (Item::MillionCalls, self.a_month(count) / 1e6, price.usd);
        match price.basis {
            Basis::Machine { count, size, base } => {
                // as many as there were on average, where somebody counted
                let hours = self.fact(Fact::MachineHours).map(|h| self.a_month(h) / MONTH_H);
                let each = if size.is_empty() {
                    price.usd
                } else {
                    machine(price.usd, base, product(self.node, size))
                };
                (Item::Machines, hours.unwrap_or(product(self.node, count)), each)
            }
            Basis::Link => {
                let links = self.design.links.iter().filter(|l| l.from == self.node.id).count();
                (Item::Nodes, links as f64, price.usd)
            }
            Basis::MillionCalls => million(self.arrived()),
            Basis::MillionMisses => {
                let knew = self.report.and_then(|r| r.gauges.hit_ratio).unwrap_or(0.0);
                million(self.arrived() * (1.0 - knew))
            }
            Basis::Million(fact) => million(self.fact(fact).unwrap_or(0.0)),
            Basis::Gigabyte(Amount::Answers { kb, price }) => {
                let answered = self.report.map_or(0.0, |r| r.answered as f64);
                let gigabytes = self.a_month(answered) * value(self.node, kb) / GIGABYTE;
                (Item::Gigabytes, gigabytes, value(self.node, price))
            }
            Basis::Gigabyte(Amount::Counted { fact, kb, saved }) => {
                let left = 1.0 - value(self.node, saved) / 100.0;
                let count = self.a_month(self.fact(fact).unwrap_or(0.0)) * left;
                (Item::Gigabytes, count * self.object_kb().unwrap_or(kb) / GIGABYTE, price.usd)
            }
            Basis::Free => (Item::Machines, 0.0, 0.0),
            Basis::Said(fact) => (Item::Itself, 1.0, self.fact(fact).unwrap_or(0.0)),
        }
    }
}

/// The bill of a design for a month in which all goes on as in this run.
pub fn monthly(design: &Design, report: &Report) -> Bill {
    let mut lines = Vec::new();
    for node in &design.nodes {
        let here = Measured { design, node, report: report.node(node.id), seconds: report.seconds() };
        for price in prices::of(node.kind) {
            let (item, quantity, each) = here.line(price);
            let usd = quantity * each;
            if usd.is_finite() && usd > 0.0 {
                let (name, kind, source) = (node.name.clone(), node.kind, price.source);
                lines.push(Line { node: node.id, name, kind, item, quantity, each, usd, source });
            }
        }
    }
    let total: f64 = lines.iter().map(|l| l.usd).sum();
    let sources = design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source);
    let users: f64 =
        sources.filter(|n| n.kind.table().iter().any(|p| p.name == "users")).map(|n| value(n, "users")).sum();
    let answers =
        if report.seconds() > 0.0 { report.answered as f64 * MONTH_S / report.seconds() } else { 0.0 };
    Bill {
        lines,
        total,
        users,
        per_1000_users: (users > 0.0).then(|| total * 1000.0 / users),
        per_million_answers: (answers > 0.0).then(|| total * 1e6 / answers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::LinkSpec;
    use crate::host::{Job, run_job};

    fn bill(nodes: Vec<NodeSpec>, links: &[(u32, u32)], from_s: f64, until_s: f64) -> (Bill, Report) {
        let links = links.iter().map(|&(a, b)| LinkSpec::new(a, b, 0.0)).collect();
        let design = Design { nodes, links, ..Design::default() };
        let report = run_job(&Job { design: design.clone(), seed: 1, from_s, until_s });
        (monthly(&design, &report), report)
    }

    #[test]
    fn machines_cost_what_the_guides_say() {
        // five web servers of 8 cores, a balancer, a leader and two replicas: guide 004, lines 161 and 288
        let mut nodes = vec![
            NodeSpec::new(1, KindId::client).with("users", 10_000.0),
            NodeSpec::new(2, KindId::load_balancer),
        ];
        nodes.push(NodeSpec::new(3, KindId::web_server).with("slots", 8.0).with("instances", 5.0));
        nodes.push(NodeSpec::new(4, KindId::sql_leader).with("slots", 16.0));
        nodes.extend([5, 6].map(|id| NodeSpec::new(id, KindId::sql_follower)));
        let (b, _) = bill(nodes, &[(1, 2), (2, 3), (3, 4), (4, 5), (4, 6)], 0.0, 5.0);
        let of = |id| b.lines.iter().find(|l| l.node == id).map_or(0.0, |l| l.usd);
        assert_eq!((of(2), of(4), of(5)), (20.0, 800.0, 400.0));
        assert!((of(3) - 800.0).abs() < 1e-9, "{}", of(3));
        assert!((b.total - 2420.0).abs() < 1e-9, "within the guide's $2,000 to 4,000: {}", b.total);
        assert!((b.per_1000_users.unwrap_or(0.0) - 242.0).abs() < 1e-9);
    }

    #[test]
    fn a_larger_machine_costs_more_than_in_proportion() {
        assert!((machine(160.0, 8.0, 4.0) - 80.0).abs() < 1e-9, "guide 004, line 45: $80 to 160");
        assert!((machine(160.0, 8.0, 16.0) - 400.0).abs() < 1e-9, "2.5 times for twice");
        // 5 x 8 cores against 1 x 40
        assert!(machine(160.0, 8.0, 40.0) > 1.6 * 5.0 * 160.0);
        let most = machine(800.0, 16.0, 96.0);
        assert!((5_000.0..=10_000.0).contains(&most), "guide 004, line 129: {most}");
    }

    #[test]
    fn a_cdn_at_90_percent_costs_as_much_as_none_and_is_worth_it_for_its_speed() {
        // guide 004, lines 747-753: 10 TB cost $900 from the origin; $850 + $90 with 90 % of hits
        let people = NodeSpec::new(1, KindId::client)
            .with("rate", 50.0)
            .with("reads", 100.0)
            .with("statics", 100.0)
            .with("keys", 3000.0);
        let store = NodeSpec::new(3, KindId::object_store).with("object_kb", 100.0).with("price", 0.09);
        let cdn = NodeSpec::new(2, KindId::cdn).with("edges", 1.0);
        let (alone, _) = bill(vec![people.clone(), store.clone()], &[(1, 3)], 100.0, 700.0);
        let all =
            |cdn: NodeSpec| bill(vec![people.clone(), cdn, store.clone()], &[(1, 2), (2, 3)], 100.0, 700.0);
        let (with, r) = all(cdn.clone());
        let hits = r.node(2).and_then(|n| n.gauges.hit_ratio).unwrap_or(0.0);
        assert!((0.85..0.99).contains(&hits), "{hits}");
        let gigabytes = |b: &Bill, id| b.lines.iter().find(|l| l.node == id).map_or(0.0, |l| l.quantity);
        // 50/s of 100 KB are 12,960 GB a month, within four standard errors of 30,000 draws
        let (g, want) = (gigabytes(&alone, 3), 50.0 * 0.1 * MONTH_S / 1000.0);
        assert!((g / want - 1.0).abs() < 4.0 / libm::sqrt(30_000.0), "{g} for {want}");
        assert!((alone.total / g - 0.09).abs() < 1e-9);
        let each = with.total / gigabytes(&with, 2);
        assert!((each - (0.085 + (1.0 - hits) * 0.09)).abs() < 1e-3, "{each} a GB at {hits}");
        // compression at the edges: a quarter of the bytes goes to the users, as much as before to the edges
        let (small, _) = all(cdn.with("compress", 75.0));
        assert!((gigabytes(&small, 2) / gigabytes(&with, 2) - 0.25).abs() < 1e-9);
        assert_eq!(gigabytes(&small, 3), gigabytes(&with, 3));
    }

    #[test]
    fn machines_of_a_controller_are_paid_by_the_hour() {
        // two machines, and six from 60 s on
        let mut nodes = vec![
            NodeSpec::new(1, KindId::client),
            NodeSpec::new(2, KindId::web_server).with("slots", 8.0).with("instances", 2.0),
        ];
        let scaler = NodeSpec::new(3, KindId::autoscaler).with("policy", 3.0).with("interval_s", 1.0);
        nodes.push(scaler.with("peak_machines", 6.0).with("peak_from_s", 60.0).with("peak_until_s", 7200.0));
        let (b, _) = bill(nodes, &[(1, 2), (3, 2)], 0.0, 120.0);
        let web = b.lines.iter().find(|l| l.node == 2).map_or(0.0, |l| l.quantity);
        assert!((web - 4.0).abs() < 0.1, "half of the time 2, half 6: {web}");
        assert!((b.total - 160.0 * web).abs() < 1e-6, "{}", b.total);
    }

    #[test]
    fn an_empty_run_costs_its_machines_and_no_traffic() {
        let (b, _) = bill(vec![NodeSpec::new(1, KindId::api_gateway)], &[], 0.0, 1.0);
        assert_eq!((b.total, b.per_1000_users, b.per_million_answers), (0.0, None, None));
    }
}
