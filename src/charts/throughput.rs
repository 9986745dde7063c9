//! Requests per second: what was answered on time as a plain area, what came late striped on top,
//! what failed hatched above, up to what was offered.

use super::Scene;
use super::data::{ceiling, spread, ticks};
use super::latency::{parting, seconds};
use super::paint::{Paper, Side};
use crate::i18n::number;
use plotters::prelude::*;
use simcore::measure::Point;

const LEFT: f64 = 46.0;
const RIGHT: f64 = 84.0;
/// What is left free beside the axis of time.
pub const SIDES: (f64, f64) = (LEFT, RIGHT);
const TOP: f64 = 8.0;
const BOTTOM: f64 = 18.0;

/// Draws the chart; an error of the canvas leaves it as far as it came.
pub fn draw(scene: &Scene, paper: &Paper) -> Option<()> {
    let seen = scene.seen();
    let on_time = |p: &Point| f64::from(p.on_time);
    let answered = |p: &Point| f64::from(p.on_time + p.late);
    let finished = |p: &Point| f64::from(p.on_time + p.late + p.failed);
    let offered = |p: &Point| f64::from(p.offered);
    let most = seen.iter().map(|p| finished(p).max(offered(p))).fold(1.0, f64::max);
    let other = scene.seen_other();
    let most = other.iter().map(on_time).fold(most, f64::max);
    let hi = ceiling(most * 1.05);
    let mut chart = ChartBuilder::on(&paper.root)
        .margin_left(paper.px(LEFT))
        .margin_right(paper.px(RIGHT))
        .margin_top(paper.px(TOP))
        .margin_bottom(paper.px(BOTTOM))
        .build_cartesian_2d(scene.from..scene.to, 0.0..hi)
        .ok()?;
    let area = AreaSeries::new(seen.iter().map(|p| (p.t, on_time(p))), 0.0, paper.ink.well.filled());
    let _ = chart.draw_series(area);
    axes(scene, paper, hi);
    // between two lines over time, as an outline on the canvas
    let between = |low: &dyn Fn(&Point) -> f64, high: &dyn Fn(&Point) -> f64| {
        let up = seen.iter().map(|p| chart.backend_coord(&(p.t, high(p))));
        let down = seen.iter().rev().map(|p| chart.backend_coord(&(p.t, low(p))));
        up.chain(down).collect::<Vec<(i32, i32)>>()
    };
    if seen.iter().any(|p| p.late > 0.0) {
        paper.hatch(&between(&on_time, &answered), paper.ink.late_wash, paper.ink.late, false);
    }
    if seen.iter().any(|p| p.failed > 0.0) {
        paper.hatch(&between(&answered, &finished), paper.ink.bad_wash, paper.ink.bad, true);
    }
    let line = |read: &dyn Fn(&Point) -> f64| seen.iter().map(|p| (p.t, read(p))).collect::<Vec<_>>();
    let behind = other.iter().map(|p| (p.t, on_time(p)));
    let _ = chart.draw_series(LineSeries::new(behind, paper.pen(paper.ink.edge, 1.0)));
    let _ = chart.draw_series(LineSeries::new(line(&on_time), paper.pen(paper.ink.ink, 1.5)));
    let _ = chart.draw_series(LineSeries::new(line(&offered), paper.pen(paper.ink.ink, 1.0)));
    labels(scene, paper, seen.last()?, hi);
    Some(())
}

fn axes(scene: &Scene, paper: &Paper, hi: f64) {
    let (left, right, bottom) = (LEFT, paper.w - RIGHT, paper.h - BOTTOM);
    for v in ticks(0.0, hi, 3).into_iter().filter(|v| *v > 0.0) {
        let y = TOP + (bottom - TOP) * (1.0 - v / hi);
        paper.line((left, y), (right, y), paper.ink.line, 1.0, false);
        paper.text(&number::compact(scene.lang, v), left - 6.0, y, Side::Right, paper.ink.ink_3, false);
    }
    seconds(scene, paper, left, right);
    parting(scene, paper, left, right);
}

/// The last second, in words, at the ends of the areas.
fn labels(scene: &Scene, paper: &Paper, last: &Point, hi: f64) {
    let t = &scene.texts.charts;
    let (on_time, late, failed) = (f64::from(last.on_time), f64::from(last.late), f64::from(last.failed));
    let n = |v: f64| number::short(scene.lang, v);
    let all = [
        ((t.n_on_time)(&n(on_time)), on_time / 2.0, on_time, paper.ink.ink),
        ((t.n_late)(&n(late)), on_time + late / 2.0, late, paper.ink.late),
        ((t.n_failed)(&n(failed)), on_time + late + failed / 2.0, failed, paper.ink.bad),
    ];
    let shown: Vec<_> = all.into_iter().enumerate().filter(|(i, l)| *i == 0 || l.2 >= 0.5).collect();
    let height = paper.h - TOP - BOTTOM;
    let mut places: Vec<f64> =
        shown.iter().map(|(_, (_, middle, ..))| height * (1.0 - (middle / hi).clamp(0.0, 1.0))).collect();
    spread(&mut places, 13.0, height);
    for ((_, (words, _, _, colour)), y) in shown.iter().zip(places) {
        paper.text(words, paper.w - RIGHT + 6.0, y + TOP, Side::Left, *colour, true);
    }
}
