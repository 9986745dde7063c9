//! Row 10 of `cargo xtask soak`: graphs with circles, links without delay, a thousand branches and rates that
//! nobody can serve. Whatever runs in the worker gives the turn back at once, so that it can be asked to stop.
//!
//! A hundred graphs by default; the command runs ten thousand.

use simcore::design::{Design, LinkSpec, NodeSpec};
use simcore::host::{Ask, Host};
use simcore::kinds::KindId;
use simcore::param::{Param, Range};
use simcore::rng::mix;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_millis(100);

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        (mix(self.0) % n.max(1) as u64) as usize
    }

    /// The ends of what is allowed more often than not, and beyond them.
    fn value(&mut self, p: &Param) -> f64 {
        let (min, max) = match p.range {
            Range::Real { min, max, .. } | Range::Int { min, max, .. } => (min, max),
            Range::Choice(names) => (0.0, (names.len() - 1) as f64),
            Range::Flag => (0.0, 1.0),
        };
        [p.default, p.default, min, max, 1e9, 0.0][self.below(6)]
    }
}

/// A graph of one of four shapes: any links at all, one circle, a fan of a thousand, a deep chain that comes back.
fn graph(seed: u64) -> Design {
    let dice = &mut Dice(seed);
    let shape = seed % 4;
    let n = match shape {
        2 => 990 + dice.below(10),
        _ => 2 + dice.below(60),
    };
    let nodes = (0..n as u32).map(|i| {
        let fan = shape == 2 && i > 1;
        let kind = match i {
            0 => KindId::client,
            _ if fan => KindId::web_server,
            1 if shape == 2 => KindId::load_balancer,
            _ => KindId::ALL[dice.below(KindId::ALL.len())],
        };
        let mut params: Vec<f64> =
            kind.table().iter().map(|p| if fan { p.default } else { dice.value(p) }).collect();
        if i == 0 {
            params[0] = [1e9, 1e12, 1e3][dice.below(3)];
        }
        NodeSpec { params, ..NodeSpec::new(i, kind) }
    });
    let nodes: Vec<NodeSpec> = nodes.collect();
    let last = n as u32 - 1;
    let mut links: Vec<LinkSpec> = match shape {
        2 => (2..=last).map(|to| LinkSpec::new(1, to, 0.0)).chain([LinkSpec::new(0, 1, 0.0)]).collect(),
        _ => (0..last).map(|i| LinkSpec::new(i, i + 1, 0.0)).chain([LinkSpec::new(last, 1, 0.0)]).collect(),
    };
    if shape == 0 {
        links.extend((0..4 * n).map(|_| LinkSpec::new(dice.below(n) as u32, dice.below(n) as u32, 0.0)));
    }
    Design { nodes, links, ..Design::default() }
}

#[test]
fn row_10_graphs_that_never_end() {
    let share: Option<f64> = std::env::var("ESCALA_SHARE").ok().and_then(|n| n.parse().ok());
    let all = share.map_or(100, |share| ((10_000.0 * share) as u64).max(1));
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64() * 1e3;
    let (mut slowest, mut events, mut late) = (Duration::ZERO, 0, 0);
    for seed in 0..all {
        let mut turn = |host: &mut Host, asked: Option<Ask>| {
            let from = Instant::now();
            asked.into_iter().for_each(|ask| host.ask(ask));
            host.turn(&clock);
            from.elapsed()
        };
        let mut host = Host::new();
        let load = Ask::Load { revision: 1, design: graph(seed), seed, warm_s: 5.0 };
        let edit = Ask::Edit { revision: 2, design: graph(seed + 1) };
        let asks = [Some(load), Some(Ask::Speed(1e6)), None, Some(edit), None, Some(Ask::Speed(0.0))];
        for ask in asks {
            let took = turn(&mut host, ask);
            slowest = slowest.max(took);
            events += 1;
            // whoever waits for the processor is late without a fault of this code: that is not the rule
            late += u64::from(took > LIMIT);
        }
    }
    println!("row 10: {all} graphs, {events} turns, slowest {slowest:?}, {late} over {LIMIT:?}");
    assert!(late * 500 <= events, "{late} of {events} turns took longer than {LIMIT:?}, up to {slowest:?}");
}
