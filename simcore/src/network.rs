//! What a troubled network does to calls, nodes that stand still, and calls that go on without
//! their caller.

use crate::calendar::RingId;
use crate::call::{About, CallId, End, NONE, Now, Order, Phase, What};
use crate::cx::Cx;
use crate::design::NodeId;
use crate::faults::FaultKind;
use crate::measure::Reason;
use crate::place::rtt_between;
use crate::time::{MS, SEC, Time, from_ms};
use crate::wire::{BACK, THERE, Wire, brings, carries};
use crate::world::World;

/// A caller without patience of its own learns after this that nothing comes back: an assumption,
/// the usual timeout of a connection attempt.
const UNREACHABLE: Time = 5 * SEC;
/// A lost packet is sent again after this, then after twice that, and so on: Linux' least
/// retransmission timeout.
const RETRANSMIT: Time = 200 * MS;
/// Retransmissions of one packet at the most.
const TRIES: u32 = 8;

/// The network around a node, or where a link crosses the border of a place.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Network {
    /// Nothing gets through.
    pub cut: bool,
    /// Share of the packets that are lost.
    pub loss: f64,
    /// Delay of everything, beyond the links' own.
    pub extra: Time,
    /// Replies from here get lost.
    pub mute: bool,
}

impl Network {
    /// What a fault adds to it.
    pub fn suffer(&mut self, what: FaultKind, strength: f64) {
        match what {
            FaultKind::PacketLoss => self.loss = 1.0 - (1.0 - self.loss) * (1.0 - strength / 100.0),
            FaultKind::Latency => self.extra += from_ms(strength),
            FaultKind::Partition => self.cut = true,
            FaultKind::LostReplies => self.mute = true,
            _ => {}
        }
    }

    fn is_rough(&self) -> bool {
        self.cut || self.loss > 0.0 || self.extra > 0 || self.mute
    }
}

/// What waits for a node that stands still.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Parked {
    Arrive(CallId),
    Served(CallId),
    Reply { call: CallId, link: u32, end: End, here: bool },
    Timer(u32),
    Control(Order),
}

impl World {
    /// Says for each link whether something is wrong with the network at one of its ends or at a
    /// border that it crosses, and of the world whether anything is wrong anywhere.
    pub fn mark_trouble(&mut self) {
        let nodes = &self.nodes;
        let rough = |n: u32| nodes[n as usize].network.is_rough();
        for (i, link) in self.links.iter_mut().enumerate() {
            let border = self.borders.get(i).is_some_and(Network::is_rough);
            let wire = self.wires.get(i).is_some_and(Wire::is_rough);
            link.rough = wire || border || rough(link.from) || rough(link.to);
        }
        self.calm = nodes.iter().all(|n| n.is_calm()) && !self.links.iter().any(|l| l.rough);
        self.plain = self.calm && !self.tracer.used();
    }

    /// The network at the borders that a link crosses.
    fn border(&self, link: u32) -> Network {
        self.borders.get(link as usize).copied().unwrap_or_default()
    }

    /// Is the way between the two ends of a link cut?
    pub fn is_cut(&self, link: u32) -> bool {
        let l = &self.links[link as usize];
        let ends = [l.from, l.to].map(|n| self.nodes[n as usize].network.cut);
        ends.contains(&true) || self.border(link).cut
    }

    /// How long one way over a troubled link takes, with something in the message or with nothing
    /// worth the name; `None` when nothing gets through.
    fn rough_delay(&mut self, link: u32, way: usize, full: bool) -> Option<Time> {
        if self.is_cut(link) {
            return None;
        }
        let l = &self.links[link as usize];
        let (from, to) = (l.from as usize, l.to as usize);
        let mut delay = l.ring.map_or(0, |r| self.cal.delay(r));
        if full {
            delay += self.carry(link, way);
        }
        let (border, near, far) = (self.border(link), self.nodes[from].network, self.nodes[to].network);
        for (network, end) in [(near, from), (far, to), (border, from)] {
            let luck = &mut self.nodes[end].luck;
            delay += network.extra;
            let mut wait = RETRANSMIT;
            for _ in 0..TRIES {
                if network.loss <= 0.0 || luck.unit() >= network.loss {
                    break;
                }
                delay += wait;
                wait *= 2;
            }
        }
        Some(delay)
    }

    /// Sends a call over a troubled link.
    #[cold]
    pub fn go_through_trouble(&mut self, c: CallId, link: u32) {
        let delay = self.rough_delay(link, THERE, carries(self.calls[c as usize].class));
        let call = &mut self.calls[c as usize];
        call.phase = if delay.is_some() { Phase::Going } else { Phase::Lost };
        self.cal.call_at(self.now + delay.unwrap_or(UNREACHABLE), c);
    }

    /// Sends a reply over a troubled link.
    #[cold]
    pub fn reply_through_trouble(&mut self, c: CallId, end: End) -> Option<(CallId, End)> {
        let call = &self.calls[c as usize];
        if !call.root && call.parent == NONE {
            return self.tell(c, end, false);
        }
        let (mute, link) = (self.nodes[call.node as usize].network.mute, call.link);
        let full = brings(call.class, end);
        let delay = self.rough_delay(link, BACK, full).filter(|_| !mute);
        self.calls[c as usize].phase = if delay.is_some() { Phase::Returning(end) } else { Phase::Lost };
        self.cal.call_at(self.now + delay.unwrap_or(UNREACHABLE), c);
        None
    }

    /// The caller of a lost call has waited long enough.
    #[cold]
    pub fn nothing_came(&mut self, c: CallId) {
        let end = End::Failed(Reason::Unreachable);
        if let Some((parent, end)) = self.tell(c, end, true) {
            self.end(parent, end, true);
        }
    }

    /// The source hears that one of its requests failed. The request is copied into a call of the
    /// source's own, which it settles or sends again.
    #[cold]
    pub fn hear(&mut self, c: CallId, source: u32, end: End, here: bool) {
        let old = self.calls[c as usize].clone();
        let about = About { user: old.user, key: old.key, class: old.class, depth: 0, root: true };
        let Some(copy) = self.alloc(NONE, old.link, source, about) else {
            return self.account(source, old.sent, old.class, end, here);
        };
        let call = &mut self.calls[copy as usize];
        (call.sent, call.attempt, call.phase) = (old.sent, old.attempt, Phase::Waiting);
        self.then(source, copy, What::Reply { link: self.links[old.link as usize].local, end, here });
    }
}

impl Cx<'_> {
    /// A source is done with a request that failed.
    pub fn settle(&mut self, c: CallId, end: End, here: bool) {
        let call = &self.w.calls[c as usize];
        let (sent, class) = (call.sent, call.class);
        self.w.release(c);
        self.w.account(self.node, sent, class, end, here);
    }

    /// How often a source has sent this request again.
    pub fn attempt(&self, c: CallId) -> u32 {
        u32::from(self.w.calls[c as usize].attempt)
    }

    /// A source thinks about a failed request again after some time: its `served` comes then.
    pub fn wait(&mut self, c: CallId, time: Time) {
        self.w.cal.call_at(self.w.now.saturating_add(time), c);
    }

    /// The node that made this call.
    pub fn caller(&self, c: CallId) -> NodeId {
        let link = &self.w.links[self.w.calls[c as usize].link as usize];
        self.w.nodes[link.from as usize].id
    }

    /// For a node that stands nowhere, as a name does: how far the caller is from the node at the
    /// far end of a link, there and back. A node that has its place has this in its links.
    pub fn round_trip(&self, c: CallId, local: u32) -> Time {
        let stand = |node: u32| self.w.stands.get(node as usize).copied().unwrap_or_default();
        let from = self.w.links[self.w.calls[c as usize].link as usize].from;
        match stand(self.node).region {
            Some(_) => 0,
            None => from_ms(rtt_between(&self.w.places, stand(from), stand(self.link(local).to))),
        }
    }

    /// A call is on its way for some time that no fault of this node stretches; `served` comes then.
    pub fn travel(&mut self, c: CallId, time: Time) {
        self.w.calls[c as usize].phase = Phase::Serving;
        self.w.cal.call_at(self.w.now.saturating_add(time), c);
    }

    /// A source sends a failed request once more, over one of its links; for its user it is still
    /// the request that was first sent.
    pub fn send_again(&mut self, c: CallId, local: u32, deadline: RingId) {
        let index = self.w.nodes[self.node as usize].out[local as usize];
        let link = &self.w.links[index as usize];
        let (to, ring) = (link.to, link.ring);
        let call = &mut self.w.calls[c as usize];
        (call.node, call.link, call.phase) = (to, index, Phase::Going);
        call.attempt = call.attempt.saturating_add(1);
        self.w.depart(c, index, to, ring, Some(deadline));
    }

    /// Accepts a call: its caller is answered now, and the call stays here as a message that
    /// nobody waits for, until [`Cx::reply`] or [`Cx::fail`] ends it.
    pub fn accept(&mut self, c: CallId) {
        if self.w.residency.any {
            self.w.goes_on(c, c);
        }
        let call = self.w.calls[c as usize].clone();
        let mine = &mut self.w.calls[c as usize];
        (mine.parent, mine.root) = (NONE, false);
        if !call.root && call.parent == NONE {
            return;
        }
        let about =
            About { user: call.user, key: call.key, class: call.class, depth: call.depth, root: call.root };
        let Some(answer) = self.w.alloc(call.parent, call.link, self.node, about) else { return };
        let reply = &mut self.w.calls[answer as usize];
        (reply.sent, reply.attempt) = (call.sent, call.attempt);
        let link = &self.w.links[call.link as usize];
        let caller = if link.rough {
            self.w.reply_through_trouble(answer, End::Ok)
        } else if let Some(ring) = link.ring {
            reply.phase = Phase::Returning(End::Ok);
            self.w.cal.after(self.w.now, ring, answer);
            None
        } else {
            self.w.tell(answer, End::Ok, false)
        };
        if let Some((caller, end)) = caller {
            self.w.end(caller, end, false);
        }
    }

    /// Before a call is accepted: does a fault make the answer an error? Then that was its end.
    pub fn refuses(&mut self, c: CallId) -> bool {
        let node = &mut self.w.nodes[self.node as usize];
        let share = node.errors;
        let refuses = share > 0.0 && node.luck.unit() < share;
        if refuses {
            self.fail(c, Reason::ServerError);
        }
        refuses
    }

    /// Puts an accepted call on the node's disk, or takes it off: there a crash leaves it.
    pub fn keep(&mut self, c: CallId, yes: bool) {
        self.w.calls[c as usize].kept = yes;
    }

    /// After a crash: the calls that the disk has kept, oldest first. Those that have something in
    /// the calendar are not among them; their `served` comes.
    pub fn kept(&self) -> Vec<CallId> {
        let mine = |c: &CallId| {
            let call = &self.w.calls[*c as usize];
            call.kept && call.node == self.node && call.phase == Phase::Inside
        };
        let mut found: Vec<CallId> = (0..self.w.calls.len() as CallId).filter(mine).collect();
        found.sort_by_key(|&c| (self.w.calls[c as usize].arrived, c));
        found
    }

    /// Tells the node at the far end of a link what to do; it hears at this very instant.
    pub fn control(&mut self, local: u32, order: Order) {
        let to = self.link(local).to;
        let now = Now { node: to, call: NONE, what: What::Control(order) };
        self.w.then(now.node, now.call, now.what);
    }
}
