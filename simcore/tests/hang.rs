//! Row 10 of `cargo xtask soak`: graphs with circles, links without delay, a thousand branches and rates that
//! nobody can serve. Whatever runs in the worker gives the turn back at once, so that it can be asked to stop.
//!
//! Forty graphs by default; the command runs ten thousand.

use cpu_time::ThreadTime;
use simcore::design::{Design, LinkSpec, NodeSpec};
use simcore::host::{Ask, Host};
use simcore::kinds::KindId;
use simcore::param::{Param, Range};
use simcore::rng::mix;
use std::time::Duration;

/// A turn of the worker, however much there is to do.
const LIMIT: Duration = Duration::from_millis(100);
/// The largest change of the largest design; far more than any machine needs.
const CHANGE: Duration = Duration::from_secs(10);

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
    let all = share.map_or(40, |share| ((10_000.0 * share) as u64).max(1));
    // the thread's own clock: whoever waits for the processor is late without a fault of this code
    let start = ThreadTime::now();
    let clock = || start.elapsed().as_secs_f64() * 1e3;
    let (mut slowest, mut turns, mut dearest) = (Duration::ZERO, 0, Duration::ZERO);
    for seed in 0..all {
        let mut host = Host::new();
        let load = Ask::Load { revision: 1, design: graph(seed), seed, warm_s: 5.0 };
        let edit = Ask::Edit { revision: 2, design: graph(seed + 1) };
        let asks = [Some(load), Some(Ask::Speed(1e6)), None, Some(edit), None, Some(Ask::Speed(0.0))];
        for ask in asks {
            let from = ThreadTime::now();
            ask.into_iter().for_each(|ask| host.ask(ask));
            let asked = from.elapsed();
            host.turn(&clock);
            let turn = from.elapsed() - asked;
            (slowest, dearest) = (slowest.max(turn), dearest.max(asked));
            turns += 1;
        }
    }
    println!(
        "row 10: {all} graphs, {turns} turns of at most {slowest:?}; a change of the design took {dearest:?} at most"
    );
    assert!(slowest <= LIMIT, "a turn took {slowest:?}");
    // a thousand stations with a million keys each are made, or go with a million requests inside, in one piece
    assert!(dearest <= CHANGE, "a change of the design took {dearest:?}");
}
