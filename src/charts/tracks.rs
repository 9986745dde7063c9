//! What frames say of each station at an instant, kept over time for the charts: lines, hit ratios,
//! lags, and how even the parts are. The worker's own series has none of them.

use simcore::design::NodeId;
use simcore::host::{Frame, NodeFrame};
use simcore::measure::{Fact, Of, Part};
use simcore::sorted::SortedMap;

/// Values that are kept in all; large boards look back less far.
const KEEP_VALUES: usize = 60_000;
const KEEP_SAMPLES: usize = 600;
/// Fewer lookups than this between two samples say nothing.
const LOOKUPS: u64 = 5;

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// Requests and messages that wait.
    Queue,
    /// Share of the lookups since the sample before that were hits.
    Hits,
    /// Seconds behind the source.
    Lag,
    /// The fullest part against the average.
    Shards,
}

/// A line over time: second and value.
pub type Line = Vec<(f64, f64)>;

#[derive(Clone, Debug, PartialEq)]
struct Sample {
    t: f64,
    /// Only stations that have something to say; what they do not have is no number.
    values: Vec<(NodeId, [f32; 4])>,
    parts: Vec<Part>,
}

/// All samples of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tracks {
    samples: Vec<Sample>,
    lookups: SortedMap<NodeId, (u64, u64)>,
}

impl Tracks {
    /// Takes in a frame when an interval has ended since the last one. A clock that ran backwards
    /// takes the later samples with it.
    pub fn take_in(&mut self, frame: &Frame) -> bool {
        let t = frame.last.t;
        if self.samples.last().is_some_and(|s| frame.now_s < s.t) {
            self.samples.retain(|s| s.t <= frame.now_s);
            self.lookups = SortedMap::default();
        }
        if t <= 0.0 || self.samples.last().is_some_and(|s| t <= s.t) {
            return false;
        }
        let values = frame.nodes.iter().filter_map(|n| self.values(n)).collect();
        self.samples.push(Sample { t, values, parts: frame.parts.clone() });
        let keep = (KEEP_VALUES / frame.nodes.len().max(1)).clamp(60, KEEP_SAMPLES);
        let over = self.samples.len().saturating_sub(keep);
        self.samples.drain(..over);
        true
    }

    fn values(&mut self, n: &NodeFrame) -> Option<(NodeId, [f32; 4])> {
        let fact = |which| n.gauges.facts.iter().find(|(f, _)| *f == which).map(|(_, v)| *v as f32);
        let messages = fact(Fact::Messages);
        let lines = n.gauges.slots > 0 || n.gauges.queue_limit.is_some_and(|l| l > 0);
        let waits =
            (lines || messages.is_some()).then(|| messages.unwrap_or(0.0).max(n.gauges.queued as f32));
        let all = [waits, self.hits(n), fact(Fact::Lag), fact(Fact::Imbalance)];
        all.iter().any(Option::is_some).then(|| (n.id, all.map(|v| v.unwrap_or(f32::NAN))))
    }

    fn hits(&mut self, n: &NodeFrame) -> Option<f32> {
        let (hits, all) = n.lookups;
        if all == 0 {
            return None;
        }
        let before = self.lookups.insert(n.id, n.lookups).filter(|b| b.1 <= all).unwrap_or((hits, all));
        let fresh = all - before.1;
        (fresh >= LOOKUPS).then(|| (hits.saturating_sub(before.0)) as f32 / fresh as f32)
    }

    /// The lines of the stations that have one, from a second on, in the order of the newest frame.
    pub fn lines(&self, track: Track, from: f64) -> Vec<(NodeId, Line)> {
        let Some(newest) = self.samples.last() else { return Vec::new() };
        let start = self.samples.partition_point(|s| s.t < from);
        let line = |id: NodeId| -> Line {
            let of =
                |s: &Sample| s.values.iter().find(|(n, _)| *n == id).map(|(_, v)| (s.t, v[track as usize]));
            let seen = self.samples[start..].iter().filter_map(of);
            seen.filter(|(_, v)| v.is_finite()).map(|(t, v)| (t, f64::from(v))).collect()
        };
        let all = newest.values.iter().map(|(id, _)| (*id, line(*id)));
        all.filter(|(_, line)| !line.is_empty()).collect()
    }

    /// The same for the parts of the traffic; what is no number is left out.
    pub fn part_lines(&self, what: fn(&Part) -> Option<f32>, from: f64) -> Vec<(Of, Line)> {
        let Some(newest) = self.samples.last() else { return Vec::new() };
        let start = self.samples.partition_point(|s| s.t < from);
        let value = |s: &Sample, of: Of| s.parts.iter().find(|p| p.of == of).and_then(what);
        let line = |of: Of| -> Line {
            self.samples[start..].iter().filter_map(|s| Some((s.t, f64::from(value(s, of)?)))).collect()
        };
        newest.parts.iter().map(|p| (p.of, line(p.of))).filter(|(_, line)| !line.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::measure::{Gauges, Point};

    fn frame(t: f64, lookups: (u64, u64), queued: u32) -> Frame {
        let gauges = Gauges { slots: 4, queued, facts: vec![(Fact::Lag, 0.5)], ..Gauges::default() };
        let nodes = vec![
            NodeFrame { id: 1, ..NodeFrame::default() },
            NodeFrame { id: 7, gauges, lookups, ..NodeFrame::default() },
        ];
        Frame { now_s: t + 0.3, last: Point { t, ..Point::default() }, nodes, ..Frame::default() }
    }

    #[test]
    fn a_ratio_is_that_of_the_last_interval_and_not_of_the_whole_run() {
        let mut tracks = Tracks::default();
        for (t, lookups) in [(1.0, (90, 100)), (2.0, (180, 200)), (3.0, (190, 300))] {
            assert!(tracks.take_in(&frame(t, lookups, t as u32)));
            assert!(!tracks.take_in(&frame(t, lookups, 9)), "the same interval again");
        }
        let [(7, hits)] = &tracks.lines(Track::Hits, 0.0)[..] else { panic!() };
        assert!((hits[0].1 - 0.9).abs() < 1e-6 && (hits[1].1 - 0.1).abs() < 1e-6, "{hits:?}");
        assert_eq!(tracks.lines(Track::Queue, 1.5), [(7, vec![(2.0, 2.0), (3.0, 3.0)])]);
        assert_eq!(tracks.lines(Track::Lag, 2.5), [(7, vec![(3.0, 0.5)])]);
        assert_eq!(tracks.lines(Track::Shards, 0.0), []);
    }

    #[test]
    fn classes_and_regions_have_lines_of_their_own() {
        let mut tracks = Tracks::default();
        let part = |of, p95| Part { of, on_time: 80.0, late: 20.0, failed: 1.0, p50: 1.0, p95 };
        for (t, p95) in [(1.0, 5.0), (2.0, 0.0), (3.0, 7.0)] {
            let parts = vec![part(Of::Class(1), p95), part(Of::Region(3), 40.0)];
            tracks.take_in(&Frame { parts, ..frame(t, (0, 0), 0) });
        }
        let p95 = |p: &Part| (p.p95 > 0.0).then_some(p.p95);
        let lines = tracks.part_lines(p95, 0.0);
        assert_eq!(
            lines[0],
            (Of::Class(1), vec![(1.0, 5.0), (3.0, 7.0)]),
            "an interval without answers has none"
        );
        assert_eq!(lines[1], (Of::Region(3), vec![(1.0, 40.0), (2.0, 40.0), (3.0, 40.0)]));
        tracks.take_in(&frame(4.0, (0, 0), 0));
        assert_eq!(tracks.part_lines(p95, 0.0), []);
    }

    #[test]
    fn going_back_in_time_forgets_what_has_not_happened() {
        let mut tracks = Tracks::default();
        for t in 1..=5 {
            tracks.take_in(&frame(f64::from(t), (0, 0), t));
        }
        tracks.take_in(&frame(3.0, (0, 0), 30));
        let [(7, line)] = &tracks.lines(Track::Queue, 0.0)[..] else { panic!() };
        assert_eq!(line, &[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]);
    }
}
