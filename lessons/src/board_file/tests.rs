use super::*;

const HEAD: &str = r#""format_version":1,"title":"T","seed":1"#;

/// A board of the given nodes, links and faults.
fn text(nodes: &str, links: &str, faults: &str) -> String {
    format!(r#"{{{HEAD},"nodes":[{nodes}],"links":[{links}],"faults":[{faults}]}}"#)
}

/// A client 1 and a server 2.
const PAIR: &str = r#"{"id":1,"kind":"client","at":[0,0]},{"id":2,"kind":"web_server","at":[8,8]}"#;

/// What is listed, as text; the board must be openable.
fn listed(text: &str) -> Vec<String> {
    let opened = parse(text).unwrap_or_else(|e| panic!("{e}: {text}"));
    opened.dropped.iter().map(ToString::to_string).collect()
}

#[test]
fn a_sound_board_has_no_findings() {
    assert_eq!(listed(&text(PAIR, r#"{"from":1,"to":2}"#, "")), [""; 0]);
    let no_lists = format!(r#"{{{HEAD},"nodes":[]}}"#);
    assert_eq!(listed(&no_lists), [""; 0], "links and faults may be left out");
    assert_eq!(listed(&format!("\u{feff}{no_lists}")), [""; 0], "a byte order mark is no damage");
}

#[test]
fn every_kind_of_damage_is_listed_with_its_place() {
    let node = |fields: &str| text(&format!(r#"{{"id":1,"kind":"web_server","at":[0,0]{fields}}}"#), "", "");
    let bare = |fields: &str| text(&format!("{{{fields}}}"), "", "");
    let link = |l: &str| text(PAIR, l, "");
    let fault = |f: &str| text(PAIR, "", f);
    for (given, want) in [
        (format!(r#"{{{HEAD},"nodes":[],"author":"me"}}"#), "author: there is no such field"),
        (r#"{"title":"T","seed":1,"nodes":[]}"#.into(), "format_version: is missing"),
        (r#"{"format_version":1,"seed":1,"nodes":[]}"#.into(), "title: is missing"),
        (
            r#"{"format_version":1,"title":"T","seed":-1,"nodes":[]}"#.into(),
            "seed: has a value of the wrong type",
        ),
        (text("7", "", ""), "nodes[0]: has a value of the wrong type"),
        (bare(r#""id":1,"at":[0,0]"#), "nodes[0].kind: is missing"),
        (
            bare(r#""id":1,"kind":"toaster","at":[0,0]"#),
            "nodes[0].kind: there is no component kind \"toaster\"",
        ),
        (bare(r#""kind":"cache","at":[0,0]"#), "nodes[0].id: has no id of its own (it would get 1)"),
        (
            bare(r#""id":1000001,"kind":"cache","at":[0,0]"#),
            "nodes[0].id: has no id of its own (it would get 1)",
        ),
        (bare(r#""id":1,"kind":"cache""#), "nodes[0].at: is missing"),
        (bare(r#""id":1,"kind":"cache","at":[0]"#), "nodes[0].at: has a value of the wrong type"),
        (
            bare(r#""id":1,"kind":"cache","at":[0,1e9]"#),
            "nodes[0].at: 1000000000 is out of range, the nearest is 100000",
        ),
        (node(r#","name":"a\u0007b""#), "nodes[0].name: is too long or has control characters"),
        (node(r#","colour":"red""#), "nodes[0].colour: there is no such field"),
        (node(r#","params":[1]"#), "nodes[0].params: has a value of the wrong type"),
        (node(r#","params":{"slot":1}"#), "nodes[0].params.slot: there is no such field"),
        (node(r#","params":{"slots":"8"}"#), "nodes[0].params.slots: has a value of the wrong type"),
        (node(r#","params":{"slots":0}"#), "nodes[0].params.slots: 0 is out of range, the nearest is 1"),
        (node(r#","params":{"slots":2.5}"#), "nodes[0].params.slots: 2.5 is out of range, the nearest is 3"),
        (
            node(r#","params":{"model":"thread"}"#),
            "nodes[0].params.model: \"thread\" is not one of the choices",
        ),
        (node(r#","params":{"model":1}"#), "nodes[0].params.model: has a value of the wrong type"),
        (link(r#"{"from":1}"#), "links[0].to: is missing"),
        (link(r#"{"from":1,"to":3}"#), "links[0].to: names a node that is not on the board"),
        (link(r#"{"from":2,"to":2}"#), "links[0]: leads from a node to itself"),
        (link(r#"{"from":1,"to":2},{"from":1,"to":2}"#), "links[1]: joins two nodes that are already joined"),
        (link(r#"{"from":2,"to":1}"#), "links[0]: joins two kinds that cannot talk in this direction"),
        (
            link(r#"{"from":1,"to":2,"params":{"weight":1000}}"#),
            "links[0].params.weight: 1000 is out of range, the nearest is 100",
        ),
        (fault(r#"{"node":2,"what":"fire","from_s":1}"#), "faults[0].what: there is no fault \"fire\""),
        (
            fault(r#"{"node":9,"what":"crash","from_s":1}"#),
            "faults[0].node: names a node that is not on the board",
        ),
        (fault(r#"{"node":2,"what":"crash"}"#), "faults[0].from_s: is missing"),
        (fault(r#"{"node":2,"what":"crash","from_s":5,"until_s":5}"#), "faults[0]: ends before it starts"),
        (
            fault(r#"{"node":2,"what":"crash","factor":2,"from_s":5}"#),
            "faults[0].factor: there is no such field",
        ),
        (
            fault(r#"{"node":2,"what":"slow","factor":0.5,"from_s":5}"#),
            "faults[0].factor: 0.5 is out of range, the nearest is 1",
        ),
    ] {
        assert_eq!(listed(&given), [want], "{given}");
        assert!(matches!(parse_strict(&given), Err(Rejection::Damaged(list, 0)) if list.len() == 1));
    }
}

#[test]
fn a_node_that_cannot_be_kept_takes_its_links_and_faults_along() {
    let nodes = format!(r#"{PAIR},{{"id":3,"kind":"warp_drive","at":[0,0]}}"#);
    let given =
        text(&nodes, r#"{"from":1,"to":3},{"from":1,"to":2}"#, r#"{"node":3,"what":"crash","from_s":1}"#);
    let opened = parse(&given).expect("openable");
    assert_eq!((opened.board.design.nodes.len(), opened.board.design.links.len()), (2, 1));
    assert!(opened.board.design.faults.is_empty());
    assert_eq!(opened.dropped.len(), 3);
}

#[test]
fn a_second_node_of_an_id_gets_one_that_nothing_speaks_of() {
    let nodes = format!(r#"{PAIR},{{"id":2,"kind":"cache","at":[0,0]}}"#);
    // 3 is free, but a link speaks of it: the newcomer must not be wired to strangers
    let opened = parse(&text(&nodes, r#"{"from":2,"to":3}"#, "")).expect("openable");
    assert_eq!(opened.board.design.nodes[2].id, 4);
    assert!(opened.board.design.links.is_empty());
}

#[test]
fn what_is_no_board_is_refused_in_one_sentence() {
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let nodes = |n: usize| {
        let all: Vec<_> = (0..n).map(|i| format!(r#"{{"id":{i},"kind":"cache","at":[0,0]}}"#)).collect();
        text(&all.join(","), "", "")
    };
    let links = format!("{}{}", r#"{"from":1,"to":2},"#.repeat(4000), r#"{"from":1,"to":2}"#);
    for (given, want) in [
        (" ".repeat(MAX_BYTES + 1), Refusal::TooLarge { bytes: MAX_BYTES + 1 }),
        (nested(33), Refusal::TooDeep { depth: 33 }),
        (nested(1_000_000), Refusal::TooDeep { depth: 1_000_000 }),
        (nested(32), Refusal::NotABoard),
        (String::new(), Refusal::NotJson { line: 1, column: 0 }),
        ("{\"nodes\":\n[1,]}".into(), Refusal::NotJson { line: 2, column: 4 }),
        ("null".into(), Refusal::NotABoard),
        (format!("{{{HEAD}}}"), Refusal::NotABoard),
        (format!(r#"{{{HEAD},"nodes":{{}}}}"#), Refusal::NotABoard),
        (r#"{"format_version":2,"new":true}"#.into(), Refusal::UnknownVersion(2)),
        (nodes(1001), Refusal::TooMany { what: Item::Node(0), count: 1001, limit: 1000 }),
        (text(PAIR, &links, ""), Refusal::TooMany { what: Item::Link(0), count: 4001, limit: 4000 }),
    ] {
        assert_eq!(parse(&given), Err(want.clone()));
        assert!(!want.to_string().is_empty() && !want.to_string().contains('\n'));
    }
    assert!(parse(&nodes(1000)).is_ok_and(|o| o.dropped.is_empty()));
}

#[test]
fn a_flood_of_findings_is_counted_and_not_kept() {
    let junk: Vec<_> = (0..5000).map(|i| format!("\"{i}\":0")).collect();
    let opened = parse(&text(&format!("{{{}}}", junk.join(",")), "", "")).expect("openable");
    assert_eq!(opened.dropped.len(), MAX_DROPPED);
    assert_eq!(opened.dropped.len() + opened.unlisted, 5001);
}

#[test]
fn texts_are_cut_and_cleaned() {
    let long = "á".repeat(300);
    let given = text(&format!(r#"{{"id":1,"kind":"cache","at":[0,0],"name":"{long}"}}"#), "", "");
    let opened = parse(&given).expect("openable");
    assert_eq!(opened.board.design.nodes[0].name, "á".repeat(MAX_NAME));
    let turned = text(r#"{"id":1,"kind":"cache","at":[0,0],"name":"a\u202eb"}"#, "", "");
    assert_eq!(parse(&turned).expect("openable").board.design.nodes[0].name, "ab");
}

/// A board with these places, a server in `at`, and these faults.
fn placed(places: &str, at: &str, faults: &str) -> String {
    let server = format!(r#"{{"id":2,"kind":"web_server","at":[8,8],"place":{at}}}"#);
    format!(r#"{{{HEAD},"places":[{places}],"nodes":[{server}],"faults":[{faults}]}}"#)
}

const EAST: &str =
    r#"{"id":20,"what":"region","name":"us-east","lat":39,"lon":-77.5,"at":[0,0],"size":[640,320]}"#;
const ZONE: &str = r#"{"id":21,"what":"zone","of":20,"name":"a","at":[16,32],"size":[288,256]}"#;

#[test]
fn regions_and_zones_are_read_and_written_as_they_stand() {
    // a zone may come before its region
    let given = placed(&format!("{ZONE},{EAST}"), "21", r#"{"node":20,"what":"crash","from_s":5}"#);
    assert_eq!(listed(&given), [""; 0]);
    let board = parse_strict(&given).expect("sound");
    assert_eq!(board.design.stand_of(2), simcore::place::Stand { region: Some(20), zone: Some(21) });
    assert_eq!(board.design.faults.len(), 1);
    let text = write(&board);
    for line in [
        r#"{ "id": 20, "what": "region", "name": "us-east", "lat": 39, "lon": -77.5, "at": [0, 0], "size": [640, 320] }"#,
        r#"{ "id": 21, "what": "zone", "of": 20, "name": "a", "at": [16, 32], "size": [288, 256] }"#,
        r#"{ "id": 2, "kind": "web_server", "name": "", "at": [8, 8], "place": 21 }"#,
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert_eq!(parse_strict(&text), Ok(board));
}

#[test]
fn damage_to_places_is_listed_with_its_place() {
    let change = |what: &str, by: &str| placed(&EAST.replace(what, by), "20", "");
    let zone = |what: &str, by: &str| placed(&format!("{EAST},{}", ZONE.replace(what, by)), "20", "");
    let fault = |what: &str| placed(EAST, "20", &format!(r#"{{"node":20,"what":"{what}","from_s":1}}"#));
    for (given, want) in [
        (placed("7", "null", ""), vec!["places[0]: has a value of the wrong type"]),
        (placed(EAST, "77", ""), vec!["nodes[0].place: names a place that is not on the board"]),
        (placed(EAST, "2", ""), vec!["nodes[0].place: names a place that is not on the board"]),
        (placed(EAST, r#""us-east""#, ""), vec!["nodes[0].place: has a value of the wrong type"]),
        (
            change(r#""id":20"#, r#""id":2"#),
            vec![
                "places[0].id: has no id of its own (it would get 1)",
                "nodes[0].place: names a place that is not on the board",
            ],
        ),
        (
            change("\"region\"", "\"city\""),
            vec![
                "places[0].what: there is no place \"city\": it is a region or a zone",
                "nodes[0].place: names a place that is not on the board",
            ],
        ),
        (change("39", "91"), vec!["places[0].lat: 91 is out of range, the nearest is 90"]),
        (
            change(r#""lon":-77.5,"#, ""),
            vec!["places[0].lon: is missing", "nodes[0].place: names a place that is not on the board"],
        ),
        (change("640", "1"), vec!["places[0].size: 1 is out of range, the nearest is 64"]),
        (change(r#","size":[640,320]"#, ""), vec!["places[0].size: is missing"]),
        (change("\"lat\"", "\"of\":20,\"lat\""), vec!["places[0].of: there is no such field"]),
        (zone(r#""of":20,"#, ""), vec!["places[1].of: is missing"]),
        (zone(r#""of":20"#, r#""of":2"#), vec!["places[1].of: names a region that is not on the board"]),
        (zone(r#""of":20"#, r#""of":21"#), vec!["places[1].of: names a region that is not on the board"]),
        (zone(r#""of""#, r#""lat":1,"of""#), vec!["places[1].lat: there is no such field"]),
        (fault("slow"), vec!["faults[0].what: \"slow\" cannot happen to a whole region or zone"]),
        (fault("crash"), vec![]),
    ] {
        assert_eq!(listed(&given), want, "{given}");
    }
    let many = vec![EAST; 65].join(",");
    let refusal = Refusal::TooMany { what: Item::Place(0), count: 65, limit: 64 };
    assert_eq!(parse(&placed(&many, "20", "")), Err(refusal));
}
