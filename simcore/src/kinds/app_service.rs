//! A service among services: computes on its cores, then calls whom it is wired to.
//!
//! It calls the services in the order of the links, then who has the data (a read asks a cache
//! first, and fills it from the store), then, for a write, every queue; one after the other, or all
//! at once, and then it answers when the last reply is there. Computing takes a core and waiting
//! takes none, but a request that calls others holds one of the places of a pool until its last
//! reply. When these are all taken requests wait for one, and when too many wait they are refused.
//! So whoever hangs takes the pool, and with it all requests, whether they need him or not. A failed
//! call of a service fails the request or, degraded, is left out of the answer; data cannot be.

mod api;

use super::station::{Queue, Station};
use super::wiring::{Wiring, by_key};
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, Class, End, Pass};
use crate::cx::Cx;
use crate::dist::{Dist, Spread};
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::{choice, params};
use api::Api;
pub use api::Style;

choice! {
    /// In what order it calls others.
    pub enum Calls { Sequence = "sequence", Parallel = "parallel" }
}

choice! {
    /// What a failed call of another service means.
    pub enum OnFailure {
        /// The request fails.
        Fail = "fail",
        /// The answer does without it.
        Degrade = "degrade",
    }
}

params! {
    /// Parameters of a service.
    pub struct Params {
        cores: int(1, 1024) = 4, "", "assumption";
        /// Requests that may wait for a core; more are refused.
        queue: int(0, 100_000) = 1000, "", "assumption";
        service_ms: real_log(0.001, 60_000.0) = 15.0, "ms", "guide 004, lines 1466-1470: 15 to 350 ms";
        spread: choice(Spread) = 2, "", "guide 002, lines 784-786: P99 and mean fit a lognormal";
        /// Coefficient of variation of the service time.
        cv: real(0.1, 5.0) = 0.95, "", "guide 002, lines 784-786: lognormal sigma 0.8", if 3 in 0b10100;
        error_rate: real(0.0, 100.0) = 0.0, "%", "assumption";
        calls: choice(Calls) = 0, "", "assumption";
        /// How long it waits for each reply; the largest value is for ever.
        call_timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
        /// Requests that may be calling others at the same time.
        pool: int_log(1, 100_000) = 100, "", "guide 004, line 1359: 100 connections";
        /// Requests that may wait for a place in the pool.
        pending: int(0, 100_000) = 50, "", "guide 004, line 1361: 50 pending";
        on_failure: choice(OnFailure) = 0, "", "assumption";
        /// How callers ask for a page that needs several answers.
        api: choice(Style) = 0, "", "guide 001, lines 536-544: REST, gRPC or GraphQL";
        /// One answer, whole, as JSON.
        part_kb: real_log(0.01, 10_000.0) = 10.0, "kB", "assumption: an entry with all its fields", if 11 in 0b1110;
        /// What the page needs of it.
        fields: real(1.0, 100.0) = 30.0, "%", "assumption: a list shows few of the fields", if 11 in 0b0100;
        /// The same message in binary, as a share of its size as JSON.
        binary: real(1.0, 100.0) = 40.0, "%", "assumption: field numbers for names, no text for numbers", if 11 in 0b1000;
        caller_mbit: real_log(0.01, 100_000.0) = 10.0, "Mbit/s", "assumption: the last mile of a phone", if 11 in 0b1110;
    }
}

/// A call's note while it calls others: the step (in a sequence), the replies that are out, whether
/// a part is missing, whether the cache is to be filled, and the failure that it will end with; four
/// bits are the API's. No node has a thousand links.
struct Note(u32);

impl Note {
    const STEP: u32 = 0x3ff;
    const OUT: u32 = 1 << 10;
    const FILL: u32 = 1 << 24;
    const HERE: u32 = 1 << 25;
    const MISSING: u32 = 1 << 26;
    const REASON: u32 = 27;

    fn out(&self) -> u32 {
        (self.0 / Note::OUT) & 0x3ff
    }

    fn failure(&self) -> Option<(End, bool)> {
        let reason = (self.0 >> Note::REASON).checked_sub(1)?;
        let reason = Reason::ALL.get(reason as usize)?;
        Some((End::Failed(*reason), self.0 & Note::HERE != 0))
    }

    /// The first failure counts.
    fn fail(&mut self, reason: Reason, here: bool) {
        if self.0 >> Note::REASON == 0 {
            self.0 |= ((reason as u32 + 1) << Note::REASON) | (u32::from(here) * Note::HERE);
        }
    }
}

/// A service.
#[derive(Clone, Debug)]
pub struct AppService {
    p: Params,
    station: Station,
    service: Dist,
    deadline: Option<RingId>,
    wiring: Wiring,
    calling: u32,
    pending: Queue,
    answers: u64,
    degraded: u64,
    api: Api,
}

/// The answers that a page is made of.
fn parts(wiring: &Wiring) -> u32 {
    let data = [&wiring.caches, &wiring.stores, &wiring.replicas].iter().any(|links| !links.is_empty());
    wiring.services.len() as u32 + u32::from(data)
}

fn dist(p: &Params) -> Dist {
    Dist::new(p.spread, p.service_ms * 1e6, p.cv)
}

impl AppService {
    /// Asks for step `n`; false when there is no such step.
    fn ask(&mut self, cx: &mut Cx<'_>, c: CallId, n: u32) -> bool {
        let (class, key) = (cx.class(c), cx.key(c));
        let data = n as usize == self.wiring.services.len();
        let cache = if data && class.reads() { by_key(&self.wiring.caches, key) } else { None };
        let Some(link) = cache.or_else(|| self.wiring.step(n, class, key)) else { return false };
        let note = (cx.note(c) & !Note::STEP) | (n & Note::STEP);
        cx.set_note(c, note + Note::OUT);
        cx.ask(c, link, class, self.deadline, Pass::NOTHING);
        true
    }

    /// Begins to call others; the request has its place in the pool.
    fn begin(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.calling += 1;
        let (class, note) = (cx.class(c), cx.note(c));
        let mut n = 0;
        if self.api.styles(class) {
            n = self.api.first(note);
        } else {
            cx.set_note(c, 0);
        }
        let end = self.api.end_of_round(class, n);
        while n < end && self.ask(cx, c, n) && self.p.calls == Calls::Parallel {
            n += 1;
        }
        if Note(cx.note(c)).out() == 0 {
            self.finish(cx, c);
        }
    }

    /// The last reply is there.
    fn finish(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.calling = self.calling.saturating_sub(1);
        let note = Note(cx.note(c));
        if let Some((end, here)) = note.failure() {
            return cx.pass_on(c, end, here);
        }
        if let Some(cache) = by_key(&self.wiring.caches, cx.key(c)) {
            match cx.class(c) {
                Class::Write => cx.tell(c, cache, Class::Forget),
                _ if note.0 & Note::FILL != 0 => cx.tell(c, cache, Class::Fill),
                _ => {}
            }
        }
        if self.api.styles(cx.class(c)) {
            return self.send(cx, c);
        }
        self.count(note.0);
        cx.reply(c, End::Ok);
    }

    fn count(&mut self, note: u32) {
        self.answers += 1;
        self.degraded += u64::from(note & Note::MISSING != 0);
    }

    /// Requests that wait for a place in the pool get those that are free.
    fn fill(&mut self, cx: &mut Cx<'_>) {
        while self.calling < self.p.pool {
            let Some(c) = self.pending.pop(cx) else { break };
            self.begin(cx, c);
        }
    }
}

impl Behaviour for AppService {
    const META: Meta = Meta {
        family: Family::Compute,
        role: Role::Service,
        calls: &[Role::Service, Role::Cache, Role::Store, Role::Replica, Role::Queue],
        needs_servers: false,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let (p, wiring) = (Params::from_values(values), Wiring::new(cx));
        AppService {
            station: Station::new(p.cores, p.queue, p.error_rate, cx),
            service: dist(&p),
            deadline: cx.patience(p.call_timeout_ms),
            api: Api::new(&p, parts(&wiring)),
            wiring,
            p,
            calling: 0,
            pending: Queue::EMPTY,
            answers: 0,
            degraded: 0,
        }
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        let p = &self.p;
        self.service = dist(p);
        self.deadline = cx.patience(p.call_timeout_ms);
        self.wiring = Wiring::new(cx);
        self.api.update(p, parts(&self.wiring));
        self.station.resize(p.cores, p.queue, p.error_rate, cx, |cx, c| self.api.work(&self.service, cx, c));
        self.fill(cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        // whatever the caller wrote there is no step of a page
        if self.api.styles(cx.class(c)) {
            cx.set_note(c, 0);
        }
        self.station.arrive(cx, c, |cx, c| self.api.work(&self.service, cx, c));
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.is_back(cx, c) {
            return;
        }
        if self.station.errs() {
            cx.fail(c, Reason::ServerError);
        } else if cx.links() == 0 {
            if self.api.styles(cx.class(c)) {
                self.send(cx, c);
            } else {
                self.count(0);
                cx.reply(c, End::Ok);
            }
        } else if self.calling < self.p.pool {
            self.begin(cx, c);
        } else if self.pending.len() < self.p.pending {
            self.pending.push(cx, c);
        } else {
            cx.fail(c, Reason::QueueFull);
        }
        self.station.depart(cx, |cx, c| self.api.work(&self.service, cx, c));
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, link: u32, end: End, here: bool) {
        let mut note = Note(cx.note(c) - Note::OUT);
        let role = (link < cx.links()).then(|| cx.role(link));
        match (role, end) {
            // a cache that is down is no reason to fail while there is a store
            (Some(Role::Cache), End::Miss | End::Failed(_)) => {
                let (class, key) = (cx.class(c), cx.key(c));
                note.0 |= Note::FILL;
                match (self.wiring.data(class, key), end) {
                    (Some(data), _) => {
                        cx.set_note(c, note.0 + Note::OUT);
                        return cx.ask(c, data, class, self.deadline, Pass::NOTHING);
                    }
                    (None, End::Failed(reason)) => note.fail(reason, here),
                    _ => {}
                }
            }
            (Some(Role::Service), End::Failed(_)) if self.p.on_failure == OnFailure::Degrade => {
                note.0 |= Note::MISSING;
            }
            (_, End::Failed(reason)) => note.fail(reason, here),
            _ => {}
        }
        cx.set_note(c, note.0);
        if note.out() > 0 {
            return;
        }
        let by_itself = self.p.calls == Calls::Sequence && self.api.goes_on(cx.class(c));
        let goes_on = by_itself && note.failure().is_none();
        if !goes_on || !self.ask(cx, c, (note.0 & Note::STEP) + 1) {
            self.finish(cx, c);
            self.fill(cx);
        }
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let mut facts = vec![
            (Fact::Calling, f64::from(self.calling)),
            (Fact::Pending, f64::from(self.pending.len())),
        ];
        if self.answers > 0 {
            facts.push((Fact::Degraded, self.degraded as f64 / self.answers as f64));
        }
        self.api.facts(&mut facts);
        Gauges { queue_limit: Some(self.station.limit()), facts, ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.answers, self.degraded) = (0, 0);
        self.api.reset();
    }

    fn crash(&mut self, cx: &mut Cx<'_>) {
        self.station.crash(cx);
        (self.calling, self.pending) = (0, Queue::EMPTY);
    }
}
