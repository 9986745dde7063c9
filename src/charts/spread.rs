//! How the latencies of all answers are spread: a histogram on a logarithmic axis, with the
//! deadline and the usual quantiles.

use super::Scene;
use super::paint::{Paper, Side};
use crate::i18n::{Lang, number};
use plotters::prelude::*;

const LEFT: f64 = 8.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 18.0;

/// From and to in milliseconds, and how many.
pub type Bar = (f32, f32, u64);

/// The ends of the axis: whole octaves around all bars, at least two of them.
fn ends(bars: &[Bar]) -> Option<(f64, f64)> {
    let (lo, hi) = (f64::from(bars.first()?.0).max(1e-3), f64::from(bars.last()?.1));
    Some((lo, hi.max(lo * 4.0)))
}

/// Draws the chart; an error of the canvas leaves it as far as it came.
pub fn draw(scene: &Scene, paper: &Paper) -> Option<()> {
    let (lo, hi) = ends(&scene.bars)?;
    let most = scene.bars.iter().map(|b| b.2).max().filter(|m| *m > 0)? as f64;
    let (left, right, bottom) = (LEFT, paper.w - RIGHT, paper.h - BOTTOM);
    let x = |ms: f64| left + (right - left) * (ms.clamp(lo, hi) / lo).ln() / (hi / lo).ln();
    for &(from, to, count) in scene.bars.iter().filter(|b| b.2 > 0) {
        let (a, b) = (paper.px(x(f64::from(from)) + 0.5), paper.px(x(f64::from(to)) - 0.5));
        let height = ((bottom - TOP) * count as f64 / most).max(1.0);
        let (top, foot) = (paper.px(bottom - height), paper.px(bottom));
        let late = scene.deadline.is_some_and(|d| f64::from(from) >= d);
        if late {
            let outline = [(a, foot), (a, top), (b.max(a + 1), top), (b.max(a + 1), foot)];
            paper.hatch(&outline, paper.ink.late_wash, paper.ink.late, false);
        } else {
            let _ =
                paper.root.draw(&Rectangle::new([(a, top), (b.max(a + 1), foot)], paper.ink.edge.filled()));
        }
    }
    paper.line((left, bottom), (right, bottom), paper.ink.edge, 1.0, false);
    if let Some(d) = scene.deadline.filter(|d| *d > lo && *d < hi) {
        paper.line((x(d), TOP), (x(d), bottom), paper.ink.late, 1.5, true);
        let side = if x(d) > paper.w * 0.6 { Side::Right } else { Side::Left };
        let gap = if x(d) > paper.w * 0.6 { -4.0 } else { 4.0 };
        paper.text(scene.texts.charts.deadline, x(d) + gap, TOP + 6.0, side, paper.ink.late, false);
    }
    let mut decade = 10f64.powf(lo.log10().ceil());
    while decade <= hi {
        paper.line((x(decade), bottom), (x(decade), bottom + 3.0), paper.ink.edge, 1.0, false);
        let side = if x(decade) > right - 20.0 { Side::Right } else { Side::Middle };
        paper.text(&number::ms(scene.lang, decade), x(decade), bottom + 10.0, side, paper.ink.ink_3, false);
        decade *= 10.0;
    }
    Some(())
}

/// The span in which the middle nine tenths of the answers lie, in words; nothing without answers.
pub fn middle(bars: &[Bar], lang: Lang) -> Option<(String, String)> {
    let all: u64 = bars.iter().map(|b| b.2).sum();
    let at = |share: f64| {
        let mut seen = 0;
        bars.iter().find(|b| {
            seen += b.2;
            seen as f64 >= share * all as f64
        })
    };
    let (a, b) = (at(0.05)?, at(0.95)?);
    (all > 0).then(|| (number::ms(lang, f64::from(a.0)), number::ms(lang, f64::from(b.1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_leaves_out_both_ends() {
        let bars = [(1.0, 2.0, 1), (2.0, 4.0, 98), (4.0, 8.0, 1)];
        assert_eq!(middle(&bars, Lang::En), Some(("2\u{a0}ms".into(), "4\u{a0}ms".into())));
        assert_eq!((middle(&[], Lang::En), ends(&[])), (None, None));
    }
}
