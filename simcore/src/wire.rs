//! What a link is beside its delay: how much it carries at a time, and how much of it gets lost.
//!
//! A link of limited bandwidth sends one message after the other, each way on its own (full duplex).
//! What carries something takes its size over the bandwidth and waits for those before it: the answer
//! to a read, and a write on its way there. Questions, confirmations, misses and errors are small and
//! take no time (assumption). The line has no end: who waits too long times out, and what it had
//! asked for is sent to nobody. A lost message is sent again, as TCP does, so that its caller sees a
//! delay, and a timeout only where its patience is shorter.
//!
//! A link that is neither limited nor lossy costs a run nothing: its calls never come here.

use crate::call::{Class, End};
use crate::design::LinkParams;
use crate::time::Time;
use crate::world::World;

/// Ways over a link.
pub(crate) const THERE: usize = 0;
pub(crate) const BACK: usize = 1;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wire {
    /// Share of the messages that are lost.
    pub loss: f64,
    /// So long a message with something in it keeps the way to itself; 0 is not limited.
    takes: Time,
    /// When each way is free again.
    free: [Time; 2],
}

impl Wire {
    pub fn is_rough(&self) -> bool {
        self.takes > 0 || self.loss > 0.0
    }
}

/// Does a call of this class take something along?
pub(crate) fn carries(class: Class) -> bool {
    matches!(class, Class::Write | Class::Fill | Class::Replicate)
}

/// Does its answer bring something back?
pub(crate) fn brings(class: Class, end: End) -> bool {
    class.reads() && end == End::Ok
}

impl World {
    /// Makes a link what its parameters say. What is on its way stays on it.
    pub fn set_wire(&mut self, link: usize, p: &LinkParams) {
        // kilobits over megabits a second are milliseconds
        let ms = if p.limited { p.carried_kb * 8.0 / p.bandwidth } else { 0.0 };
        let (loss, takes) = (p.loss / 100.0, (ms * 1e6 + 0.5) as Time);
        if loss <= 0.0 && takes == 0 && link >= self.wires.len() {
            return;
        }
        if link >= self.wires.len() {
            self.wires.resize(link + 1, Wire::default());
        }
        let wire = &mut self.wires[link];
        (wire.loss, wire.takes) = (loss, takes);
    }

    /// A message with something in it goes over a link: when it is through, from now.
    pub fn carry(&mut self, link: u32, way: usize) -> Time {
        let Some(wire) = self.wires.get_mut(link as usize).filter(|w| w.takes > 0) else { return 0 };
        let free = &mut wire.free[way];
        *free = (*free).max(self.now).saturating_add(wire.takes);
        *free - self.now
    }

    /// How long something small, there and back, waits for what is on a link already.
    pub fn crowded(&self, link: u32) -> Time {
        let wire = self.wires.get(link as usize).filter(|w| w.takes > 0);
        wire.map_or(0, |w| w.free.iter().map(|t| t.saturating_sub(self.now)).sum())
    }
}
