//! The request behind a moving shape is found again, whatever becomes of it: it is the very one.

use simcore::design::{Design, FaultKind, LinkSpec, NodeId, NodeSpec};
use simcore::host::{Ask, Hop, Host, Look, Tell};
use simcore::kinds::KindId;
use simcore::measure::Trace;
use std::cell::Cell;

fn shop(retries: f64) -> Design {
    Design {
        nodes: vec![
            NodeSpec::new(1, KindId::client).with("rate", 200.0).with("retries", retries),
            NodeSpec::new(2, KindId::load_balancer),
            NodeSpec::new(3, KindId::web_server),
            NodeSpec::new(4, KindId::web_server).with("call_timeout_ms", 30.0),
            NodeSpec::new(5, KindId::sql_leader).with("slots", 3.0),
            NodeSpec::new(6, KindId::sql_follower),
        ],
        links: [(1, 2), (2, 3), (2, 4), (3, 5), (4, 5), (5, 6)].map(|(a, b)| LinkSpec::new(a, b, 0.5)).into(),
        ..Design::default()
    }
}

/// A host beside a wall clock of its own.
struct Room {
    host: Host,
    clock: Cell<f64>,
    hops: Vec<Hop>,
    found: Option<Option<Box<Trace>>>,
    followed: Vec<Trace>,
}

impl Room {
    fn new(retries: f64) -> Room {
        let (clock, host) = (Cell::new(0.0), Host::new());
        let mut room = Room { host, clock, hops: vec![], found: None, followed: vec![] };
        room.host.ask(Ask::Load { revision: 1, design: shop(retries), seed: 7, warm_s: 10.0 });
        room.turns(100);
        room
    }

    fn turns(&mut self, count: usize) {
        for _ in 0..count {
            self.clock.set(self.clock.get() + 40.0);
            let clock = || {
                self.clock.set(self.clock.get() + 0.01);
                self.clock.get()
            };
            for tell in self.host.turn(&clock).tells {
                match tell {
                    Tell::Frame(frame) => self.hops.extend(&frame.hops),
                    Tell::Found { trace, .. } => self.found = Some(trace),
                    Tell::Closer(closer) => self.followed = closer.traces.concat(),
                    _ => {}
                }
            }
        }
    }

    /// A while with a slow database.
    fn slow(&mut self) {
        self.host.ask(Ask::Break { node: 5, what: FaultKind::Slow, strength: 6.0, for_s: None });
        self.host.ask(Ask::Speed(4.0));
        self.turns(40);
        self.host.ask(Ask::Speed(0.0));
        self.turns(10);
    }

    fn ends(hop: &Hop) -> (NodeId, NodeId) {
        let link = &shop(0.0).links[hop.link as usize];
        (link.from, link.to)
    }

    fn find(&mut self, hop: Hop) -> Option<Box<Trace>> {
        let (from, to) = Room::ends(&hop);
        self.found = None;
        self.host.ask(Ask::Find { id: 1, from, to, hop });
        for _ in 0..1000 {
            self.turns(1);
            if let Some(found) = self.found.take() {
                return found;
            }
        }
        panic!("no answer");
    }
}

/// Does the request hold this hop?
fn holds(trace: &Trace, hop: &Hop) -> bool {
    let (from, to) = Room::ends(hop);
    trace.spans.iter().any(|s| (s.from, s.node, s.key, s.sent_s) == (from, to, hop.key, hop.at_s))
}

#[test]
fn every_hop_of_a_request_is_found_with_the_bits_that_it_had() {
    let mut room = Room::new(0.0);
    room.host.ask(Ask::Look(Look { traces: true, ..Look::default() }));
    room.host.ask(Ask::Speed(4.0));
    room.turns(60);
    room.hops.clear();
    room.turns(60);
    room.host.ask(Ask::Speed(0.0));
    room.turns(10);
    let (hops, followed) = (std::mem::take(&mut room.hops), std::mem::take(&mut room.followed));
    assert!(hops.len() > 200 && followed.len() > 10, "{} {}", hops.len(), followed.len());
    let mut known = 0;
    for hop in hops.iter().step_by(hops.len() / 60) {
        let found = room.find(*hop);
        if hop.class > 1 {
            assert_eq!(found, None, "no user's request: {hop:?}");
            continue;
        }
        let found = found.unwrap_or_else(|| panic!("it is there: {hop:?}"));
        assert!(holds(&found, hop), "{hop:?} in {found:?}");
    }
    // requests that were followed while they happened look the same when they are found
    for trace in followed.iter().filter(|t| !t.failed()) {
        for span in trace.spans.iter().filter(|s| s.ended_s.is_some()) {
            let link = shop(0.0).links.iter().position(|l| (l.from, l.to) == (span.from, span.node));
            let root = trace.root().expect("a root");
            let hop = Hop {
                link: link.expect("a link") as u32,
                at_s: span.sent_s,
                class: span.class,
                failed: false,
                key: span.key,
                began_s: root.sent_s,
                asked: true,
                again: false,
            };
            let found = room.find(hop).expect("it is there");
            let bare = |t: &Trace| {
                let spans = t.spans.iter().map(|s| simcore::measure::Span { request: 0, ..s.clone() });
                spans.collect::<Vec<_>>()
            };
            assert_eq!(bare(&found), bare(trace));
            known += 1;
        }
    }
    assert!(known > 30, "{known}");
}

#[test]
fn what_nobody_waits_for_any_more_still_has_its_request() {
    let mut room = Room::new(0.0);
    room.slow();
    let alone: Vec<Hop> = room.hops.iter().filter(|h| !h.asked && h.class < 2).copied().collect();
    assert!(alone.len() > 10, "{}", alone.len());
    for hop in alone.iter().step_by(alone.len() / 10) {
        let found = room.find(*hop).expect("its request is there");
        assert!(holds(&found, hop) && found.spans.iter().any(|s| s.gave_up), "{hop:?} in {found:?}");
    }
}

#[test]
fn of_a_request_that_was_sent_again_the_first_attempt_is_shown() {
    let mut room = Room::new(1.0);
    room.slow();
    let again: Vec<Hop> = room.hops.iter().filter(|h| h.asked && h.again).copied().collect();
    assert!(again.len() > 10, "{}", again.len());
    for hop in again.iter().step_by(again.len() / 5) {
        let found = room.find(*hop).expect("its first attempt is there");
        let root = found.root().expect("a root");
        assert_eq!((root.sent_s, root.key, found.failed()), (hop.began_s, hop.key, true));
    }
}

#[test]
fn what_never_was_is_not_found() {
    let mut room = Room::new(0.0);
    room.host.ask(Ask::Speed(1.0));
    room.turns(10);
    let hop = *room.hops.first().expect("a hop");
    assert_eq!(room.find(Hop { key: hop.key + 1_000_000, ..hop }), None);
    assert_eq!(room.find(Hop { began_s: 1e9, ..hop }), None);
    assert_eq!(room.find(Hop { began_s: f64::NAN, at_s: -1.0, ..hop }), None);
}
