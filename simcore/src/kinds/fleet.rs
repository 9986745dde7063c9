//! A group of equal machines that can grow and shrink while it works.

use crate::cx::Cx;
use crate::measure::Fact;
use crate::observe::Look;
use crate::time::{SEC, Time};
use std::collections::VecDeque;

/// Machines of a group. A new one works after its boot; one that is taken away gets no new
/// requests and finishes those that it has.
#[derive(Clone, Debug)]
pub(super) struct Fleet {
    /// Machines that are meant to be there.
    wanted: u32,
    ready: u32,
    /// When each of those that are starting will be ready, the first first.
    booting: VecDeque<Time>,
    boot: Time,
    /// Machines that a fault has taken.
    lost: u32,
    /// The number by the parameters: the group begins with it.
    initial: u32,
    timer: u32,
    /// Machine-nanoseconds paid for since the last reset, up to `since`.
    paid: f64,
    since: Time,
    /// A group of one that nobody steers has nothing to tell.
    tells: bool,
}

impl Fleet {
    /// `tag` is what the node's timer will say when a machine is ready.
    pub fn new(machines: u32, boot: Time, tag: u32, cx: &mut Cx<'_>) -> Fleet {
        let fleet = Fleet {
            wanted: machines,
            ready: machines,
            booting: VecDeque::new(),
            boot,
            lost: 0,
            initial: machines,
            timer: cx.timer(tag),
            paid: 0.0,
            since: cx.now(),
            tells: machines > 1,
        };
        cx.set_machines(machines, 0);
        fleet
    }

    pub fn ready(&self) -> u32 {
        self.ready
    }

    fn all(&self) -> u32 {
        self.ready + self.booting.len() as u32
    }

    /// Pays for the machines so far; before every change.
    fn pay(&mut self, cx: &Cx<'_>) {
        let from = self.since.max(cx.measured_from());
        self.paid += f64::from(self.all()) * (cx.now() - from) as f64;
        self.since = cx.now();
    }

    fn tell(&mut self, cx: &mut Cx<'_>) {
        self.tells |= self.all() != 1;
        cx.set_machines(self.ready, self.booting.len() as u32);
    }

    /// The parameters have changed: machines that the learner adds are there at once.
    pub fn update(&mut self, machines: u32, boot: Time, cx: &mut Cx<'_>) {
        self.boot = boot;
        if machines != self.initial {
            self.pay(cx);
            (self.initial, self.wanted, self.ready, self.lost) = (machines, machines, machines, 0);
            self.booting.clear();
            self.tell(cx);
        }
    }

    /// A controller wants so many machines.
    pub fn order(&mut self, machines: u32, cx: &mut Cx<'_>) {
        self.pay(cx);
        self.wanted = machines.max(1);
        self.settle(cx);
    }

    /// Starts what is missing; takes away what is too much, those that still boot first.
    fn settle(&mut self, cx: &mut Cx<'_>) {
        while self.all() < self.wanted {
            self.booting.push_back(cx.now().saturating_add(self.boot));
        }
        while self.all() > self.wanted && self.booting.pop_back().is_some() {}
        self.ready = self.ready.min(self.wanted);
        self.watch(cx);
        self.tell(cx);
    }

    fn watch(&mut self, cx: &mut Cx<'_>) {
        cx.cancel_and_renew(&mut self.timer);
        if let Some(&first) = self.booting.front() {
            cx.timer_at(self.timer, first);
        }
    }

    /// The timer is due: machines are ready.
    pub fn booted(&mut self, cx: &mut Cx<'_>) {
        self.pay(cx);
        while self.booting.front().is_some_and(|&t| t <= cx.now()) {
            self.booting.pop_front();
            self.ready += 1;
        }
        self.watch(cx);
        self.tell(cx);
    }

    /// So large a share of the machines that work is gone; nobody replaces them unasked.
    pub fn lose(&mut self, share: f64, cx: &mut Cx<'_>) {
        self.pay(cx);
        let gone = (f64::from(self.ready) * share + 0.5) as u32;
        (self.ready, self.lost) = (self.ready - gone, self.lost + gone);
        self.tell(cx);
    }

    /// Lost machines are back, as far as they have not been replaced.
    pub fn restore(&mut self, cx: &mut Cx<'_>) {
        self.pay(cx);
        self.ready += self.lost.min(self.wanted.saturating_sub(self.ready));
        self.lost = 0;
        self.settle(cx);
    }

    pub fn facts(&self, look: &Look<'_>) -> Vec<(Fact, f64)> {
        if !self.tells {
            return Vec::new();
        }
        let from = self.since.max(look.measured_from());
        let paid = self.paid + f64::from(self.all()) * look.now().saturating_sub(from) as f64;
        vec![
            (Fact::Ready, f64::from(self.ready)),
            (Fact::Booting, self.booting.len() as f64),
            (Fact::MachineHours, paid / (3600.0 * SEC as f64)),
        ]
    }

    pub fn reset(&mut self) {
        self.paid = 0.0;
    }
}
