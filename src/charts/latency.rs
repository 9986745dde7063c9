//! Latency over time on a logarithmic axis: p50, p95 and p99 as three weights of one line, the
//! deadline dotted.

use super::Scene;
use super::data::{decades, spread, ticks};
use super::paint::{Paper, Side};
use crate::i18n::number;
use plotters::prelude::*;
use simcore::measure::Point;

const LEFT: f64 = 38.0;
const RIGHT: f64 = 78.0;
/// What is left free beside the axis of time.
pub const SIDES: (f64, f64) = (LEFT, RIGHT);
const TOP: f64 = 8.0;
const BOTTOM: f64 = 18.0;

type Read = fn(&Point) -> f32;
const LINES: [(&str, Read, f64); 3] =
    [("p50", |p| p.p50, 1.0), ("p95", |p| p.p95, 1.5), ("p99", |p| p.p99, 2.25)];

/// Draws the chart; an error of the canvas leaves it as far as it came.
pub fn draw(scene: &Scene, paper: &Paper) -> Option<()> {
    let seen = scene.seen();
    let values = seen.iter().flat_map(|p| LINES.map(|(_, read, _)| f64::from(read(p))));
    let beside = scene.seen_other().iter().flat_map(|p| LINES.map(|(_, read, _)| f64::from(read(p))));
    let (lo, hi) = decades(values.chain(beside).chain(scene.deadline));
    let mut chart = ChartBuilder::on(&paper.root)
        .margin_left(paper.px(LEFT))
        .margin_right(paper.px(RIGHT))
        .margin_top(paper.px(TOP))
        .margin_bottom(paper.px(BOTTOM))
        .build_cartesian_2d(scene.from..scene.to, (lo..hi).log_scale())
        .ok()?;
    axes(scene, paper, lo, hi);

    for (_, read, _) in LINES {
        for run in scene.seen_other().split(|p| read(p) <= 0.0).filter(|run| !run.is_empty()) {
            let line = run.iter().map(|p| (p.t, f64::from(read(p))));
            let _ = chart.draw_series(LineSeries::new(line, paper.pen(paper.ink.edge, 1.0)));
        }
    }
    for (_, read, width) in LINES {
        // seconds in which nothing was answered have no latency: the line breaks there
        for run in seen.split(|p| read(p) <= 0.0).filter(|run| !run.is_empty()) {
            let line = run.iter().map(|p| (p.t, f64::from(read(p))));
            let _ = chart.draw_series(LineSeries::new(line, paper.pen(paper.ink.ink, width)));
        }
    }
    let last = seen.last().filter(|p| p.p50 > 0.0)?;
    let height = paper.h - TOP - BOTTOM;
    let y_of = |v: f64| TOP + height * (1.0 - (v.clamp(lo, hi) / lo).ln() / (hi / lo).ln());
    let mut places = LINES.map(|(_, read, _)| y_of(f64::from(read(last))) - TOP);
    spread(&mut places, 13.0, height);
    for ((name, read, weight), y) in LINES.iter().zip(places) {
        let words = format!("{name} {}", number::short(scene.lang, f64::from(read(last))));
        let colour = if *weight > 2.0 { paper.ink.ink } else { paper.ink.ink_2 };
        paper.text(&words, paper.w - RIGHT + 6.0, y + TOP, Side::Left, colour, *weight > 2.0);
    }
    Some(())
}

fn axes(scene: &Scene, paper: &Paper, lo: f64, hi: f64) {
    let (left, right, bottom) = (LEFT, paper.w - RIGHT, paper.h - BOTTOM);
    let height = bottom - TOP;
    let y_of = |v: f64| TOP + height * (1.0 - (v / lo).ln() / (hi / lo).ln());
    let mut decade = lo;
    while decade <= hi * 1.001 {
        let y = y_of(decade);
        paper.line((left, y), (right, y), paper.ink.line, 1.0, false);
        let words = match decade {
            d if d >= 1000.0 => format!("{} s", number::short(scene.lang, d / 1000.0)),
            d => number::short(scene.lang, d),
        };
        paper.text(&words, left - 6.0, y, Side::Right, paper.ink.ink_3, false);
        decade *= 10.0;
    }
    if let Some(deadline) = scene.deadline.filter(|d| *d >= lo && *d <= hi) {
        let y = y_of(deadline);
        paper.line((left, y), (right, y), paper.ink.late, 1.5, true);
        let words = scene.texts.charts.deadline;
        // below the line where there is no room above it
        let at = if y < y_of(hi) + 16.0 { y + 9.0 } else { y - 8.0 };
        paper.text(words, left + 4.0, at, Side::Left, paper.ink.late, false);
    }
    seconds(scene, paper, left, right);
    parting(scene, paper, left, right);
}

/// Where two worlds part, and the name of the thin lines behind; common to all charts.
pub fn parting(scene: &Scene, paper: &Paper, left: f64, right: f64) {
    let Some(fork) = scene.fork.filter(|f| f.at_s >= scene.from && f.at_s <= scene.to) else { return };
    let x = left + (right - left) * (fork.at_s - scene.from) / (scene.to - scene.from);
    paper.line((x, TOP), (x, paper.h - BOTTOM), paper.ink.ink_3, 1.0, true);
    let side = if x > (left + right) / 2.0 { Side::Right } else { Side::Left };
    let words = format!("\u{a0}{}\u{a0}", scene.other_name());
    paper.text(&words, x, paper.h - BOTTOM - 7.0, side, paper.ink.ink_3, false);
}

/// The axis of time, common to all charts.
pub fn seconds(scene: &Scene, paper: &Paper, left: f64, right: f64) {
    let y = paper.h - BOTTOM;
    paper.line((left, y), (right, y), paper.ink.edge, 1.0, false);
    let all = ticks(scene.from, scene.to, 3);
    let count = all.len();
    for (i, t) in all.into_iter().enumerate() {
        let x = left + (right - left) * (t - scene.from) / (scene.to - scene.from);
        let unit = if i + 1 == count { " s" } else { "" };
        let words = format!("{}{unit}", number::int(scene.lang, t));
        paper.text(&words, x, y + 10.0, Side::Middle, paper.ink.ink_3, false);
    }
}
