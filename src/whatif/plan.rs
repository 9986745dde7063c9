//! What may be turned on a board, from where to where, and how long the runs should be.

use crate::board::Board;
use crate::ui::scale::{Scale, Shape};
use simcore::answers::beside::{self, Why};
use simcore::answers::sweep::Knob;
use simcore::design::{Design, NodeId};
use simcore::kinds::Role;
use simcore::param::Param;

/// Requests that a run should see, if that takes no absurd time.
const REQUESTS: f64 = 20_000.0;
/// Traffic that a sweep may ask for.
const RATES: Scale = Scale { whole: false, ..Scale::log(0.1, 1_000_000.0) };
/// Nodes times runs that are handed to the worker at once, at most: each run brings its design.
pub const MOST: usize = 60_000;
/// The share of a run that warms up, beside what is measured.
pub const WARM: f64 = 0.2;
/// Values further apart than this are spread by ratio.
const FAR: f64 = 20.0;

/// The parameters of a node that are numbers and have a say with the choices made.
pub fn params(board: &Board, node: NodeId) -> Vec<usize> {
    let Some(table) = board.node(node).map(|n| n.kind.table()) else { return Vec::new() };
    let applies = |p: &Param| match p.only_if {
        None => true,
        Some((other, mask)) => board.param(node, other).is_some_and(|v| mask >> (v as u64).min(63) & 1 == 1),
    };
    let turns = |(_, p): &(usize, &Param)| Scale::of(p).is_some() && applies(p);
    table.iter().enumerate().filter(turns).map(|(i, _)| i).collect()
}

/// Does the board have traffic to be turned?
pub fn has_traffic(board: &Board) -> bool {
    let mut sources = board.design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source);
    sources.any(|n| params(board, n.id).first() == Some(&0))
}

/// The scale of a knob.
pub fn scale(board: &Board, knob: Knob) -> Option<Scale> {
    match knob {
        Knob::Traffic => has_traffic(board).then_some(RATES),
        Knob::Param(id, i) => Scale::of(board.node(id)?.kind.table().get(i)?),
    }
}

/// To about three figures, as people choose numbers.
fn round(v: f64) -> f64 {
    if v == 0.0 || !v.is_finite() {
        return 0.0;
    }
    let grain = 10f64.powf(v.abs().log10().floor() - 2.0);
    // 0.1 * 3 must be 0.3
    format!("{:.9}", (v / grain).round() * grain).parse().unwrap_or(v)
}

/// The traffic at which the first station is full, where theory knows it.
pub fn full_at(design: &Design) -> Option<f64> {
    let now = Knob::Traffic.read(design)?;
    let loads = design.nodes.iter().filter_map(|n| match beside::beside(design, n.id) {
        Ok(s) => Some(s.load),
        Err(refusal) => (refusal.why == Why::Full && refusal.node == n.id).then_some(refusal.amount),
    });
    let most = loads.fold(0.0, f64::max);
    (most > 0.0).then(|| now / most)
}

/// A first range: around where the knob stands, or up to near full where that is known.
pub fn range(board: &Board, knob: Knob) -> (f64, f64) {
    let Some(scale) = scale(board, knob) else { return (0.0, 1.0) };
    let now = knob.read(&board.design).unwrap_or(scale.min);
    let (from, to) = match (knob, full_at(&board.design)) {
        (Knob::Traffic, Some(full)) => (0.1 * full, 0.96 * full),
        _ if now <= 0.0 => (scale.min, scale.value(0.5)),
        _ => (now / 4.0, now * 2.0),
    };
    let (from, to) = (scale.limit(round(from)), scale.limit(round(to)));
    if to > from { (from, to) } else { (scale.min, scale.max) }
}

/// Is the way from one to the other spread by ratio?
pub fn by_ratio(scale: Scale, from: f64, to: f64) -> bool {
    scale.shape != Shape::Linear && from > 0.0 && to / from > FAR
}

/// `n` round values from one to the other; fewer where the knob has only whole ones.
pub fn values(scale: Scale, from: f64, to: f64, n: usize) -> Vec<f64> {
    let log = by_ratio(scale, from, to);
    let at = |i: usize| {
        let x = if n < 2 { 0.0 } else { i as f64 / (n - 1) as f64 };
        let v = if log { from * (to / from).powf(x) } else { from + (to - from) * x };
        scale.limit(round(v))
    };
    let mut all: Vec<f64> = (0..n.max(1)).map(at).collect();
    all.dedup();
    all
}

/// Seconds to measure, so that a run sees enough: 1, 2 or 5 times a power of ten.
pub fn seconds(design: &Design) -> f64 {
    let rate = Knob::Traffic.read(design).unwrap_or(0.0).max(0.1);
    let want = (REQUESTS / rate).clamp(10.0, 1000.0);
    [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0].into_iter().find(|s| *s >= want * 0.999).unwrap_or(1000.0)
}

#[cfg(test)]
mod tests;
