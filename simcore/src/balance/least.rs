//! The least of something: requests under way, or reported load; with every way to break a tie.

use super::step::{Step, Watch};
use super::turn::Turn;
use super::{Choose, Server, Ties, UnknownLoad, live_count, nth_live};

/// The live server with the least of what `measure` says (`None`: not a candidate).
fn least<K: PartialOrd + Copy>(
    servers: &[Server],
    ties: Ties,
    turn: &mut Turn,
    rng: &mut impl Choose,
    watch: &mut impl Watch,
    measure: impl Fn(&Server) -> Option<K>,
) -> Option<usize> {
    let start = if ties == Ties::InTurn { turn.start(servers) } else { 0 };
    let mut best: Option<(usize, K)> = None;
    let mut tied = 0;
    for (offset, part) in [(start, &servers[start..]), (0, &servers[..start])] {
        for (i, s) in part.iter().enumerate() {
            let Some(k) = s.up.then(|| measure(s)).flatten() else { continue };
            match best {
                Some((_, b)) if k == b => tied += 1,
                Some((_, b)) if k > b => {}
                // the first of the least; a measure is never NaN, see the callers
                _ => {
                    best = Some((offset + i, k));
                    tied = 1;
                }
            }
        }
    }
    let (mut index, min) = best?;
    if tied > 1 {
        let among = |s: &Server| s.up && measure(s).is_some_and(|k| k == min);
        watch.step(|| Step::Tie {
            servers: servers.iter().filter(|s| among(s)).map(|s| s.id).collect(),
            rule: ties,
        });
        if ties == Ties::Random {
            let chosen = rng.choose(tied);
            index = servers.iter().enumerate().filter(|(_, s)| among(s)).nth(chosen).map(|(i, _)| i)?;
        } else if ties == Ties::InTurn {
            watch.step(|| Step::PointerAfter { server: turn.last() });
        }
    }
    turn.took(index, servers[index].id);
    Some(index)
}

/// The server with the fewest requests sent and not yet answered.
pub(super) fn connections(
    servers: &[Server],
    ties: Ties,
    turn: &mut Turn,
    rng: &mut impl Choose,
    watch: &mut impl Watch,
) -> Option<usize> {
    watch.step(|| Step::Counts { counts: counts(servers) });
    least(servers, ties, turn, rng, watch, |s| Some(s.active))
}

/// The server with the lowest load in its last report.
pub(super) fn loaded(
    servers: &[Server],
    ties: Ties,
    unknown: UnknownLoad,
    turn: &mut Turn,
    rng: &mut impl Choose,
    watch: &mut impl Watch,
) -> Option<usize> {
    let report = |s: &Server| (s.known && !s.load.is_nan()).then_some(s.load);
    watch
        .step(|| Step::Loads { loads: servers.iter().filter(|s| s.up).map(|s| (s.id, report(s))).collect() });
    // if nobody has reported, skipping the silent would leave nobody
    let skip = unknown == UnknownLoad::Skip && servers.iter().any(|s| s.up && report(s).is_some());
    least(servers, ties, turn, rng, watch, |s| report(s).or((!skip).then_some(0.0)))
}

/// The better of two different servers drawn at random.
pub(super) fn of_two(
    servers: &[Server],
    ties: Ties,
    turn: &mut Turn,
    rng: &mut impl Choose,
    watch: &mut impl Watch,
) -> Option<usize> {
    let live = live_count(servers);
    if live == 0 {
        return None;
    }
    let first = rng.choose(live);
    let a = nth_live(servers, live, first);
    let mut index = a;
    if live > 1 {
        let second = rng.choose(live - 1);
        let b = nth_live(servers, live, second + usize::from(second >= first));
        watch.step(|| Step::Pair { first: servers[a].id, second: servers[b].id });
        watch.step(|| Step::Counts {
            counts: [a, b].iter().map(|&i| (servers[i].id, servers[i].active)).collect(),
        });
        index = match servers[a].active.cmp(&servers[b].active) {
            std::cmp::Ordering::Less => a,
            std::cmp::Ordering::Greater => b,
            std::cmp::Ordering::Equal => {
                watch.step(|| Step::Tie { servers: vec![servers[a].id, servers[b].id], rule: ties });
                match ties {
                    Ties::Lowest => a.min(b),
                    // the order of the draw is random already, so no further draw is needed
                    Ties::Random => a,
                    Ties::InTurn => {
                        let start = turn.start(servers);
                        let steps = |i: usize| (i + servers.len() - start) % servers.len();
                        if steps(a) < steps(b) { a } else { b }
                    }
                }
            }
        };
    }
    turn.took(index, servers[index].id);
    Some(index)
}

fn counts(servers: &[Server]) -> Vec<(u32, u32)> {
    servers.iter().filter(|s| s.up).map(|s| (s.id, s.active)).collect()
}
