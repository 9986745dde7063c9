//! The engine: calls between nodes, moved by the calendar.
//!
//! A *call* is one hop of a request: a caller asks a node for something and waits. A node that
//! needs somebody else makes a child call and keeps whatever it holds (a slot, a connection) until
//! the reply. A caller that stops waiting orphans its child: the work goes on and burns capacity.

use crate::calendar::Event;
use crate::call::{End, NONE, Now, Phase, What};
use crate::cx::Cx;
use crate::kinds::Kind;
use crate::measure::Reason;
use crate::network::Parked;
use crate::time::Time;
use crate::trouble::Trouble;
use crate::world::{ENGINE, World};

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
            if self.w.next.node != NONE {
                self.act();
                continue;
            }
            let calls = &self.w.calls;
            let Some((t, event)) = self.w.cal.pop(until, |c| calls[c as usize].generation) else {
                *left += 1;
                self.w.now = self.w.now.max(until);
                return Outcome::Done;
            };
            self.w.now = t;
            self.happen(event);
        }
    }

    /// Does what is to happen now.
    #[inline(always)]
    fn act(&mut self) {
        let Now { node, call, what } = self.w.next;
        self.w.next.node = NONE;
        if !self.w.later.is_empty() {
            self.w.next = self.w.later.pop_front().unwrap_or(Now::NOTHING);
        }
        match what {
            What::Arrive => self.arrive(node, call),
            What::Reply { link, end, here } => {
                if self.w.nodes[node as usize].hung {
                    return self.park(node, Parked::Reply { call, link, end, here });
                }
                self.kinds[node as usize].reply(&mut Cx { w: &mut self.w, node }, call, link, end, here);
            }
            What::Control(order) => {
                if self.w.nodes[node as usize].hung {
                    return self.park(node, Parked::Control(order));
                }
                self.kinds[node as usize].control(&mut Cx { w: &mut self.w, node }, order);
            }
        }
    }

    #[cold]
    fn park(&mut self, node: u32, what: Parked) {
        self.w.nodes[node as usize].parked.push(what);
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

    #[inline(always)]
    fn happen(&mut self, event: Event) {
        match event {
            Event::Call(c) => {
                let call = &mut self.w.calls[c as usize];
                let node = call.node;
                match call.phase {
                    Phase::Serving => {
                        call.phase = Phase::Inside;
                        if self.w.nodes[node as usize].hung {
                            return self.park(node, Parked::Served(c));
                        }
                        self.kinds[node as usize].served(&mut Cx { w: &mut self.w, node }, c);
                    }
                    Phase::Going => self.arrive(node, c),
                    Phase::Returning(end) => self.w.deliver(c, end),
                    Phase::Waiting => {
                        self.kinds[node as usize].served(&mut Cx { w: &mut self.w, node }, c);
                    }
                    Phase::Lost => self.w.nothing_came(c),
                    Phase::Ghost => self.w.release(c),
                    Phase::Inside | Phase::Free => {}
                }
            }
            Event::Deadline { call, .. } => self.w.give_up(call),
            Event::Timer(t) => {
                let timer = self.w.timers[t as usize];
                if !timer.alive {
                    self.w.free_timers.push(t);
                } else if timer.node == ENGINE {
                    self.engine_timer(t, timer.tag);
                } else {
                    let node = timer.node;
                    if self.w.nodes[node as usize].hung {
                        return self.park(node, Parked::Timer(timer.tag));
                    }
                    self.kinds[node as usize].timer(&mut Cx { w: &mut self.w, node }, timer.tag);
                }
            }
        }
    }

    #[inline]
    fn arrive(&mut self, node: u32, c: u32) {
        let common = &mut self.w.nodes[node as usize];
        common.arrived += 1;
        common.inside += 1;
        let call = &mut self.w.calls[c as usize];
        call.arrived = self.w.now;
        call.phase = Phase::Inside;
        if common.down | common.hung {
            if common.down {
                return self.w.end(c, End::Failed(Reason::Down), true);
            }
            return self.park(node, Parked::Arrive(c));
        }
        if common.refuses > 0.0 && common.luck.unit() < common.refuses {
            return self.w.end(c, End::Failed(Reason::ServerError), true);
        }
        self.kinds[node as usize].arrive(&mut Cx { w: &mut self.w, node }, c);
    }
}
