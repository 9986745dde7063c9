//! The laboratory against answers worked out elsewhere: `data/puzzle_answers.json` holds the master
//! table of the guide's s1-s5 puzzle as an independent program enumerated it with exact fractions.

use serde_json::Value;
use simcore::balance::{Base, Pointer, Ties, UnknownLoad};
use simcore::lab::{
    Algorithm, Answer, Down, Facts, Fraction, HashFact, Join, LoadFact, Outcome, Puzzle, Wrr, answer,
    neighbour_share,
};

const VARIANTS: [(&str, Down, Join); 5] = [
    ("V0 all up", Down::Never, Join::Never),
    ("V1 s3 down t2..t3", Down::AfterT2, Join::Never),
    ("V1' s3 down before t1", Down::BeforeT1, Join::Never),
    ("V2 s5 added t2..t3", Down::Never, Join::AfterT2),
    ("V3 s3 down + s5 added t2..t3", Down::AfterT2, Join::AfterT2),
];

fn oracle() -> serde_json::Map<String, Value> {
    let text = include_str!("data/puzzle_answers.json");
    serde_json::from_str(text).unwrap()
}

fn puzzle(down: Down, join: Join, set: impl Fn(&mut Facts)) -> Puzzle {
    let mut puzzle = Puzzle::classic(down, join);
    set(&mut puzzle.facts);
    puzzle
}

fn run(down: Down, join: Join, algorithm: Algorithm, set: impl Fn(&mut Facts)) -> (Puzzle, Answer) {
    let puzzle = puzzle(down, join, set);
    let answer = answer(&puzzle, algorithm).unwrap();
    (puzzle, answer)
}

/// `{"s1": "1/4", ...}` in the notation of `Puzzle::show`.
fn shown(cell: &Value) -> String {
    let cell = cell.as_object().unwrap();
    let parts: Vec<String> = cell
        .iter()
        .map(|(server, p)| match p.as_str().unwrap() {
            "1" => server.clone(),
            p => format!("{server} {p}"),
        })
        .collect();
    parts.join(", ")
}

/// Holds one row of the oracle, in all five variants, to the laboratory.
fn check(row: &str, algorithm: Algorithm, set: impl Fn(&mut Facts)) {
    let oracle = oracle();
    let expected = &oracle[row]["variants"];
    for (name, down, join) in VARIANTS {
        let (puzzle, answer) = run(down, join, algorithm, &set);
        for (cell, column) in answer.cells.iter().zip(["t1_u1", "t2_u2", "t3_u1"]) {
            let want = shown(&expected[name][column]);
            assert_eq!(puzzle.show(cell), want, "{row}, {name}, {column}");
        }
        let Some(p) = expected[name].get("p_u1_same_t1_t3") else { continue };
        let same = answer.same.unwrap();
        assert_eq!((same.user.as_str(), same.first, same.last), ("u1", 0, 2));
        assert_eq!(same.p.unwrap().to_string(), p.as_str().unwrap(), "{row}, {name}, same server");
    }
}

#[test]
fn every_row_of_the_oracle_is_checked() {
    // rows checked by the tests below; a new row in the file must get its test
    let mut rows = vec![
        "Random".to_string(),
        "Round robin (pointer)".into(),
        "Round robin (wrapped index into live list)".into(),
        "Round robin (raw counter mod live count)".into(),
        "Sticky cookie, new sessions by RR".into(),
        "Sticky cookie, new sessions by random".into(),
        "Weighted RR, equal weights".into(),
        "Weighted RR burst 3/2/2/1, after 1st s3 slot".into(),
        "Weighted RR burst 3/2/2/1, after 2nd s3 slot".into(),
        "Weighted RR smooth 3/2/2/1, last pick = position 3 of cycle".into(),
        "Weighted RR smooth 3/2/2/1, last pick = position 7 of cycle".into(),
        "Least connections E (45,67,52,60), long".into(),
        "IP hash (mod live list)".into(),
        "IP hash (concrete: nginx algorithm, u1=10.0.1.5, u2=198.51.100.1)".into(),
        "Consistent hashing".into(),
        "Consistent hashing (concrete: seed-004 class, md5, 150 vnodes, keys u1,u2)".into(),
        "Least loaded LL3 (fresh loads 42,35,20,55 at t0, +10 per request, no decay)".into(),
    ];
    rows.extend(
        LEAST.iter().flat_map(|(name, ..)| TIES.iter().map(move |(tie, _)| format!("{name}, tie={tie}"))),
    );
    rows.sort();
    let mut keys: Vec<String> = oracle().into_iter().map(|(k, _)| k).collect();
    keys.sort();
    assert_eq!(keys, rows);
}

#[test]
fn random() {
    check("Random", Algorithm::Random, |_| {});
}

#[test]
fn round_robin_with_every_meaning_of_the_pointer() {
    let rows = [
        ("Round robin (pointer)", Pointer::Identity),
        ("Round robin (wrapped index into live list)", Pointer::WrappedIndex),
        ("Round robin (raw counter mod live count)", Pointer::RawCounter),
    ];
    for (row, pointer) in rows {
        check(row, Algorithm::RoundRobin, |f| f.pointer_kind = Some(pointer));
    }
}

#[test]
fn sticky_sessions() {
    check("Sticky cookie, new sessions by RR", Algorithm::StickySession, |_| {});
    check("Sticky cookie, new sessions by random", Algorithm::StickySession, |f| {
        f.sticky_base = Some(Base::Random);
    });
}

#[test]
fn weighted_round_robin() {
    let rows = [
        ("Weighted RR burst 3/2/2/1, after 1st s3 slot", Wrr::Burst, 6),
        ("Weighted RR burst 3/2/2/1, after 2nd s3 slot", Wrr::Burst, 7),
        ("Weighted RR smooth 3/2/2/1, last pick = position 3 of cycle", Wrr::Smooth, 3),
        ("Weighted RR smooth 3/2/2/1, last pick = position 7 of cycle", Wrr::Smooth, 7),
    ];
    for (row, wrr, position) in rows {
        check(row, Algorithm::WeightedRoundRobin, |f| {
            f.wrr = Some(wrr);
            f.position = Some(position);
        });
    }
    check("Weighted RR, equal weights", Algorithm::WeightedRoundRobin, |f| {
        f.weights = Some(vec![1; 4]);
        f.wrr = Some(Wrr::Burst);
    });
    // spread out, equal weights are round robin, too, with one exception: s4 had saved up the credit
    // that it would have spent in the fourth place, and when s3 dies there it is served twice in a row
    let spread =
        [["s4", "s1", "s2"], ["s4", "s1", "s2"], ["s4", "s4", "s1"], ["s4", "s1", "s2"], ["s4", "s1", "s2"]];
    check_text(Algorithm::WeightedRoundRobin, spread, |f| f.weights = Some(vec![1; 4]));
    assert_eq!(Puzzle::classic(Down::Never, Join::Never).positions(1..=8), [3, 7]);
}

const LEAST: [(&str, [u32; 4], f64); 4] = [
    ("Least connections A (idle cluster, u1 conn closed)", [0, 0, 0, 0], 0.5),
    ("Least connections B (only u1 prev conn open, long requests)", [0, 0, 1, 0], 10.0),
    ("Least connections C (1,1,0,1 before t0, long requests)", [1, 1, 1, 1], 10.0),
    ("Least connections D (1,1,0,1 others held, short requests)", [1, 1, 0, 1], 0.5),
];
const TIES: [(&str, Ties); 3] = [("lowest", Ties::Lowest), ("rr", Ties::InTurn), ("random", Ties::Random)];

#[test]
fn least_connections() {
    for (name, open, duration) in LEAST {
        for (tie, ties) in TIES {
            check(&format!("{name}, tie={tie}"), Algorithm::LeastConnections, |f| {
                f.open = Some(open.to_vec());
                f.duration_s = Some(duration);
                f.ties = Some(ties);
            });
        }
    }
    for (_, ties) in TIES {
        check("Least connections E (45,67,52,60), long", Algorithm::LeastConnections, |f| {
            f.open = Some(vec![45, 67, 52, 60]);
            f.ties = Some(ties);
        });
    }
}

#[test]
fn least_loaded() {
    let row = "Least loaded LL3 (fresh loads 42,35,20,55 at t0, +10 per request, no decay)";
    check(row, Algorithm::LeastLoaded, |_| {});
    // a report a second, made before the request of that second, shows the same
    check(row, Algorithm::LeastLoaded, |f| f.load.as_mut().unwrap().report_s = 1.0);
}

#[test]
fn ip_hash() {
    check("IP hash (mod live list)", Algorithm::IpHash, |_| {});
    check("IP hash (concrete: nginx algorithm, u1=10.0.1.5, u2=198.51.100.1)", Algorithm::IpHash, |f| {
        let address = |user: &str, a: &str| (user.to_string(), a.to_string());
        f.weights = Some(vec![1; 4]);
        f.ip_hash = Some(HashFact::Nginx {
            addresses: [address("u1", "10.0.1.5"), address("u2", "198.51.100.1")].into(),
        });
    });
}

#[test]
fn consistent_hashing() {
    check("Consistent hashing", Algorithm::ConsistentHash, |f| f.ring = None);
    let row = "Consistent hashing (concrete: seed-004 class, md5, 150 vnodes, keys u1,u2)";
    check(row, Algorithm::ConsistentHash, |_| {});
}

/// One row of the master table that is not in the oracle: t1, t2, t3 as text, per variant.
fn check_text(algorithm: Algorithm, expected: [[&str; 3]; 5], set: impl Fn(&mut Facts)) {
    for ((name, down, join), want) in VARIANTS.into_iter().zip(expected) {
        let (puzzle, answer) = run(down, join, algorithm, &set);
        let got: Vec<String> = answer.cells.iter().map(|c| puzzle.show(c)).collect();
        assert_eq!(got, want, "{algorithm:?}, {name}");
    }
}

#[test]
fn rows_of_the_master_table_beside_the_oracle() {
    check_text(
        Algorithm::RoundRobin,
        [["s4", "s1", "s2"], ["s4", "s1", "s1"], ["s1", "s2", "s4"], ["s4", "s1", "s1"], ["s4", "s1", "s1"]],
        |f| f.pointer_kind = Some(Pointer::ResetOnChange),
    );
    check_text(
        Algorithm::StickySession,
        [
            ["s3", "s4", "s3"],
            ["s3", "s4", "error"],
            ["error", "s4", "error"],
            ["s3", "s4", "s3"],
            ["s3", "s4", "error"],
        ],
        |f| f.redispatch = Some(false),
    );
    // LL2: reports older than the gap between requests, s3 the least loaded at t0, then s2
    let stale = |unknown| {
        move |f: &mut Facts| {
            f.load = Some(LoadFact {
                loads: vec![42.0, 35.0, 20.0, 55.0],
                per_request: 10.0,
                report_s: 10.0,
                unknown,
            });
        }
    };
    let herd = ["s3", "s3", "s3"];
    let zero = [herd, ["s3", "s3", "s2"], ["s2", "s2", "s2"], ["s3", "s3", "s5"], ["s3", "s3", "s5"]];
    check_text(Algorithm::LeastLoaded, zero, stale(UnknownLoad::Zero));
    let skip = [herd, ["s3", "s3", "s2"], ["s2", "s2", "s2"], herd, ["s3", "s3", "s2"]];
    check_text(Algorithm::LeastLoaded, skip, stale(UnknownLoad::Skip));
    // the report of second 0 is made before the request of second 0, which would have shown s3 at 45
    check_text(Algorithm::LeastLoaded, zero, |f| {
        stale(UnknownLoad::Zero)(f);
        f.load.as_mut().unwrap().per_request = 25.0;
    });
    // explicit hashes: h(u1) mod 4 = 2, and the user behind the same address shares the server
    check_text(
        Algorithm::IpHash,
        [["s3", "s3", "s3"], ["s3", "s3", "s1"], ["s1", "s1", "s1"], ["s3", "s3", "s2"], ["s3", "s3", "s4"]],
        |f| f.ip_hash = Some(HashFact::ModLive { hashes: [("u1".into(), 6), ("u2".into(), 6)].into() }),
    );
}

#[test]
fn a_failure_that_is_not_seen_yet() {
    let unseen = |redispatch| {
        move |f: &mut Facts| {
            f.detect_s = Some(75.0);
            f.redispatch = Some(redispatch);
        }
    };
    let t3 = |algorithm, set: &dyn Fn(&mut Facts)| {
        let (puzzle, answer) = run(Down::AfterT2, Join::Never, algorithm, set);
        puzzle.show(&answer.cells[2])
    };
    let fails = unseen(false);
    assert_eq!(t3(Algorithm::Random, &fails), "s1 1/4, s2 1/4, s4 1/4, error 1/4");
    assert_eq!(t3(Algorithm::RoundRobin, &fails), "s2");
    for sure in [Algorithm::StickySession, Algorithm::IpHash, Algorithm::ConsistentHash] {
        assert_eq!(t3(sure, &fails), "error", "{sure:?}");
        // with another try somebody answers
        assert!(!t3(sure, &unseen(true)).contains("error"), "{sure:?}");
    }
    assert_eq!(t3(Algorithm::StickySession, &unseen(true)), "s1");
    assert_eq!(t3(Algorithm::Random, &unseen(true)), "s1 1/3, s2 1/3, s4 1/3");
}

#[test]
fn a_ring_in_v3_is_not_a_quarter_each() {
    let (_, answer) = run(Down::AfterT2, Join::AfterT2, Algorithm::ConsistentHash, |f| f.ring = None);
    let dist = answer.cells[2].dist.as_ref().unwrap();
    assert_eq!(dist.p(Outcome::Server(4)), Fraction::new(2, 5));
    assert_eq!(dist.p(Outcome::Server(0)), Fraction::new(1, 5));
}

#[test]
fn two_choices_shun_the_busiest() {
    let (puzzle, answer) = run(Down::Never, Join::Never, Algorithm::TwoChoices, |f| {
        f.open = Some(vec![0, 1, 2, 3]);
        f.duration_s = Some(0.5);
    });
    // of the six pairs, the least busy wins three, the next two, the next one, the busiest none
    assert_eq!(puzzle.show(&answer.cells[0]), "s1 1/2, s2 1/3, s3 1/6");
}

#[test]
fn the_note_on_u2() {
    assert_eq!(neighbour_share(4, 1), Fraction::new(2, 5));
    assert_eq!(neighbour_share(4, 150), Fraction::new(151, 601));
    assert!((neighbour_share(4, 150).value() - 0.2512).abs() < 5e-5);
}
