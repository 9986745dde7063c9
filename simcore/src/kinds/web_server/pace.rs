//! Why a machine is slower than it could be: memory that fills up, and the time after a start.

use super::WebServer;
use crate::cx::Cx;
use crate::time::{MS, Time, from_secs};

/// A leak shows in so many steps until the memory is full.
pub(super) const LEAK_STEPS: u32 = 20;
/// Warming up shows in so many steps.
const WARM_STEPS: u32 = 20;

/// Memory that is taken and never given back.
#[derive(Clone, Debug)]
pub(super) struct Leak {
    pub timer: u32,
    /// Time between two steps; 0 is no leak.
    pub every: Time,
    pub step: u32,
}

impl Leak {
    pub fn restarts(&self) -> bool {
        self.step >= LEAK_STEPS
    }

    /// How many times slower the machine is.
    pub fn factor(&self) -> f64 {
        f64::from(LEAK_STEPS) / f64::from(LEAK_STEPS - self.step.min(LEAK_STEPS - 1))
    }
}

/// A machine that has just started is slower: caches are empty, code is not compiled yet.
#[derive(Clone, Debug)]
pub(super) struct Warmup {
    timer: u32,
    /// How many times longer everything takes than it will, less 1, at the start and now.
    excess: f64,
    left: u32,
    step: Time,
    /// The first request after a start finds it cold.
    pub cold: bool,
}

impl Warmup {
    pub fn new(tag: u32, cx: &mut Cx<'_>) -> Warmup {
        // what is there from the beginning has been running for a while
        Warmup { timer: cx.timer(tag), excess: 0.0, left: 0, step: 0, cold: cx.now() > 0 }
    }

    pub fn factor(&self) -> f64 {
        1.0 + self.excess * f64::from(self.left) / f64::from(WARM_STEPS)
    }

    /// A share of the machines has just started and takes `cold` times as long for a while.
    pub fn start(&mut self, share: f64, cold: f64, length_s: f64, cx: &mut Cx<'_>) {
        self.cold = false;
        if length_s <= 0.0 {
            return;
        }
        self.excess = (self.factor() - 1.0) * (1.0 - share) + (cold - 1.0) * share;
        self.step = from_secs(length_s / f64::from(WARM_STEPS)).max(MS);
        cx.cancel_and_renew(&mut self.timer);
        self.left = WARM_STEPS + 1;
        self.go_on(cx);
    }

    /// A step is over.
    pub fn go_on(&mut self, cx: &mut Cx<'_>) {
        self.left = self.left.saturating_sub(1);
        if self.left > 0 {
            let t = cx.now() + self.step;
            cx.timer_at(self.timer, t);
        }
    }
}

impl WebServer {
    /// The leak goes on, or the restart that it led to is over.
    pub(super) fn leak_on(&mut self, cx: &mut Cx<'_>) {
        self.leak.step = if self.leak.restarts() { 0 } else { self.leak.step + 1 };
        self.set_pace();
        if self.leak.restarts() {
            self.sessions.lose(1.0);
        } else if self.leak.step == 0 {
            self.warm_up(cx, 1.0);
        }
        let wait = if self.leak.restarts() { from_secs(self.p.boot_s).max(MS) } else { self.leak.every };
        let t = cx.now() + wait;
        cx.timer_at(self.leak.timer, t);
        self.resize(cx);
    }

    pub(super) fn set_leak(&mut self, cx: &mut Cx<'_>, every: Time) {
        cx.cancel_and_renew(&mut self.leak.timer);
        (self.leak.every, self.leak.step) = (every, 0);
        self.set_pace();
        if every > 0 {
            let t = cx.now() + every;
            cx.timer_at(self.leak.timer, t);
        }
        self.resize(cx);
    }
}
