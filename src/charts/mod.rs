//! Live charts, drawn by plotters on canvases: crisp at every pixel ratio, coloured by the style
//! sheet, labelled at the end of the line. Each has a sentence and a table that say the same.

mod data;
mod failures;
mod latency;
mod numbers;
mod paint;
mod throughput;
mod utilisation;
mod view;

pub use failures::FailureBars;
pub use numbers::{LatencyNumbers, ThroughputNumbers, UtilisationNumbers};
pub use view::ChartCanvas;

use crate::desk::Desk;
use crate::i18n::{Lang, Texts};
use crate::view::prelude::*;
use simcore::kinds::Role;
use simcore::measure::Point;
use std::sync::Arc;

/// A chart on a canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chart {
    Latency,
    Throughput,
    Utilisation,
}

/// Everything that a chart shows.
#[derive(Clone)]
pub struct Scene {
    pub points: Arc<Vec<Point>>,
    /// Simulated seconds at the left and right edge.
    pub from: f64,
    pub to: f64,
    /// Stations with slots: column of `Point::taken`, name.
    pub stations: Vec<(usize, String)>,
    /// The tightest deadline of the sources, in milliseconds.
    pub deadline: Option<f64>,
    pub lang: Lang,
    pub texts: &'static Texts,
}

impl Scene {
    /// The present state of a desk. Reads its signals, so whoever calls follows them.
    pub fn of(desk: Desk, lang: Lang) -> Scene {
        let points = desk.series.get();
        let now = points.last().map_or(0.0, |p| p.t);
        let (from, to) = data::window(now, desk.speed.get());
        let deadline = desk.board.with(|h| {
            let sources = h.board().design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source);
            let deadlines = sources.filter_map(|n| {
                let i = n.kind.table().iter().position(|p| p.name == "deadline_ms")?;
                h.board().param(n.id, i)
            });
            deadlines.reduce(f64::min)
        });
        let with_slots: Vec<(usize, u32)> = desk.frame.with_untracked(|f| {
            let nodes = f.nodes.iter().enumerate();
            nodes.filter(|(_, n)| n.gauges.slots > 0).map(|(i, n)| (i, n.id)).collect()
        });
        let stations = desk.board.with(|h| {
            let name = |id| h.board().node(id).map(|n| n.name.clone());
            with_slots.into_iter().filter_map(|(i, id)| Some((i, name(id)?))).collect()
        });
        Scene { points, from, to, stations, deadline, lang, texts: lang.texts() }
    }

    /// The points between the edges.
    pub fn seen(&self) -> &[Point] {
        let start = self.points.partition_point(|p| p.t < self.from);
        &self.points[start..]
    }
}
