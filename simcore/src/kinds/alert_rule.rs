//! A rule that tells people when a number of a node is wrong for long enough.
//!
//! It looks at every node that it is linked to at fixed times. Where the number is on the wrong side
//! of the threshold, the rule is broken; broken for the whole time, the alert of that node fires. It
//! is over when the number has been right for its own while. One that fires again soon after it was
//! over flaps: the threshold is too close to what is usual. Errors are those since the last look,
//! latency and rates those of the last second; a node that does not answer has no number but for the
//! rule that asks for just that.

use super::tally::{self, Tally};
use super::{Behaviour, Family, Meta, Role};
use crate::call::{CallId, End};
use crate::cx::Cx;
use crate::faults::FaultKind;
use crate::measure::{Fact, Gauges};
use crate::observe::Look;
use crate::param::Param;
use crate::time::{MS, Time, from_secs};
use crate::{choice, params};

choice! {
    /// What is looked at.
    pub enum Metric {
        /// Calls that ended badly, in percent.
        Errors = "errors",
        /// 95th percentile of the latency, in milliseconds.
        P95 = "p95",
        /// Slots at work, in percent.
        Utilisation = "utilisation",
        /// Calls that wait.
        Queue = "queue",
        /// Calls a second.
        Rate = "rate",
        /// 100 when a look is not answered, 0 when it is.
        Failing = "failing",
    }
}

choice! {
    /// Which side of the threshold is wrong.
    pub enum Operator { Above = "above", Below = "below" }
}

choice! {
    /// How urgent it is.
    pub enum Severity { P0 = "p0", P1 = "p1", P2 = "p2" }
}

params! {
    /// Parameters of a rule.
    pub struct Params {
        metric: choice(Metric) = 0, "", "guide 004, line 1597: the error rate";
        operator: choice(Operator) = 0, "", "guide 004, line 1597: above";
        threshold: real(0.0, 1_000_000.0) = 5.0, "", "guide 004, line 1597: 5 %";
        /// How long the number must be wrong, and how long right again.
        for_s: real(0.0, 86_400.0) = 300.0, "s", "guide 004, line 1598: 5 minutes";
        clear_s: real(0.0, 86_400.0) = 0.0, "s", "assumption: the first good look ends it";
        every_s: real(1.0, 3600.0) = 30.0, "s", "guide 004, line 1594: every 30 s";
        severity: choice(Severity) = 0, "", "guide 004, lines 1573-1588";
        /// An alert that comes back within this time flaps.
        flap_s: real(0.0, 86_400.0) = 600.0, "s", "assumption";
    }
}

/// A node under the rule.
#[derive(Clone, Copy, Debug)]
struct Watched {
    tally: Tally,
    wrong_since: Option<Time>,
    right_since: Option<Time>,
    fires: bool,
    /// When the last alert was over.
    over: Option<Time>,
}

/// An alert rule.
#[derive(Clone, Debug)]
pub struct AlertRule {
    p: Params,
    timer: u32,
    watched: Vec<Watched>,
    blind: bool,
    fired: u64,
    resolved: u64,
    flaps: u64,
    pages: u64,
}

impl Watched {
    fn new(tally: Tally) -> Watched {
        Watched { tally, wrong_since: None, right_since: None, fires: false, over: None }
    }
}

impl AlertRule {
    fn rewire(&mut self, cx: &Cx<'_>) {
        let old = std::mem::take(&mut self.watched);
        let known: Vec<Tally> = old.iter().map(|w| w.tally).collect();
        let with = |t: Tally| old.iter().find(|w| w.tally.id == t.id).copied().unwrap_or(Watched::new(t));
        self.watched = tally::rewire(&known, cx).into_iter().map(with).collect();
    }

    /// The number of a node, if there is one.
    fn read(metric: Metric, tally: &mut Tally, cx: &Cx<'_>, link: u32) -> Option<f64> {
        let (ok, bad) = tally.look(cx, link);
        match metric {
            Metric::Failing => return Some(100.0 * f64::from(u8::from(!cx.probe(link)))),
            // what its callers know does not depend on its answer
            Metric::Errors => return (ok + bad > 0).then(|| 100.0 * bad as f64 / (ok + bad) as f64),
            _ if !cx.probe(link) => return None,
            _ => {}
        }
        match metric {
            Metric::P95 => cx.p95_ms(link),
            Metric::Utilisation => Some(100.0 * cx.utilisation(link)),
            Metric::Queue => Some(f64::from(cx.queued(link))),
            _ => Some(cx.rate(link)),
        }
    }

    fn look(&mut self, cx: &Cx<'_>) {
        let (p, now) = (&self.p, cx.now());
        for (l, w) in self.watched.iter_mut().enumerate() {
            let Some(value) = Self::read(p.metric, &mut w.tally, cx, l as u32) else { continue };
            let wrong = match p.operator {
                Operator::Above => value > p.threshold,
                Operator::Below => value < p.threshold,
            };
            if wrong {
                w.right_since = None;
                let since = *w.wrong_since.get_or_insert(now);
                if !w.fires && now - since >= from_secs(p.for_s) {
                    w.fires = true;
                    self.fired += 1;
                    self.pages += u64::from(p.severity == Severity::P0);
                    self.flaps += u64::from(w.over.is_some_and(|t| now - t <= from_secs(p.flap_s)));
                }
            } else {
                w.wrong_since = None;
                let since = *w.right_since.get_or_insert(now);
                if w.fires && now - since >= from_secs(p.clear_s) {
                    (w.fires, w.over) = (false, Some(now));
                    self.resolved += 1;
                }
            }
        }
    }
}

impl Behaviour for AlertRule {
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
        let mut rule = AlertRule {
            p: Params::from_values(values),
            timer: cx.timer(0),
            watched: Vec::new(),
            blind: false,
            fired: 0,
            resolved: 0,
            flaps: 0,
            pages: 0,
        };
        rule.rewire(cx);
        let t = cx.now().saturating_add(from_secs(rule.p.every_s).max(MS));
        cx.timer_at(rule.timer, t);
        rule
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        self.rewire(cx);
    }

    fn timer(&mut self, cx: &mut Cx<'_>, _: u32) {
        // without new numbers the last ones stand, and no alert begins or ends
        if !cx.is_down() && !self.blind {
            self.look(cx);
        }
        let t = cx.now().saturating_add(from_secs(self.p.every_s).max(MS));
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
        let fires = self.watched.iter().any(|w| w.fires);
        let facts = vec![
            (Fact::Alert, f64::from(u8::from(fires))),
            (Fact::Alerts, self.fired as f64),
            (Fact::Resolved, self.resolved as f64),
            (Fact::Flaps, self.flaps as f64),
            (Fact::Pages, self.pages as f64),
        ];
        Gauges { facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.fired, self.resolved, self.flaps, self.pages) = (0, 0, 0, 0);
        self.watched.iter_mut().for_each(|w| w.tally.reset());
    }

    /// What it had seen is forgotten.
    fn crash(&mut self, _: &mut Cx<'_>) {
        for w in &mut self.watched {
            *w = Watched::new(w.tally);
        }
    }
}
