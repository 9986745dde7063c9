//! The past can be had again, bit by bit, and forked.

use simcore::Sim;
use simcore::design::{Design, FaultKind, LinkSpec, NodeSpec, Place};
use simcore::history::{Deed, History};
use simcore::kinds::KindId;
use simcore::time::{MS, SEC, Time};

fn shop(rate: f64) -> Design {
    Design {
        nodes: vec![
            NodeSpec::new(1, KindId::client).with("rate", rate).with("retries", 2.0),
            NodeSpec::new(2, KindId::load_balancer).with("interval_s", 1.0),
            NodeSpec::new(3, KindId::web_server).placed(21),
            NodeSpec::new(4, KindId::web_server).placed(22),
            NodeSpec::new(5, KindId::cache),
            NodeSpec::new(6, KindId::sql_leader),
        ],
        links: [(1, 2), (2, 3), (2, 4), (3, 5), (4, 5), (3, 6), (4, 6)]
            .map(|(a, b)| LinkSpec::new(a, b, 0.5))
            .into(),
        places: vec![
            Place::region(20, "", 39.0, -77.5),
            Place::zone(21, "", 20),
            Place::zone(22, "", 20),
            Place::region(23, "", 53.3, -6.3),
        ],
        ..Design::default()
    }
}

/// A day with an edit, a crash, a slow disk, a network cut, a zone without power, a server that moves
/// to another region, and healings, at uneven instants.
fn day() -> (History, Vec<(Time, String)>) {
    let (sim, _) = Sim::new(&shop(150.0), 11);
    let mut story = History::new(sim, 5 * SEC, 8);
    let mut abroad = shop(220.0);
    abroad.nodes[2].place = Some(23);
    let deeds = [
        (3_217, Deed::Break { node: 3, what: FaultKind::Crash, strength: 0.0, for_s: Some(20.0) }),
        (12_500, Deed::Edit(shop(220.0))),
        (12_500, Deed::Break { node: 6, what: FaultKind::Slow, strength: 8.0, for_s: None }),
        (31_001, Deed::ResetMeasures),
        (40_000, Deed::Break { node: 5, what: FaultKind::Partition, strength: 0.0, for_s: Some(5.0) }),
        (55_555, Deed::Heal(6)),
        (58_001, Deed::Break { node: 21, what: FaultKind::Crash, strength: 0.0, for_s: None }),
        (62_002, Deed::Edit(abroad)),
        (66_006, Deed::Break { node: 20, what: FaultKind::Partition, strength: 0.0, for_s: Some(9.0) }),
        (80_003, Deed::Heal(21)),
    ];
    let mut deeds = deeds.into_iter().peekable();
    let mut seen = Vec::new();
    for ms in (0..=90_000).step_by(500) {
        while deeds.peek().is_some_and(|(at, _)| *at <= ms) {
            if let Some((at, deed)) = deeds.next() {
                // in the midst of an instant: a budget that ends between events of the same time
                story.run_until(at * MS, u64::MAX);
                story.run_until(at * MS + MS, 3);
                story.act(deed);
            }
        }
        story.run_until(ms * MS, u64::MAX);
        seen.push((ms * MS, format!("{:?}", story.now().report())));
    }
    (story, seen)
}

#[test]
fn any_instant_of_the_past_is_the_same_again() {
    let (story, seen) = day();
    assert!(story.oldest() <= 5 * SEC, "thinned out, the beginning is still within reach");
    for (t, report) in seen.iter().filter(|(t, _)| *t >= story.oldest()).step_by(7) {
        let again = story.at(*t).expect("within reach");
        assert_eq!(format!("{:?}", again.report()), *report, "at {} ms", t / MS);
    }
    assert!(story.at(91 * SEC).is_none(), "the future is not remembered");
}

#[test]
fn a_rewound_world_goes_on_as_it_did_and_a_fork_as_it_likes() {
    let (mut story, seen) = day();
    let (end, last) = seen.last().expect("an end").clone();
    assert!(story.rewind(70 * SEC));
    let mut fork = story.clone();
    story.run_until(end, u64::MAX);
    assert_eq!(format!("{:?}", story.now().report()), last);
    fork.act(Deed::Break { node: 4, what: FaultKind::Crash, strength: 0.0, for_s: None });
    fork.run_until(end, u64::MAX);
    assert_ne!(format!("{:?}", fork.now().report()), last);
}
