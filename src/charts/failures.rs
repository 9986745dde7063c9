//! Requests that failed or came late, by reason, largest first, with the station where it happens
//! most. The counts are exact, since the start; the station is the one seen most often.

use crate::desk::Desk;
use crate::i18n::{number, use_lang, use_texts};
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::host::Frame;
use simcore::measure::Reason;
use simcore::sorted::{SortedMap, sort_by};

/// Where failures of each reason were seen: per second and station, summed over the frames.
#[derive(Clone, Debug, Default, PartialEq)]
struct Tally {
    last: f64,
    seen: SortedMap<(usize, NodeId), f32>,
}

impl Tally {
    fn add(mut self, frame: &Frame) -> Tally {
        if frame.now_s < self.last {
            self = Tally::default();
        }
        self.last = frame.now_s;
        for node in &frame.nodes {
            for (reason, rate) in node.failed.iter().enumerate().filter(|(_, r)| **r > 0.0) {
                *self.seen.get_or_default((reason, node.id)) += rate;
            }
        }
        self
    }

    fn station(&self, reason: usize) -> Option<NodeId> {
        let of_reason = self.seen.iter().filter(|((r, _), _)| *r == reason);
        of_reason.max_by(|a, b| a.1.total_cmp(b.1)).map(|((_, id), _)| *id)
    }
}

/// A row: reason (`None` is late), station, count.
type Row = (Option<Reason>, Option<NodeId>, u64);

fn rows(frame: &Frame, tally: &Tally) -> Vec<Row> {
    let mut rows: Vec<Row> = Reason::ALL
        .into_iter()
        .map(|r| (Some(r), tally.station(r as usize), frame.total.failed[r as usize]))
        .filter(|(.., n)| *n > 0)
        .collect();
    let late = frame.total.answered.saturating_sub(frame.total.on_time);
    if late > 0 {
        rows.push((None, None, late));
    }
    sort_by(&mut rows, |a, b| b.2.cmp(&a.2));
    rows
}

/// Bars, largest first.
#[component]
pub fn FailureBars(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let tally = Memo::new(move |before: Option<&Tally>| {
        desk.frame.with(|f| before.cloned().unwrap_or_default().add(f))
    });
    let rows = memo(move || desk.frame.with(|f| tally.with(|tally| rows(f, tally))));
    let bar = move |(reason, station, count): Row, most: u64| {
        let name = move || match reason {
            Some(r) => (t.get().errors.reason)(r),
            None => t.get().charts.late,
        };
        let place = move || {
            let board = desk.board.with(|h| h.shared());
            station.and_then(|id| board.node(id).map(|n| n.name.clone()))
        };
        view! {
            <li>
                <b>{name}</b>
                <span class="q2">{place}</span>
                <b class="num">{number::int(lang.get(), count as f64)}</b>
                <i class="bar" class:late=reason.is_none()>
                    <i style:width=format!("{:.2}%", count as f64 / most.max(1) as f64 * 100.0)></i>
                </i>
            </li>
        }
    };
    let bars = move || {
        let rows = rows.get();
        let most = rows.first().map_or(0, |r| r.2);
        rows.into_iter().map(|r| bar(r, most)).collect_view()
    };
    view! {
        <Show
            when=move || !rows.with(Vec::is_empty)
            fallback=move || view! { <p class="q none-failed">{move || t.get().charts.none_failed}</p> }
        >
            <ol class="failures" data-testid="failures">{bars}</ol>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::host::NodeFrame;

    fn frame(now_s: f64, failed: &[(NodeId, Reason, f32)]) -> Frame {
        let mut f = Frame { now_s, ..Frame::default() };
        for (id, reason, rate) in failed {
            let mut node = NodeFrame { id: *id, ..NodeFrame::default() };
            node.failed[*reason as usize] = *rate;
            f.nodes.push(node);
            f.total.failed[*reason as usize] += 10;
        }
        f
    }

    #[test]
    fn the_station_is_the_one_where_most_was_seen() {
        let t = Tally::default()
            .add(&frame(1.0, &[(1, Reason::QueueFull, 5.0), (2, Reason::QueueFull, 3.0)]))
            .add(&frame(2.0, &[(2, Reason::QueueFull, 3.0)]));
        assert_eq!(t.station(Reason::QueueFull as usize), Some(2));
        assert_eq!(t.station(Reason::Down as usize), None);
        // time ran backwards: another run
        assert_eq!(t.add(&frame(0.5, &[])).station(Reason::QueueFull as usize), None);
    }

    #[test]
    fn largest_first_and_late_among_them() {
        let mut f = frame(1.0, &[(1, Reason::QueueFull, 5.0)]);
        (f.total.answered, f.total.on_time) = (100, 60);
        let rows = rows(&f, &Tally::default().add(&f));
        assert_eq!(rows, [(None, None, 40), (Some(Reason::QueueFull), Some(1), 10)]);
    }
}
