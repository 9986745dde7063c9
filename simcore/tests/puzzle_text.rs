//! What the text of a puzzle settles, how answers are scored, and puzzles without end.

use simcore::balance::Step;
use simcore::lab::{
    Algorithm, Cell, Difficulty, Down, Fraction, Given, HashFact, Join, MissingFact, Outcome, Puzzle,
    PuzzleError, Reading, Told, Variant, Wrr, answer, determined_by_text, generate, neighbour_share, picture,
    score, table,
};

const VARIANTS: [(&str, Down, Join); 5] = [
    ("V0 all up", Down::Never, Join::Never),
    ("V1 s3 down t2..t3", Down::AfterT2, Join::Never),
    ("V1' s3 down before t1", Down::BeforeT1, Join::Never),
    ("V2 s5 added t2..t3", Down::Never, Join::AfterT2),
    ("V3 s3 down + s5 added t2..t3", Down::AfterT2, Join::AfterT2),
];

fn text(down: Down, join: Join, algorithm: Algorithm) -> Vec<Cell> {
    determined_by_text(&Puzzle::classic(down, join), algorithm, Reading::Usual).unwrap().cells
}

fn ids(cell: &Cell) -> Vec<u32> {
    let id = |o: &Outcome| match o {
        Outcome::Server(i) => i + 1,
        Outcome::Error => 0,
    };
    cell.possible.iter().map(id).collect()
}

#[test]
fn the_text_settles_round_robin_and_random_and_little_else() {
    for (name, down, join) in VARIANTS {
        assert!(text(down, join, Algorithm::RoundRobin).iter().all(Cell::determined), "{name}");
        assert!(text(down, join, Algorithm::Random).iter().all(Cell::determined), "{name}");
        for open in [Algorithm::WeightedRoundRobin, Algorithm::LeastConnections, Algorithm::LeastLoaded] {
            assert!(
                text(down, join, open).iter().all(|c| !c.determined() && c.dist.is_none()),
                "{name} {open:?}"
            );
        }
    }
    // a cookie needs no further fact while its server is up; a new user does
    let sticky = text(Down::Never, Join::AfterT2, Algorithm::StickySession);
    assert!(sticky[0].determined() && sticky[2].determined());
    assert_eq!(sticky[1].missing, [MissingFact::BaseAlgorithm]);
    assert_eq!(ids(&sticky[1]), [1, 2, 3, 4]);
    let dead = text(Down::AfterT2, Join::Never, Algorithm::StickySession);
    assert_eq!((ids(&dead[2]), &dead[2].missing[..]), (vec![1, 2, 4], &[MissingFact::BaseAlgorithm][..]));
    // hashing: u1 is where it was, everything else hangs on the hash, but as a distribution
    let hash = text(Down::AfterT2, Join::AfterT2, Algorithm::IpHash);
    assert!(hash[0].determined() && hash[2].determined());
    assert_eq!(hash[1].missing, [MissingFact::Hash]);
    let ring = text(Down::AfterT2, Join::AfterT2, Algorithm::ConsistentHash);
    assert_eq!(ring[2].missing, [MissingFact::Ring]);
    assert_eq!(ids(&ring[2]), [1, 2, 4, 5]);
}

#[test]
fn what_is_possible_without_weights_counts_or_loads() {
    let healthy = [
        ("V0 all up", vec![1, 2, 3, 4]),
        ("V1 s3 down t2..t3", vec![1, 2, 4]),
        ("V2 s5 added t2..t3", vec![1, 2, 3, 4, 5]),
        ("V3 s3 down + s5 added t2..t3", vec![1, 2, 4, 5]),
    ];
    for (name, down, join) in VARIANTS.into_iter().filter(|v| v.0 != "V1' s3 down before t1") {
        let t3 = &healthy.iter().find(|h| h.0 == name).unwrap().1;
        for algorithm in [Algorithm::WeightedRoundRobin, Algorithm::LeastConnections, Algorithm::LeastLoaded]
        {
            let cells = text(down, join, algorithm);
            assert_eq!(ids(&cells[1]), [1, 2, 3, 4], "{algorithm:?} {name} t2");
            assert_eq!(&ids(&cells[2]), t3, "{algorithm:?} {name} t3");
        }
    }
    let missing = |a| text(Down::Never, Join::Never, a)[2].missing.clone();
    assert_eq!(
        missing(Algorithm::LeastConnections),
        [MissingFact::Counts, MissingFact::Durations, MissingFact::TieBreak]
    );
    assert_eq!(
        missing(Algorithm::WeightedRoundRobin),
        [MissingFact::Weights, MissingFact::Variant, MissingFact::Position]
    );
    // in bursts u1 meets s3 again or the server behind it; spread out, anything can happen
    let burst = |wrr| {
        let mut puzzle = Puzzle::classic(Down::Never, Join::Never).text_only(Reading::Usual);
        puzzle.facts.wrr = Some(wrr);
        ids(&answer(&puzzle, Algorithm::WeightedRoundRobin).unwrap().cells[0])
    };
    assert_eq!(burst(Wrr::Burst), [3, 4]);
    assert_eq!(burst(Wrr::Smooth), [1, 2, 3, 4]);
}

#[test]
fn read_to_the_letter_even_round_robin_depends() {
    let strict = |algorithm| {
        determined_by_text(&Puzzle::classic(Down::AfterT2, Join::Never), algorithm, Reading::Strict)
            .unwrap()
            .cells
    };
    assert_eq!(
        strict(Algorithm::RoundRobin)[2].missing,
        [MissingFact::FailureTime, MissingFact::Detection, MissingFact::Redispatch, MissingFact::Pointer]
    );
    let sticky = strict(Algorithm::StickySession);
    assert!(sticky[2].missing.contains(&MissingFact::FailureTime));
    assert!(sticky[2].possible.contains(&Outcome::Error));
}

#[test]
fn facts_that_contradict_the_history_are_told() {
    let mut wrong = Puzzle::classic(Down::Never, Join::Never);
    wrong.facts.position = Some(4);
    wrong.facts.ip_hash = Some(HashFact::ModLive { hashes: [("u1".into(), 5)].into() });
    for (algorithm, t1) in [(Algorithm::WeightedRoundRobin, "s4"), (Algorithm::IpHash, "s2")] {
        let answer = answer(&wrong, algorithm).unwrap();
        assert!(answer.contradicts_history, "{algorithm:?}");
        assert_eq!(wrong.show(&answer.cells[0]), t1);
    }
    // other rows do not ask for those facts
    assert!(!answer(&wrong, Algorithm::RoundRobin).unwrap().contradicts_history);
}

#[test]
fn the_small_puzzle_of_two_servers() {
    let puzzle = Puzzle::small();
    let cells = |algorithm| {
        let answer = answer(&puzzle, algorithm).unwrap();
        answer.cells.iter().map(|c| puzzle.show(c)).collect::<Vec<_>>()
    };
    assert_eq!(cells(Algorithm::RoundRobin), ["s2", "s3", "s2"]);
    assert_eq!(cells(Algorithm::Random), ["s1 1/2, s2 1/2", "s1 1/3, s2 1/3, s3 1/3", "s2 1/2, s3 1/2"]);
    assert_eq!(cells(Algorithm::StickySession), ["s1", "s1", "s2"]);
    // the newcomer gets everything until it is level; s1 and s2 hold two and one
    assert_eq!(cells(Algorithm::LeastConnections)[1..], ["s3", "s3"]);
    // two of two again: index 0 of the list [s2, s3]
    assert_eq!(cells(Algorithm::IpHash), ["s1", "s1 1/3, s2 1/3, s3 1/3", "s2"]);
    assert_eq!(cells(Algorithm::ConsistentHash), ["s1", "s1 2/3, s3 1/3", "s2 1/3, s3 2/3"]);
}

#[test]
fn the_table_has_a_column_per_question() {
    let puzzle = Puzzle::classic(Down::AfterT2, Join::AfterT2);
    let columns: Vec<_> = puzzle.columns().iter().map(|c| (c.variant, c.request)).collect();
    let calm = |r| (Variant::Calm, r);
    assert_eq!(
        columns,
        [calm(0), calm(1), calm(2), (Variant::Downs, 2), (Variant::Joins, 2), (Variant::Both, 2)]
    );
    let row = |algorithm| {
        let row = table(&puzzle, algorithm).unwrap();
        row.cells.iter().map(|c| puzzle.show(c)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row(Algorithm::RoundRobin), "s4 s1 s2 s2 s2 s2");
    assert_eq!(row(Algorithm::WeightedRoundRobin), "s1 s4 s2 s2 s2 s2");
    assert_eq!(row(Algorithm::StickySession), "s3 s4 s3 s1 s3 s5");
    assert_eq!(row(Algorithm::LeastConnections), "s1 s2 s3 s4 s5 s5");
    assert_eq!(row(Algorithm::LeastLoaded), "s3 s2 s3 s1 s5 s5");
    assert_eq!(row(Algorithm::ConsistentHash), "s3 s4 s3 s1 s3 s5");
}

fn cell(puzzle: &Puzzle, algorithm: Algorithm, request: usize) -> Cell {
    answer(puzzle, algorithm).unwrap().cells[request].clone()
}

fn server(i: u32) -> Outcome {
    Outcome::Server(i - 1)
}

#[test]
fn scores_of_settled_cells() {
    let both = Puzzle::classic(Down::AfterT2, Join::AfterT2);
    let sure = cell(&both, Algorithm::StickySession, 2);
    assert_eq!(score(&sure, &Given::Set(vec![server(5)])), 1.0);
    assert_eq!(score(&sure, &Given::Set(vec![server(4)])), 0.0);
    assert_eq!(score(&sure, &Given::Set(vec![])), 0.0);
    let depends = Given::Depends { facts: vec![MissingFact::BaseAlgorithm], possible: vec![server(5)] };
    assert_eq!(score(&sure, &depends), 0.0);

    let quarter = cell(&both, Algorithm::Random, 0);
    assert_eq!(score(&quarter, &Given::Set((1..=4).map(server).collect())), 1.0);
    assert_eq!(score(&quarter, &Given::Set((1..=3).map(server).collect())), 0.0);
}

#[test]
fn a_quarter_each_is_half_right_for_the_ring() {
    let mut both = Puzzle::classic(Down::AfterT2, Join::AfterT2);
    both.facts.ring = None;
    let ring = cell(&both, Algorithm::ConsistentHash, 2);
    let bars = |p: [f64; 4]| Given::Bars([1, 2, 4, 5].into_iter().map(server).zip(p).collect());
    assert_eq!(score(&ring, &bars([0.2, 0.2, 0.2, 0.4])), 1.0);
    assert_eq!(score(&ring, &bars([0.21, 0.2, 0.2, 0.39])), 1.0);
    assert_eq!(score(&ring, &bars([0.25; 4])), 0.5);
    assert_eq!(score(&ring, &Given::Set([1, 2, 4, 5].map(server).to_vec())), 0.5);
    // "it depends on the ring" is as true
    let depends = |facts: &[MissingFact], possible: &[u32]| Given::Depends {
        facts: facts.to_vec(),
        possible: possible.iter().copied().map(server).collect(),
    };
    assert_eq!(score(&ring, &depends(&[MissingFact::Ring], &[1, 2, 4, 5])), 1.0);
    assert_eq!(score(&ring, &depends(&[MissingFact::Ring], &[1, 2, 4])), 0.5);
    assert_eq!(score(&ring, &depends(&[MissingFact::Weights], &[1, 2, 4, 5])), 0.5);
    assert_eq!(score(&ring, &depends(&[MissingFact::Weights], &[1])), 0.0);
}

#[test]
fn scores_of_open_cells() {
    let open = &text(Down::Never, Join::Never, Algorithm::LeastConnections)[0];
    let all: Vec<Outcome> = (1..=4).map(server).collect();
    let depends = |facts: &[MissingFact]| Given::Depends { facts: facts.to_vec(), possible: all.clone() };
    assert_eq!(score(open, &depends(&[MissingFact::Counts])), 1.0);
    assert_eq!(score(open, &depends(&[MissingFact::Counts, MissingFact::TieBreak])), 1.0);
    assert_eq!(score(open, &depends(&[MissingFact::Counts, MissingFact::Hash])), 0.5);
    // the tie-break alone is not what is missing
    assert_eq!(score(open, &depends(&[MissingFact::TieBreak])), 0.5);
    assert_eq!(score(open, &Given::Set(all.clone())), 0.5);
    assert_eq!(score(open, &Given::Set(vec![server(1)])), 0.0);
}

#[test]
fn the_drawn_ring_is_the_ring_of_the_answer() {
    let puzzle = Puzzle::classic(Down::AfterT2, Join::AfterT2);
    let ring = picture(&puzzle).unwrap().unwrap();
    assert_eq!(ring.marks.len(), 5 * 150);
    let u1 = ring.keys.iter().find(|k| k.user == "u1").unwrap().degrees;
    assert!((u1 - 321.28).abs() < 0.005, "{u1}");
    let next = |name: u32| {
        let of = ring.marks.iter().filter(|m| m.server + 1 == name && m.degrees >= u1);
        of.map(|m| m.degrees).fold(360.0, f64::min)
    };
    for (name, degrees) in [(3, 321.67), (5, 322.01), (1, 323.57)] {
        assert!((next(name) - degrees).abs() < 0.005, "s{name} at {}", next(name));
    }
    // the story told is the walk: past s3, which is dead, to s5
    let answer = answer(&puzzle, Algorithm::ConsistentHash).unwrap();
    let told = &answer.path_to(2, server(5)).unwrap().told[2];
    let walk: Vec<(u32, bool)> = told
        .iter()
        .filter_map(|t| match t {
            Told::Step(Step::RingPoint { server, taken, .. }) => Some((server + 1, *taken)),
            _ => None,
        })
        .collect();
    assert_eq!(walk, [(3, false), (5, true)]);
    assert_eq!(told[..2], [Told::Died { server: 2, seen: true }, Told::Joined { server: 4 }]);
    assert_eq!(told.last(), Some(&Told::Answered { server: 4 }));
}

#[test]
fn every_outcome_has_a_story_that_ends_in_it() {
    let puzzle = Puzzle::classic(Down::AfterT2, Join::AfterT2);
    for algorithm in Algorithm::ALL {
        for puzzle in [puzzle.clone(), puzzle.text_only(Reading::Usual), puzzle.text_only(Reading::Strict)] {
            let answer = answer(&puzzle, algorithm).unwrap();
            for (r, cell) in answer.cells.iter().enumerate() {
                for &outcome in &cell.possible {
                    let path = answer.path_to(r, outcome).unwrap();
                    let end = match outcome {
                        Outcome::Server(server) => Told::Answered { server },
                        Outcome::Error => Told::Failed,
                    };
                    assert_eq!(path.told[r].last(), Some(&end), "{algorithm:?} request {r}");
                }
            }
        }
    }
}

#[test]
fn generated_puzzles_keep_their_promises() {
    for difficulty in [Difficulty::Easy, Difficulty::Usual, Difficulty::Hard] {
        for seed in 0..if difficulty == Difficulty::Hard { 4 } else { 15 } {
            let puzzle = generate(seed, difficulty);
            assert_eq!(puzzle, generate(seed, difficulty), "the seed decides");
            assert_ne!(puzzle.servers[0], "s1", "never the guide's own puzzle");
            let settled = |&a: &Algorithm| {
                let row = table(&puzzle.text_only(Reading::Usual), a).unwrap();
                row.cells.iter().all(Cell::determined)
            };
            let count = Algorithm::ALL.iter().filter(|a| settled(a)).count();
            assert!((1..9).contains(&count), "{count} settled rows");
            for algorithm in Algorithm::ALL {
                let answer = answer(&puzzle, algorithm).unwrap();
                assert!(!answer.contradicts_history, "{algorithm:?} {difficulty:?} {seed}");
                let known = answer.cells.iter().all(Cell::determined);
                assert!(known, "{algorithm:?} has all its facts, {difficulty:?} {seed}");
                for cell in answer.cells {
                    let dist = cell.dist.unwrap();
                    let total = dist.0.iter().fold(Fraction::ZERO, |t, &(_, p)| t + p);
                    assert_eq!(total, Fraction::ONE);
                }
            }
        }
    }
}

#[test]
fn puzzles_as_json() {
    let puzzle = Puzzle::classic(Down::AfterT2, Join::AfterT2);
    let text = serde_json::to_string(&puzzle).unwrap();
    assert_eq!(serde_json::from_str::<Puzzle>(&text).unwrap(), puzzle);
    assert!(serde_json::from_str::<Puzzle>(&text.replace("\"ties\"", "\"tise\"")).is_err());
    // as an author would write it: what is left out is unknown
    let small: Puzzle = serde_json::from_str(
        r#"{"format_version": 1, "servers": ["a", "b"], "requests": [{"at_s": 1, "user": "ana"}],
            "events": [{"down": {"server": "a", "at_s": 0.5}}], "facts": {"weights": [2, 1]}}"#,
    )
    .unwrap();
    let answer = answer(&small, Algorithm::Random).unwrap();
    assert_eq!(small.show(&answer.cells[0]), "b or error depending on [Detection, Redispatch]");
}

#[test]
fn puzzles_that_cannot_be_run() {
    let broken = |change: &dyn Fn(&mut Puzzle)| {
        let mut puzzle = Puzzle::classic(Down::AfterT2, Join::AfterT2);
        change(&mut puzzle);
        puzzle.check().unwrap_err()
    };
    assert_eq!(broken(&|p| p.format_version = 2), PuzzleError::Version(2));
    assert_eq!(broken(&|p| p.servers.clear()), PuzzleError::Servers);
    assert_eq!(broken(&|p| p.servers[0] = "s2".into()), PuzzleError::DuplicateServer("s2".into()));
    assert_eq!(broken(&|p| p.history[0].server = "s9".into()), PuzzleError::UnknownServer("s9".into()));
    assert_eq!(broken(&|p| p.requests[0].at_s = 9.0), PuzzleError::Requests);
    assert_eq!(broken(&|p| p.requests[0].at_s = f64::NAN), PuzzleError::Requests);
    assert_eq!(broken(&|p| p.facts.weights = Some(vec![1])), PuzzleError::Fact(MissingFact::Weights));
    assert_eq!(broken(&|p| p.facts.detect_s = Some(-1.0)), PuzzleError::Fact(MissingFact::Detection));
}

/// Two users on a random ring: every order of the points on the circle as seen from the first user's
/// key, with the second user's key in every gap, is equally likely.
#[test]
fn the_neighbours_share_by_brute_force() {
    for (n, vnodes) in [(2_u32, 1_u32), (4, 1), (2, 2), (3, 2)] {
        let (mut both, mut all) = (0_u64, 0_u64);
        each_order(&mut vec![vnodes; n as usize], &mut Vec::new(), &mut |order| {
            // the first point seen from the first key owns it; the second key sees the one behind its gap
            for gap in 0..=order.len() {
                all += 1;
                both += u64::from(order[gap % order.len()] == order[0]);
            }
        });
        assert_eq!(Fraction::new(both, all), neighbour_share(n, vnodes), "{n} servers, {vnodes} points each");
    }
}

fn each_order(left: &mut Vec<u32>, order: &mut Vec<usize>, visit: &mut impl FnMut(&[usize])) {
    if left.iter().all(|&c| c == 0) {
        visit(order);
    }
    for i in 0..left.len() {
        if left[i] > 0 {
            left[i] -= 1;
            order.push(i);
            each_order(left, order, visit);
            order.pop();
            left[i] += 1;
        }
    }
}
