//! A prediction that is drawn: compiled, proven, marked, and refused; and what graded boards tell.
#![cfg(feature = "author")]

#[path = "support/folder.rs"]
mod folder;

use folder::{change, course, write};
use lessons::author::prove::{Must, prove};
use lessons::author::{compile, proofs, reference};
use lessons::lesson::{Ask, StepKind};
use lessons::proof::Board;
use lessons::submission::{self, Answer, Graded};
use lessons::{Lang, Lesson};
use simcore::host::run_job;
use std::path::PathBuf;

/// Two slots of 50 ms: 40 a second is all they can do.
const BEND: &str = r#"
[[step]]
id = "bend"
kind = "predict"
board = "bend.board.json"
ask = "curve"
over = { node = 1, param = "rate", values = [6, 12, 18, 24, 30, 36] }
unit = "ms"
min = 0.0
max = 500.0
measure = { what = "mean_ms" }
tolerance = 0.06
seconds = 1800
warm_s = 20
"#;

const BOARD: &str = r#"{"format_version": 1, "title": "", "seed": 3, "nodes": [
  {"id": 1, "kind": "client", "name": "Users", "at": [0, 0], "params": {"rate": 20, "timeout_ms": 60000}},
  {"id": 2, "kind": "web_server", "name": "Web", "at": [240, 0],
   "params": {"slots": 2, "queue": 100000, "service_ms": 50, "spread": "exponential"}}],
  "links": [{"from": 1, "to": 2}], "faults": []}"#;

fn lesson(name: &str) -> PathBuf {
    let dir = course(name).join("08-caching");
    for (file, more) in [
        ("lesson.toml", BEND),
        ("en.md", "\n## bend: Bend\n\nDraw.\n"),
        ("pt.md", "\n## bend: Curva\n\nDesenhe.\n"),
    ] {
        let text = std::fs::read_to_string(dir.join(file)).expect("a file of the template");
        write(&dir.join(file), &(text + more));
    }
    write(&dir.join("bend.board.json"), BOARD);
    dir
}

fn marked(lesson: &Lesson, answer: &Answer) -> lessons::grade::Mark {
    let task = submission::task(lesson, "bend", answer, None).expect("it fits");
    assert_eq!(task.jobs.len(), 6, "a run for each point");
    let reports: Vec<_> = task.jobs.iter().map(run_job).collect();
    match task.grade(&reports) {
        Graded::Answer(mark) => mark,
        Graded::Build(_) => panic!("a prediction"),
    }
}

#[test]
fn a_curve_is_marked_by_its_mean_distance() {
    let compiled = compile(&lesson("curve-marks")).unwrap_or_else(|l| panic!("{l:#?}"));
    let Some(Answer::Curve(run)) = reference::submission(&compiled.en).answers.get("bend").cloned() else {
        panic!("a curve")
    };
    // more load, more waiting; and at the first point there is hardly any
    assert!(run.windows(2).all(|w| w[1] > w[0]) && (run[0] - 52.0).abs() < 4.0, "{run:?}");
    let raised = |by: f64| Answer::Curve(run.iter().map(|v| v + by).collect());
    let exact = marked(&compiled.en, &raised(0.0));
    assert_eq!((exact.passed, exact.score, exact.distance, &exact.curve), (true, 1.0, Some(0.0), &run));
    // 30 of 500 is the tolerance, 90 of 500 three times that
    for (by, passed, score) in
        [(25.0, true, 1.0), (60.0, false, 0.5), (-60.0, false, 0.5), (95.0, false, 0.0)]
    {
        let mark = marked(&compiled.en, &raised(by));
        assert_eq!(mark.passed, passed, "{by}");
        assert!((mark.score - score).abs() < 1e-9, "{by}: {mark:?}");
    }
    for unfit in [vec![], vec![50.0; 5], vec![f64::NAN; 6]] {
        let mark = marked(&compiled.en, &Answer::Curve(unfit));
        assert_eq!((mark.passed, mark.score, mark.distance), (false, 0.0, None));
    }
    assert!(submission::task(&compiled.en, "bend", &Answer::Number(5.0), None).is_err());
}

#[test]
fn a_curve_that_a_ruler_can_draw_is_not_proven() {
    let dir = lesson("curve-proof");
    let of = |rows: Vec<lessons::author::prove::Row>| -> Vec<(String, Must, bool)> {
        let mine = rows.into_iter().filter(|r| r.step == "bend");
        mine.map(|r| (r.name.clone(), r.must, r.holds())).collect()
    };
    let rows = of(prove(&compile(&dir).expect("sound"), 5, 2));
    let want = |straight| {
        vec![
            ("answer".to_owned(), Must::Agree, true),
            ("the best straight line".to_owned(), Must::Fail, straight),
        ]
    };
    assert_eq!(rows, want(true));
    // throughput grows in proportion to the load
    change(
        &dir.join("lesson.toml"),
        "measure = { what = \"mean_ms\" }",
        "measure = { what = \"throughput\" }",
    );
    assert_eq!(of(prove(&compile(&dir).expect("sound"), 5, 2)), want(false));
}

#[test]
fn an_unsound_curve_is_refused_with_a_reason() {
    for (from, to, said) in [
        ("node = 1, param = \"rate\", values", "node = 9, param = \"rate\", values", "there is no node 9"),
        ("param = \"rate\", values", "param = \"raet\", values", "did you mean \"rate\"?"),
        ("param = \"rate\", values", "param = \"shape\", values", "a curve runs over numbers"),
        ("[6, 12, 18, 24, 30, 36]", "[8, 14, 20]", "4 to 8 points, not 3"),
        ("[6, 12, 18, 24, 30, 36]", "[8, 14, 14, 20]", "rise from the first to the last"),
        ("[6, 12, 18, 24, 30, 36]", "[-8, 14, 16, 20]", "cannot be -8"),
        ("ask = \"curve\"", "ask = \"crve\"", "did you mean \"curve\"?"),
        ("ask = \"curve\"", "ask = \"number\"", "\"over\" does not belong to ask = \"number\""),
        ("over = {", "pick = \"lowest\"\nover = {", "\"pick\" does not belong to ask = \"curve\""),
    ] {
        let dir = lesson("curve-unsound");
        change(&dir.join("lesson.toml"), from, to);
        let found = compile(&dir).err().unwrap_or_default();
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(lines.iter().any(|l| l.contains(said)), "{to}: want {said:?} of {lines:#?}");
    }
}

#[test]
fn a_check_tells_its_story_and_the_cost_to_beat() {
    let compiled = compile(&lesson("curve-debrief")).expect("sound");
    let step = compiled.en.step("fix").expect("the step of the template");
    let StepKind::Build(build) = &step.kind else { panic!("a build step") };
    let solution = lessons::board_file::write(&build.solution);
    let answer = Answer::Board(serde_json::from_str(&solution).expect("a board"));
    let task = submission::task(&compiled.en, "fix", &answer, None).expect("it fits");
    let reports: Vec<_> = task.jobs.iter().map(run_job).collect();
    let Graded::Build(verdict) = task.grade(&reports) else { panic!("a build step") };
    let told = &verdict.debrief;
    assert!(verdict.passed && told.cost.is_some());
    assert_eq!(told.cost, told.best_cost, "the solution costs what the best known solution costs");
    assert_eq!(told.hottest[0].name, "Web");
    assert!(told.hottest[0].peak >= told.hottest[0].mean && told.hottest[0].from_s >= build.span.from_s);
    let most = verdict.failed.iter().copied().max().filter(|n| *n > 0);
    assert_eq!(told.failures.first().map(|f| f.count), most);
}

#[test]
fn proofs_are_published_whole_or_not_at_all() {
    let dir = lesson("curve-published");
    // what this very program has proven before would be remembered
    change(&dir.join("en.md"), "Draw.", &format!("Draw in process {}.", std::process::id()));
    let lessons = [compile(&dir).expect("sound")];
    assert!(proofs::compile(&lessons, 3, false).iter().all(|(_, p)| p.lessons.is_empty()));
    let made = proofs::compile(&lessons, 3, true);
    assert_eq!(made.iter().map(|(lang, _)| *lang).collect::<Vec<_>>(), Lang::ALL);
    let steps = &made[0].1.lessons[0].steps;
    let boards: Vec<_> =
        steps.iter().flat_map(|s| &s.rows).map(|r| (r.board.clone(), r.held, r.seeds)).collect();
    let trap = Board::Trap("more-queue".into());
    let want = [Board::Solution, Board::Start, trap, Board::Bigger(2), Board::Answer, Board::Straight];
    assert_eq!(boards, want.map(|b| (b, 3, 3)));
    assert_eq!(steps[0].columns[0].1, "ms");
    assert_ne!(
        made[0].1.lessons[0].steps[0].columns, made[1].1.lessons[0].steps[0].columns,
        "in its own words"
    );
    // what a row does not measure stays empty, and what it measures stands under its own name
    let curve = steps.iter().find(|s| s.rows.len() == 2).expect("the step with a curve");
    let far =
        curve.columns.iter().position(|(name, _)| name == "distance_percent").expect("a column of its own");
    for row in &curve.rows {
        let filled: Vec<bool> = row.measured.iter().map(Option::is_some).collect();
        let own = (0..curve.columns.len()).map(|i| (i == far) == (row.board == Board::Straight));
        assert_eq!(filled, own.collect::<Vec<_>>(), "{:?}", row.board);
    }
    assert_eq!(proofs::compile(&lessons, 3, false), made, "and remembered");
}

#[test]
fn the_course_asks_for_a_curve() {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("01-single-server");
    let compiled = compile(&dir).unwrap_or_else(|l| panic!("{l:#?}"));
    let curve =
        |s: &lessons::Step| matches!(&s.kind, StepKind::Predict(p) if matches!(p.ask, Ask::Curve { .. }));
    assert!(compiled.en.steps.iter().any(curve));
}
