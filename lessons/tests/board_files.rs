//! Promises of board files on inputs that nobody wrote by hand.

mod support;

use lessons::board_file::{BoardFile, MAX_AT, MAX_NAME, Note, Refusal, parse, parse_strict, write};
use proptest::prelude::*;
use serde_json::Value;
use simcore::design::{Design, Fault, FaultKind, IssueCode, LinkParams, LinkSpec, NodeSpec, Place};
use simcore::kinds::KindId;
use simcore::param::{Param, Range};
use simcore::place::SIDES;
use std::collections::BTreeSet;
use support::{Dice, mutate};

const GOLDEN: &str = include_str!("data/board.v1.json");

#[test]
fn the_golden_file_of_version_1_opens_as_it_always_did() {
    let board = parse_strict(GOLDEN).expect("the golden file is sound");
    let design = &board.design;
    assert_eq!(board.seed, u64::MAX);
    assert_eq!(board.title, "Golden: every kind of value in version 1 — não apagar");
    let ids: Vec<_> = design.nodes.iter().map(|n| (n.id, n.kind.name())).collect();
    assert_eq!(
        ids,
        [
            (1, "client"),
            (2, "load_balancer"),
            (3, "web_server"),
            (7, "web_server"),
            (9, "cache"),
            (10, "sql_leader")
        ]
    );
    let value = |id, name: &str| {
        let node = design.node(id).expect("a node of the golden file");
        let i = node.kind.table().iter().position(|p| p.name == name).expect("a parameter");
        node.params[i]
    };
    assert_eq!(value(1, "rate"), 200.25);
    assert_eq!(value(1, "shape"), 2.0);
    assert_eq!(value(2, "algorithm"), 8.0);
    assert_eq!(value(2, "health_check"), 0.0);
    assert_eq!(value(3, "slots"), 4.0);
    assert_eq!(value(9, "ttl_s").to_bits(), 0.30000000000000004f64.to_bits());
    assert_eq!(design.node(3).map(|n| n.name.as_str()), Some("Web \"A\""));
    assert_eq!(design.node(2).map(|n| n.at), Some([-240, 80]));
    // what links have learnt since then stands at its default
    let since = LinkParams::TABLE[2..].iter().map(|p| p.default);
    assert_eq!(
        design.links[1],
        LinkSpec { from: 2, to: 3, params: [2.5, 3.0].into_iter().chain(since).collect() }
    );
    assert_eq!(
        design.faults,
        [
            Fault { node: 3, what: FaultKind::Crash, strength: 0.0, from_s: 60.0, until_s: Some(90.0) },
            Fault { node: 10, what: FaultKind::Slow, strength: 4.0, from_s: 60.5, until_s: None },
        ]
    );
    assert_eq!(write(&board), GOLDEN, "what is written is the file itself");
}

/// Every number that a board may hold, and nothing else.
fn assert_sound(board: &BoardFile) {
    let design = &board.design;
    let short = |s: &str| s.chars().count() <= MAX_NAME && !s.chars().any(char::is_control);
    let allowed = |table: &[Param], values: &[f64]| {
        assert_eq!(table.len(), values.len());
        table.iter().zip(values).all(|(p, v)| p.allows(*v) && (*v != 0.0 || v.is_sign_positive()))
    };
    assert!(short(&board.title));
    let mut ids = BTreeSet::new();
    for n in &design.nodes {
        assert!(ids.insert(n.id) && n.id <= 1_001_000, "{n:?}");
        assert!(short(&n.name) && allowed(n.kind.table(), &n.params), "{n:?}");
        assert!(n.at.iter().all(|v| v.abs() <= MAX_AT), "{n:?}");
    }
    for p in &design.places {
        assert!(ids.insert(p.id) && p.id <= 1_001_000 && short(&p.name), "{p:?}");
        assert!((-90.0..=90.0).contains(&p.lat) && (-180.0..=180.0).contains(&p.lon), "{p:?}");
        assert!(p.at.iter().all(|v| v.abs() <= MAX_AT) && p.size.iter().all(|v| SIDES.contains(v)), "{p:?}");
    }
    assert!(design.nodes.iter().all(|n| n.place.is_none_or(|p| design.place(p).is_some())));
    let mut ends = BTreeSet::new();
    for l in &design.links {
        assert!(ends.insert((l.from, l.to)) && ids.contains(&l.from) && ids.contains(&l.to), "{l:?}");
        assert!(allowed(LinkParams::TABLE, &l.params), "{l:?}");
    }
    for f in &design.faults {
        assert!(ids.contains(&f.node) && f.from_s.is_finite() && f.from_s >= 0.0, "{f:?}");
        assert!(f.until_s.is_none_or(|u| u.is_finite() && u > f.from_s), "{f:?}");
    }
    let (repaired, issues) = simcore::check(design);
    assert_eq!(repaired.places, design.places, "{issues:?}");
    assert_eq!(repaired.nodes.len(), design.nodes.len(), "{issues:?}");
    // going round in a circle is a matter of the design, not of the file
    let circles = issues.iter().filter(|i| i.code == IssueCode::Cycle).count();
    assert_eq!(repaired.links.len() + circles, design.links.len(), "{issues:?}");
    assert_eq!(repaired.faults.len(), design.faults.len(), "{issues:?}");
}

fn some_value(p: &Param, dice: &mut Dice) -> f64 {
    match p.range {
        _ if dice.one_in(2) => p.default,
        Range::Real { min, max, .. } => p.clamp(min + (max - min) * dice.unit()),
        Range::Int { min, max, .. } => p.clamp(min + (max - min) * dice.unit()),
        Range::Choice(names) => dice.below(names.len()) as f64,
        Range::Flag => dice.below(2) as f64,
    }
}

/// A sound board with whatever a table allows.
fn some_board(seed: u64) -> BoardFile {
    let dice = &mut Dice(seed);
    let values = |table: &[Param], dice: &mut Dice| table.iter().map(|p| some_value(p, dice)).collect();
    let places: Vec<Place> = (0..dice.below(5) as u32)
        .map(|i| {
            let first = if i == 0 || dice.one_in(2) {
                Place::region(3 * i + 1, "São \"p\"", dice.unit() * 180.0 - 90.0, dice.unit() * 360.0 - 180.0)
            } else {
                Place::zone(3 * i + 1, "", 1)
            };
            let size = [0, 1].map(|_| 64 + dice.below(4000) as i32);
            Place { at: [0, 1].map(|_| dice.below(4000) as i32 - 2000), size, ..first }
        })
        .collect();
    let nodes: Vec<NodeSpec> = (0..dice.below(12))
        .map(|i| {
            let kind = KindId::ALL[dice.below(KindId::ALL.len())];
            let at = [0, 1].map(|_| dice.below(4000) as i32 - 2000);
            let place = places.get(dice.below(2 * places.len() + 1)).map(|p| p.id);
            NodeSpec {
                id: 3 * i as u32,
                name: format!("nó {i} \"\\"),
                kind,
                params: values(kind.table(), dice),
                at,
                place,
            }
        })
        .collect();
    let mut links: Vec<LinkSpec> = Vec::new();
    for _ in 0..2 * nodes.len() {
        let (a, b) = (&nodes[dice.below(nodes.len())], &nodes[dice.below(nodes.len())]);
        let fits = a.id != b.id && a.kind.meta().calls.contains(&b.kind.meta().role);
        if fits && !links.iter().any(|l| (l.from, l.to) == (a.id, b.id)) {
            links.push(LinkSpec { from: a.id, to: b.id, params: values(LinkParams::TABLE, dice) });
        }
    }
    let mut faults: Vec<Fault> = nodes
        .iter()
        .map(|n| {
            let from_s = dice.unit() * 100.0;
            let fitting: Vec<FaultKind> =
                FaultKind::ALL.iter().copied().filter(|f| f.suits(n.kind)).collect();
            let what = fitting[dice.below(fitting.len())];
            let strength = what.strength().map_or(0.0, |p| p.clamp(p.default * (0.5 + dice.unit())));
            let until_s = if dice.one_in(2) { None } else { Some(from_s + 1.0 + dice.unit()) };
            Fault { node: n.id, what, strength, from_s, until_s }
        })
        .collect();
    faults.extend(places.iter().map(|p| Fault::new(p.id, FaultKind::Partition, None, 1.5, None)));
    BoardFile {
        title: "Prova — é".into(),
        seed: dice.next(),
        design: Design { nodes, links, faults, places },
        notes: (0..dice.below(3))
            .map(|i| Note {
                text: format!("Nota {i}\nsegunda linha"),
                at: [8 * i as i32, -16],
                size: [200, 120],
            })
            .collect(),
    }
}

/// 2,000 mutants each, or as many as PROPTEST_CASES says: a nightly run takes millions.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn writing_and_reading_gives_the_same_board_to_the_last_bit(seed: u64) {
        let board = some_board(seed);
        prop_assert_eq!(parse_strict(&write(&board)), Ok(board));
    }

    #[test]
    fn structural_damage_costs_only_what_it_hits(seed: u64, blows in 1usize..=4) {
        let mut dice = Dice(seed);
        let original = if dice.one_in(2) { GOLDEN.to_owned() } else { write(&some_board(seed)) };
        let sound: Value = serde_json::from_str(&original).expect("sound");
        let mut damaged = sound.clone();
        for _ in 0..blows {
            mutate(&mut damaged, &mut dice);
        }
        let opened = match parse(&damaged.to_string()) {
            Ok(opened) => opened,
            // another version is a claim, not damage; without a list of nodes there is nothing to save
            Err(Refusal::UnknownVersion(_)) => {
                prop_assert_ne!(&damaged["format_version"], &sound["format_version"]);
                return Ok(());
            }
            Err(refusal) => {
                prop_assert_eq!(refusal, Refusal::NotABoard);
                prop_assert!(!damaged["nodes"].is_array());
                return Ok(());
            }
        };
        assert_sound(&opened.board);
        // every node that no blow hit is there, with all that it had
        let before = sound["nodes"].as_array().expect("a list");
        let whole = parse_strict(&original).expect("sound");
        let mut untouched = 0;
        for node in damaged["nodes"].as_array().into_iter().flatten() {
            let Some(i) = before.iter().position(|n| n == node) else { continue };
            untouched += 1;
            let old = &whole.design.nodes[i];
            let kept = opened.board.design.nodes.iter().any(|n| {
                (n.kind, &n.name, &n.params, n.at) == (old.kind, &old.name, &old.params, old.at)
            });
            prop_assert!(kept, "{:?} is lost from {}", old, damaged);
        }
        prop_assert!(opened.board.design.nodes.len() >= untouched);
    }

    #[test]
    fn damaged_bytes_never_panic_and_nothing_unsound_gets_in(seed: u64, hits in 1usize..20) {
        let mut dice = Dice(seed);
        let mut bytes = GOLDEN.as_bytes().to_vec();
        for _ in 0..hits {
            let at = dice.below(bytes.len());
            match dice.below(3) {
                0 => bytes[at] = dice.next() as u8,
                1 => { bytes.remove(at); }
                _ => bytes.insert(at, b"0123456789eE-+.,:[]{}\"\\ntf"[dice.below(26)]),
            }
        }
        if let Ok(opened) = parse(&String::from_utf8_lossy(&bytes)) {
            assert_sound(&opened.board);
        }
    }

    #[test]
    fn any_text_is_opened_or_refused(text in any::<String>()) {
        if let Ok(opened) = parse(&text) {
            assert_sound(&opened.board);
        }
    }
}

/// The worst files of the allowed size are opened or refused in the blink of an eye.
#[test]
fn no_file_of_any_shape_takes_long() {
    let fill = |unit: &str| {
        let body = unit.repeat((2 * 1024 * 1024 - 200) / unit.len());
        format!(r#"{{"format_version":1,"title":"","seed":1,"nodes":[{}]}}"#, body.trim_end_matches(','))
    };
    let node =
        |i: usize| format!(r#"{{"id":{i},"kind":"web_server","at":[0,0],"name":"{}"}}"#, "é".repeat(900));
    let nodes: Vec<String> = (0..1000).map(node).collect();
    let long_names = format!(r#"{{"format_version":1,"title":"","seed":1,"nodes":[{}]}}"#, nodes.join(","));
    for text in [
        fill("0,"),
        fill("{},"),
        fill("[[[]]],"),
        fill("\"\\u0041\","),
        fill("1e308,"),
        long_names,
        "[".repeat(2 * 1024 * 1024),
    ] {
        let start = cpu_time::ThreadTime::now();
        let answer = parse(&text);
        let took = start.elapsed();
        assert!(answer.is_err() || answer.is_ok_and(|o| o.board.design.nodes.len() == 1000));
        // the time of this thread, whatever else runs; generous for a debug build, in release it is below 50 ms
        assert!(took.as_millis() < 3_000, "{took:?} for {}...", &text[..60]);
    }
}

/// The page takes this crate without its default features: nothing may creep in there.
#[test]
fn without_the_author_there_are_four_dependencies() {
    let manifest = include_str!("../Cargo.toml");
    let (_, rest) = manifest.split_once("[dependencies]\n").expect("a list of dependencies");
    let list = rest.split("\n[").next().unwrap_or_default();
    let always: Vec<&str> = list
        .lines()
        .filter(|l| !l.starts_with('#') && l.contains('=') && !l.contains("optional = true"))
        .filter_map(|l| l.split(['.', ' ']).next())
        .collect();
    assert_eq!(always, ["simcore", "serde", "serde_json", "postcard"]);
}

/// The README is a promise too.
#[test]
fn the_examples_of_the_readme_are_sound() {
    let readme = include_str!("../README.md");
    let examples: Vec<&str> =
        readme.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let [answers, board] = examples[..] else { panic!("two examples, not {}", examples.len()) };
    assert_eq!(parse_strict(board).map(|b| b.design.faults.len()), Ok(2));
    let answers = lessons::submission::parse(answers).expect("a file of answers");
    assert_eq!(answers.answers.len(), 9);
}
