//! The command line as its users meet it: the real program, its output and its exit codes.
#![cfg(feature = "author")]

#[path = "support/folder.rs"]
mod folder;

use folder::{change, course, fresh, write};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

/// Exit code, output, errors.
fn escala(args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_escala")).args(args).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (out.status.code().expect("an exit code"), text(out.stdout), text(out.stderr))
}

/// The output of a command that must succeed.
fn good(args: &[&str]) -> String {
    let (code, out, err) = escala(args);
    assert_eq!(code, 0, "{args:?}: {out}{err}");
    out
}

/// One sentence on the error stream, exit code 2, nothing else.
fn fails(args: &[&str], words: &str) {
    let (code, out, err) = escala(args);
    assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
    assert!(
        err.starts_with("escala: ") && err.lines().count() == 1 && err.contains(words),
        "{args:?}: {err}"
    );
    assert!(!err.contains("panicked"), "{err}");
}

fn str(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/board.v1.json");

#[test]
fn run_prints_a_report_and_the_same_one_twice() {
    let args = ["run", GOLDEN, "--seed", "7", "--until", "5"];
    let text = good(&args);
    for words in ["seed 7, measured from 0 s to 5 s", "p95", "#3 Web \"A\"", "web_server", "in flight"] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    assert_eq!(text, good(&args));
    let json = |more: &[&str]| -> Value {
        let args: Vec<&str> = ["run", GOLDEN, "--json", "--until", "5"].iter().chain(more).copied().collect();
        serde_json::from_str(&good(&args)).expect("JSON")
    };
    let report = json(&["--seed", "7", "--from", "1"]);
    assert_eq!((report["seed"].as_u64(), report["from_s"].as_f64()), (Some(7), Some(1.0)));
    let count = |v: &Value| v.as_u64().expect("a count");
    let failed: u64 = report["failed"].as_array().expect("a list").iter().map(count).sum();
    assert_eq!(
        count(&report["generated"]) + count(&report["carried"]),
        count(&report["answered"]) + failed + count(&report["in_flight"])
    );
    assert_eq!(json(&[])["seed"].as_u64(), Some(u64::MAX), "without --seed it is the board's");
    assert_ne!(json(&["--seed", "8"])["answered"], json(&["--seed", "9"])["answered"]);
}

#[test]
fn whatever_cannot_be_done_is_said_in_one_sentence() {
    let dir = fresh("cli-fails");
    let file = |name: &str, text: &str| {
        write(&dir.join(name), text);
        dir.join(name)
    };
    let future = file("future.json", r#"{"format_version":7,"nodes":[]}"#);
    let field = file("field.json", r#"{"format_version":1,"title":"","seed":1,"nodes":[],"mood":"fine"}"#);
    let no_json = file("text.json", "hello");
    let puzzle = file("puzzle.json", r#"{"format_version":1,"servers":[],"requests":[]}"#);
    fails(&["run", "nowhere.json"], "nowhere.json: there is no such file");
    fails(&["run", str(&dir)], "escala: ");
    fails(&["run", str(&future)], "format_version 7, and this program reads 1");
    fails(&["run", str(&field)], "mood: there is no such field");
    fails(&["run", str(&no_json)], "not JSON: the text breaks at line 1");
    fails(&["run", GOLDEN, "--until", "0"], "--until");
    fails(&["run", GOLDEN, "--until", "NaN"], "--until");
    fails(&["run", GOLDEN, "--until", "5", "--from", "5"], "--from");
    fails(&["lab", "nowhere.json"], "there is no such file");
    fails(&["lab", str(&no_json)], "no puzzle");
    fails(&["lab", str(&puzzle)], "a puzzle has 1 to 8 servers");
    fails(&["check", "nowhere"], "nowhere: there is no such file");
    fails(&["build", str(&dir), "--out", str(&dir)], "there is no course.toml in this folder");
    fails(&["grade", "no-such-lesson", GOLDEN], "there is no lesson \"no-such-lesson\"");
    fails(&["prove", "no-such-lesson"], "there is no lesson \"no-such-lesson\"");
    let (code, _, err) = escala(&["sing"]);
    assert_eq!(code, 2, "{err}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_escala"))
        .args(["run", GOLDEN, "--json", "--until", "300"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // closed before the program has anything to say
    drop(child.stdout.take());
    let out = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&out.stderr), "");
    assert_eq!(out.status.code(), Some(0));
}

#[test]
fn lab_answers_with_exact_fractions() {
    let dir = fresh("cli-lab");
    let file = dir.join("classic.puzzle.json");
    write(
        &file,
        r#"{"format_version":1,"servers":["s1","s2","s3","s4"],"history":[{"user":"u1","server":"s3"}],
            "requests":[{"at_s":1,"user":"u1"},{"at_s":2,"user":"u2"},{"at_s":3,"user":"u1"}],
            "events":[{"down":{"server":"s3","at_s":2.5}}],
            "facts":{"pointer_server":"s3","pointer_kind":"identity","sticky_base":"round_robin","redispatch":true,"detect_s":0}}"#,
    );
    let answers: Value = serde_json::from_str(&good(&["lab", str(&file), "--json"])).expect("JSON");
    let fair = |n: u32| Value::from(format!("1/{n}"));
    let chances = |row: &str, column: usize| &answers[row][column]["chances"];
    assert_eq!(chances("random", 0)["s1"], fair(4));
    assert_eq!(chances("random", 3)["s1"], fair(3), "three servers are left");
    assert_eq!(chances("round_robin", 0), &serde_json::json!({ "s4": "1" }));
    assert_eq!(chances("sticky_session", 1), &serde_json::json!({ "s4": "1" }), "u2 takes the first turn");
    assert!(chances("least_connections", 0).is_null(), "the text does not say");
    assert!(!answers["least_connections"][0]["missing"].as_array().expect("a list").is_empty());
    let table = good(&["lab", str(&file)]);
    assert_eq!(table.lines().count(), 10);
    assert!(table.contains("t1 u1") && table.contains("s1 1/4, s2 1/4"), "{table}");
}

#[test]
fn check_says_what_is_sound_and_exits_with_1_otherwise() {
    let dir = course("cli-check");
    let lesson = dir.join("08-caching");
    let out = good(&["check", str(&dir), str(&lesson), GOLDEN]);
    assert_eq!(out.lines().filter(|l| l.ends_with("nothing found")).count(), 3, "{out}");
    change(&lesson.join("en.md"), "{{rate}}", "{{rat}}");
    let board = dir.join("damaged.board.json");
    write(&board, r#"{"format_version":1,"title":"","seed":1,"nodes":[{"id":1,"kind":"cash","at":[0,0]}]}"#);
    let (code, out, _) = escala(&["check", str(&lesson), str(&board), GOLDEN]);
    assert_eq!(code, 1);
    assert!(out.contains("en.md:3: there is no fact \"rat\""), "{out}");
    assert!(out.contains("damaged.board.json: nodes[0].kind: there is no component kind \"cash\""), "{out}");
    assert!(out.contains("board.v1.json: a board, nothing found"), "{out}");
}

#[test]
fn new_makes_a_lesson_that_checks_and_proves_and_touches_nothing_twice() {
    let dir = fresh("cli-new");
    let course = ["--course", str(&dir)];
    let new = |name| [&["new", "lesson", name][..], &course].concat();
    let out = good(&new("09-queues"));
    assert!(out.contains("09-queues"), "{out}");
    good(&["check", str(&dir.join("09-queues"))]);
    fails(&new("09-queues"), "nothing was changed");
    fails(&new("queues"), "called like 08-caching");
    fails(&new("../09-x"), "called like 08-caching");
    let made = good(&[&new("10-logs")[..], &["--json"]].concat());
    let made: Value = serde_json::from_str(&made).expect("JSON");
    assert!(made["lesson"].as_str().is_some_and(|dir| dir.ends_with("10-logs")), "{made}");
    // by folder name, by slug and by id
    for name in ["09-queues", "queues", "L09"] {
        let out = good(&[&["prove", name, "--seeds", "2"][..], &course].concat());
        assert!(out.contains("solution") && out.contains("2 of 2") && !out.contains("NOT PROVEN"), "{out}");
    }
}

#[test]
fn build_writes_content_and_prove_fails_when_an_exercise_is_unfair() {
    let (dir, out) = (course("cli-build"), fresh("cli-build-out"));
    good(&["build", str(&dir), "--out", str(&out)]);
    for name in ["course.json", "caching.en.json", "caching.pt.json"] {
        let text = std::fs::read_to_string(out.join(name)).expect("content");
        assert!(serde_json::from_str::<Value>(&text).is_ok_and(|v| v["format_version"] == 1), "{name}");
    }
    let json: Value =
        serde_json::from_str(&good(&["prove", str(&dir), "--seeds", "2", "--json"])).expect("JSON");
    assert_eq!(json["caching"][0]["name"], "solution");
    // a goal that the start reaches already
    let toml = dir.join("08-caching/lesson.toml");
    change(&toml, "at_most = 400.0", "at_most = 9000.0");
    change(&toml, "at_most = 1.0", "at_most = 100.0");
    let (code, text, _) = escala(&["prove", str(&dir), "--seeds", "2"]);
    assert_eq!(code, 1, "{text}");
    let unproven: Vec<_> = text.lines().filter(|l| l.contains("NOT PROVEN")).collect();
    assert!(unproven.iter().any(|l| l.contains("start")), "{text}");
    change(&toml, "minutes = 10", "minutes = 0");
    assert_eq!(escala(&["build", str(&dir), "--out", str(&out)]).0, 1);
}

#[test]
fn grade_runs_a_submission_again() {
    let dir = course("cli-grade");
    let lesson = dir.join("08-caching");
    let at = |name: &str| lesson.join(name);
    let grade = |file: &Path, more: &[&str]| {
        escala(&[&["grade", "caching", str(file), "--course", str(&dir)][..], more].concat())
    };
    let (code, text, _) = grade(&at("solution.board.json"), &[]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("fix: passed, 100 %") && text.contains("3 of 3 runs"), "{text}");
    let (code, text, _) = grade(&at("start.board.json"), &["--lang", "pt", "--seeds", "2"]);
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("missed  O p95 é de no máximo 400\u{a0}ms")
            && text.contains("at most 400 ms")
            && text.contains("0 of 2 runs"),
        "{text}"
    );
    assert!(text.contains("queue_full"), "{text}");

    let cheat = dir.join("cheat.board.json");
    std::fs::copy(at("solution.board.json"), &cheat).expect("a copy");
    change(&cheat, "\"at\": [0, 80]", "\"at\": [0, 80], \"params\": {\"rate\": 1}");
    let (code, text, _) = grade(&cheat, &[]);
    assert_eq!(code, 1);
    assert!(text.contains("rule broken: node 1: rate may not be changed"), "{text}");

    let board = std::fs::read_to_string(at("solution.board.json")).expect("a board");
    let answers = dir.join("answers.json");
    let write_answers = |guess: &str| {
        write(
            &answers,
            &format!(
                r#"{{"format_version":1,"lesson":"caching","answers":{{"guess":{guess},"fix":{{"board":{board}}}}}}}"#
            ),
        );
    };
    write_answers(r#"{"options":["slots"]}"#);
    let (code, text, err) = grade(&answers, &["--json"]);
    assert_eq!(code, 0, "{err}");
    let verdict: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((verdict["passed"].as_bool(), verdict["score"].as_f64()), (Some(true), Some(1.0)));
    assert_eq!(verdict["steps"]["fix"]["build"]["goals"][0]["id"], "fast");
    write_answers(r#"{"options":["queue"]}"#);
    assert_eq!(grade(&answers, &["--step", "fix"]).0, 0, "only that step counts");
    assert_eq!(grade(&answers, &[]).0, 1);

    let fails_with = |file: &Path, more: &[&str], words: &str| {
        let (code, _, err) = grade(file, more);
        assert!(code == 2 && err.contains(words) && err.lines().count() == 1, "{err}");
    };
    fails_with(&at("lesson.toml"), &[], "neither a board nor a file of answers");
    fails_with(&at("start.board.json"), &["--step", "nope"], "no step \"nope\"");
    fails_with(&at("start.board.json"), &["--step", "guess"], "another form of answer");
    fails_with(&answers, &["--step", "meet"], "no answer to grade");
    write_answers(r#"{"number":3}"#);
    fails_with(&answers, &[], "\"guess\" takes another form of answer");
    write_answers(r#"{"letter":"a"}"#);
    fails_with(&answers, &[], "unknown variant");
}
