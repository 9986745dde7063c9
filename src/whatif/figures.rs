//! What is read off a run, and how it is written.

use crate::i18n::{Lang, number};
use simcore::answers::beside::Whole;
use simcore::design::NodeId;
use simcore::measure::Report;

/// A quantity of a run, end to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Mean,
    P95,
    P99,
    Throughput,
    NotOnTime,
}

/// The figures of one run. Latency is not a number where nothing was answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    values: [f64; Measure::ALL.len()],
    /// Requests that the run saw, the warm-up left out.
    pub requests: f64,
    /// The station whose slots were taken most, and how much: 0 to 1.
    pub fullest: Option<(NodeId, f64)>,
}

impl Figures {
    pub fn of(report: &Report) -> Figures {
        let finished = report.finished() as f64;
        let latency = |v: f64| if report.latency.count > 0 { v } else { f64::NAN };
        let l = &report.latency;
        let late = if finished > 0.0 { 1.0 - report.on_time as f64 / finished } else { f64::NAN };
        let stations = report.nodes.iter().filter(|n| n.gauges.slots > 0);
        let fullest = stations.max_by(|a, b| a.occupancy.total_cmp(&b.occupancy));
        Figures {
            values: [
                latency(l.mean),
                latency(l.p95),
                latency(l.p99),
                report.answered as f64 / report.seconds().max(1e-9),
                late,
            ],
            requests: report.generated as f64,
            fullest: fullest.map(|n| (n.id, n.occupancy)),
        }
    }
}

impl Measure {
    pub const ALL: [Measure; 5] =
        [Measure::Mean, Measure::P95, Measure::P99, Measure::Throughput, Measure::NotOnTime];

    pub fn read(self, run: &Figures) -> f64 {
        run.values[self as usize]
    }

    /// The same quantity in theory, where its law is known.
    pub fn theory(self, whole: &Whole) -> Option<f64> {
        match self {
            Measure::Mean => Some(whole.mean_ms),
            Measure::P95 => whole.p95_ms,
            Measure::P99 => whole.p99_ms,
            Measure::Throughput => Some(whole.throughput),
            Measure::NotOnTime => whole.not_on_time,
        }
    }

    /// With its unit.
    pub fn say(self, lang: Lang, value: f64) -> String {
        if !value.is_finite() {
            return "–".to_owned();
        }
        match self {
            Measure::Throughput => number::rate(lang, value),
            Measure::NotOnTime => number::percent(lang, value),
            _ => number::ms(lang, value),
        }
    }

    /// A difference of two of them: shares in points of a hundred.
    pub fn say_gap(self, lang: Lang, value: f64) -> String {
        match self {
            Measure::NotOnTime => format!("{}\u{a0}pp", number::short(lang, 100.0 * value)),
            _ => self.say(lang, value),
        }
    }

    /// Without its unit, for columns that carry it once.
    pub fn bare(self, lang: Lang, value: f64) -> String {
        match self {
            _ if !value.is_finite() => "–".to_owned(),
            Measure::NotOnTime => number::short(lang, 100.0 * value),
            _ => number::short(lang, value),
        }
    }

    /// The unit of [`Measure::bare`].
    pub fn unit(self) -> &'static str {
        match self {
            Measure::Throughput => "/s",
            Measure::NotOnTime => "%",
            _ => "ms",
        }
    }

    /// What one of [`Measure::unit`] is.
    pub fn scale(self) -> f64 {
        if self == Measure::NotOnTime { 0.01 } else { 1.0 }
    }

    /// Is less of it better?
    pub fn less_is_better(self) -> bool {
        self != Measure::Throughput
    }
}
