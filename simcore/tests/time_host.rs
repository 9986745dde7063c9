//! The worker's protocol goes through time: what was seen once is seen again, bit by bit.

use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec};
use simcore::host::{Ask, Frame, Happened, Host, Past, Tell};
use simcore::kinds::KindId;
use std::cell::Cell;

fn shop(rate: f64) -> Design {
    Design {
        nodes: vec![
            NodeSpec::new(1, KindId::client).with("rate", rate).with("deadline_ms", 10_000.0),
            NodeSpec::new(2, KindId::load_balancer),
            NodeSpec::new(3, KindId::web_server),
            NodeSpec::new(4, KindId::web_server),
            NodeSpec::new(5, KindId::sql_leader),
        ],
        links: [(1, 2), (2, 3), (2, 4), (3, 5), (4, 5)].map(|(a, b)| LinkSpec::new(a, b, 0.5)).into(),
        ..Design::default()
    }
}

/// A host beside a wall clock of its own.
struct Room {
    host: Host,
    clock: Cell<f64>,
    revision: u32,
    frame: Frame,
    past: Past,
    /// What the last frames brought of the other side of the fork.
    other: Vec<f64>,
}

impl Room {
    fn new(rate: f64) -> Room {
        let mut room = Room {
            host: Host::new(),
            clock: Cell::new(0.0),
            revision: 1,
            frame: Frame::default(),
            past: Past::default(),
            other: Vec::new(),
        };
        room.host.ask(Ask::Load { revision: 1, design: shop(rate), seed: 7, warm_s: 10.0 });
        room.settle();
        room
    }

    fn turn(&mut self) -> Option<f64> {
        self.clock.set(self.clock.get() + 40.0);
        let clock = || {
            self.clock.set(self.clock.get() + 0.01);
            self.clock.get()
        };
        let turn = self.host.turn(&clock);
        for tell in turn.tells {
            match tell {
                Tell::Frame(frame) => {
                    self.other.extend(frame.other.iter().map(|p| p.t));
                    self.frame = *frame;
                }
                Tell::Past(past) => {
                    if let Some(other) = &past.other {
                        self.other = other.iter().map(|p| p.t).collect();
                    }
                    self.past = *past;
                }
                _ => {}
            }
        }
        turn.again_ms
    }

    fn settle(&mut self) {
        for _ in 0..100_000 {
            if self.turn().is_none() {
                return;
            }
        }
        panic!("it never comes to rest");
    }

    /// Runs for so many turns of 40 ms at this speed, then stands; what was seen on the way.
    fn run(&mut self, speed: f64, turns: usize) -> Vec<Frame> {
        self.host.ask(Ask::Speed(speed));
        let mut seen = Vec::new();
        for _ in 0..turns {
            self.turn();
            seen.push(self.frame.clone());
        }
        self.host.ask(Ask::Speed(0.0));
        self.settle();
        seen
    }

    fn ask(&mut self, ask: impl FnOnce(u32) -> Ask) {
        self.revision += 1;
        self.host.ask(ask(self.revision));
        self.settle();
        assert_eq!(self.frame.revision, self.revision);
    }

    fn rewind(&mut self, to_s: f64) {
        self.ask(|revision| Ask::Rewind { revision, to_s });
    }

    fn edit(&mut self, rate: f64) {
        self.ask(|revision| Ask::Edit { revision, design: shop(rate) });
    }

    fn crash(&mut self, node: u32) {
        self.host.ask(Ask::Break { node, what: FaultKind::Crash, strength: 0.0, for_s: Some(5.0) });
        self.settle();
    }
}

/// All bits of the world in a frame; not what belongs to its sending.
fn digest(frame: &Frame) -> String {
    format!(
        "{} {} {:?} {:?} {:?} {:?} {:?} {}",
        frame.now_s,
        frame.events,
        frame.nodes,
        frame.links,
        frame.last,
        frame.total,
        frame.faults,
        frame.edition
    )
}

/// A run with an edit and two faults, and its frames.
fn day() -> (Room, Vec<Frame>) {
    let mut room = Room::new(200.0);
    let mut seen = room.run(10.0, 60);
    room.crash(3);
    seen.extend(room.run(10.0, 40));
    room.edit(320.0);
    seen.extend(room.run(20.0, 60));
    room.crash(5);
    seen.extend(room.run(20.0, 60));
    (room, seen)
}

#[test]
fn every_instant_that_was_seen_is_seen_again_in_any_order() {
    let (mut room, seen) = day();
    let end = room.frame.clone();
    assert!(end.now_s > 100.0, "{}", end.now_s);
    // forth and back by a stride that is coprime to the number of frames
    for i in 0..40 {
        let frame = &seen[(i * 83 + 11) % seen.len()];
        room.rewind(frame.now_s);
        assert_eq!(digest(&room.frame), digest(frame));
        assert!((room.frame.end_s - end.now_s).abs() < 1e-9, "nothing is forgotten by looking");
        let last = room.past.series.as_ref().and_then(|s| s.last()).map_or(0.0, |p| p.t);
        assert!(last <= frame.now_s && last > frame.now_s - 1.001, "the series ends with now");
    }
    room.rewind(1e9);
    assert_eq!(digest(&room.frame), digest(&end));
    let kinds: Vec<bool> = room.past.marks.iter().map(|m| matches!(m.what, Happened::Edited(2))).collect();
    assert_eq!(kinds, [false, true, false]);
    assert_eq!(room.past.fork, None);
}

#[test]
fn what_was_lived_is_lived_again_with_the_same_deeds_and_goes_on_beyond() {
    let (mut room, _) = day();
    let end = digest(&room.frame);
    let end_s = room.frame.now_s;
    room.rewind(12.0);
    assert_eq!(room.frame.edition, 1, "the design of that time");
    room.run(50.0, 20);
    assert_eq!(room.past.fork, None);
    room.rewind(end_s);
    assert_eq!(digest(&room.frame), end);
    room.rewind(end_s - 1.0);
    let on = room.run(10.0, 10);
    assert!(on.last().is_some_and(|f| f.now_s > end_s && f.edition == 2));
}

#[test]
fn one_event_back_and_one_on_is_where_it_was() {
    let (mut room, _) = day();
    let start = (room.frame.events, room.frame.now_s);
    let mut before = Vec::new();
    for _ in 0..50 {
        room.ask(|revision| Ask::StepBack { revision });
        before.push(digest(&room.frame));
    }
    assert_eq!(room.frame.events, start.0 - 50);
    assert!(room.frame.now_s < start.1);
    before.pop();
    while let Some(expected) = before.pop() {
        room.host.ask(Ask::StepEvent);
        room.settle();
        assert_eq!(digest(&room.frame), expected);
    }
    // before the first instant there is nothing
    room.rewind(0.0);
    room.ask(|revision| Ask::StepBack { revision });
    assert_eq!((room.frame.events, room.frame.now_s), (0, 0.0));
}

#[test]
fn an_edit_of_the_past_keeps_the_future_that_was_on_the_other_side() {
    let (mut room, _) = day();
    let end = room.frame.clone();
    room.rewind(40.0);
    room.edit(50.0);
    let fork = room.past.fork.expect("it has forked");
    assert_eq!((fork.at_s, fork.original), (40.0, false));
    assert_eq!(room.past.end_s, 40.0, "its own future is open");
    assert_eq!(room.other.first(), Some(&40.0));
    assert!(room.other.last().is_some_and(|t| end.now_s - t < 1.001), "the old one is known to its end");
    let kept = room.other.len();

    // the other world goes on once the fork is beyond its end
    room.run(50.0, 60);
    let now = room.frame.now_s;
    assert!(now > end.now_s + 10.0);
    assert!(room.other.len() > kept && room.other.last().is_some_and(|t| now - t < 1.001), "{now}");

    // back on the other side everything is as if nothing had been changed
    let fork_now = digest(&room.frame);
    room.ask(|revision| Ask::Swap { revision });
    assert!(room.past.fork.is_some_and(|f| f.original));
    assert_eq!(room.frame.edition, 2);
    room.rewind(end.now_s);
    assert_eq!(digest(&room.frame), digest(&end));
    room.ask(|revision| Ask::Swap { revision });
    room.rewind(now);
    assert_eq!(digest(&room.frame), fork_now);

    room.host.ask(Ask::Join);
    room.settle();
    assert_eq!((room.past.fork, room.other.len()), (None, 0));
}

#[test]
fn a_fork_of_the_present_runs_beside_what_would_have_been() {
    let mut room = Room::new(200.0);
    let mut plain = Room::new(200.0);
    room.host.ask(Ask::Fork);
    room.edit(900.0);
    room.run(10.0, 50);
    plain.run(10.0, 80);
    let now = room.frame.now_s;
    assert!(room.frame.total.failed.iter().sum::<u64>() > 0 || room.frame.total.latency.p95 > 0.0);
    room.ask(|revision| Ask::Swap { revision });
    plain.rewind(now);
    let (a, b) = (&room.frame, &plain.frame);
    assert_eq!((a.events, &a.nodes, &a.total), (b.events, &b.nodes, &b.total));
}

#[test]
fn the_next_failure_is_found_or_the_world_stays_where_it_was() {
    let mut room = Room::new(50.0);
    let before = digest(&room.frame);
    room.host.ask(Ask::NextFailure);
    room.settle();
    assert_eq!(room.past.found, Some(false));
    assert_eq!(digest(&room.frame), before);
    assert_eq!(room.frame.end_s, room.frame.now_s, "what was looked through is not known");

    room.crash(5);
    let missed = |f: &Frame| f.total.failed.iter().sum::<u64>() + f.total.answered - f.total.on_time;
    let had = missed(&room.frame);
    room.host.ask(Ask::NextFailure);
    room.settle();
    assert_eq!(room.past.found, Some(true));
    assert_eq!(missed(&room.frame), had + 1);
}

#[test]
fn orders_wait_for_the_end_of_the_way() {
    let (mut room, _) = day();
    room.host.ask(Ask::Rewind { revision: 3, to_s: 30.0 });
    room.host.ask(Ask::Edit { revision: 4, design: shop(10.0) });
    room.settle();
    assert_eq!((room.frame.now_s, room.frame.edition), (30.0, 4));
    assert_eq!(room.past.fork.map(|f| f.at_s), Some(30.0));
}

#[test]
fn checkpoints_change_no_bit_and_are_made() {
    // enough events for several checkpoints
    let mut room = Room::new(2000.0);
    let seen = room.run(40.0, 60);
    assert!(room.frame.events > 1_000_000, "{}", room.frame.events);
    for frame in seen.iter().step_by(9) {
        room.rewind(frame.now_s);
        assert_eq!(digest(&room.frame), digest(frame));
    }
}
