//! Watches others and raises an alert when something is wrong for long enough.
//!
//! It looks at every node that it is wired to once in a while (a scrape); what happens between two
//! scrapes it does not see. A node is over the threshold when the number of its last scrape is; the
//! alert fires at the first scrape at which it has been over for the whole time, and ends with the
//! first scrape that is not. Utilisation and queues of a node that does not answer are not
//! known and change nothing; that it does not answer is what the third measure is for. The load
//! of a scrape itself is not counted (assumption: it is small).

use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End};
use crate::cx::Cx;
use crate::design::NodeId;
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{MS, Time, from_secs};
use crate::{choice, params};

choice! {
    /// What is measured.
    pub enum Metric {
        /// Share of the slots at work, in percent.
        Utilisation = "utilisation",
        /// Calls that wait.
        Queue = "queue",
        /// 100 when a scrape is not answered, 0 when it is.
        Failing = "failing",
    }
}

params! {
    /// Parameters of a monitor.
    pub struct Params {
        scrape_s: real_log(1.0, 3600.0) = 15.0, "s", "guide 004, line 1484: every 15 s";
        metric: choice(Metric) = 0, "", "guide 002, line 744: utilisation";
        /// Utilisation in percent, a queue in calls.
        threshold: real(0.0, 10_000.0) = 80.0, "", "guide 002, line 744: above 80 % for 5 minutes";
        /// How long it must be over the threshold.
        for_s: real(0.0, 3600.0) = 300.0, "s", "guide 002, line 744: above 80 % for 5 minutes";
    }
}

#[derive(Clone, Copy, Debug)]
struct Watched {
    id: NodeId,
    over_since: Option<Time>,
    alert: bool,
}

/// A monitor.
#[derive(Clone, Debug)]
pub struct Monitor {
    p: Params,
    scrape: Time,
    watched: Vec<Watched>,
    timer: u32,
    blind: bool,
    fired: u64,
}

impl Monitor {
    fn set(&mut self, values: &[f64], cx: &Cx<'_>) {
        self.p = Params::from_values(values);
        self.scrape = from_secs(self.p.scrape_s).max(MS);
        let old = std::mem::take(&mut self.watched);
        for l in 0..cx.links() {
            let id = cx.target(l);
            let new = Watched { id, over_since: None, alert: false };
            self.watched.push(old.iter().find(|w| w.id == id).copied().unwrap_or(new));
        }
    }

    fn scrape(&mut self, cx: &Cx<'_>) {
        let now = cx.now();
        for (l, w) in self.watched.iter_mut().enumerate() {
            let link = l as u32;
            let answers = cx.probe(link);
            let value = match self.p.metric {
                Metric::Failing => 100.0 * f64::from(u8::from(!answers)),
                _ if !answers => continue,
                Metric::Utilisation => 100.0 * cx.utilisation(link),
                Metric::Queue => f64::from(cx.queued(link)),
            };
            if value <= self.p.threshold {
                (w.over_since, w.alert) = (None, false);
                continue;
            }
            let since = *w.over_since.get_or_insert(now);
            if !w.alert && now - since >= from_secs(self.p.for_s) {
                w.alert = true;
                self.fired += 1;
            }
        }
    }
}

impl Behaviour for Monitor {
    const META: Meta = Meta {
        family: Family::Operations,
        role: Role::Controller,
        calls: &[Role::Service, Role::Cache, Role::Store, Role::Replica, Role::Queue],
        needs_servers: true,
        faults: &[FaultKind::BlindMetrics],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let mut monitor = Monitor {
            p: Params::from_values(values),
            scrape: MS,
            watched: Vec::new(),
            timer: cx.timer(0),
            blind: false,
            fired: 0,
        };
        monitor.set(values, cx);
        let t = cx.now().saturating_add(monitor.scrape);
        cx.timer_at(monitor.timer, t);
        monitor
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.set(values, cx);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        // without new numbers the last ones stand, and no alert begins or ends
        if !cx.is_down() && !self.blind {
            self.scrape(cx);
        }
        let t = cx.now().saturating_add(self.scrape);
        cx.timer_at(self.timer, t);
    }

    // nobody calls a controller, and it calls nobody
    fn arrive(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn served(&mut self, _: &mut Cx<'_>, _: CallId) {}

    fn reply(&mut self, _: &mut Cx<'_>, _: CallId, _: u32, _: End, _: bool) {}

    fn fault(&mut self, _: &mut Cx<'_>, what: FaultKind, _: f64, begins: bool) {
        if what == FaultKind::BlindMetrics {
            self.blind = begins;
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let alert = self.watched.iter().any(|w| w.alert);
        let facts = vec![(Fact::Alert, f64::from(u8::from(alert))), (Fact::Alerts, self.fired as f64)];
        Gauges { facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        self.fired = 0;
    }

    /// What it had seen is forgotten.
    fn crash(&mut self, _: &mut Cx<'_>) {
        for w in &mut self.watched {
            *w = Watched { id: w.id, over_since: None, alert: false };
        }
    }
}
