//! The commands that explore a board, as their users meet them.
#![cfg(feature = "author")]

use serde_json::Value;
use std::process::Command;

const BOARDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/systems/");

fn escala(args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_escala")).args(args).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (out.status.code().expect("an exit code"), text(out.stdout), text(out.stderr))
}

fn json(args: &[&str]) -> Value {
    let (code, out, err) = escala(&[args, &["--json"]].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}: {out}");
    serde_json::from_str(&out).expect("JSON")
}

fn board(name: &str) -> String {
    format!("{BOARDS}{name}.board.json")
}

#[test]
fn kinds_lists_every_table() {
    let all = json(&["kinds"]);
    let names: Vec<&str> =
        all.as_array().expect("a list").iter().filter_map(|k| k["kind"].as_str()).collect();
    assert!(names.len() >= 27 && names.contains(&"client") && names.contains(&"shard_router"), "{names:?}");
    let cache = json(&["kinds", "cache"]);
    assert_eq!(cache[0]["params"][0]["name"], "capacity");
    let (code, _, err) = escala(&["kinds", "toaster"]);
    assert!(code == 2 && err.contains("no component kind"), "{err}");
}

#[test]
fn a_sweep_finds_the_knee() {
    // four slots of 80 ms carry 50/s; by M/M/4 the mean is 83 ms at 20/s and 536 at 48
    let found = json(&[
        "sweep",
        &board("01-single-server"),
        "--node",
        "1",
        "--param",
        "rate",
        "--start",
        "10",
        "--end",
        "48",
        "--steps",
        "9",
        "--seeds",
        "3",
        "--measure",
        "mean_ms",
        "--from",
        "500",
        "--until",
        "3500",
    ]);
    let series = &found["series"][0];
    let knee = series["knee"].as_f64().expect("it bends");
    assert!((35.0..48.0).contains(&knee), "{knee}");
    let first = series["points"][0]["mean"].as_f64().expect("a mean");
    assert!((first - 80.0).abs() < 4.0, "{first}");
    let (code, _, err) = escala(&["sweep", &board("01-single-server"), "--node", "1", "--param", "ratio"]);
    assert!(code == 2 && err.contains("only rate, shape"), "{err}");
}

#[test]
fn a_comparison_tells_a_difference_from_noise() {
    let better = json(&[
        "compare",
        &board("04-horizontal"),
        &board("03-vertical"),
        "--seeds",
        "4",
        "--from",
        "10",
        "--until",
        "50",
        "--measure",
        "mean_ms",
    ]);
    let difference = better[0]["difference"]["mean"].as_f64().expect("a mean");
    // 75.1 against 44.1 ms by M/M/8 and M/M/40
    assert!((difference + 31.0).abs() < 6.0 && better[0]["significant"] == true, "{better}");
    let same =
        json(&["compare", &board("03-vertical"), &board("03-vertical"), "--seeds", "2", "--until", "40"]);
    assert_eq!(same[0]["significant"], false);
}

#[test]
fn spof_names_what_must_not_fail() {
    let found = json(&["spof", &board("38-pairs")]);
    let single: Vec<&str> = found["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|n| n["by_graph"] == true)
        .filter_map(|n| n["name"].as_str())
        .collect();
    assert_eq!(single, ["Database"], "two of everything else");
    // (1 - 0.001^2)^2 x 0.999
    let paper = found["on_paper"]["availability"].as_f64().expect("a chance");
    assert!((paper - 0.998_998).abs() < 1e-6, "{paper}");
}

#[test]
fn a_trace_shows_the_slowest_first() {
    let found = json(&["trace", &board("36-case-study"), "--until", "30", "--every", "50", "--show", "3"]);
    let took: Vec<f64> = found
        .as_array()
        .expect("requests")
        .iter()
        .map(|spans| spans[0]["ended_s"].as_f64().unwrap_or(0.0) - spans[0]["sent_s"].as_f64().unwrap_or(0.0))
        .collect();
    assert!(took.len() == 3 && took[0] >= took[1] && took[1] >= took[2] && took[2] > 0.0, "{took:?}");
    let hops = found[0].as_array().map_or(0, Vec::len);
    assert!(hops >= 4, "the slowest goes through many hands: {hops}");
}

#[test]
fn an_estimate_shows_its_steps() {
    let found = json(&["estimate", "--users", "51840000", "--reads", "1", "--writes", "0"]);
    // 600 requests a second are 52 million a day, not 5 to 10 (guide 004, lines 159-160)
    assert_eq!(found["estimate"]["average"].as_f64(), Some(600.0));
}

#[test]
fn trust_and_systems_say_whether_they_agree() {
    let found = json(&["trust", "M/M/1 at 0.5"]);
    assert_eq!((found[0]["agrees"].as_bool(), found[0]["expected"].as_f64()), (Some(true), Some(2.0)));
    let shown = json(&["systems", "03-vertical", "--dir", BOARDS]);
    assert!(
        shown.as_array().is_some_and(|s| s.len() == 2 && s.iter().all(|f| f["holds"] == true)),
        "{shown}"
    );
    let (code, _, err) = escala(&["trust", "no such case"]);
    assert!(code == 2 && err.contains("no case"), "{err}");
}
