//! One strip per station over time, so that a hot one is seen while the mean looks well. What is
//! full is in the colour of what is wrong.

use super::Scene;
use super::latency::seconds;
use super::paint::{Paper, Side};
use super::tracks::Line;
use crate::i18n::{Lang, number};
use plotters::prelude::*;

const LEFT: f64 = 78.0;
const RIGHT: f64 = 52.0;
/// What is left free beside the axis of time.
pub const SIDES: (f64, f64) = (LEFT, RIGHT);
const BOTTOM: f64 = 18.0;
/// From this share on a station is strained, and from the second one it is full.
const STRAINED: f64 = 0.8;
const FULL: f64 = 0.995;
/// Least and greatest height of a strip with its gap; the canvas grows with the stations.
pub const ROW: f64 = 21.0;
const TALL_ROW: f64 = 32.0;
/// What the axis of time takes.
pub const FOOT: f64 = BOTTOM + 4.0;

/// A station's line.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    pub name: String,
    pub line: Line,
    /// The same in the world on the other side of a fork.
    pub behind: Line,
}

impl Strip {
    pub fn last(&self) -> f64 {
        self.line.last().map_or(0.0, |(_, v)| *v)
    }
}

/// What the values of a set of strips are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share of which much is bad, and one of which much is good.
    Load,
    Share,
    Count,
    Seconds,
    Times,
    /// Per second.
    Rate,
}

impl Unit {
    pub fn write(self, lang: Lang, v: f64) -> String {
        match self {
            Unit::Load | Unit::Share => number::percent(lang, (v * 100.0).round() / 100.0),
            Unit::Count => number::compact(lang, v.round()),
            Unit::Rate => number::rate(lang, v),
            Unit::Seconds => number::ms(lang, v * 1000.0),
            Unit::Times => format!("{}\u{a0}x", number::fixed(lang, v, 1)),
        }
    }

    /// The top of the strips, the same for all of them.
    fn ceiling(self, strips: &[Strip]) -> f64 {
        let most = strips.iter().flat_map(|s| &s.line).fold(0.0, |m: f64, (_, v)| m.max(*v));
        match self {
            Unit::Load | Unit::Share => 1.0,
            Unit::Count | Unit::Rate => super::data::ceiling(most.max(8.0)),
            Unit::Seconds => super::data::ceiling(most.max(0.01)),
            Unit::Times => most.max(2.0),
        }
    }
}

/// Draws the chart; an error of the canvas leaves it as far as it came.
pub fn draw(scene: &Scene, unit: Unit, paper: &Paper) -> Option<()> {
    let (left, right) = (LEFT, paper.w - RIGHT);
    let hi = unit.ceiling(&scene.strips);
    if scene.strips.is_empty() {
        let words = scene.nothing();
        paper.text(words, paper.w / 2.0, (paper.h - FOOT) / 2.0, Side::Middle, paper.ink.ink, false);
    }
    let tall = ((paper.h - FOOT) / scene.strips.len().max(1) as f64).clamp(ROW, TALL_ROW);
    for (row, strip) in scene.strips.iter().enumerate() {
        let top = tall * row as f64 + 2.0;
        let last = strip.last();
        let (colour, bold) = match last {
            l if unit == Unit::Load && l >= FULL => (paper.ink.bad, true),
            l if unit == Unit::Load && l >= STRAINED => (paper.ink.ink, true),
            _ => (paper.ink.edge, false),
        };
        let height = tall - 6.0;
        let area = paper.root.clone().shrink(
            (paper.px(left), paper.px(top)),
            (paper.px(right - left).max(1), paper.px(height).max(1)),
        );
        let _ = area.fill(&paper.ink.well);
        let mut chart = ChartBuilder::on(&area).build_cartesian_2d(scene.from..scene.to, 0.0..hi).ok()?;
        let points = strip.line.iter().map(|(t, v)| (*t, v.clamp(0.0, hi)));
        let _ = chart.draw_series(AreaSeries::new(points, 0.0, colour.filled()));
        let behind = strip.behind.iter().map(|(t, v)| (*t, v.clamp(0.0, hi)));
        let _ = chart.draw_series(LineSeries::new(behind, paper.pen(paper.ink.ink, 1.0)));
        let middle = top + height / 2.0;
        let word_ink = if unit == Unit::Load && last >= FULL { paper.ink.bad } else { paper.ink.ink };
        paper.text(&shortened(&strip.name), 0.0, middle, Side::Left, word_ink, bold);
        paper.text(&unit.write(scene.lang, last), paper.w - 2.0, middle, Side::Right, word_ink, bold);
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
    use super::*;

    #[test]
    fn long_names_are_cut_with_a_mark() {
        assert_eq!(shortened("Web 1"), "Web 1");
        assert_eq!(shortened("Servidor da web número 12"), "Servidor da…");
    }

    #[test]
    fn all_strips_share_a_scale_that_holds_every_value() {
        let strip =
            |v: f64| Strip { name: String::new(), line: vec![(0.0, 0.0), (1.0, v)], behind: Vec::new() };
        let strips = [strip(3.0), strip(250.0)];
        assert!(Unit::Count.ceiling(&strips) >= 250.0);
        assert_eq!((Unit::Load.ceiling(&strips), Unit::Count.ceiling(&[])), (1.0, 8.0));
        assert_eq!(Unit::Times.write(Lang::Pt, 2.34), "2,3\u{a0}x");
    }
}
