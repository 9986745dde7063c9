//! Compiled lessons cross two borders: JSON to the page, postcard between page and worker.

use lessons::board_file::BoardFile;
use lessons::course::{Both, Chapter, Course, Entry, StepHead};
use lessons::grade::{Broken, Debrief, Failure, GoalVerdict, Guess, Hot, Mark, Verdict};
use lessons::lesson::*;
use lessons::measure::Measure;
use lessons::prose::{Block, Inline, Target};
use serde::Serialize;
use serde::de::DeserializeOwned;
use simcore::design::FaultKind;
use simcore::kinds::KindId;
use simcore::lab::{Down, Join, Puzzle};
use simcore::measure::{Of, Reason};
use std::fmt::Debug;

const BOARD: &str = include_str!("data/board.v1.json");

fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_string(value).expect("JSON takes it");
    assert_eq!(&serde_json::from_str::<T>(&json).expect("and gives it back"), value);
    let bytes = postcard::to_allocvec(value).expect("postcard takes it");
    assert_eq!(&postcard::from_bytes::<T>(&bytes).expect("and gives it back"), value);
}

fn text(t: &str) -> Vec<Inline> {
    vec![Inline::Text(t.into())]
}

fn every_block() -> Vec<Block> {
    let links = [
        Target::Step("a".into()),
        Target::Lesson { slug: "b".into(), step: Some("c".into()) },
        Target::Web("https://example.org".into()),
        Target::Term("cache".into()),
    ];
    let mut runs: Vec<Inline> = links.into_iter().map(|to| Inline::Link(to, text("x"))).collect();
    runs.extend([Inline::Strong(text("s")), Inline::Em(text("e")), Inline::Code("c".into()), Inline::Break]);
    vec![
        Block::Paragraph(runs),
        Block::Heading(4, text("h")),
        Block::List { start: Some(2), items: vec![vec![Block::Rule]] },
        Block::Code { lang: "rust".into(), text: "fn".into() },
        Block::Quote(vec![Block::Paragraph(text("q"))]),
        Block::Table { head: vec![text("a")], rows: vec![vec![text("b")]] },
    ]
}

fn every_when() -> Vec<Done> {
    let bound = Bound::AtLeast(1.0);
    let (node, kind) = (Spot::Node(3), Spot::Kind(KindId::cache));
    let all = [
        When::Param { at: kind, param: 2, bound },
        When::Fault { at: node, what: FaultKind::Crash },
        When::Measure { measure: Measure::P95, last_s: 5.0, bound },
        When::Count { measure: Measure::CountNodes, bound },
        When::Link { from: node, to: kind },
    ];
    all.into_iter().map(|when| Done { id: "d".into(), text: text("d"), when }).collect()
}

fn every_kind(board: &BoardFile) -> Vec<StepKind> {
    let span = Span { from_s: 1.5, until_s: 60.0 };
    let number = Ask::Number { unit: "%".into(), min: 0.0, max: 100.0, tolerance: 0.1 };
    let over = Over { what: Across::Param { node: 1, param: 0 }, values: vec![10.0, 20.0, 30.0] };
    let curve = Ask::Curve { unit: "ms".into(), min: 0.0, max: 400.0, tolerance: 0.05, over };
    let server = Ask::Server { candidates: vec![3, 7], lowest: true };
    let goals = [Bound::AtMost(1.0), Bound::AtLeast(2.0), Bound::Between(1.0, 2.0)];
    let measures =
        [Measure::Failed(Reason::QueueFull), Measure::ShareOfNode(3), Measure::CountOf(KindId::cache)];
    vec![
        StepKind::Read,
        StepKind::Predict(Predict { ask: number, measure: Measure::P95, span }),
        StepKind::Predict(Predict { ask: curve, measure: Measure::Mean, span }),
        StepKind::Predict(Predict { ask: server, measure: Measure::Utilisation(3), span }),
        StepKind::Choose(Choose {
            options: vec![Opt { id: "a".into(), text: text("a"), feedback: text("b") }],
            key: vec!["a".into()],
        }),
        StepKind::Puzzle(Puzzle::classic(Down::AfterT2, Join::AfterT2)),
        StepKind::Build(Build {
            solution: board.clone(),
            palette: vec![KindId::cache],
            fixed: vec![KindId::client],
            fixed_params: vec![(KindId::web_server, "slots".into())],
            span,
            seeds: 3,
            best_cost: Some(120.5),
            goals: goals
                .into_iter()
                .zip(measures)
                .map(|(bound, measure)| Goal {
                    id: "g".into(),
                    text: text("g"),
                    measure,
                    bound,
                    of: Some(Of::Region(20)),
                    span: Some(span),
                    case: Some(0),
                    hidden: true,
                })
                .collect(),
            cases: vec![Case { id: "c".into(), set: vec![(1, 0, 2.5)], faults: Some(Vec::new()), span }],
            bigger: Some(["why".into(), "por quê".into()]),
        }),
        StepKind::Reflect(Reflect { model: every_block(), rubric: vec![text("r")] }),
        StepKind::Do(Do {
            done: every_when(),
            solution: board.clone(),
            seconds: 60.0,
            palette: vec![KindId::cache],
        }),
        StepKind::Estimate(Estimate {
            answer: 4.0,
            unit: "s".into(),
            tolerance: 0.1,
            half: 0.2,
            range: Some((0.0, 9.0)),
        }),
        StepKind::Order(Order { items: vec![Opt { id: "a".into(), text: text("a"), feedback: Vec::new() }] }),
        StepKind::Diagnose(Diagnose {
            culprits: vec![(3, text("n"))],
            causes: vec![(FaultKind::Slow, text("c"))],
            key: (3, FaultKind::Slow),
            span,
        }),
    ]
}

#[test]
fn a_lesson_with_everything_in_it_survives_both_ways() {
    let board = lessons::board_file::parse_strict(BOARD).expect("sound");
    let step = |kind| Step {
        id: "s".into(),
        title: text("t"),
        body: every_block(),
        hints: vec![every_block()],
        after: every_block(),
        board: Some(board.clone()),
        kind,
    };
    both_ways(&Lesson {
        format_version: FORMAT_VERSION,
        id: "L06".into(),
        slug: "demo".into(),
        lang: Lang::Pt,
        title: "Título".into(),
        minutes: 20,
        reading_s: 300,
        objectives: vec!["o".into()],
        steps: every_kind(&board).into_iter().map(step).collect(),
        sources: vec!["s".into()],
    });
}

#[test]
fn verdicts_and_the_course_survive_both_ways() {
    let goal = GoalVerdict {
        id: "g".into(),
        passed: false,
        measure: Measure::P99,
        bound: Bound::AtMost(5.0),
        of: Some(Of::Class(1)),
        span: Span { from_s: 1.0, until_s: 2.0 },
        hidden: true,
        stations: vec!["LB".into()],
        measured: Some(7.25),
        runs: vec![Some(7.25), None],
    };
    both_ways(&Verdict {
        passed: false,
        score: 0.5,
        goals: vec![goal],
        broken: vec![
            Broken::NotInPalette { node: 1, kind: KindId::cache },
            Broken::LinkDelay { from: 1, to: 2 },
            Broken::FixedParam { node: 3, param: "rate".into() },
        ],
        failed: [1; Reason::COUNT],
        finished: 10,
        debrief: Debrief {
            hottest: vec![Hot {
                node: 3,
                name: "s1".into(),
                peak: 0.9,
                from_s: 10.0,
                until_s: 20.0,
                seed: 7,
                mean: 0.25,
                queue_max: 4,
            }],
            failures: vec![Failure { reason: Reason::QueueFull, count: 7, at: Some((3, "s1".into())) }],
            seen_from_s: 1.5,
            cost: Some(120.5),
            best_cost: None,
        },
    });
    both_ways(&Mark { passed: true, score: 1.0, server: Some(3), ..Mark::default() });
    both_ways(&Mark { score: 0.5, curve: vec![1.5, 2.5], distance: Some(0.125), ..Mark::default() });
    both_ways(&vec![Guess::Number(1.5), Guess::Server(3), Guess::Curve(vec![1.5, 0.25])]);
    let title = Both { en: "a".into(), pt: "b".into() };
    let head = StepHead { id: "s".into(), kind: "read".into(), title: title.clone(), graded: false };
    let entry =
        Entry { id: "L06".into(), slug: "s".into(), minutes: 5, title: title.clone(), steps: vec![head] };
    both_ways(&Course {
        format_version: 1,
        chapters: vec![Chapter { id: "c".into(), title, lessons: vec![entry] }],
    });
}
