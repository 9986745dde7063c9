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
fn distances_are_told_for_a_board_and_for_the_guides() {
    let rtt = |found: &Value, a: &str, b: &str| {
        let pair =
            |r: &&Value| r["from_name"] == a && r["to_name"] == b || r["from_name"] == b && r["to_name"] == a;
        found.as_array().expect("pairs").iter().find(pair).and_then(|r| r["rtt_ms"].as_f64()).expect("a pair")
    };
    let (board, guides) = (json(&["distances", &board("19-geo-dns")]), json(&["distances"]));
    // 18.6 + 0.01393 x 5,923 km and so on, by hand to a tenth
    for (a, b, ms) in
        [("London", "us-east", 101.1), ("us-east", "us-west", 67.4), ("Tokyo", "ap-southeast", 92.7)]
    {
        assert!((rtt(&board, a, b) - ms).abs() < 0.06 && rtt(&board, a, b) == rtt(&guides, a, b), "{a} {b}");
    }
    assert!((rtt(&guides, "Beijing", "ap-southeast") - 81.0).abs() < 0.06);
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
fn a_bill_is_the_sum_of_its_lines_and_a_measure_knows_it() {
    let found = json(&["cost", &board("08-followers")]);
    let lines = found["lines"].as_array().expect("lines");
    let sum: f64 = lines.iter().filter_map(|l| l["usd"].as_f64()).sum();
    let total = found["total"].as_f64().expect("a total");
    assert!((sum - total).abs() < 1e-6 && total > 0.0, "{found}");
    assert!(lines.iter().all(|l| l["source"].as_str().is_some_and(|s| !s.is_empty())));
    // 5 x 8 cores cost 5 x $160 and a balancer $20; 40 in one cost 2.5 times for each doubling
    let of = |name: &str| json(&["cost", &board(name)])["total"].as_f64().expect("a total");
    let (many, one) = (of("04-horizontal"), of("03-vertical"));
    assert!(one > many, "{one} against {many}");
    let compared = json(&[
        "compare",
        &board("04-horizontal"),
        &board("03-vertical"),
        "--seeds",
        "1",
        "--measure",
        "cost",
    ]);
    assert!((compared[0]["a"]["mean"].as_f64().unwrap_or(0.0) - many).abs() < 1e-9, "{compared}");
    let (code, _, err) = escala(&["cost", &board("03-vertical"), "--from", "9", "--until", "3"]);
    assert!(code == 2 && err.contains("--from"), "{err}");
}

#[test]
fn objectives_are_met_or_missed_with_their_numbers() {
    // the origin is down from 400 to 430 s, and an edge knows three of four objects
    let args = ["slo", &board("15-cdn"), "--from", "120", "--until", "720", "--json"];
    let (code, out, _) = escala(&[&args[..], &["--availability", "99.9", "--rto", "60"]].concat());
    let found: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, found["met"].as_bool()), (1, Some(false)), "{found}");
    let (lines, budget) = (&found["lines"], &found["budget"]);
    assert_eq!((lines[0]["met"].as_bool(), lines[1]["met"].as_bool()), (Some(false), Some(true)), "{found}");
    let number = |v: &Value| v.as_f64().expect("a number");
    let missed = 100.0 - number(&lines[0]["measured"]);
    assert!((number(&budget["burn_rate"]) - missed / 0.1).abs() < 1e-6 && missed > 1.0, "{found}");
    assert!((number(&budget["left"]) - 100.0 * (1.0 - missed / 0.1)).abs() < 1e-6);
    let met = json(&["slo", &board("03-vertical"), "--p95", "150", "--cost", "1500", "--until", "60"]);
    assert!(met["met"] == true && met["budget"].is_null(), "{met}");
    let (code, _, err) = escala(&["slo", &board("03-vertical")]);
    assert!(code == 2 && err.contains("--availability"), "{err}");
}

#[test]
fn several_runs_are_the_single_ones_in_order() {
    let args = ["run", &board("04-horizontal"), "--until", "5"];
    let many = json(&[&args[..], &["--seed", "7", "--seeds", "5"]].concat());
    let many = many.as_array().expect("a list");
    assert_eq!(many.len(), 5);
    for (i, report) in many.iter().enumerate() {
        let seed = (7 + i).to_string();
        assert_eq!(report, &json(&[&args[..], &["--seed", &seed]].concat()), "run {i}");
    }
    // nobody watches: no bar, and nothing else, goes to the error stream
    let (code, out, err) = escala(&[&args[..], &["--seeds", "5"]].concat());
    assert!(code == 0 && err.is_empty() && out.contains("5 runs") && out.contains("p95_ms"), "{out}{err}");
    let checked = json(&["check", &board("04-horizontal")]);
    assert!(checked[0]["what"] == "a board" && checked[0]["findings"] == Value::Array(vec![]), "{checked}");
}

#[test]
fn a_retry_storm_is_called_what_it_is() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli-recover");
    std::fs::create_dir_all(&dir).expect("a folder");
    let storm = |budget: u32| {
        let file = dir.join(format!("storm-{budget}.board.json"));
        let text = format!(
            r#"{{"format_version": 1, "title": "", "seed": 1, "nodes": [
             {{"id": 1, "kind": "client", "at": [0, 0], "params": {{"rate": 70, "timeout_ms": 1000, "retries": 3, "backoff_ms": 100, "budget": {budget}}}}},
             {{"id": 2, "kind": "web_server", "at": [200, 0], "params": {{"slots": 10, "service_ms": 100, "queue": 1000}}}}],
             "links": [{{"from": 1, "to": 2}}],
             "faults": [{{"node": 2, "what": "slow", "factor": 4, "from_s": 60, "until_s": 80}}]}}"#
        );
        std::fs::write(&file, text).expect("a file");
        file.to_str().expect("a plain path").to_owned()
    };
    let verdict = |budget: u32| {
        let (code, out, err) = escala(&["recover", &storm(budget), "--seeds", "2", "--json"]);
        let found: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
        (code, found["verdict"].as_str().map(str::to_owned))
    };
    assert_eq!(verdict(100), (1, Some("metastable".into())));
    assert_eq!(verdict(10), (0, Some("recovered".into())));
    let calm = storm(50);
    let text = std::fs::read_to_string(&calm).expect("a file").replace(r#", "until_s": 80"#, "");
    std::fs::write(&calm, text).expect("a file");
    let (code, _, err) = escala(&["recover", &calm]);
    assert!(code == 2 && err.contains("no fault of this board ends"), "{err}");
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
        shown.as_array().is_some_and(|s| s.len() == 3 && s.iter().all(|f| f["holds"] == true)),
        "{shown}"
    );
    let (code, _, err) = escala(&["trust", "no such case"]);
    assert!(code == 2 && err.contains("no case"), "{err}");
}
