//! Changes the number of machines of the groups that it is linked to, by how busy they are.
//!
//! It measures the share of the slots that is taken, averaged over each interval. Machines that
//! are starting count as machines, but do no work yet. A measurement never exceeds 100 %: of an
//! overload it sees only that all is taken. The rate of the requests it sees in full: with a number of
//! requests that a machine is to get there are two measurements, and whichever wants more wins. What
//! waits and what fails can be measured besides.

mod forecast;
mod signs;

use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End, Order};
use crate::cx::Cx;
use crate::design::NodeId;
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{SEC, Time, from_secs};
use crate::{choice, params};
use forecast::Forecast;
use signs::Signs;
use std::collections::VecDeque;

choice! {
    /// How the number of machines is found.
    pub enum Policy {
        /// Some more after a while of much work, some fewer after a while of little.
        Reactive = "reactive",
        /// As many as bring the use to the target, once it has been off for a while.
        TargetTracking = "target_tracking",
        /// As many as bring the use to the target, within a tolerance; down to the most that any
        /// moment of the last minutes would have wanted.
        Hpa = "hpa",
        /// By the clock.
        Scheduled = "scheduled",
        /// As many as the traffic will need when they are ready, by its trend or by the day before.
        Predictive = "predictive",
    }
}

params! {
    /// Parameters of an autoscaler.
    pub struct Params {
        policy: choice(Policy) = 0, "", "guide 004, lines 1645-1789";
        min: int(1, 1000) = 2, "", "assumption: two, so that one may fail";
        max: int(1, 1000) = 20, "", "assumption; guide 004, lines 1653 and 1692: 50 to 100";
        interval_s: real(1.0, 3600.0) = 15.0, "s", "Kubernetes: every 15 s";
        /// Use at which machines are added, and taken away.
        up_at: real(1.0, 100.0) = 70.0, "%", "guide 002, line 405: 70 %", if 0 in 0b0001;
        down_at: real(0.0, 100.0) = 30.0, "%", "guide 002, line 408: 30 %", if 0 in 0b0001;
        /// How long it must be so.
        hold_up_s: real(0.0, 7200.0) = 300.0, "s", "guide 002, line 939: 5 minutes", if 0 in 0b0011;
        hold_down_s: real(0.0, 7200.0) = 600.0, "s", "guide 002, line 940: 10 minutes", if 0 in 0b1_0111;
        step: int(1, 100) = 5, "", "guide 002, line 939: 5 at a time", if 0 in 0b0001;
        /// Nothing is changed for so long after a change.
        cooldown_s: real(0.0, 7200.0) = 300.0, "s", "guide 004, line 1660: 300 s", if 0 in 0b0011;
        target: real(1.0, 100.0) = 70.0, "%", "guide 004, line 1659: 70 %", if 0 in 0b1_0110;
        tolerance: real(0.0, 1.0) = 0.1, "", "Kubernetes: 0.1", if 0 in 0b0100;
        /// The busy hours, and the machines for them.
        peak_from_s: real(0.0, 86_400.0) = 60.0, "s", "assumption", if 0 in 0b1000;
        peak_until_s: real(0.0, 86_400.0) = 600.0, "s", "assumption", if 0 in 0b1000;
        peak_machines: int(1, 1000) = 10, "", "assumption", if 0 in 0b1000;
        /// Requests a second that each machine is to get, a second measurement; 0 is none.
        requests: real(0.0, 1_000_000.0) = 0.0, "req/s", "guide 004, lines 1645-1660: 1,000 and 200 per machine; off unless set", if 0 in 0b0110;
        /// How far ahead it looks.
        ahead_s: real(0.0, 7200.0) = 300.0, "s", "assumption: the time to start and some more", if 0 in 0b1_0000;
        /// The trend is that of so much of the past.
        look_s: real(10.0, 7200.0) = 300.0, "s", "assumption", if 0 in 0b1_0000;
        /// The traffic repeats itself after so long; 0 is not known.
        period_s: real(0.0, 86_400.0) = 0.0, "s", "guide 004, lines 1667-1678: the same hours every day", if 0 in 0b1_0000;
        /// Machines that are lost are replaced at the next decision, whatever the load.
        self_heal: flag = 0, "", "guide 002, lines 955-963";
        /// Requests and messages that wait, for each machine: more are wanted from there on; 0 is not looked at.
        queued: real(0.0, 1_000_000.0) = 0.0, "", "guide 004, lines 1645-1789: several metrics, workers by the depth of their queue; off unless set", if 0 in 0b0111;
        /// Share of the answers that are errors from which more are wanted; 0 is not looked at.
        errors: real(0.0, 100.0) = 0.0, "%", "guide 004, lines 1645-1789: up at 1 %, down at 0.1 %; off unless set", if 0 in 0b0001;
    }
}

const TICK: u32 = 0;
/// Between two measurements.
const SAMPLE: Time = SEC;

/// As many machines as bring the use from `used` to `target`; the same many when the ratio of the
/// two is within the tolerance.
fn proportional(machines: u32, used: f64, target: f64, tolerance: f64) -> u32 {
    let ratio = used / target;
    // a hair's breadth above a whole number is rounding, not load
    let exact = f64::from(machines) * ratio - 1e-9;
    if (ratio - 1.0).abs() <= tolerance + 1e-12 { machines } else { libm::ceil(exact).max(0.0) as u32 }
}

/// What an autoscaler knows of a group.
#[derive(Clone, Debug)]
struct Group {
    id: NodeId,
    /// Sums and number of the measurements of this interval: the share of the slots that is taken,
    /// and how many machines that is.
    sum: f64,
    sum_machines: f64,
    sum_rate: f64,
    samples: u32,
    /// Requests a second.
    rate: f64,
    /// What waits, and answers and errors: sums of this interval, then averages of the last one.
    signs: Signs,
    forecast: Forecast,
    /// How many machines there should be.
    desired: Option<u32>,
    /// The last averages that were measured.
    used: f64,
    used_machines: f64,
    high_since: Option<Time>,
    low_since: Option<Time>,
    changed: Option<Time>,
    /// What each moment of the last minutes wanted.
    wishes: VecDeque<(Time, u32)>,
}

/// An autoscaler.
#[derive(Clone, Debug)]
pub struct Autoscaler {
    p: Params,
    groups: Vec<Group>,
    tick: u32,
    next_decision: Time,
    blind: bool,
    no_capacity: bool,
    changes: u64,
}

impl Group {
    fn new(id: NodeId) -> Group {
        Group {
            id,
            sum: 0.0,
            sum_machines: 0.0,
            sum_rate: 0.0,
            samples: 0,
            rate: 0.0,
            signs: Signs::default(),
            forecast: Forecast::default(),
            desired: None,
            used: 0.0,
            used_machines: 0.0,
            high_since: None,
            low_since: None,
            changed: None,
            wishes: VecDeque::new(),
        }
    }

    fn close_interval(&mut self) {
        if self.samples > 0 {
            self.used = self.sum / f64::from(self.samples);
            self.used_machines = self.sum_machines / f64::from(self.samples);
            self.rate = self.sum_rate / f64::from(self.samples);
            self.signs.close(f64::from(self.samples));
        }
        (self.sum, self.sum_machines, self.sum_rate, self.samples) = (0.0, 0.0, 0.0, 0);
    }

    fn held(since: &mut Option<Time>, is: bool, now: Time, hold_s: f64) -> bool {
        if !is {
            *since = None;
            return false;
        }
        now - *since.get_or_insert(now) >= from_secs(hold_s)
    }

    fn cools(&self, p: &Params, now: Time) -> bool {
        self.changed.is_some_and(|t| now - t < from_secs(p.cooldown_s))
    }

    /// As many machines as bring the measurement that is furthest from its target there.
    fn proportional(&self, p: &Params, used: f64, all: u32, tolerance: f64) -> u32 {
        let mut most = proportional(all, used, p.target, tolerance);
        for (seen, target) in [(self.rate, p.requests), (self.signs.waiting, p.queued)] {
            if target > 0.0 {
                most = most.max(proportional(all, seen / f64::from(all.max(1)), target, tolerance));
            }
        }
        most
    }

    /// How many machines there should be of so many, the starting ones included.
    fn wish(&mut self, p: &Params, now: Time, all: u32) -> u32 {
        // those that are starting count as idle: they are going to help; those that came up in the
        // course of the interval do so for its first part
        let used = 100.0 * self.used_machines / f64::from(all.max(1));
        match p.policy {
            Policy::Reactive => {
                let (bad, good) = self.signs.say(p, all);
                let (high, low) = (100.0 * self.used >= p.up_at, 100.0 * self.used <= p.down_at);
                let up = Group::held(&mut self.high_since, high || bad, now, p.hold_up_s);
                let down = Group::held(&mut self.low_since, low && good, now, p.hold_down_s);
                match (self.cools(p, now), up, down) {
                    (false, true, _) => all.saturating_add(p.step),
                    (false, _, true) => all.saturating_sub(p.step),
                    _ => all,
                }
            }
            Policy::TargetTracking => {
                let wish = self.proportional(p, used, all, 0.0);
                let up = Group::held(&mut self.high_since, wish > all, now, p.hold_up_s);
                let down = Group::held(&mut self.low_since, wish < all, now, p.hold_down_s);
                if !self.cools(p, now) && (up || down) { wish } else { all }
            }
            Policy::Hpa => {
                let wish = self.proportional(p, used, all, p.tolerance);
                self.stabilised(wish, all, now, from_secs(p.hold_down_s))
            }
            Policy::Scheduled => {
                let busy = from_secs(p.peak_from_s)..from_secs(p.peak_until_s);
                if busy.contains(&now) { p.peak_machines } else { p.min }
            }
            Policy::Predictive => {
                self.forecast.learn(p, now, self.rate, self.used_machines, self.used);
                let wish = libm::ceil(100.0 * self.forecast.machines(p, now) / p.target - 1e-9).min(1e9) as u32;
                self.stabilised(wish, all, now, from_secs(p.hold_down_s))
            }
        }
    }

    /// Up at once, down only as far as every moment of the window allows.
    fn stabilised(&mut self, wish: u32, all: u32, now: Time, window: Time) -> u32 {
        while self.wishes.front().is_some_and(|w| now - w.0 > window) {
            self.wishes.pop_front();
        }
        self.wishes.push_back((now, wish));
        let most = self.wishes.iter().map(|w| w.1).max().unwrap_or(wish);
        if wish >= all { wish } else { most.min(all) }
    }
}

impl Autoscaler {
    fn rewire(&mut self, cx: &Cx<'_>) {
        let old = std::mem::take(&mut self.groups);
        for l in 0..cx.links() {
            let id = cx.target(l);
            self.groups.push(old.iter().find(|g| g.id == id).cloned().unwrap_or(Group::new(id)));
        }
    }

    fn decide(&mut self, cx: &mut Cx<'_>) {
        let (p, now) = (&self.p, cx.now());
        for (l, g) in self.groups.iter_mut().enumerate() {
            g.close_interval();
            let Some((ready, booting)) = cx.machines(l as u32) else { continue };
            let all = ready + booting;
            let mut wish = g.wish(p, now, all).clamp(p.min, p.max.max(p.min));
            if p.self_heal && wish >= all {
                wish = wish.max(g.desired.unwrap_or(all)).min(p.max);
            }
            g.desired.get_or_insert(all);
            if wish == all || wish > all && self.no_capacity {
                continue;
            }
            (g.changed, g.high_since, g.low_since) = (Some(now), None, None);
            g.desired = Some(wish);
            self.changes += 1;
            cx.control(l as u32, Order::Instances(wish));
        }
    }
}

impl Behaviour for Autoscaler {
    const META: Meta = Meta {
        family: Family::Operations,
        role: Role::Controller,
        calls: &[Role::Service],
        needs_servers: true,
        faults: &[FaultKind::BlindMetrics, FaultKind::NoCapacity],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let p = Params::from_values(values);
        let mut scaler = Autoscaler {
            groups: Vec::new(),
            tick: cx.timer(TICK),
            next_decision: cx.now() + from_secs(p.interval_s),
            blind: false,
            no_capacity: false,
            changes: 0,
            p,
        };
        scaler.rewire(cx);
        // just after the engine has closed an interval there is something new to read
        let t = cx.now() + SAMPLE;
        cx.timer_at(scaler.tick, t);
        scaler
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.next_decision = self.next_decision.min(cx.now() + from_secs(self.p.interval_s));
        self.rewire(cx);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        if !cx.is_down() {
            for (l, g) in self.groups.iter_mut().enumerate().filter(|_| !self.blind) {
                let share = cx.utilisation(l as u32);
                g.sum += share;
                g.sum_machines += share * cx.machines(l as u32).map_or(0.0, |(ready, _)| f64::from(ready));
                g.sum_rate += cx.rate(l as u32);
                g.signs.look(&self.p, cx, l as u32);
                g.samples += 1;
            }
            if cx.now() >= self.next_decision {
                self.next_decision = cx.now() + from_secs(self.p.interval_s);
                self.decide(cx);
            }
        }
        let t = cx.now() + SAMPLE;
        cx.timer_at(self.tick, t);
    }

    // nobody calls a controller, and it calls nobody
    fn arrive(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn served(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn fault(&mut self, _: &mut Cx<'_>, what: FaultKind, _: f64, begins: bool) {
        match what {
            FaultKind::BlindMetrics => self.blind = begins,
            FaultKind::NoCapacity => self.no_capacity = begins,
            _ => {}
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        Gauges { facts: vec![(Fact::Changes, self.changes as f64)], ..Gauges::default() }
    }

    fn reset(&mut self) {
        self.changes = 0;
    }

    /// What it had seen is forgotten.
    fn crash(&mut self, _: &mut Cx<'_>) {
        for g in &mut self.groups {
            *g = Group::new(g.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proportional_rule_is_the_published_one() {
        // n x used / target, rounded up; within a tenth nothing happens
        for (n, used, target, want) in [
            (5, 90.0, 70.0, 7),
            (10, 75.0, 70.0, 10),
            (20, 78.0, 70.0, 23),
            (15, 25.0, 70.0, 6),
            (50, 90.0, 75.0, 60),
        ] {
            assert_eq!(proportional(n, used, target, 0.1), want, "{n} at {used} %");
        }
    }

    #[test]
    fn it_shrinks_only_as_far_as_the_whole_window_allows() {
        // KEP-853: ten wishes in the window keep ten machines; when the 10 has left it, 9
        let (mut g, minute) = (Group::new(1), 60 * SEC);
        let wishes = [10, 9, 8, 9, 9, 8, 9, 8, 9, 8];
        for (i, w) in wishes.into_iter().enumerate() {
            assert_eq!(g.stabilised(w, 10, i as Time * minute, 9 * minute), 10);
        }
        assert_eq!(g.stabilised(7, 10, 10 * minute, 9 * minute), 9);
    }
}
