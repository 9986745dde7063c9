//! Latency and throughput of each class of requests, and of the users of each region: a strip each.

use super::strips::Strip;
use super::{Chart, Tracks};
use crate::desk::Desk;
use crate::i18n::Lang;
use crate::view::prelude::*;
use simcore::measure::{Of, Part};

impl Chart {
    pub fn is_of_parts(self) -> bool {
        matches!(self, Chart::LatencyParts | Chart::ThroughputParts)
    }
}

/// 95 of 100 answers took at most so many seconds; none where nothing was answered.
fn p95(p: &Part) -> Option<f32> {
    (p.p95 > 0.0).then_some(p.p95 / 1000.0)
}

fn answered(p: &Part) -> Option<f32> {
    Some(p.on_time + p.late)
}

/// The strips of such a chart.
pub fn strips(desk: Desk, tracks: &Tracks, chart: Chart, from: f64, lang: Lang) -> Vec<Strip> {
    let what = if chart == Chart::LatencyParts { p95 } else { answered };
    let strip = |(of, line)| Some(Strip { name: name_of(desk, of, lang)?, line, behind: Vec::new() });
    tracks.part_lines(what, from).into_iter().filter_map(strip).collect()
}

/// What a part is called; a region that is no longer on the board has no name.
fn name_of(desk: Desk, of: Of, lang: Lang) -> Option<String> {
    let [reads, writes, statics] = lang.texts().metrics.classes;
    match of {
        Of::Region(id) => desk.board.with(|h| h.board().design.place(id).map(|p| p.name.clone())),
        Of::Class(1) => Some(writes.to_owned()),
        Of::Class(5) => Some(statics.to_owned()),
        Of::Class(_) => Some(reads.to_owned()),
    }
}
