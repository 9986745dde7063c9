//! The engine: calls between nodes, moved by the calendar.
//!
//! A *call* is one hop of a request: a caller asks a node for something and waits. A node that
//! needs somebody else makes a child call and keeps whatever it holds (a slot, a connection) until
//! the reply. A caller that stops waiting orphans its child: the work goes on and burns capacity.

use crate::calendar::Event;
use crate::call::{CallId, End, NONE, Now, Phase, What};
use crate::cx::Cx;
use crate::kinds::Kind;
use crate::measure::Reason;
use crate::network::Parked;
use crate::time::Time;
use crate::trouble::Trouble;
use crate::world::{ENGINE, Timer, World};

/// How a call of [`Sim::run_until`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The clock stands at the time asked for; everything due by then has happened.
    Done,
    /// The budget of events is spent; the clock stands at the last event. Calling again goes on.
    Budget,
}

/// A running system. A copy of it is a copy of the world: rewind, fork and what-if are clones.
#[derive(Clone, Debug)]
pub struct Sim {
    pub(crate) w: World,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) design: crate::design::Design,
    /// Design link index -> engine link.
    pub(crate) link_of: Vec<u32>,
    /// Design node index -> engine node.
    pub(crate) node_of: Vec<u32>,
    pub(crate) troubles: Vec<Trouble>,
}

impl Sim {
    /// The simulated clock.
    pub fn now(&self) -> Time {
        self.w.now
    }

    /// Events handled so far.
    pub fn events(&self) -> u64 {
        self.w.events
    }

    /// Runs until the clock stands at `until` or `budget` events are spent, whichever is first.
    pub fn run_until(&mut self, until: Time, budget: u64) -> Outcome {
        let mut left = budget;
        let outcome = self.spend(until, &mut left);
        self.w.events += budget - left;
        outcome
    }

    fn spend(&mut self, until: Time, left: &mut u64) -> Outcome {
        loop {
            if *left == 0 {
                return Outcome::Budget;
            }
            *left -= 1;
            if self.w.arriving != NONE {
                let c = std::mem::replace(&mut self.w.arriving, NONE);
                self.arrive(c, self.w.arriving_at);
                continue;
            }
            let arriving = if self.w.next.node != NONE {
                self.act()
            } else {
                let calls = &self.w.calls;
                let Some((t, event)) = self.w.cal.pop(until, |c| calls[c as usize].generation) else {
                    *left += 1;
                    self.w.now = self.w.now.max(until);
                    return Outcome::Done;
                };
                self.w.now = t;
                self.happen(event)
            };
            if arriving != NONE {
                self.come(arriving);
            }
        }
    }

    /// Does what is to happen now; returns a call that arrives.
    #[inline(never)]
    fn act(&mut self) -> CallId {
        let Now { node, call, what } = self.w.next;
        self.w.next.node = NONE;
        if let Some(next) = self.w.later.pop_front() {
            self.w.next = next;
        }
        let hung = self.stands(node);
        match what {
            What::Arrive => return call,
            What::Reply { link, end, here } if hung => {
                self.park(node, Parked::Reply { call, link, end, here })
            }
            What::Control(order) if hung => self.park(node, Parked::Control(order)),
            What::Reply { link, end, here } => {
                self.kinds[node as usize].reply(&mut Cx { w: &mut self.w, node }, call, link, end, here);
            }
            What::Control(order) => {
                self.kinds[node as usize].control(&mut Cx { w: &mut self.w, node }, order);
            }
        }
        NONE
    }

    #[cold]
    fn park(&mut self, node: u32, what: Parked) {
        self.w.nodes[node as usize].parked.push(what);
    }

    /// Does the node stand still?
    #[inline(always)]
    fn stands(&self, node: u32) -> bool {
        !self.w.calm && self.w.nodes[node as usize].hung
    }

    /// A node that stood still goes on, with everything that came meanwhile in its order.
    pub(crate) fn unpark(&mut self, node: u32) {
        for what in std::mem::take(&mut self.w.nodes[node as usize].parked) {
            let (kind, cx) = (&mut self.kinds[node as usize], &mut Cx { w: &mut self.w, node });
            match what {
                Parked::Arrive(c) => kind.arrive(cx, c),
                Parked::Served(c) => kind.served(cx, c),
                Parked::Reply { call, link, end, here } => kind.reply(cx, call, link, end, here),
                Parked::Timer(tag) => kind.timer(cx, tag),
                Parked::Control(order) => kind.control(cx, order),
            }
        }
    }

    /// Lets an event happen; returns a call that arrives by it.
    #[inline(always)]
    fn happen(&mut self, event: Event) -> CallId {
        match event {
            Event::Call(c) => {
                let call = &mut self.w.calls[c as usize];
                let (node, kind) = (call.node, call.kind);
                // nearly always
                if call.phase == Phase::Serving {
                    call.phase = Phase::Inside;
                    if self.stands(node) {
                        self.park(node, Parked::Served(c));
                        return NONE;
                    }
                    Kind::served_by(&mut self.kinds, kind, &mut Cx { w: &mut self.w, node }, c);
                    return NONE;
                }
                match call.phase {
                    Phase::Going => return c,
                    Phase::Returning(end) => self.w.deliver(c, end),
                    phase => self.happen_else(c, node, phase),
                }
            }
            Event::Deadline { call, .. } => self.w.give_up(call),
            Event::Timer(t) => {
                let Timer { node, tag, alive } = self.w.timers[t as usize];
                if !alive {
                    self.w.free_timers.push(t);
                } else if node == ENGINE {
                    self.engine_timer(t, tag);
                } else if self.stands(node) {
                    self.park(node, Parked::Timer(tag));
                } else {
                    self.kinds[node as usize].timer(&mut Cx { w: &mut self.w, node }, tag);
                }
            }
        }
        NONE
    }

    /// What seldom happens to a call.
    #[cold]
    fn happen_else(&mut self, c: u32, node: u32, phase: Phase) {
        match phase {
            Phase::Waiting => self.kinds[node as usize].served(&mut Cx { w: &mut self.w, node }, c),
            Phase::Lost => self.w.nothing_came(c),
            Phase::Ghost => self.w.release(c),
            _ => {}
        }
    }

    /// A call arrives from afar.
    #[inline(never)]
    fn come(&mut self, c: CallId) {
        self.arrive(c, self.w.calls[c as usize].node);
    }

    #[inline(always)]
    fn arrive(&mut self, c: CallId, node: u32) {
        let w = &mut self.w;
        let call = &mut w.calls[c as usize];
        let kind = call.kind;
        let common = &mut w.nodes[node as usize];
        common.arrived += 1;
        common.inside += 1;
        call.arrived = w.now;
        if w.plain && common.inside <= common.door.most {
            call.phase = Phase::Serving;
            return w.cal.after(w.now, common.door.ring, c);
        }
        call.phase = Phase::Inside;
        if w.calm || self.gets_in(node, c) {
            Kind::arrive_at(&mut self.kinds, kind, &mut Cx { w: &mut self.w, node }, c);
        }
    }

    /// What a fault makes of a call at the door; true when it gets in all the same.
    #[cold]
    fn gets_in(&mut self, node: u32, c: u32) -> bool {
        let common = &mut self.w.nodes[node as usize];
        if common.down {
            self.w.end(c, End::Failed(Reason::Down), true);
        } else if common.hung {
            self.park(node, Parked::Arrive(c));
        } else if common.refuses > 0.0 && common.luck.unit() < common.refuses {
            self.w.end(c, End::Failed(Reason::ServerError), true);
        } else {
            return true;
        }
        false
    }
}
