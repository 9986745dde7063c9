//! Steps to do, to estimate, to order and to diagnose: compiled, proven, marked, and refused.
#![cfg(feature = "author")]

#[path = "support/folder.rs"]
mod folder;

use folder::{change, course, write};
use lessons::author::compile;
use lessons::author::prove::{Must, prove};
use lessons::lesson::{Bound, Spot, StepKind, When};
use lessons::submission::{self, Answer};
use lessons::{Lang, prose};
use simcore::design::FaultKind;
use std::path::{Path, PathBuf};

const EXTRA: [(&str, &str); 3] = [
    ("lesson.toml", include_str!("data/kinds/steps.toml")),
    ("en.md", include_str!("data/kinds/en.md")),
    ("pt.md", include_str!("data/kinds/pt.md")),
];

/// The lesson of the template with a step of each of these kinds behind its own.
fn lesson(name: &str) -> PathBuf {
    let dir = course(name).join("08-caching");
    for (file, more) in EXTRA {
        let text = std::fs::read_to_string(dir.join(file)).expect("a file of the template");
        write(&dir.join(file), &(text + more));
    }
    write(&dir.join("try.board.json"), include_str!("data/kinds/try.board.json"));
    write(&dir.join("ill.board.json"), include_str!("data/kinds/ill.board.json"));
    change(&dir.join("lesson.toml"), "[facts]", "[facts]\nbusy = 4");
    dir
}

fn findings(dir: &Path) -> Vec<String> {
    compile(dir).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn the_four_kinds_compile_with_their_texts() {
    let compiled = compile(&lesson("kinds")).unwrap_or_else(|list| panic!("{list:#?}"));
    let entry = compiled.entry();
    let graded: Vec<_> = entry.steps[3..].iter().map(|s| (s.kind.as_str(), s.graded)).collect();
    assert_eq!(graded, [("do", false), ("estimate", true), ("order", true), ("diagnose", true)]);
    let step = |id: &str| compiled.lesson(Lang::Pt).step(id).expect("a step").clone();
    let StepKind::Do(task) = step("try").kind else { panic!("to do") };
    assert_eq!(task.done.len(), 7);
    assert!(matches!(task.done[5].when, When::Fault { at: Spot::Node(2), what: FaultKind::Crash }));
    assert!(matches!(task.done[4].when, When::Measure { bound: Bound::AtMost(300.0), .. }));
    assert_eq!(prose::plain(&task.done[5].text), "Derrube o servidor");
    assert_eq!((step("try").hints.len(), step("try").after.len()), (1, 1));
    let StepKind::Estimate(ask) = step("paper").kind else { panic!("an estimate") };
    assert_eq!((ask.answer, ask.tolerance, ask.half, ask.range), (4.0, 0.05, 0.3, Some((0.0, 20.0))));
    let StepKind::Order(flow) = step("flow").kind else { panic!("an order") };
    let said: Vec<_> = flow.items.iter().map(|o| (o.id.as_str(), prose::plain(&o.feedback))).collect();
    assert_eq!(said[0], ("sent", String::new()));
    assert_eq!(said[1], ("queued", "Ela espera antes de ser atendida.".into()));
    let StepKind::Diagnose(ask) = step("ill").kind else { panic!("a diagnosis") };
    assert_eq!(ask.key, (4, FaultKind::Slow));
    assert_eq!(ask.causes.iter().map(|c| c.0.name()).collect::<Vec<_>>(), ["crash", "slow", "packet_loss"]);
    assert_eq!(prose::plain(&ask.culprits[2].1), "A fila dele é longa.");
}

#[test]
fn the_live_runs_prove_what_is_to_be_done_and_that_a_fault_is_felt() {
    let dir = lesson("kinds-prove");
    let rows = prove(&compile(&dir).expect("sound"), 20, 2);
    let of = |step: &str| -> Vec<(String, Must, usize)> {
        let held = |r: &lessons::author::prove::Row| r.held.iter().filter(|h| **h).count();
        rows.iter().filter(|r| r.step == step).map(|r| (r.name.clone(), r.must, held(r))).collect()
    };
    assert_eq!(of("try"), [("solution".into(), Must::Pass, 20), ("start".into(), Must::Fail, 20)]);
    assert_eq!(of("ill"), [("the hidden fault".into(), Must::Differ, 20)]);
    let solution = rows.iter().find(|r| r.step == "try" && r.name == "solution").expect("a row");
    let after = |i: usize| solution.measured[i].1.expect("ticked on every seed");
    assert_eq!((after(0), after(5)), ((0.0, 0.0), (30.0, 30.0)), "at once; when the fault begins");
    assert!(after(6).0 >= 34.0 && after(6).1 <= 38.0, "5 s of failures: {:?}", after(6));

    // a fault that is over before it can be felt proves nothing, nor does a solution that is too slow
    change(&dir.join("ill.board.json"), "\"factor\": 4", "\"factor\": 1");
    change(&dir.join("lesson.toml"), "seconds = 60", "seconds = 32");
    let rows = prove(&compile(&dir).expect("sound"), 20, 2);
    let unproven: Vec<_> = rows.iter().filter(|r| !r.holds()).map(|r| r.name.as_str()).collect();
    assert_eq!(unproven, ["solution", "the hidden fault"]);
}

#[test]
fn a_start_that_does_it_by_itself_is_no_task() {
    let dir = course("kinds-by-itself").join("08-caching");
    // the queue of the start is full from the first seconds on
    let lazy = "\n[[step]]\nid = \"try\"\nkind = \"do\"\nboard = \"start.board.json\"\n\
        solution = \"start.board.json\"\nseconds = 30\n[[step.done]]\nid = \"full\"\n\
        measure = { what = \"queue_mean\", node = 2 }\nlast_s = 5\nat_least = 15\n";
    for (file, more) in [("lesson.toml", lazy), ("en.md", LAZY), ("pt.md", LAZY)] {
        let text = std::fs::read_to_string(dir.join(file)).expect("a file of the template");
        write(&dir.join(file), &(text + more));
    }
    let rows = prove(&compile(&dir).unwrap_or_else(|l| panic!("{l:#?}")), 3, 2);
    let unproven: Vec<_> = rows.iter().filter(|r| !r.holds()).map(|r| (&*r.step, &*r.name)).collect();
    assert_eq!(unproven, [("try", "start")]);
}

const LAZY: &str = "\n## try: Wait\n\nWait.\n\n- [full] Full\n";

#[test]
fn answers_are_marked() {
    let compiled = compile(&lesson("kinds-marks")).expect("sound");
    let marks = |id: &str, answer: &Answer| {
        submission::task(&compiled.en, id, answer, None).map(|t| t.grade(&[]).score())
    };
    let list = |text: &str| Answer::Order(text.split(' ').map(str::to_owned).collect());
    let ill = |node, cause: &str| Answer::Diagnosis { node, cause: cause.into() };
    assert_eq!(marks("paper", &Answer::Number(4.1)), Ok(1.0));
    assert_eq!(marks("paper", &Answer::Number(5.0)), Ok(0.5));
    assert_eq!(marks("paper", &Answer::Number(6.0)), Ok(0.0));
    assert_eq!(marks("flow", &list("sent queued served answered")), Ok(1.0));
    assert_eq!(marks("flow", &list("answered served queued sent")), Ok(0.0));
    assert_eq!(marks("ill", &ill(4, "slow")), Ok(1.0));
    assert_eq!(marks("ill", &ill(3, "slow")), Ok(0.5));
    assert!(marks("ill", &ill(4, "ghost")).is_err());
    assert!(marks("try", &Answer::Number(1.0)).is_err(), "nothing to hand in");
    let text = r#"{"format_version":1,"lesson":"caching","answers":{
        "flow":{"order":["sent"]},"ill":{"diagnosis":{"node":4,"cause":"slow"}}}}"#;
    let read = submission::parse(text).expect("answers");
    assert_eq!(read.answers.get("ill"), Some(&ill(4, "slow")));
}

/// One slip each: the file, what is replaced by what, and what is said.
#[test]
fn every_slip_of_these_kinds_is_found() {
    for (i, (file, from, to, said)) in [
        (
            "lesson.toml",
            "param = \"web_server.slots\"",
            "param = \"web_server.slotz\"",
            "\"web_server\" has no parameter \"slotz\"",
        ),
        ("lesson.toml", "param = \"web_server.slots\"", "param = \"7.slots\"", "there is no node 7"),
        ("lesson.toml", "param = \"web_server.slots\"", "param = \"slots\"", "param reads"),
        ("lesson.toml", "at_least = 8", "at_least = 0", "\"slots\" has no such value"),
        ("lesson.toml", "at_least = 8", "at_least = 9", "the solution does not do \"slots\""),
        ("lesson.toml", "is = \"least_connections\"", "is = \"best\"", "\"best\" is none of"),
        (
            "lesson.toml",
            "fault = { node = 2, what = \"crash\" }",
            "fault = { node = 2, what = \"crush\" }",
            "there is no fault \"crush\"",
        ),
        (
            "lesson.toml",
            "fault = { node = 2, what = \"crash\" }",
            "fault = { node = 9, what = \"crash\" }",
            "there is no node 9",
        ),
        (
            "lesson.toml",
            "fault = { node = 2, what = \"crash\" }",
            "at_least = 2",
            "exactly one of param, fault, measure and link",
        ),
        ("lesson.toml", "last_s = 5\nat_most", "at_most", "needs last_s"),
        ("lesson.toml", "last_s = 5\nat_most", "last_s = 90\nat_most", "last_s is 1 to"),
        (
            "lesson.toml",
            "{ what = \"failed_share\" }\nlast_s",
            "{ what = \"cost\" }\nlast_s",
            "no such measure as \"cost\"",
        ),
        ("lesson.toml", "palette = [\"load_balancer\"]", "palette = []", "the solution adds load_balancer"),
        (
            "lesson.toml",
            "id = \"fast\"\nmeasure = { what = \"p95_ms\" }\nlast_s",
            "id = \"slots\"\nmeasure = { what = \"p95_ms\" }\nlast_s",
            "the id \"slots\" is there twice",
        ),
        (
            "lesson.toml",
            "solution = \"try.board.json\"",
            "solution = \"start.board.json\"",
            "the solution does not do \"wire\"",
        ),
        (
            "lesson.toml",
            "board = \"start.board.json\"\nsolution = \"try.board.json\"",
            "board = \"try.board.json\"\nsolution = \"try.board.json\"",
            "so on the start board already",
        ),
        ("lesson.toml", "answer = \"busy\"", "answer = \"lazy\"", "there is no fact \"lazy\""),
        ("lesson.toml", "answer = \"busy\"", "answer = 4", "needs source"),
        ("lesson.toml", "half = 0.3", "half = 0.01", "tolerance is a share"),
        ("lesson.toml", "max = 20", "max = 3", "does not lie between"),
        ("lesson.toml", "max = 20", "", "min and max come together"),
        ("lesson.toml", "\"sent\", \"queued\", ", "\"sent\", \"sent\", ", "the item \"sent\" is there twice"),
        ("lesson.toml", "\"sent\", \"queued\", ", "", "an order has 3 to 12 items, not 2"),
        ("lesson.toml", "culprits = [1, 3, 4]", "culprits = [1, 3]", "node 4 among them"),
        ("lesson.toml", "causes = [\"crash\", \"slow\", ", "causes = [\"crash\", ", "\"slow\" among them"),
        ("lesson.toml", "seconds = 120\n", "seconds = 15\n", "seconds is more than 20"),
        (
            "lesson.toml",
            "culprits = [1, 3, 4]",
            "culprits = [1, 3, 4]\nseeds = 3",
            "a diagnose step has no field \"seeds\"",
        ),
        (
            "ill.board.json",
            "\"faults\": [",
            "\"faults\": [{\"node\":3,\"what\":\"crash\",\"from_s\":9},",
            "plans exactly one fault, the cause, not 2",
        ),
        ("en.md", "- [kill] Crash the server\n", "", "the thing to do \"- [kill] ...\""),
        ("en.md", "- [node_3!] It waits for others.\n", "", "the node \"- [node_3!] ...\""),
        ("en.md", "- [slow!] Everything", "- [slow] Slow\n- [slow!] Everything", "feedback only"),
        ("pt.md", "- [sent] O cliente envia\n", "", "the item \"- [sent] ...\""),
    ]
    .into_iter()
    .enumerate()
    {
        let dir = lesson(&format!("kinds-slip-{i}"));
        // the last one of the file: the template has a few of the same words
        let path = dir.join(file);
        let text = std::fs::read_to_string(&path).expect("a file");
        let (head, tail) = text.rsplit_once(from).unwrap_or_else(|| panic!("{from:?} is not in {file}"));
        write(&path, &format!("{head}{to}{tail}"));
        let lines = findings(&dir);
        assert!(lines.iter().any(|l| l.contains(said)), "{from:?} -> {to:?}: want {said:?} of {lines:#?}");
    }
}
