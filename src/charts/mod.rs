//! Live charts, drawn by plotters on canvases: crisp at every pixel ratio, coloured by the style
//! sheet, labelled at the end of the line. Each has a sentence and a table that say the same.

mod bill;
mod cross;
mod data;
mod failures;
mod latency;
mod numbers;
mod paint;
mod parts;
mod slot;
mod spread;
mod strips;
mod throughput;
mod tracks;
mod view;

use bill::BillBars;
use failures::FailureBars;
pub use slot::{ChartSlot, Metric};
pub use tracks::Tracks;
pub use view::ChartCanvas;

use crate::desk::{Desk, Other};
use crate::i18n::{Lang, Texts};
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::kinds::Role;
use simcore::measure::Point;
use std::sync::Arc;
use strips::{Strip, Unit};
use tracks::{Line, Track};

/// A chart on a canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chart {
    Latency,
    Throughput,
    Utilisation,
    Spread,
    Queue,
    Hits,
    Lag,
    Shards,
    /// By class of request and by region.
    LatencyParts,
    ThroughputParts,
}

/// What frames say beside the series, kept while the charts are there.
#[derive(Clone, Copy)]
struct TracksContext(RwSignal<Tracks>);

/// Keeps what the charts need for as long as the current owner lives.
pub fn provide_tracks(desk: Desk) {
    let tracks = rw_signal(Tracks::default());
    provide_context(TracksContext(tracks));
    effect(move || {
        let frame = desk.frame.get();
        // the charts are only told of what has changed
        let mut changed = false;
        tracks.maybe_update(|t| {
            changed = t.take_in(&frame);
            changed
        });
    });
}

/// Everything that a chart shows.
#[derive(Clone)]
pub struct Scene {
    pub points: Arc<Vec<Point>>,
    /// Simulated seconds at the left and right edge.
    pub from: f64,
    pub to: f64,
    pub chart: Chart,
    /// A line per station, where the chart is made of them.
    pub strips: Vec<Strip>,
    /// The histogram, where the chart is one.
    pub bars: Vec<spread::Bar>,
    /// The tightest deadline of the sources, in milliseconds.
    pub deadline: Option<f64>,
    /// The world on the other side of the fork, and where the two part.
    pub other: Arc<Other>,
    pub fork: Option<simcore::host::Forked>,
    pub lang: Lang,
    pub texts: &'static Texts,
}

impl Chart {
    /// What the chart leaves free left and right of its axis of time, in CSS pixels; none where it
    /// has no such axis.
    fn sides(self) -> Option<(f64, f64)> {
        match self {
            Chart::Latency => Some(latency::SIDES),
            Chart::Throughput => Some(throughput::SIDES),
            Chart::Spread => None,
            _ => Some(strips::SIDES),
        }
    }
}

impl Scene {
    /// The present state of a desk. Reads its signals, so whoever calls follows them.
    pub fn of(desk: Desk, lang: Lang, chart: Chart) -> Scene {
        let points = desk.series.get();
        let (from, to) = Scene::span(desk);
        let (other, fork) = (desk.time.other.get(), desk.time.fork.get());
        let deadline = desk.board.with(|h| {
            let sources = h.board().design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source);
            let deadlines = sources.filter_map(|n| {
                let i = n.kind.table().iter().position(|p| p.name == "deadline_ms")?;
                h.board().param(n.id, i)
            });
            deadlines.reduce(f64::min)
        });
        let lines = match chart {
            Chart::Utilisation => slots_taken(desk, &points, from),
            _ => match (track_of(chart), use_context::<TracksContext>()) {
                (Some(track), Some(tracks)) => tracks.0.with(|t| t.lines(track, from)),
                _ => Vec::new(),
            },
        };
        let strips: Vec<Strip> = desk.board.with(|h| {
            let name = |id| h.board().node(id).map(|n| n.name.clone());
            let strip = |(id, line)| {
                let behind =
                    if chart == Chart::Utilisation { slots_of(&other, id, from, to) } else { Vec::new() };
                Some(Strip { name: name(id)?, line, behind })
            };
            lines.into_iter().filter_map(strip).collect()
        });
        let strips = match use_context::<TracksContext>() {
            Some(tracks) if chart.is_of_parts() => {
                tracks.0.with(|t| parts::strips(desk, t, chart, from, lang))
            }
            _ => strips,
        };
        let bars = if chart == Chart::Spread { desk.closer.with(|c| c.latency.clone()) } else { Vec::new() };
        Scene { points, from, to, chart, strips, bars, deadline, other, fork, lang, texts: lang.texts() }
    }

    /// What the strips measure.
    pub fn unit(&self) -> Unit {
        match self.chart {
            Chart::Queue => Unit::Count,
            Chart::Hits => Unit::Share,
            Chart::Lag | Chart::LatencyParts => Unit::Seconds,
            Chart::ThroughputParts => Unit::Rate,
            Chart::Shards => Unit::Times,
            _ => Unit::Load,
        }
    }

    /// What is said where there is no strip.
    pub fn nothing(&self) -> &'static str {
        match self.chart {
            Chart::Utilisation => self.texts.charts.utilisation_none,
            chart if chart.is_of_parts() => self.texts.metrics.one_part,
            _ => self.texts.metrics.nobody,
        }
    }

    /// Simulated seconds at the edges.
    pub fn span(desk: Desk) -> (f64, f64) {
        let now = desk.series.with(|s| s.last().map_or(0.0, |p| p.t));
        data::window(now, desk.speed.get())
    }

    /// The points of the other world between the edges.
    pub fn seen_other(&self) -> &[Point] {
        between(&self.other.points, self.from, self.to)
    }

    /// What the other world is called.
    pub fn other_name(&self) -> &'static str {
        let t = &self.texts.time;
        if self.fork.is_some_and(|f| f.original) { t.fork } else { t.original }
    }

    /// The points between the edges.
    pub fn seen(&self) -> &[Point] {
        let start = self.points.partition_point(|p| p.t < self.from);
        &self.points[start..]
    }
}

fn track_of(chart: Chart) -> Option<Track> {
    match chart {
        Chart::Queue => Some(Track::Queue),
        Chart::Hits => Some(Track::Hits),
        Chart::Lag => Some(Track::Lag),
        Chart::Shards => Some(Track::Shards),
        _ => None,
    }
}

/// Of the stations with slots, the share that is taken.
fn slots_taken(desk: Desk, points: &[Point], from: f64) -> Vec<(NodeId, Line)> {
    let start = points.partition_point(|p| p.t < from);
    desk.frame.with_untracked(|f| {
        let nodes = f.nodes.iter().enumerate().filter(|(_, n)| n.gauges.slots > 0);
        let taken = |p: &Point, i: usize| f64::from(p.taken.get(i).copied().unwrap_or(0.0));
        nodes.map(|(i, n)| (n.id, points[start..].iter().map(|p| (p.t, taken(p, i))).collect())).collect()
    })
}

/// The points of a span of time.
fn between(points: &[Point], from: f64, to: f64) -> &[Point] {
    let start = points.partition_point(|p| p.t < from);
    let end = points.partition_point(|p| p.t <= to);
    &points[start.min(end)..end]
}

/// The share of a station's slots that is taken in the other world.
fn slots_of(other: &Other, id: NodeId, from: f64, to: f64) -> Line {
    let Some(column) = other.nodes.iter().position(|n| *n == id) else { return Vec::new() };
    let share = |p: &Point| (p.t, f64::from(p.taken.get(column).copied().unwrap_or(0.0)));
    between(&other.points, from, to).iter().map(share).collect()
}
