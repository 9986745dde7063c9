//! A sidecar of a service mesh: a proxy beside a service through which its calls go.
//!
//! Every call passes it on the way there and on the way back, and each passage takes time, more with
//! encryption between the two (mutual TLS). A call that fails is tried again at once. A share of the
//! users, always the same ones, goes to the last of its links: the new version (canary); the others
//! go round the rest. Whoever is among 5 % of the users is among 10 % too.

use super::wiring::is_among;
use super::{Behaviour, Family, Meta, Role};
use crate::calendar::RingId;
use crate::call::{CallId, End, Pass};
use crate::cx::Cx;
use crate::measure::{Fact, Gauges, Reason};
use crate::observe::Look;
use crate::param::Param;
use crate::params;
use crate::time::{Time, from_ms};

params! {
    /// Parameters of a sidecar.
    pub struct Params {
        /// Each way.
        latency_ms: real(0.0, 100.0) = 0.5, "ms", "assumption: meshes publish a few ms for a call there and back";
        /// Calls are encrypted, and both ends show who they are.
        mutual_tls: flag = 1, "", "guide 004, line 1342: automatic mTLS";
        /// Each way, for the encryption.
        tls_ms: real(0.0, 100.0) = 0.2, "ms", "assumption", if 1 in 0b10;
        /// Users who go to the last link.
        canary: real(0.0, 100.0) = 0.0, "%", "guide 004, line 1343: canary deployments; the share is an assumption";
        /// Times that a call that failed is tried again.
        retries: int(0, 10) = 2, "", "published source: the usual default of meshes";
        /// How long one try may take; the largest value is for ever.
        timeout_ms: real_log(1.0, 600_000.0) = 2000.0, "ms", "guide 004, line 1235: 2 s";
    }
}

/// Chooses the users of the new version.
const CANARY: u64 = 0x6361_6e61_7279;

/// In a call's note: how it ended, plus 1, once it is on the way back.
const END: u32 = 0xff;
/// The failure was seen here.
const HERE: u32 = 1 << 8;
/// One more try.
const TRY: u32 = 1 << 16;

/// A sidecar.
#[derive(Clone, Debug)]
pub struct MeshSidecar {
    p: Params,
    way: Time,
    ring: RingId,
    deadline: Option<RingId>,
    turn: u32,
    calls: u64,
    tries: u64,
}

fn write_down(end: End, here: bool) -> u32 {
    let code = match end {
        End::Ok => 1,
        End::Miss => 2,
        End::Failed(reason) => 3 + reason as u32,
    };
    code | if here { HERE } else { 0 }
}

fn read_back(note: u32) -> End {
    match note & END {
        1 => End::Ok,
        2 => End::Miss,
        n => {
            let reason = Reason::ALL.get(n.saturating_sub(3) as usize);
            End::Failed(reason.copied().unwrap_or(Reason::ServerError))
        }
    }
}

impl MeshSidecar {
    fn set(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.p = Params::from_values(values);
        let tls = if self.p.mutual_tls { self.p.tls_ms } else { 0.0 };
        self.way = from_ms(self.p.latency_ms + tls);
        self.ring = cx.ring(self.way);
        self.deadline = cx.patience(self.p.timeout_ms);
    }

    fn link(&mut self, cx: &Cx<'_>, c: CallId) -> Option<u32> {
        let links = cx.links();
        let stable = if self.p.canary > 0.0 { links.saturating_sub(1) } else { links };
        if is_among(cx.user(c), self.p.canary / 100.0, CANARY) || stable == 0 {
            return links.checked_sub(1);
        }
        self.turn = (self.turn + 1) % stable;
        Some(self.turn)
    }

    /// The call has passed on its way there, or on its way back.
    fn passed(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let note = cx.note(c);
        if note & END != 0 {
            return cx.pass_on(c, read_back(note), note & HERE != 0);
        }
        let Some(link) = self.link(cx, c) else { return cx.fail(c, Reason::NoRoute) };
        self.tries += 1;
        let class = cx.class(c);
        cx.ask(c, link, class, self.deadline, Pass::NOTHING);
    }

    fn pass(&mut self, cx: &mut Cx<'_>, c: CallId) {
        if self.way > 0 { cx.serve_const(c, self.way, self.ring) } else { self.passed(cx, c) }
    }
}

impl Behaviour for MeshSidecar {
    const META: Meta = Meta {
        family: Family::Network,
        role: Role::Service,
        calls: &[Role::Service, Role::Store],
        needs_servers: true,
        faults: &[],
        shortcut: None,
    };
    const TABLE: &'static [Param] = Params::TABLE;

    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self {
        let mut sidecar = MeshSidecar {
            p: Params::from_values(values),
            way: 0,
            ring: cx.ring(0),
            deadline: None,
            turn: 0,
            calls: 0,
            tries: 0,
        };
        sidecar.set(values, cx);
        sidecar
    }

    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
        self.set(values, cx);
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.calls += 1;
        cx.set_note(c, 0);
        self.pass(cx, c);
    }

    fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
        self.passed(cx, c);
    }

    fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, _: u32, end: End, here: bool) {
        let tried = cx.note(c) / TRY;
        let again = matches!(end, End::Failed(_)) && tried < self.p.retries && cx.is_awaited(c);
        cx.set_note(c, if again { (tried + 1) * TRY } else { write_down(end, here) });
        self.pass(cx, c);
    }

    fn gauges(&self, _: &Look<'_>) -> Gauges {
        let attempts = if self.calls > 0 { self.tries as f64 / self.calls as f64 } else { 0.0 };
        Gauges { facts: vec![(Fact::Attempts, attempts)], ..Gauges::default() }
    }

    fn reset(&mut self) {
        (self.calls, self.tries) = (0, 0);
    }

    fn crash(&mut self, _: &mut Cx<'_>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_survives_the_way_back() {
        let failures = Reason::ALL.into_iter().map(End::Failed);
        for end in [End::Ok, End::Miss].into_iter().chain(failures) {
            assert_eq!(read_back(write_down(end, true)), end);
            assert!(write_down(end, true) & HERE != 0 && write_down(end, false) & HERE == 0);
        }
    }

    #[test]
    fn the_canary_share_is_one_of_users_and_only_grows() {
        let n = 1_000_000u32;
        let share = |p: f64| (0..n).filter(|&u| is_among(u, p, CANARY)).count() as f64 / f64::from(n);
        for p in [0.01, 0.1, 0.5] {
            let z = (share(p) - p) / (p * (1.0 - p) / f64::from(n)).sqrt();
            assert!(z.abs() <= 4.0, "{p}: z = {z}");
        }
        assert!((0..n).all(|u| !is_among(u, 0.05, CANARY) || is_among(u, 0.1, CANARY)));
    }
}
