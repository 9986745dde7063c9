//! A request as a waterfall: for every hop when it was on its way, in line, served, or holding a slot
//! while somebody else worked. Pure arithmetic on the spans of a trace.

use simcore::design::NodeId;
use simcore::measure::{Reason, Span, Trace};

/// What a hop does for some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Transfer,
    Queued,
    Served,
    /// Waiting for a reply, its slot held.
    Waiting,
}

impl Doing {
    pub const ALL: [Doing; 4] = [Doing::Transfer, Doing::Queued, Doing::Served, Doing::Waiting];
}

/// A stretch of time in milliseconds since the request was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    pub doing: Doing,
    pub from: f64,
    pub to: f64,
}

/// How a hop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answered,
    Missed,
    Failed(Reason),
    /// Its caller stopped waiting.
    GivenUp,
    UnderWay,
}

/// One hop.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub node: NodeId,
    pub depth: usize,
    pub outcome: Outcome,
    pub stretches: Vec<Stretch>,
}

impl Row {
    /// Milliseconds spent on something.
    pub fn time(&self, doing: Doing) -> f64 {
        self.stretches.iter().filter(|s| s.doing == doing).map(|s| s.to - s.from).sum()
    }

    /// What took longest, and how long.
    pub fn most(&self) -> (Doing, f64) {
        let times = Doing::ALL.map(|d| (d, self.time(d)));
        times.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((Doing::Served, 0.0))
    }
}

/// How a hop ended for whoever asked.
pub fn outcome(s: &Span) -> Outcome {
    match s.failed {
        _ if s.gave_up => Outcome::GivenUp,
        Some(reason) => Outcome::Failed(reason),
        None if s.missed => Outcome::Missed,
        None if s.ended_s.is_some() => Outcome::Answered,
        None => Outcome::UnderWay,
    }
}

/// The rows of a request, callers before those whom they call, in the order of time.
pub fn rows(trace: &Trace) -> Vec<Row> {
    let Some(root) = trace.root() else { return Vec::new() };
    let start = root.sent_s;
    let last = trace.spans.iter().filter_map(end_of).fold(start, f64::max);
    let mut rows = Vec::new();
    let mut todo = vec![(0usize, 0usize)];
    while let Some((i, depth)) = todo.pop() {
        let Some(span) = trace.spans.get(i) else { continue };
        let children: Vec<usize> =
            (i + 1..trace.spans.len()).filter(|&c| trace.spans[c].parent == Some(i as u32)).collect();
        let asked: Vec<&Span> = children.iter().map(|&c| &trace.spans[c]).collect();
        rows.push(Row {
            node: span.node,
            depth,
            outcome: outcome(span),
            stretches: stretches(span, &asked, start, last),
        });
        todo.extend(children.iter().rev().map(|&c| (c, depth + 1)));
    }
    rows
}

/// The last instant that is known of a hop.
fn end_of(s: &Span) -> Option<f64> {
    s.told_s.into_iter().chain(s.ended_s).chain(s.arrived_s).reduce(f64::max)
}

fn stretches(s: &Span, asked: &[&Span], start: f64, last: f64) -> Vec<Stretch> {
    let mut list = Vec::new();
    let mut add = |doing, from: f64, to: f64| {
        if to > from {
            list.push(Stretch { doing, from: (from - start) * 1000.0, to: (to - start) * 1000.0 });
        }
    };
    let Some(arrived) = s.arrived_s else {
        // on its way still, or lost there
        add(Doing::Transfer, s.sent_s, s.told_s.unwrap_or(last));
        return list;
    };
    let ended = s.ended_s.unwrap_or(last);
    add(Doing::Transfer, s.sent_s, arrived);
    let mut waits: Vec<(f64, f64)> = Vec::new();
    for c in asked {
        let (from, to) = (c.sent_s.max(arrived), c.told_s.or(c.ended_s).unwrap_or(ended).min(ended));
        match waits.last_mut().filter(|w| from <= w.1) {
            Some(w) => w.1 = w.1.max(to),
            None if to > from => waits.push((from, to)),
            None => {}
        }
    }
    let waited: f64 = waits.iter().map(|(a, b)| b - a).sum();
    // its own time is line first, then work: what is not work was spent in line
    let mut queued = (ended - arrived - waited - s.served_s).max(0.0);
    let mut own = |from: f64, to: f64| {
        let in_line = queued.min(to - from);
        queued -= in_line;
        add(Doing::Queued, from, from + in_line);
        add(Doing::Served, from + in_line, to);
    };
    let mut at = arrived;
    let mut held = Vec::new();
    for (from, to) in waits {
        own(at, from);
        held.push((from, to));
        at = to;
    }
    own(at, ended);
    for (from, to) in held {
        add(Doing::Waiting, from, to);
    }
    // the reply travels back to whoever still waits for it
    if let Some(told) = s.told_s.filter(|_| !s.gave_up && s.ended_s.is_some()) {
        add(Doing::Transfer, ended, told);
    }
    simcore::sorted::sort_by(&mut list, |a, b| a.from.total_cmp(&b.from));
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(parent: Option<u32>, node: NodeId, times: [f64; 4], served_s: f64) -> Span {
        let [sent_s, arrived, ended, told] = times;
        Span {
            request: 1,
            parent,
            from: 0,
            node,
            key: 7,
            class: 0,
            sent_s,
            arrived_s: Some(arrived),
            ended_s: Some(ended),
            served_s,
            failed: None,
            missed: false,
            told_s: Some(told),
            gave_up: false,
        }
    }

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() < 1e-6, "{got} for {want}");
    }

    #[test]
    fn every_millisecond_of_a_hop_is_something() {
        let trace = Trace {
            spans: vec![
                span(None, 2, [10.0, 10.001, 10.100, 10.101], 0.005),
                span(Some(0), 3, [10.010, 10.011, 10.090, 10.091], 0.020),
            ],
        };
        let rows = rows(&trace);
        assert_eq!(rows.iter().map(|r| (r.node, r.depth)).collect::<Vec<_>>(), [(2, 0), (3, 1)]);
        let [web, base] = &rows[..] else { panic!() };
        near(web.time(Doing::Transfer), 2.0);
        near(web.time(Doing::Waiting), 81.0);
        near(web.time(Doing::Served), 5.0);
        near(web.time(Doing::Queued), 99.0 - 81.0 - 5.0);
        near(base.time(Doing::Queued), 59.0);
        assert_eq!(base.most().0, Doing::Queued);
        for row in &rows {
            assert!(row.stretches.windows(2).all(|w| w[0].to <= w[1].from + 1e-9), "{row:?}");
        }
        near(web.stretches.iter().map(|s| s.to - s.from).sum(), 101.0);
    }

    #[test]
    fn who_gives_up_hears_no_reply_and_what_is_lost_stays_on_its_way() {
        let mut left = span(None, 2, [0.0, 0.001, 0.9, 0.3], 0.1);
        left.gave_up = true;
        let mut lost = span(Some(0), 3, [0.1, 0.0, 0.0, 0.3], 0.0);
        (lost.arrived_s, lost.ended_s, lost.gave_up) = (None, None, true);
        let rows = rows(&Trace { spans: vec![left, lost] });
        assert_eq!(rows[0].outcome, Outcome::GivenUp);
        near(rows[0].time(Doing::Transfer), 1.0);
        assert_eq!(rows[1].stretches, [Stretch { doing: Doing::Transfer, from: 100.0, to: 300.0 }]);
    }

    #[test]
    fn an_empty_trace_has_no_rows() {
        assert_eq!(rows(&Trace::default()), []);
    }
}
