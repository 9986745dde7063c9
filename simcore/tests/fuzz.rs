//! Designs and edits that nobody would draw: numbers that are none, ids at the edge, links to
//! nowhere, faults before the beginning of time. Nothing may panic, no request may be lost, memory
//! stays within a bound.
//!
//! A few seconds by default; `PROPTEST_CASES=100000 cargo test --release -p simcore --test fuzz` for
//! a night.

use proptest::prelude::*;
use simcore::Sim;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, MAX_LINKS, MAX_NODES, NodeSpec, Place, PlaceKind};
use simcore::history::{Deed, History};
use simcore::kinds::KindId;
use simcore::measure::Report;
use simcore::param::{Param, Range};
use simcore::rng::mix;
use simcore::time::{MS, SEC};

/// Cases of each test, unless PROPTEST_CASES says otherwise.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(40)
}

/// A small generator, so that a failing case is one number.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Numbers that break things.
    fn odd(&mut self) -> f64 {
        self.pick(&[
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            0.0,
            -0.0,
            -1.0,
            1.0,
            0.5,
            1e-300,
            5e-324,
            1e9,
            1e18,
            1e300,
            f64::MAX,
            f64::MIN,
            4_294_967_295.0,
            4_294_967_296.0,
            18_446_744_073_709_551_615.0,
        ])
    }

    /// A parameter: mostly allowed, often at an end of its range, sometimes anything.
    fn value(&mut self, p: &Param) -> f64 {
        let (min, max) = match p.range {
            Range::Real { min, max, .. } | Range::Int { min, max, .. } => (min, max),
            Range::Choice(names) => (0.0, (names.len() - 1) as f64),
            Range::Flag => (0.0, 1.0),
        };
        match self.below(8) {
            0 | 1 => p.default,
            2 => min,
            3 => max,
            4 => self.odd(),
            _ => min + (max - min) * self.unit() * self.unit(),
        }
    }

    fn id(&mut self) -> u32 {
        let edge = [0, 1_000_000, u32::MAX - 1, u32::MAX];
        if self.one_in(12) { self.pick(&edge) } else { 1 + self.below(14) as u32 }
    }

    fn node(&mut self) -> NodeSpec {
        let kind = if self.one_in(4) { KindId::client } else { self.pick(KindId::ALL) };
        let mut params: Vec<f64> = kind.table().iter().map(|p| self.value(p)).collect();
        match self.below(8) {
            0 => params.truncate(self.below(params.len())),
            1 => params.extend([self.odd(), self.odd()]),
            _ => {}
        }
        let at = [i32::MIN, i32::MAX, 0].map(|v| if self.one_in(3) { v } else { 7 });
        NodeSpec {
            id: self.id(),
            name: "\u{0}é".repeat(self.below(4)),
            kind,
            params,
            at: [at[0], at[1]],
            place: if self.one_in(2) { Some(self.id()) } else { None },
        }
    }

    fn link(&mut self) -> LinkSpec {
        let mut params = vec![self.unit() * 3.0, 1.0];
        if self.one_in(3) {
            params = vec![self.odd(), self.odd(), self.odd()];
        }
        LinkSpec { from: self.id(), to: self.id(), params }
    }

    fn fault(&mut self) -> Fault {
        let what = self.pick(FaultKind::ALL);
        let strength = match what.strength() {
            Some(p) if !self.one_in(3) => self.value(p),
            _ => self.odd(),
        };
        let from_s = if self.one_in(4) { self.odd() } else { self.unit() * 3.0 };
        let until_s = match self.below(4) {
            0 => None,
            1 => Some(self.odd()),
            _ => Some(from_s + self.unit()),
        };
        Fault { node: self.id(), what, strength, from_s, until_s }
    }

    fn place(&mut self) -> Place {
        let at = [i32::MIN, i32::MAX, 0].map(|v| if self.one_in(3) { v } else { 7 });
        Place {
            id: self.id(),
            name: String::new(),
            what: self.pick(&PlaceKind::ALL),
            of: if self.one_in(2) { Some(self.id()) } else { None },
            lat: self.odd(),
            lon: self.odd(),
            at: [at[0], at[1]],
            size: [at[1], at[2]],
        }
    }

    fn design(&mut self) -> Design {
        Design {
            nodes: (0..self.below(16)).map(|_| self.node()).collect(),
            links: (0..self.below(80)).map(|_| self.link()).collect(),
            faults: (0..self.below(10)).map(|_| self.fault()).collect(),
            places: (0..self.below(4)).map(|_| self.place()).collect(),
        }
    }

    /// The design after somebody's hand has slipped.
    fn edit(&mut self, d: &mut Design) {
        let n = d.nodes.len();
        match self.below(9) {
            0 | 1 => d.nodes.push(self.node()),
            2 if n > 0 => {
                d.nodes.remove(self.below(n));
            }
            3 | 4 => d.links.push(self.link()),
            5 if !d.links.is_empty() => {
                d.links.remove(self.below(d.links.len()));
            }
            6 => d.faults.push(self.fault()),
            7 if n > 0 => {
                // another kind under the same id
                let (i, kind) = (self.below(n), self.pick(KindId::ALL));
                d.nodes[i].kind = kind;
            }
            _ if n > 0 => {
                let i = self.below(n);
                let table = d.nodes[i].kind.table();
                let p = self.below(table.len());
                let value = self.value(&table[p]);
                if let Some(v) = d.nodes[i].params.get_mut(p) {
                    *v = value;
                }
            }
            _ => {}
        }
    }
}

fn conserved(r: &Report) -> Result<(), TestCaseError> {
    prop_assert_eq!(r.generated + r.carried, r.answered + r.failed_total() + r.in_flight);
    for n in &r.nodes {
        let failed: u64 = n.failed.iter().sum();
        prop_assert_eq!(n.arrived + n.carried, n.answered + failed + n.relayed + n.inside, "node {}", n.id);
        let numbers = [n.utilisation, n.occupancy, n.queue_mean, n.latency.mean, n.latency.p99];
        prop_assert!(numbers.iter().all(|v| v.is_finite() && *v >= 0.0), "node {}: {:?}", n.id, numbers);
        for (fact, v) in &n.gauges.facts {
            prop_assert!(v.is_finite() && *v >= 0.0, "node {}: {} is {}", n.id, fact.name(), v);
        }
    }
    Ok(())
}

/// The most memory that this process has had, in megabytes; `None` where nobody says.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

/// Events that a step may take: the rate may be a million a second.
const BUDGET: u64 = 4_000;
/// What all tests of this file may take together, in megabytes. Each can hold a few worlds of 16
/// nodes: about 15 KB of histograms for a node, up to 8 MB for each of a cache's or a store's million
/// keys, and 64 bytes for each of 100,000 requests of a herd. Four hundred cases took 112.
const MEMORY_MB: u64 = 600;

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_edit_and_no_number_breaks_a_running_world(seed: u64) {
        let dice = &mut Dice(seed);
        let mut design = dice.design();
        let (mut sim, _) = Sim::new(&design, seed);
        let mut until = 0;
        for _ in 0..30 {
            until += dice.pick(&[0, 1, MS, 100 * MS, SEC]);
            sim.run_until(until, BUDGET);
            match dice.below(8) {
                0 => { sim.break_node(dice.id(), dice.pick(FaultKind::ALL), dice.odd(), Some(dice.odd())); }
                1 => { sim.break_node(dice.id(), dice.pick(FaultKind::ALL), 50.0, Some(dice.unit())); }
                2 => sim.heal(dice.id()),
                3 => sim.reset_measures(),
                4 => sim.trace_requests(dice.below(3) as u32),
                _ => {
                    dice.edit(&mut design);
                    sim.edit(&design);
                }
            }
            conserved(&sim.report())?;
            let _ = sim.frame(dice.next());
            until = until.max(sim.now());
        }
        if let Some(mb) = peak_mb() {
            prop_assert!(mb <= MEMORY_MB, "{mb} MB");
        }
    }

    #[test]
    fn what_has_been_repaired_needs_no_repair(seed: u64) {
        let design = Dice(seed).design();
        let (once, _) = simcore::check(&design);
        let (twice, issues) = simcore::check(&once);
        prop_assert_eq!(&once, &twice);
        let repairs = issues.iter().filter(|i| i.severity == simcore::design::Severity::Error).count();
        prop_assert_eq!(repairs, 0, "{:?}", issues);
    }

    #[test]
    fn the_past_of_any_world_is_the_same_again(seed: u64) {
        let dice = &mut Dice(seed);
        let mut design = dice.design();
        let mut story = History::new(Sim::new(&design, seed).0, SEC, 4);
        let mut seen = Vec::new();
        for step in 1..=6u64 {
            let outcome = story.run_until(step * SEC, 5 * BUDGET);
            if outcome != simcore::Outcome::Done {
                return Ok(());
            }
            seen.push((story.now().now(), story.now().report()));
            dice.edit(&mut design);
            // a deed at the very instant belongs to what comes after
            story.run_until(step * SEC + 1, BUDGET);
            story.act(Deed::Edit(design.clone()));
        }
        for (at, report) in seen.into_iter().filter(|(at, _)| *at >= story.oldest()) {
            let again = story.at(at).map(|sim| sim.report());
            prop_assert_eq!(again, Some(report), "at {} ns", at);
        }
    }
}

/// Found by the tests above: a crash needs no strength, but one that was no number was never the same
/// crash, and came back with every edit.
#[test]
fn a_fault_that_is_over_does_not_come_back_with_an_edit() {
    let nodes = vec![NodeSpec::new(1, KindId::client), NodeSpec::new(2, KindId::web_server)];
    let links = vec![LinkSpec::new(1, 2, 0.5)];
    let faults =
        vec![Fault { node: 2, what: FaultKind::Crash, strength: f64::NAN, from_s: 1.0, until_s: Some(2.0) }];
    let design = Design { nodes, links, faults, ..Design::default() };
    let (mut sim, _) = Sim::new(&design, 1);
    sim.run_until(30 * SEC, u64::MAX);
    sim.reset_measures();
    for t in 31..60 {
        sim.edit(&design);
        sim.run_until(t * SEC, u64::MAX);
    }
    assert_eq!(sim.report().failed_total(), 0, "{:?}", sim.report().failed);
}

/// Beyond the limits of a design.
#[test]
fn a_design_that_is_too_large_is_cut_to_its_limits() {
    let nodes = (0..3 * MAX_NODES as u32).map(|id| NodeSpec::new(id, KindId::web_server)).collect();
    let links = (0..3 * MAX_LINKS as u32).map(|i| LinkSpec::new(i % 3000, i / 4, 0.0)).collect();
    let fault = Fault::new(1, FaultKind::Crash, None, 1.0, None);
    let huge = Design { nodes, links, faults: vec![fault; 5000], ..Design::default() };
    let (mut sim, issues) = Sim::new(&huge, 1);
    assert!(issues.len() > 3 && issues.len() < 30_000);
    sim.run_until(5 * SEC, BUDGET);
    assert_eq!(sim.report().nodes.len(), MAX_NODES);
}
