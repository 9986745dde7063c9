//! The frame as stations and lines show it. Numbers change more slowly than requests move, and all
//! of a large board at once would hold up the requests that move over it: so a frame is shown part
//! by part, so many beside each picture that is drawn.

use crate::engine::pump::now_ms;
use crate::view::prelude::*;
use simcore::host::Frame;
use std::sync::Arc;

/// A board is shown in so many parts at most.
const PARTS: usize = 16;
/// So many stations and lines beside one picture. A count and no clock: they are drawn after the
/// signal was written, when nobody can say any more whose time it was.
const AT_ONCE: usize = 40;

/// A frame on its way to stations and lines.
#[derive(Clone, Copy)]
pub struct Paced {
    parts: StoredValue<Vec<RwSignal<Arc<Frame>>>>,
    state: StoredValue<State>,
}

#[derive(Clone, Default)]
struct State {
    newest: Arc<Frame>,
    since_ms: f64,
    turn: Turn,
    scheduled: bool,
}

/// Whose turn it is, and how many do not have the newest frame yet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Turn {
    next: usize,
    left: usize,
}

impl Turn {
    /// All have to be shown anew, beginning with the one that has waited longest.
    fn again(&mut self) {
        self.left = PARTS;
    }

    fn take(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        let part = self.next;
        self.next = (part + 1) % PARTS;
        Some(part)
    }
}

impl Paced {
    pub fn new() -> Paced {
        Paced {
            parts: stored((0..PARTS).map(|_| RwSignal::default()).collect()),
            state: StoredValue::default(),
        }
    }

    /// The frame as the one with this number shows it.
    pub fn part(self, number: u32) -> RwSignal<Arc<Frame>> {
        self.parts.with_value(|p| p[number as usize % PARTS])
    }

    /// Is it time to show this frame? A clock that stands still shows its last instant at once.
    pub fn is_due(self, frame: &Frame) -> bool {
        let pace_ms = (frame.nodes.len() as f64 * 2.0).clamp(80.0, 400.0);
        self.state.with_value(|s| {
            !frame.running || s.newest.revision != frame.revision || now_ms() - s.since_ms >= pace_ms
        })
    }

    /// Shows a frame. One of another design is shown at once: its numbers belong to other lines.
    pub fn show(self, frame: Arc<Frame>) {
        if self.state.with_value(|s| Arc::ptr_eq(&s.newest, &frame)) {
            return;
        }
        let at_once = self.state.try_update_value(|s| {
            let other = s.newest.revision != frame.revision;
            s.newest = frame;
            s.since_ms = now_ms();
            s.turn.again();
            other
        });
        self.step(at_once == Some(true));
    }

    /// Shows the next parts, and the others beside the next pictures.
    fn step(self, all: bool) {
        let Some((frame, parts, wait)) = self.state.try_update_value(|s| {
            let count = if all { PARTS } else { at_once(&s.newest) };
            let parts: Vec<usize> = std::iter::from_fn(|| s.turn.take()).take(count).collect();
            let wait = s.turn.left > 0 && !s.scheduled;
            s.scheduled |= wait;
            (Arc::clone(&s.newest), parts, wait)
        }) else {
            return;
        };
        for part in parts {
            let signal = self.parts.with_value(|p| p[part]);
            signal.set(Arc::clone(&frame));
        }
        if wait {
            request_animation_frame(move || {
                if self.state.try_update_value(|s| s.scheduled = false).is_some() {
                    self.step(false);
                }
            });
        }
    }
}

/// How many parts of a board beside one picture: all of a small one.
fn at_once(frame: &Frame) -> usize {
    let drawn = frame.nodes.len() + frame.links.len();
    (PARTS * AT_ONCE).div_ceil(drawn.max(1)).min(PARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_turn_whenever_a_newer_frame_comes() {
        let mut turn = Turn::default();
        assert_eq!(turn.take(), None);
        turn.again();
        let first: Vec<usize> = std::iter::from_fn(|| turn.take()).take(PARTS / 2).collect();
        assert_eq!(first, (0..PARTS / 2).collect::<Vec<_>>());
        turn.again();
        let mut rest: Vec<usize> = std::iter::from_fn(|| turn.take()).collect();
        assert_eq!(rest[0], PARTS / 2, "the one that waited longest comes first");
        rest.sort_unstable();
        assert_eq!(rest, (0..PARTS).collect::<Vec<_>>());
    }

    #[test]
    fn a_small_board_is_shown_whole_and_a_large_one_part_by_part() {
        let frame = |links| Frame { links: vec![(0.0, 0.0); links], ..Frame::default() };
        assert_eq!([0, 10, AT_ONCE, 600].map(|n| at_once(&frame(n))), [PARTS, PARTS, PARTS, 2]);
    }
}
