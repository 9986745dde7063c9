//! What is drawn of a station's state: the frame's numbers brought to what can be told apart by
//! eye, so that nothing is redrawn that would look the same.

use simcore::design::NodeId;
use simcore::host::NodeFrame;
use simcore::measure::{Fact, Health, Reason};
use simcore::sorted::sort_by;

/// A row has at most so many squares, and a queue so many beads.
const SQUARES: u32 = 24;
const BEADS: u32 = 16;
/// From this share of taken slots on a station is strained, and full.
const STRAINED: f32 = 0.8;
const FULL: f32 = 0.995;
/// Fewer failures a second than this are not worth a line.
const FAILING: f32 = 0.05;

/// The look of a station. What is wrong comes after what is well, so that the worst is the largest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    #[default]
    Idle,
    Busy,
    Strained,
    Saturated,
    Degraded,
    Down,
}

/// A row of squares: so many of each, one for `unit` slots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Squares {
    pub work: u32,
    pub held: u32,
    pub free: u32,
    pub unit: u32,
}

/// A queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    pub waiting: u32,
    pub limit: Option<u32>,
    pub full_beads: u32,
    pub empty_beads: u32,
}

/// A server as its balancer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    pub node: NodeId,
    pub in_pool: bool,
    pub active: u32,
}

/// Everything that is drawn of a station's state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub state: State,
    /// Requests fail here.
    pub failing: bool,
    /// Calls that arrive per second, to three figures.
    pub rate: f64,
    pub answered: f64,
    /// Of its own answers over the last second, in milliseconds to two figures; 0 without any.
    pub p95: f64,
    /// Share of slots taken over the last second, in per cent.
    pub taken: u32,
    pub squares: Option<Squares>,
    /// Slots taken, of all.
    pub slots: (u32, u32),
    pub queue: Queue,
    /// In per mille.
    pub hits: Option<u32>,
    pub entries: Option<(u32, u32)>,
    pub servers: Vec<Server>,
    /// What else the kind says of itself, to three figures.
    pub facts: Vec<(Fact, f64)>,
    /// Why requests fail here and how many a second, most first.
    pub reasons: Vec<(Reason, f64)>,
}

impl Reading {
    /// The look of a station in a frame.
    pub fn of(f: &NodeFrame) -> Reading {
        let g = &f.gauges;
        let mut reasons: Vec<(Reason, f64)> = Reason::ALL
            .iter()
            .zip(f.failed)
            .filter(|(_, rate)| *rate >= FAILING)
            .map(|(reason, rate)| (*reason, three_figures(rate)))
            .collect();
        sort_by(&mut reasons, |a, b| b.1.total_cmp(&a.1));
        Reading {
            state: state(f),
            failing: !reasons.is_empty(),
            rate: three_figures(f.arrived),
            answered: three_figures(f.answered),
            p95: figures(f.p95, 2),
            taken: (f.taken * 100.0).round() as u32,
            squares: (g.slots > 0).then(|| squares(g.working, g.held, g.slots)),
            slots: (g.working + g.held, g.slots),
            queue: queue(g.queued, g.queue_limit),
            hits: g.hit_ratio.map(|h| (h * 1000.0).round() as u32),
            entries: g.entries,
            servers: g
                .backends
                .iter()
                .map(|b| Server { node: b.node, in_pool: b.in_pool, active: b.active })
                .collect(),
            facts: g.facts.iter().map(|(fact, v)| (*fact, three_figures(*v as f32))).collect(),
            reasons,
        }
    }

    /// Without what names a cause, where one is to be found: its numbers stay.
    pub fn veiled(self, veiled: bool) -> Reading {
        match veiled {
            true => Reading {
                state: self.state.min(State::Saturated),
                failing: false,
                reasons: Vec::new(),
                ..self
            },
            false => self,
        }
    }
}

fn state(f: &NodeFrame) -> State {
    match f.health {
        Health::Down => State::Down,
        Health::Degraded => State::Degraded,
        Health::Up => {
            let g = &f.gauges;
            let queue_full = g.queue_limit.is_some_and(|l| l > 0 && g.queued >= l);
            // one slot is often taken for a whole second: full is what makes a crowd wait
            if queue_full || (f.taken >= FULL && g.queued > 2 * g.slots) {
                State::Saturated
            } else if f.taken > STRAINED {
                State::Strained
            } else if f.taken > 0.0 || f.arrived > 0.0 {
                State::Busy
            } else {
                State::Idle
            }
        }
    }
}

/// One square stands for 1, 2, 4, 8 ... slots, so that they all fit in a row.
fn squares(working: u32, held: u32, slots: u32) -> Squares {
    let unit = unit_for(slots, SQUARES);
    let all = slots.div_ceil(unit);
    let work = working.div_ceil(unit).min(all);
    let taken = (working + held).div_ceil(unit).clamp(work, all);
    Squares { work, held: taken - work, free: all - taken, unit }
}

fn queue(waiting: u32, limit: Option<u32>) -> Queue {
    let scale = limit.unwrap_or(waiting);
    let unit = unit_for(scale.max(1), BEADS);
    let all = limit.map_or(BEADS, |l| l.div_ceil(unit));
    let full = waiting.div_ceil(unit).min(all);
    // a queue without an end has no empty places to show
    let empty = if limit.is_some() { all - full } else { 0 };
    Queue { waiting, limit, full_beads: full, empty_beads: empty }
}

fn unit_for(count: u32, most: u32) -> u32 {
    count.div_ceil(most).next_power_of_two()
}

/// Rounded to three figures: a rate that moves less is not redrawn.
pub fn three_figures(v: f32) -> f64 {
    figures(v, 3)
}

fn figures(v: f32, count: i32) -> f64 {
    let v = f64::from(v);
    if v <= 0.0 || !v.is_finite() {
        return 0.0;
    }
    let step = 10f64.powf(v.log10().floor() + 1.0 - f64::from(count));
    (v / step).round() * step
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::measure::Gauges;

    fn frame(gauges: Gauges) -> NodeFrame {
        NodeFrame { gauges, ..NodeFrame::default() }
    }

    #[test]
    fn squares_never_run_over_the_row_and_never_hide_work() {
        for slots in 1..=1024u32 {
            for (working, held) in [(0, 0), (1, 0), (0, 1), (slots / 2, slots / 3), (slots, 0), (0, slots)] {
                let s = squares(working, held, slots);
                let all = s.work + s.held + s.free;
                assert!(all <= SQUARES && all * s.unit >= slots, "{slots}");
                assert_eq!(s.work > 0, working > 0, "{slots}");
                assert_eq!(s.free == all, working + held == 0, "{slots}");
                assert!(s.free > 0 || (working + held) * 2 > slots, "{slots}");
            }
        }
        assert_eq!(squares(3, 2, 16), Squares { work: 3, held: 2, free: 11, unit: 1 });
        assert_eq!(squares(17, 0, 64), Squares { work: 5, held: 0, free: 11, unit: 4 });
    }

    #[test]
    fn a_full_queue_is_full_of_beads() {
        assert_eq!((queue(200, Some(200)).empty_beads, queue(0, Some(200)).full_beads), (0, 0));
        assert_eq!(queue(4, Some(9)), Queue { waiting: 4, limit: Some(9), full_beads: 4, empty_beads: 5 });
        assert_eq!(queue(0, None), Queue::default());
        assert_eq!(queue(0, Some(0)).empty_beads, 0);
    }

    #[test]
    fn the_worst_is_shown() {
        let mut f = frame(Gauges { slots: 8, queued: 200, queue_limit: Some(200), ..Gauges::default() });
        assert_eq!(Reading::of(&f).state, State::Saturated);
        f.health = Health::Down;
        f.failed[Reason::Down as usize] = 12.34;
        f.failed[Reason::QueueFull as usize] = 250.4;
        let r = Reading::of(&f);
        assert_eq!((r.state, r.failing), (State::Down, true));
        assert_eq!(r.reasons, [(Reason::QueueFull, 250.0), (Reason::Down, 12.3)]);
        let veiled = r.clone().veiled(true);
        assert_eq!((veiled.state, veiled.failing, veiled.reasons.len()), (State::Saturated, false, 0));
        assert_eq!((veiled.queue, r.clone().veiled(false)), (r.queue, r));
    }
}
