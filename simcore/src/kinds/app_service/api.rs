//! What the style of an API makes of a page that needs several answers.
//!
//! The parts of a page are what the service asks its services and its data for. With REST or gRPC
//! whoever wants the page asks for each part: one after the other when each depends on the one
//! before, else as many at a time as its connections allow, six over HTTP/1.1 and any number over
//! the one connection of gRPC. Every round goes all the way to the caller and back, and every
//! question costs the service time of a request of its own; those of one round are worked off one
//! after the other (assumption). With GraphQL the caller asks once, the service collects the parts
//! by itself, next door, and sends only the fields that were asked for. A binary message is smaller
//! than the same one as JSON. What is sent passes the caller's own connection, which it shares with
//! nobody (assumption). Writes are one message in any style.

use super::{AppService, Calls, Note, Params};
use crate::call::{CallId, Class, End, NONE, Pass};
use crate::choice;
use crate::cx::Cx;
use crate::dist::{Dist, whole};
use crate::measure::Fact;
use crate::time::Time;

choice! {
    /// How a caller asks for what it needs.
    pub enum Style {
        /// One question, one answer, and messages weigh nothing.
        Plain = "plain",
        /// One question for each part, JSON, HTTP/1.1.
        Rest = "rest",
        /// One question for all parts.
        Graphql = "graphql",
        /// One question for each part, binary, many at a time over one connection.
        Grpc = "grpc",
    }
}

/// Requests that a browser has under way to one host over HTTP/1.1.
const CONNECTIONS: u32 = 6;

/// The way between the caller and the service is being travelled; the first round is over; so is
/// the last.
const AWAY: u32 = 1 << 20;
const LATER: u32 = 1 << 21;
const LAST: u32 = 1 << 22;

/// The API of a service, and what it has sent.
#[derive(Clone, Debug)]
pub(super) struct Api {
    style: Style,
    /// Parts of a page, and how many of them are asked for in one round.
    parts: u32,
    wave: u32,
    /// Kilobytes of a part as sent, and the time that they take.
    kb: f64,
    transfer: f64,
    /// The computing of a full round, and of the last one, which may have fewer parts.
    full: Dist,
    rest: Dist,
    pages: u64,
    rounds: u64,
    sent_kb: f64,
}

/// So many requests one after the other.
fn several(p: &Params, n: u32) -> Dist {
    let n = f64::from(n);
    Dist::new(p.spread, p.service_ms * 1e6 * n, p.cv / libm::sqrt(n))
}

impl Api {
    /// The API of a service whose page has so many parts.
    pub fn new(p: &Params, parts: u32) -> Api {
        let parts = parts.max(1);
        let wave = match (p.api, p.calls) {
            (Style::Plain | Style::Graphql, _) => parts,
            (_, Calls::Sequence) => 1,
            (Style::Rest, Calls::Parallel) => CONNECTIONS.min(parts),
            (Style::Grpc, Calls::Parallel) => parts,
        };
        let share = match p.api {
            Style::Graphql => p.fields / 100.0,
            Style::Grpc => p.binary / 100.0,
            _ => 1.0,
        };
        let kb = p.part_kb * share;
        let rest = if parts.is_multiple_of(wave) { wave } else { parts % wave };
        Api {
            style: p.api,
            parts,
            wave,
            kb,
            // kilobits over megabits a second are milliseconds
            transfer: kb * 8.0 / p.caller_mbit * 1e6,
            full: several(p, wave),
            rest: several(p, rest),
            pages: 0,
            rounds: 0,
            sent_kb: 0.0,
        }
    }

    /// The same with other values: what was counted stays.
    pub fn update(&mut self, p: &Params, parts: u32) {
        let counted = (self.pages, self.rounds, self.sent_kb);
        *self = Api::new(p, parts);
        (self.pages, self.rounds, self.sent_kb) = counted;
    }

    #[inline]
    pub fn styles(&self, class: Class) -> bool {
        self.style != Style::Plain && class.reads()
    }

    /// Does the caller ask for each part?
    fn by_part(&self, class: Class) -> bool {
        matches!(self.style, Style::Rest | Style::Grpc) && class.reads()
    }

    /// The computing that this call asks for.
    #[inline]
    pub fn work<'d>(&'d self, usual: &'d Dist, cx: &Cx<'_>, c: CallId) -> &'d Dist {
        if !self.by_part(cx.class(c)) {
            return usual;
        }
        let left = self.parts.saturating_sub(self.first(cx.note(c)));
        if left < self.wave { &self.rest } else { &self.full }
    }

    /// The first step of the round that a call is in.
    pub fn first(&self, note: u32) -> u32 {
        if note & LATER != 0 { (note & Note::STEP) + 1 } else { 0 }
    }

    /// The steps of the round that begins, when they are asked for all at once.
    pub fn end_of_round(&self, class: Class, first: u32) -> u32 {
        if self.by_part(class) { first.saturating_add(self.wave) } else { u32::MAX }
    }

    /// Does the service go on to the next step by itself?
    pub fn goes_on(&self, class: Class) -> bool {
        !self.by_part(class)
    }

    /// A caller has its page of so many parts.
    fn has_page(&mut self, class: Class, parts: u32) {
        let rounds = if self.by_part(class) { parts.div_ceil(self.wave) } else { 1 };
        self.pages += 1;
        self.rounds += u64::from(rounds);
        self.sent_kb += f64::from(parts) * self.kb;
    }

    pub fn facts(&self, facts: &mut Vec<(Fact, f64)>) {
        if self.pages > 0 {
            facts.push((Fact::RoundTrips, self.rounds as f64 / self.pages as f64));
            facts.push((Fact::PageSize, self.sent_kb / self.pages as f64));
        }
    }

    pub fn reset(&mut self) {
        (self.pages, self.rounds, self.sent_kb) = (0, 0, 0.0);
    }
}

impl AppService {
    /// A round is over: its parts go to the caller, who may then ask for the next.
    pub(super) fn send(&mut self, cx: &mut Cx<'_>, c: CallId) {
        let note = cx.note(c);
        let done = (note & Note::STEP) + 1;
        let more = self.api.by_part(cx.class(c)) && done < self.api.parts;
        // a round begins where the one before ended, at a multiple of its size
        let parts = if self.api.by_part(cx.class(c)) { (done - 1) % self.api.wave + 1 } else { done };
        let parts = f64::from(parts);
        let way = if more { cx.round_trip_to_caller(c) } else { 0 };
        cx.set_note(c, note & !LATER | AWAY | if more { 0 } else { LAST });
        cx.travel(c, whole(parts * self.api.transfer) + way);
    }

    /// Was this call on the way, and not at a core? Then it goes on from there.
    pub(super) fn is_back(&mut self, cx: &mut Cx<'_>, c: CallId) -> bool {
        let note = cx.note(c);
        if !self.api.styles(cx.class(c)) || note & AWAY == 0 {
            return false;
        }
        if note & LAST != 0 {
            self.api.has_page(cx.class(c), (note & Note::STEP) + 1);
            self.count(note);
            cx.reply(c, End::Ok);
        } else {
            cx.set_note(c, note & !AWAY | LATER);
            self.station.arrive(cx, c, |cx, c| self.api.work(&self.service, cx, c));
        }
        true
    }
}

impl Cx<'_> {
    /// There and back between this node and whoever looks at its answer, over the links between:
    /// those who only pass it on are part of the way.
    fn round_trip_to_caller(&self, c: CallId) -> Time {
        let (mut at, mut way) = (c, 0);
        loop {
            let call = &self.w.calls[at as usize];
            way += 2 * self.w.links[call.link as usize].ring.map_or(0, |r| self.w.cal.delay(r));
            at = call.parent;
            if at == NONE || !self.w.calls[at as usize].pass.meets(Pass::OK) {
                return way;
            }
        }
    }
}
