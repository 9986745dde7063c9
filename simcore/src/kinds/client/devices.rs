//! Users on phones: further away than the links say, and on a connection of their own bandwidth.
//!
//! Somebody is on a phone or is not, for good. The radio's round trip and the time that the answer
//! takes over the connection pass before the request leaves (assumption: when they pass makes no
//! difference to anybody else), and count as part of the latency and of the user's patience.

use super::{Mix, Params, door};
use crate::calendar::RingId;
use crate::call::{About, CallId, Class, End, NONE, Phase};
use crate::cx::Cx;
use crate::dist::whole;
use crate::kinds::wiring::is_among;
use crate::measure::Reason;
use crate::time::{MS, Time, from_ms};

/// Chooses the users who are on phones.
const PHONES: u64 = 0x7068_6f6e_6573;
/// In a request's note at its source: it has yet to leave for the first time.
const FIRST: u32 = 1;

/// The phones among the users' devices.
#[derive(Clone, Debug)]
pub(super) struct Devices {
    /// What they add to the way, and what is left of a user's patience; `None` without any.
    phone: Option<(Time, RingId)>,
    share: f64,
}

impl Devices {
    pub fn new(p: &Params, cx: &mut Cx<'_>) -> Devices {
        // kilobits over megabits a second are milliseconds
        let wait = whole((p.mobile_ms + p.mobile_kb * 8.0 / p.mobile_mbit) * 1e6);
        let left = from_ms(p.timeout_ms).saturating_sub(wait).max(MS);
        let any = p.devices == Mix::Mixed && p.mobile > 0.0;
        Devices { phone: any.then(|| (wait, cx.deadline(left))), share: p.mobile / 100.0 }
    }

    /// What this user's device adds to the way of a request.
    #[inline(always)]
    pub fn wait(&self, user: u32) -> Option<Time> {
        let (wait, _) = self.phone?;
        is_among(user, self.share, PHONES).then_some(wait)
    }

    /// A request leaves, the first time or again.
    #[cold]
    pub fn send(&self, cx: &mut Cx<'_>, c: CallId, door: u32, usual: RingId) {
        let deadline = match self.phone {
            Some((_, left)) if self.wait(cx.user(c)).is_some() => left,
            _ => usual,
        };
        if cx.note(c) == FIRST {
            cx.send_first(c, door, deadline);
        } else {
            cx.send_again(c, door, deadline);
        }
    }
}

impl Cx<'_> {
    /// A source has a request that leaves later: its `served` comes then. Its latency counts from
    /// now.
    pub(super) fn request_after(&mut self, wait: Time, user: u32, key: u32, class: Class) {
        self.w.ends.generated += 1;
        self.w.in_flight += 1;
        let node = &mut self.w.nodes[self.node as usize];
        node.arrived += 1;
        node.inside += 1;
        let fails = |reason| (End::Failed(reason), true);
        let (end, here) = match door(self, user) {
            _ if self.links() == 0 => fails(Reason::NoRoute),
            local => {
                let index = self.w.nodes[self.node as usize].out[local as usize];
                let about = About { user, key, class, depth: 0, root: true };
                match self.w.alloc(NONE, index, self.node, about) {
                    None => fails(Reason::Limit),
                    Some(c) => {
                        let call = &mut self.w.calls[c as usize];
                        (call.phase, call.note) = (Phase::Waiting, FIRST);
                        return self.wait(c, wait);
                    }
                }
            }
        };
        self.w.account(self.node, self.w.now, class, end, here);
    }

    /// It leaves now.
    fn send_first(&mut self, c: CallId, local: u32, deadline: RingId) {
        let index = self.w.nodes[self.node as usize].out[local as usize];
        let (to, ring) = (self.w.links[index as usize].to, self.w.links[index as usize].ring);
        let call = &mut self.w.calls[c as usize];
        (call.node, call.link, call.phase, call.note) = (to, index, Phase::Going, 0);
        if self.w.tracer.every > 0 {
            self.w.follow(c, NONE);
        }
        self.w.depart(c, index, to, ring, Some(deadline));
    }
}
