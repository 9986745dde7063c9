//! Slots taken over time, one strip per station, so that a hot one is seen while the mean looks
//! well. The hot one is in the colour of what is wrong.

use super::Scene;
use super::latency::seconds;
use super::paint::{Paper, Side};
use crate::i18n::number;
use plotters::prelude::*;

const LEFT: f64 = 78.0;
const RIGHT: f64 = 46.0;
const BOTTOM: f64 = 18.0;
/// From this share on a station is strained, and from the second one it is full.
const STRAINED: f64 = 0.8;
const FULL: f64 = 0.995;
/// Least and greatest height of a strip with its gap; the canvas grows with the stations.
pub const ROW: f64 = 21.0;
const TALL_ROW: f64 = 32.0;
/// What the axis of time takes.
pub const FOOT: f64 = BOTTOM + 4.0;

/// Draws the chart; an error of the canvas leaves it as far as it came.
pub fn draw(scene: &Scene, paper: &Paper) -> Option<()> {
    let seen = scene.seen();
    let (left, right) = (LEFT, paper.w - RIGHT);
    let tall = ((paper.h - FOOT) / scene.stations.len().max(1) as f64).clamp(ROW, TALL_ROW);
    for (row, (column, name)) in scene.stations.iter().enumerate() {
        let top = tall * row as f64 + 2.0;
        let taken = |i: usize| f64::from(seen[i].taken.get(*column).copied().unwrap_or(0.0)).clamp(0.0, 1.0);
        let last = if seen.is_empty() { 0.0 } else { taken(seen.len() - 1) };
        let (colour, bold) = match last {
            l if l >= FULL => (paper.ink.bad, true),
            l if l >= STRAINED => (paper.ink.ink, true),
            _ => (paper.ink.edge, false),
        };
        let height = tall - 6.0;
        let strip = paper.root.clone().shrink(
            (paper.px(left), paper.px(top)),
            (paper.px(right - left).max(1), paper.px(height).max(1)),
        );
        let _ = strip.fill(&paper.ink.well);
        let mut chart = ChartBuilder::on(&strip).build_cartesian_2d(scene.from..scene.to, 0.0..1.0).ok()?;
        let area = AreaSeries::new((0..seen.len()).map(|i| (seen[i].t, taken(i))), 0.0, colour.filled());
        let _ = chart.draw_series(area);
        let middle = top + height / 2.0;
        let word_ink = if bold && last >= FULL { paper.ink.bad } else { paper.ink.ink };
        paper.text(&shortened(name), 0.0, middle, Side::Left, word_ink, bold);
        let share = number::percent(scene.lang, (last * 100.0).round() / 100.0);
        paper.text(&share, paper.w - 2.0, middle, Side::Right, word_ink, bold);
    }
    seconds(scene, paper, left, right);
    Some(())
}

/// A name in the room beside the strip.
fn shortened(name: &str) -> String {
    const MOST: usize = 12;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let head: String = name.chars().take(MOST - 1).collect();
    format!("{}…", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_names_are_cut_with_a_mark() {
        assert_eq!(shortened("Web 1"), "Web 1");
        assert_eq!(shortened("Servidor da web número 12"), "Servidor da…");
    }
}
