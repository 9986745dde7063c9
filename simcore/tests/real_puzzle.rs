//! nginx and HAProxy in the guide's puzzle: the laboratory's rows are the recorded ones.

use simcore::balance::real::Program;
use simcore::lab::{Algorithm, Down, Join, Outcome, Puzzle, RealCell, real};

/// A row as text: `s4`, `s1|s2|s4` by chance, `s1?s2` by address, `E` for an error.
fn row(puzzle: &Puzzle, algorithm: Algorithm, program: Program) -> Option<Vec<String>> {
    let names = puzzle.names();
    let name = |o: &Outcome| match o {
        Outcome::Server(i) => names[*i as usize].clone(),
        Outcome::Error => "E".to_owned(),
    };
    let cells = real(puzzle, algorithm, program).expect("a puzzle")?.cells;
    let all = |list: &[Outcome], between| list.iter().map(name).collect::<Vec<_>>().join(between);
    let text = |c: RealCell| match c {
        RealCell::Certain(o) => name(&o),
        RealCell::ByChance(list) => all(&list, "|"),
        RealCell::ByClient(list) => all(&list, "?"),
        RealCell::Never => "never".to_owned(),
    };
    Some(cells.into_iter().map(text).collect())
}

/// Nobody tells HAProxy that s3 died, as in the recordings of killed servers.
fn unseen() -> Puzzle {
    let mut puzzle = Puzzle::classic(Down::AfterT2, Join::AfterT2);
    puzzle.facts.detect_s = None;
    puzzle.facts.duration_s = None;
    puzzle
}

/// t1, t2, t3; then t3 with s3 killed, with s5 joined, with both.
#[test]
fn rows_as_recorded_from_the_programs() {
    use Algorithm as A;
    let p = unseen();
    let nginx = |a| row(&p, a, Program::Nginx).expect("nginx knows it");
    let haproxy = |a| row(&p, a, Program::HaProxy).expect("HAProxy knows it");
    // recorded: "41" and then 2 (normal), 2 (killed), 1 (reload)
    assert_eq!(nginx(A::RoundRobin)[..5], ["s4", "s1", "s2", "s2", "s1"]);
    // recorded: a reload lets a cookie live, a map sends to the dead server
    assert_eq!(nginx(A::StickySession)[..5], ["s3", "s4", "s3", "E", "s3"]);
    assert_eq!(haproxy(A::StickySession)[..5], ["s3", "s4", "s3", "s1", "s3"]);
    assert_eq!(nginx(A::IpHash)[0], "s3");
    assert_eq!(nginx(A::ConsistentHash)[2], "s3");
}

#[test]
fn a_health_check_saves_the_dead_servers_request_in_haproxy_only() {
    let mut p = unseen();
    p.facts.detect_s = Some(0.0);
    let sticky = |program| row(&p, Algorithm::StickySession, program).expect("both know it")[3].clone();
    assert_eq!(sticky(Program::Nginx), "E");
    assert_eq!(sticky(Program::HaProxy), "s1");
}

#[test]
fn chance_reaches_every_living_server_and_no_other() {
    for algorithm in [Algorithm::Random, Algorithm::TwoChoices] {
        let drawn = row(&unseen(), algorithm, Program::Nginx).expect("nginx knows it");
        let want = ["s1|s2|s3|s4", "s1|s2|s3|s4", "s1|s2|s3|s4", "s1|s2|s4", "s1|s2|s3|s4|s5", "s1|s2|s4|s5"];
        assert_eq!(drawn, want, "{algorithm:?}");
        // its generator starts at the same number in every process
        let fixed = row(&unseen(), algorithm, Program::HaProxy).expect("HAProxy knows it");
        assert!(fixed.iter().all(|c| c.len() == 2), "{fixed:?}");
    }
}

#[test]
fn who_never_came_may_have_any_address() {
    let u2 = |program| row(&unseen(), Algorithm::IpHash, program).expect("both know it")[1].clone();
    assert_eq!(u2(Program::Nginx), "s1?s2?s3?s4");
    assert_eq!(u2(Program::HaProxy), "s1?s2?s3?s4");
    for program in [Program::Nginx, Program::HaProxy] {
        assert_eq!(row(&unseen(), Algorithm::LeastLoaded, program), None);
    }
}

#[test]
fn every_generated_puzzle_has_rows() {
    for seed in 0..15 {
        for difficulty in [simcore::lab::Difficulty::Easy, simcore::lab::Difficulty::Hard] {
            let p = simcore::lab::generate(seed, difficulty);
            for algorithm in Algorithm::ALL {
                for program in [Program::Nginx, Program::HaProxy] {
                    if let Some(r) = real(&p, algorithm, program).expect("a puzzle") {
                        assert_eq!(r.cells.len(), p.columns().len());
                        assert!(!r.directive.is_empty());
                    }
                }
            }
        }
    }
}
