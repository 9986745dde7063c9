use super::*;
use simcore::design::{LinkSpec, NodeSpec};
use simcore::kinds::KindId;

fn design(nodes: u32, rate: f64) -> Design {
    let node = |id| NodeSpec {
        id,
        name: String::new(),
        kind: KindId::ALL[0],
        params: vec![rate],
        at: [0, 0],
        place: None,
    };
    let links = (1..nodes).map(|i| LinkSpec { from: i, to: i + 1, params: vec![] }).collect();
    Design { nodes: (1..=nodes).map(node).collect(), links, ..Design::default() }
}

fn frame(revision: u32) -> Tell {
    Tell::Frame(Box::new(Frame { revision, ..Frame::default() }))
}

fn ready(state: &mut State) -> Vec<Ask> {
    state.starting(0.0);
    state.receive(Tell::Ready { protocol: 1 }, 0.0).0
}

fn report() -> Box<Report> {
    Box::new(Report {
        seed: 1,
        from_s: 0.0,
        until_s: 1.0,
        events: 0,
        generated: 0,
        answered: 0,
        on_time: 0,
        failed: [0; simcore::measure::Reason::COUNT],
        in_flight: 0,
        carried: 0,
        latency: Default::default(),
        nodes: vec![],
        series: vec![],
        parts: vec![],
    })
}

fn job() -> Job {
    Job { design: design(2, 1.0), seed: 1, from_s: 0.0, until_s: 1.0 }
}

#[test]
fn questions_wait_until_the_worker_is_ready() {
    let mut s = State::default();
    s.starting(0.0);
    assert!(s.load(design(2, 1.0), 1, 10.0, 0.0).is_empty());
    assert!(s.speed(1.0, 0.0).is_empty());
    let (sent, news) = s.receive(Tell::Ready { protocol: 1 }, 1.0);
    assert!(matches!(sent[..], [Ask::Load { revision: 1, .. }, Ask::Speed(_)]));
    assert_eq!(news, None);
}

#[test]
fn frames_of_older_structures_are_not_drawn_and_of_older_worlds_not_heard() {
    let mut s = State::default();
    ready(&mut s);
    s.load(design(2, 1.0), 1, 0.0, 0.0);
    s.load(design(2, 1.0), 1, 0.0, 0.0);
    assert_eq!(s.receive(frame(1), 0.0).1, None, "another world");
    assert!(matches!(s.receive(frame(2), 0.0).1, Some(News::Frame(_))));
    s.edit(design(2, 5.0), 0.0);
    assert!(matches!(s.receive(frame(2), 0.0).1, Some(News::Frame(_))), "only a value has changed");
    s.edit(design(3, 5.0), 0.0);
    assert!(matches!(s.receive(frame(3), 0.0).1, Some(News::Old(_))), "a station is missing");
    assert!(matches!(s.receive(frame(4), 0.0).1, Some(News::Frame(_))));
}

#[test]
fn issues_of_an_older_design_do_not_replace_newer_ones() {
    let mut s = State::default();
    ready(&mut s);
    s.load(design(2, 1.0), 1, 0.0, 0.0);
    s.edit(design(2, 2.0), 0.0);
    let issues = |revision| Tell::Issues { revision, issues: vec![] };
    assert!(s.receive(issues(2), 0.0).1.is_some());
    assert_eq!(s.receive(issues(1), 0.0).1, None);
}

#[test]
fn a_batch_goes_on_with_its_open_jobs_after_a_failure_and_is_given_up_after_two() {
    let mut s = State::default();
    ready(&mut s);
    let (id, sent) = s.batch(vec![job(), job(), job()], 0.0);
    assert!(matches!(&sent[..], [Ask::Batch { jobs, .. }] if jobs.len() == 3));
    let done = |index| Tell::Done { id: 1, index, report: report() };
    assert!(matches!(s.receive(done(1), 0.0).1, Some(News::Report { index: 1, last: false, .. })));
    assert_eq!(s.receive(done(1), 0.0).1, None, "said twice");

    assert_eq!(s.failed(10.0), (true, vec![]));
    s.restore(10.0);
    let (sent, _) = s.receive(Tell::Ready { protocol: 1 }, 11.0);
    assert!(sent.iter().any(|a| matches!(a, Ask::Batch { jobs, .. } if jobs.len() == 2)));
    // the second of the two that are left is job 2 of the batch
    assert!(matches!(s.receive(done(1), 0.0).1, Some(News::Report { index: 2, last: false, .. })));

    assert_eq!(s.failed(20.0).1, [News::BatchLost(id)]);
}

#[test]
fn a_new_worker_learns_what_the_old_one_knew() {
    let mut s = State::default();
    ready(&mut s);
    s.load(design(2, 1.0), 42, 10.0, 0.0);
    s.edit(design(2, 7.0), 0.0);
    s.speed(10.0, 0.0);
    assert!(s.failed(5.0).0);
    s.restore(5.0);
    let (sent, _) = s.receive(Tell::Ready { protocol: 1 }, 6.0);
    assert!(matches!(&sent[0], Ask::Load { revision: 3, design, seed: 42, .. }
        if design.nodes[0].params == [7.0]));
    assert_eq!(sent[1], Ask::Speed(10.0));
    assert_eq!(s.receive(frame(2), 7.0).1, None, "a late frame of the worker that is gone");
}

#[test]
fn a_worker_that_keeps_failing_is_left_alone() {
    let mut s = State::default();
    assert!(s.failed(0.0).0);
    assert!(s.failed(1_000.0).0);
    assert!(!s.failed(2_000.0).0);
    assert!(s.failed(200_000.0).0, "that was long ago");
}

#[test]
fn late_only_when_an_answer_is_due() {
    let mut s = State::default();
    ready(&mut s);
    let late = |s: &mut State, from: u32, to: u32| (from..to).any(|i| s.is_late(f64::from(i) * 500.0));
    assert!(!late(&mut s, 1, 100), "nothing was asked");
    s.load(design(2, 1.0), 1, 0.0, 50_000.0);
    s.receive(frame(1), 50_100.0);
    assert!(!late(&mut s, 101, 200), "paused and answered");
    s.speed(1.0, 100_000.0);
    s.pulse(100_100.0);
    assert!(late(&mut s, 201, 300), "running and silent");
}

#[test]
fn after_a_way_through_time_frames_from_before_are_not_drawn() {
    let mut s = State::default();
    ready(&mut s);
    s.load(design(2, 1.0), 1, 0.0, 0.0);
    let sent = s.travel(|revision| Ask::Rewind { revision, to_s: 3.0 }, 0.0);
    assert_eq!(sent, [Ask::Rewind { revision: 2, to_s: 3.0 }]);
    assert!(matches!(s.receive(frame(1), 0.0).1, Some(News::Old(_))), "it was lived through all the same");
    assert!(matches!(s.receive(frame(2), 0.0).1, Some(News::Frame(_))));
    s.travel(|revision| Ask::Swap { revision }, 0.0);
    assert_eq!(s.receive(frame(2), 0.0).1, None, "that is the other side of the fork");
    assert!(matches!(s.receive(frame(3), 0.0).1, Some(News::Frame(_))));
}

#[test]
fn a_new_worker_starts_with_the_design_of_the_time_that_is_shown() {
    let mut s = State::default();
    ready(&mut s);
    s.load(design(2, 1.0), 42, 10.0, 0.0);
    s.edit(design(2, 7.0), 0.0);
    s.travel(|revision| Ask::Rewind { revision, to_s: 3.0 }, 0.0);
    s.shows(design(2, 1.0));
    assert!(s.failed(5.0).0);
    s.restore(5.0);
    let (sent, _) = s.receive(Tell::Ready { protocol: 1 }, 6.0);
    assert!(matches!(&sent[0], Ask::Load { design, .. } if design.nodes[0].params == [1.0]));
}
