use super::*;
use crate::board_file;
use crate::lesson::{Ask, Case, Choose, Goal, Opt, Predict};
use crate::submission::{self, Answer, Graded, Unfit};
use simcore::design::FaultKind;
use simcore::host::run_job;
use simcore::kinds::KindId;

const START: &str = r#"{"format_version":1,"title":"Start","seed":5,"nodes":[
  {"id":1,"kind":"client","name":"","at":[0,0],"params":{"rate":60}},
  {"id":2,"kind":"load_balancer","name":"","at":[0,0]},
  {"id":3,"kind":"web_server","name":"","at":[0,0],"params":{"slots":1}},
  {"id":4,"kind":"web_server","name":"","at":[0,0],"params":{"slots":2}}],
 "links":[{"from":1,"to":2},{"from":2,"to":3},{"from":2,"to":4}],
 "faults":[{"node":4,"what":"slow","factor":2,"from_s":5}]}"#;

fn board(text: &str) -> BoardFile {
    board_file::parse_strict(text).expect("a sound board")
}

/// The start with some words of its text replaced.
fn changed(changes: &[(&str, &str)]) -> BoardFile {
    let text = changes.iter().fold(START.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in the board");
        text.replace(from, to)
    });
    board(&text)
}

fn goal(id: &str, measure: Measure, bound: Bound) -> Goal {
    let (of, span, case, hidden) = (None, None, None, false);
    Goal { id: id.into(), text: Vec::new(), measure, bound, of, span, case, hidden }
}

fn step(kind: StepKind) -> Step {
    Step {
        id: "s".into(),
        title: Vec::new(),
        body: Vec::new(),
        hints: Vec::new(),
        after: Vec::new(),
        board: Some(board(START)),
        kind,
    }
}

fn build_step(goals: Vec<Goal>) -> Step {
    step(StepKind::Build(Build {
        solution: board(START),
        palette: vec![KindId::web_server],
        fixed: vec![KindId::client],
        fixed_params: vec![(KindId::web_server, "service_ms".into())],
        span: Span { from_s: 2.0, until_s: 20.0 },
        seeds: 3,
        goals,
        cases: Vec::new(),
        bigger: None,
        best_cost: None,
    }))
}

fn grade_now(step: &Step, board: &BoardFile, n: u32) -> Verdict {
    let reports: Vec<_> = jobs(step, board, &seeds(step, n)).iter().map(run_job).collect();
    grade(step, board, &reports).expect("a build step")
}

#[test]
fn seeds_begin_at_the_boards_and_jobs_carry_the_faults_of_the_start() {
    let step = build_step(vec![]);
    assert_eq!(seeds(&step, 3), [5, 6, 7]);
    let calm = changed(&[(r#"{"node":4,"what":"slow","factor":2,"from_s":5}"#, "")]);
    let jobs = jobs(&step, &calm, &[5, 6]);
    assert_eq!(jobs.len(), 2);
    for job in &jobs {
        assert_eq!(job.design.faults, board(START).design.faults);
        assert_eq!((job.from_s, job.until_s), (2.0, 20.0));
    }
}

#[test]
fn a_goal_must_hold_on_every_seed_and_the_worst_run_is_shown() {
    let easy = goal("easy", Measure::FailedShare, Bound::AtMost(50.0));
    let never = goal("never", Measure::P95, Bound::AtMost(0.001));
    let verdict = grade_now(&build_step(vec![easy, never]), &board(START), 4);
    assert_eq!((verdict.passed, verdict.score), (false, 0.5));
    let p95 = &verdict.goals[1];
    assert_eq!(p95.runs.len(), 4);
    let worst = p95.runs.iter().map(|r| r.expect("measured")).fold(0.0, f64::max);
    assert_eq!(p95.measured, Some(worst));
    assert!(verdict.finished > 0);
}

#[test]
fn the_same_board_gets_the_same_marks() {
    let step = build_step(vec![goal("fast", Measure::P95, Bound::AtMost(100.0))]);
    assert_eq!(grade_now(&step, &board(START), 3), grade_now(&step, &board(START), 3));
}

#[test]
fn nothing_measured_is_nothing_reached() {
    let silent = changed(&[(r#"{"from":1,"to":2},"#, "")]);
    let step = build_step(vec![
        goal("fast", Measure::P95, Bound::AtMost(1e9)),
        goal("count", Measure::CountOf(KindId::web_server), Bound::Between(2.0, 2.0)),
    ]);
    let verdict = grade_now(&step, &silent, 2);
    assert_eq!(verdict.goals[0].measured, None);
    assert!(!verdict.goals[0].passed && verdict.goals[1].passed && !verdict.passed);
    let unrun = grade(&step, &board(START), &[]).expect("a build step");
    assert!(!unrun.passed, "no run, no marks");
}

#[test]
fn every_rule_is_checked_on_the_board() {
    let step = build_step(vec![goal("any", Measure::CountNodes, Bound::AtLeast(1.0))]);
    let with =
        |node: &str| changed(&[(r#""params":{"slots":2}}"#, &format!(r#""params":{{"slots":2}}}},{node}"#))]);
    let server = |params: &str| {
        format!(r#"{{"id":9,"kind":"web_server","name":"","at":[0,0],"params":{{{params}}}}}"#)
    };
    for (board, want) in [
        (board(START), vec![]),
        (with(&server("")), vec![]),
        (with(&server(r#""slots":64"#)), vec![]),
        (
            with(&server(r#""service_ms":1"#)),
            vec![Broken::FixedParam { node: 9, param: "service_ms".into() }],
        ),
        (
            with(r#"{"id":9,"kind":"cache","name":"","at":[0,0]}"#),
            vec![Broken::NotInPalette { node: 9, kind: KindId::cache }],
        ),
        (
            changed(&[(r#""rate":60"#, r#""rate":6"#)]),
            vec![Broken::FixedParam { node: 1, param: "rate".into() }],
        ),
        (
            changed(&[
                (r#"{"id":1,"kind":"client","name":"","at":[0,0],"params":{"rate":60}},"#, ""),
                (r#"{"from":1,"to":2},"#, ""),
            ]),
            vec![Broken::SourceRemoved { node: 1 }],
        ),
        (
            changed(&[
                (r#""id":4"#, r#""id":7"#),
                (r#""to":4"#, r#""to":7"#),
                (r#""node":4"#, r#""node":7"#),
            ]),
            vec![Broken::FaultyRemoved { node: 4 }],
        ),
        (
            changed(&[(r#"{"from":2,"to":3}"#, r#"{"from":2,"to":3,"params":{"latency_ms":0}}"#)]),
            vec![Broken::LinkDelay { from: 2, to: 3 }],
        ),
        (changed(&[(r#"{"from":2,"to":3}"#, r#"{"from":2,"to":3,"params":{"weight":5}}"#)]), vec![]),
    ] {
        let verdict = grade(&step, &board, &[]).expect("a build step");
        assert_eq!(verdict.broken, want);
        assert_eq!((verdict.passed, verdict.score > 0.0), (want.is_empty(), want.is_empty()));
    }
}

#[test]
fn users_stay_where_they_are_and_machines_stand_somewhere() {
    let places = r#""places":[
        {"id":20,"what":"region","name":"","lat":39,"lon":-77.5,"at":[0,0],"size":[640,320]},
        {"id":21,"what":"region","name":"","lat":53.3,"lon":-6.3,"at":[700,0],"size":[640,320]}],"nodes""#;
    let start = [
        (r#""nodes""#, places),
        (r#""params":{"rate":60}"#, r#""place":20,"params":{"rate":60}"#),
        (r#""params":{"slots":2}}"#, r#""place":20,"params":{"slots":2}}"#),
    ];
    let mut step = build_step(vec![goal("any", Measure::CountNodes, Bound::AtLeast(1.0))]);
    step.board = Some(changed(&start));
    let new = |place: &str| format!(r#""slots":2}}}},{{"id":9,"kind":"web_server","at":[0,0]{place}}}"#);
    let (nowhere, somewhere) = (new(""), new(r#","place":21"#));
    for (change, want) in [
        (("", ""), vec![]),
        // a server may go to another region, where no distance is given away
        ((r#""place":20,"params":{"slots""#, r#""place":21,"params":{"slots""#), vec![]),
        ((r#""place":20,"params":{"slots""#, r#""params":{"slots""#), vec![Broken::Misplaced { node: 4 }]),
        (
            (r#""place":20,"params":{"rate""#, r#""place":21,"params":{"rate""#),
            vec![Broken::Misplaced { node: 1 }],
        ),
        ((r#""place":20,"params":{"rate""#, r#""params":{"rate""#), vec![Broken::Misplaced { node: 1 }]),
        ((r#""slots":2}}"#, &nowhere), vec![Broken::Misplaced { node: 9 }]),
        ((r#""slots":2}}"#, &somewhere), vec![]),
        (("53.3", "39.5"), vec![Broken::PlaceChanged { place: 21 }]),
        ((r#""id":21"#, r#""id":22"#), vec![Broken::PlaceChanged { place: 21 }]),
        (("[700,0]", "[900,0]"), vec![]),
    ] {
        let board = changed(&[&start[..], &[change]].concat());
        assert_eq!(grade(&step, &board, &[]).expect("a build step").broken, want, "{change:?}");
    }
}

#[test]
fn a_number_earns_less_the_further_it_is_off() {
    let ask = Ask::Number { unit: "ms".into(), min: 0.0, max: 1000.0, tolerance: 0.1 };
    let span = Span { from_s: 0.0, until_s: 20.0 };
    let step = step(StepKind::Predict(Predict { ask, measure: Measure::Mean, span }));
    let StepKind::Predict(p) = &step.kind else { unreachable!() };
    let start = board(START);
    let report = run_job(&jobs(&step, &start, &seeds(&step, 1))[0]);
    let reports = [report.clone()];
    let mark = |guess| predict(p, &Guess::Number(guess), &start.design, &reports);
    let truth = mark(0.0).measured.expect("measured");
    assert_eq!(Some(truth), Measure::Mean.read(&start.design, &report));
    let scores = [0.0, 0.05, 0.2, 0.25, 0.4].map(|error| mark(truth * (1.0 + error)).score);
    assert_eq!((scores[0], scores[1], scores[4]), (1.0, 1.0, 0.0));
    assert!((scores[2] - 0.5).abs() < 1e-9 && (scores[3] - 0.25).abs() < 1e-9, "{scores:?}");
    assert!(mark(truth * 1.05).passed && !mark(truth * 1.2).passed);
    assert_eq!(mark(f64::NAN).score, 0.0);
    assert_eq!(predict(p, &Guess::Server(3), &start.design, &reports), Mark::default());
}

#[test]
fn a_server_is_right_or_wrong() {
    let ask = |lowest| Ask::Server { candidates: vec![3, 4], lowest };
    let span = Span { from_s: 0.0, until_s: 20.0 };
    let start = board(START);
    for (lowest, right) in [(false, 3), (true, 4)] {
        let p = Predict { ask: ask(lowest), measure: Measure::Utilisation(3), span };
        let step = step(StepKind::Predict(p.clone()));
        let reports = [run_job(&jobs(&step, &start, &seeds(&step, 1))[0])];
        for id in [3, 4, 99] {
            let mark = predict(&p, &Guess::Server(id), &start.design, &reports);
            assert_eq!((mark.passed, mark.server), (id == right, Some(right)), "{mark:?}");
        }
    }
}

#[test]
fn a_choice_is_all_right_picks_and_no_wrong_one() {
    let opt = |id: &str| Opt { id: id.into(), text: Vec::new(), feedback: Vec::new() };
    let c = Choose { options: ["a", "b", "c", "d"].map(opt).to_vec(), key: vec!["a".into(), "c".into()] };
    for (picked, passed, score) in [
        (vec!["a", "c"], true, 1.0),
        (vec!["c", "a", "a"], true, 1.0),
        (vec!["a"], false, 0.5),
        (vec!["a", "b"], false, 0.0),
        (vec!["a", "b", "c", "d"], false, 0.0),
        (vec![], false, 0.0),
    ] {
        let picked: Vec<String> = picked.into_iter().map(str::to_owned).collect();
        let mark = choose(&c, &picked);
        assert_eq!((mark.passed, mark.score), (passed, score), "{picked:?}");
    }
}

#[test]
fn a_puzzle_is_passed_with_three_quarters_of_its_cells() {
    use simcore::lab::{Algorithm, Down, Given, Join, Puzzle, table};
    let asked = Puzzle::classic(Down::AfterT2, Join::Never);
    let mut filled = Vec::new();
    for algorithm in Algorithm::ALL {
        let row = table(&asked, algorithm).expect("the classic has answers");
        for (column, cell) in row.cells.iter().enumerate() {
            let given = match &cell.dist {
                Some(dist) => Given::Bars(dist.0.iter().map(|(o, p)| (*o, p.value())).collect()),
                None => Given::Depends { facts: cell.main.clone(), possible: cell.possible.clone() },
            };
            filled.push(Filled { algorithm, column, given });
        }
    }
    let cells = filled.len();
    assert_eq!(puzzle(&asked, &filled).score, 1.0);
    let enough = (3 * cells).div_ceil(4);
    assert!(puzzle(&asked, &filled[..enough]).passed && !puzzle(&asked, &filled[..enough - 1]).passed);
    // filled twice: the last word counts
    filled.push(Filled { given: Given::Set(Vec::new()), ..filled[0].clone() });
    assert!(puzzle(&asked, &filled).score < 1.0);
    assert_eq!(puzzle(&asked, &[]), Mark::default());
}

#[test]
fn answers_are_matched_to_their_steps() {
    let build = build_step(vec![goal("count", Measure::CountNodes, Bound::AtLeast(4.0))]);
    let lesson = crate::Lesson {
        format_version: 1,
        id: "L01".into(),
        slug: "demo".into(),
        lang: crate::Lang::En,
        title: String::new(),
        minutes: 1,
        reading_s: 0,
        objectives: Vec::new(),
        steps: vec![build],
        sources: Vec::new(),
    };
    let text = format!(r#"{{"format_version":1,"lesson":"demo","answers":{{"s":{{"board":{START}}}}}}}"#);
    let submission = submission::parse(&text).expect("sound answers");
    let task = submission::task(&lesson, "s", &submission.answers["s"], None).expect("it fits");
    assert_eq!(task.jobs.len(), 3);
    let reports: Vec<_> = task.jobs.iter().map(run_job).collect();
    assert!(matches!(task.grade(&reports), Graded::Build(v) if v.passed));

    // a board that breaks a rule is not even run
    let cheat = text.replace(r#""rate":60"#, r#""rate":1"#);
    let submission = submission::parse(&cheat).expect("sound answers");
    let task = submission::task(&lesson, "s", &submission.answers["s"], None).expect("it fits");
    assert!(task.jobs.is_empty() && !task.grade(&[]).passed());

    let unfit = |id: &str, answer: Answer| submission::task(&lesson, id, &answer, None).expect_err("unfit");
    assert_eq!(unfit("nope", Answer::Number(1.0)), Unfit::NoStep("nope".into()));
    assert_eq!(unfit("s", Answer::Number(1.0)), Unfit::WrongForm("s".into()));
    assert!(matches!(unfit("s", Answer::Board(serde_json::json!({}))), Unfit::Board(_)));
    assert_eq!(submission::parse(r#"{"format_version":9}"#), Err(Unfit::UnknownVersion(9)));
    assert!(matches!(submission::parse("[]"), Err(Unfit::NotAnswers(_))));
    let extra = text.replace(r#""lesson""#, r#""grade":1,"lesson""#);
    assert!(matches!(submission::parse(&extra), Err(Unfit::NotAnswers(_))));
}

/// A window, a class and another day: each is read from its own run, and a structural goal names names.
#[test]
fn goals_are_read_from_the_runs_that_they_are_about() {
    let whole = goal("whole", Measure::FailedShare, Bound::AtMost(0.0));
    let span = Some(Span { from_s: 10.0, until_s: 15.0 });
    let window = Goal { span, ..goal("window", Measure::FailedShare, Bound::AtMost(0.0)) };
    let of = Some(Of::Class(1));
    let writes = Goal { of, ..goal("writes", Measure::Throughput, Bound::AtLeast(0.0)) };
    let day = Goal { case: Some(0), hidden: true, ..goal("day", Measure::FailedShare, Bound::AtMost(50.0)) };
    let alone = goal("alone", Measure::SinglePoints, Bound::AtMost(0.0));
    let mut s = build_step(vec![whole, window, writes, day, alone]);
    let StepKind::Build(build) = &mut s.kind else { panic!("a build step") };
    let faults = vec![Fault::new(2, FaultKind::Crash, None, 1.0, None)];
    let span = Span { from_s: 2.0, until_s: 8.0 };
    build.cases.push(Case { id: "day".into(), set: Vec::new(), faults: Some(faults), span });
    let start = board(START);
    let jobs = jobs(&s, &start, &seeds(&s, 2));
    let times: Vec<_> = jobs.iter().map(|j| (j.from_s, j.until_s, j.design.faults.len())).collect();
    let n = start.design.faults.len();
    assert_eq!(times, [(2.0, 20.0, n), (10.0, 15.0, n), (2.0, 8.0, 1)].map(|t| [t, t]).concat());
    let reports: Vec<_> = jobs.iter().map(run_job).collect();
    let v = grade(&s, &start, &reports).expect("a build step");
    assert_eq!(v.goals[0].runs.len(), 2);
    let share = |r: &Report| Measure::FailedShare.read(&start.design, r);
    assert_eq!(v.goals[1].runs, [share(&reports[2]), share(&reports[3])]);
    let writes = |r: &Report| {
        let part = r.parts.iter().find(|p| p.of == Of::Class(1));
        part.map(|p| p.answered as f64 / r.seconds())
    };
    assert_eq!(v.goals[2].runs, [writes(&reports[0]), writes(&reports[1])]);
    assert!(v.goals[2].measured.is_some_and(|w| w > 1.0), "{:?}", v.goals[2]);
    assert_eq!((v.goals[3].measured, v.goals[3].hidden), (Some(100.0), true), "its only server is dead");
    assert!(!v.goals[4].passed && !v.goals[4].stations.is_empty(), "{:?}", v.goals[4]);
    assert_eq!(v.finished, reports[..2].iter().map(Report::finished).sum::<u64>());
}
