use super::*;
use crate::grade;
use crate::lesson::{Lang, StepKind};
use crate::measure::Measure;
use simcore::design::FaultKind;
use simcore::host::run_job;
use simcore::lab::{Algorithm, Cell, Given, table};

fn all() -> impl Iterator<Item = (Topic, Level)> {
    Topic::ALL.into_iter().flat_map(|t| LEVELS.into_iter().map(move |(l, _)| (t, l)))
}

#[test]
fn the_same_seed_gives_the_same_exercise_and_another_one_another() {
    for (topic, level) in all() {
        let drawn: Vec<Instance> = (0..40).map(|seed| instance(topic, level, seed)).collect();
        assert_eq!(drawn, (0..40).map(|seed| instance(topic, level, seed)).collect::<Vec<_>>());
        let fresh = |i: usize| !drawn[..i].contains(&drawn[i]);
        let different = (0..40).filter(|i| fresh(*i)).count();
        assert!(different >= 12, "{topic:?} {level:?}: {different} different ones of 40");
        assert_eq!(Topic::from_name(topic.name()), Some(topic));
    }
}

#[test]
fn numbers_can_be_answered_and_what_is_quoted_is_finite() {
    for (topic, level) in all() {
        for seed in 0..200 {
            let i = instance(topic, level, seed);
            for (name, value) in &i.values {
                assert!(!matches!(value, Value::Number(n) if !n.is_finite()), "{}: {name}", i.form);
            }
            if let Task::Number { answer, tolerance, half } = i.task {
                assert!(answer > 0.0 && answer.is_finite() && half >= tolerance, "{}: {answer}", i.form);
                // what the explanation says at its end is itself within the tolerance
                let said = i.values.iter().find(|(n, _)| *n == "answer").map(|(_, v)| v.clone());
                let Some(Value::Number(said)) = said else { panic!("{} quotes no answer", i.form) };
                assert!(
                    (said - answer).abs() <= tolerance * answer + 1e-9,
                    "{}: {said} for {answer}",
                    i.form
                );
            }
        }
    }
}

#[test]
fn every_request_of_a_balancing_exercise_has_one_answer() {
    for (level, _) in LEVELS {
        for seed in 0..300 {
            let i = instance(Topic::Balancing, level, seed);
            let find = |name: &str| i.values.iter().find(|(n, _)| *n == name).map(|(_, v)| v);
            let (Some(Value::Words(trail)), Some(Value::Number(last))) = (find("trail"), find("last")) else {
                panic!("{}: no trail", i.form)
            };
            assert_eq!(trail.matches('→').count(), *last as usize, "{} of seed {seed}: {trail}", i.form);
            let Task::Choose { options, right } = &i.task else { panic!("not a choice") };
            assert!(trail.ends_with(&options[*right]));
            if let Some(Value::Words(victim)) = find("victim") {
                assert_ne!(&options[*right], victim, "a dead server answers nobody");
            }
        }
    }
}

#[test]
fn a_turn_a_hash_and_a_count_come_out_as_by_hand() {
    for seed in 0..200 {
        for (level, _) in LEVELS {
            let i = instance(Topic::Balancing, level, seed);
            let Task::Choose { options, right } = &i.task else { panic!("not a choice") };
            let find = |name: &str| i.values.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
            let number = |name: &str| match find(name) {
                Some(Value::Number(n)) => n as usize,
                other => panic!("{name} is {other:?}"),
            };
            match i.form {
                "round_robin" => {
                    let Some(Value::Words(pointer)) = find("pointer") else { panic!("no pointer") };
                    let start = options.iter().position(|o| *o == pointer).unwrap();
                    assert_eq!(*right, (start + number("last")) % options.len());
                }
                "hash" => assert_eq!(*right, number("hash") % options.len()),
                "hash_down" => {
                    let Some(Value::Words(victim)) = find("victim") else { panic!("no victim") };
                    let live: Vec<&String> = options.iter().filter(|o| **o != victim).collect();
                    assert_eq!(&options[*right], live[number("hash") % live.len()]);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_hidden_fault_is_felt() {
    for (level, _) in LEVELS {
        for seed in 0..8 {
            let Task::Diagnose(case) = instance(Topic::Diagnosis, level, seed).task else {
                panic!("no case")
            };
            let (node, what) = case.key;
            assert!(case.culprits.contains(&node) && case.causes.contains(&what));
            let [well, ill] = jobs(&case).try_into().expect("two runs");
            let (design, well, ill) = (ill.design.clone(), run_job(&well), run_job(&ill));
            let read = |m: Measure| [&well, &ill].map(|r| m.read(&design, r));
            let p95 = read(Measure::P95);
            let slower = p95[0].is_some_and(|w| w > 0.0 && p95[1].is_none_or(|i| (i - w).abs() / w > 0.2));
            let failed = read(Measure::FailedShare).map(Option::unwrap_or_default);
            let fails = failed[1] - failed[0] >= 1.0;
            let hits = read(Measure::HitRatio(3)).map(Option::unwrap_or_default);
            let misses = what == FaultKind::CacheLoss && hits[0] - hits[1] > 20.0;
            assert!(
                slower || fails || misses,
                "{level:?} {seed}: {what:?} at {node}: {p95:?} {failed:?} {hits:?}"
            );
            assert!(failed[0] < 1.0, "{level:?} {seed}: it is well without the fault, not {failed:?}");
        }
    }
}

/// The grid with what the core itself answers.
fn filled(puzzle: &Puzzle) -> Vec<grade::Filled> {
    let rows = Algorithm::ALL.into_iter().map(|a| (a, table(puzzle, a).expect("a row")));
    let cell = |algorithm, column, cell: &Cell| grade::Filled {
        algorithm,
        column,
        given: match &cell.dist {
            Some(dist) => Given::Bars(dist.0.iter().map(|(o, p)| (*o, p.value())).collect()),
            None => Given::Depends { facts: cell.main.clone(), possible: cell.possible.clone() },
        },
    };
    rows.flat_map(|(a, row)| row.cells.iter().enumerate().map(|(i, c)| cell(a, i, c)).collect::<Vec<_>>())
        .collect()
}

#[test]
fn an_exercise_is_a_lesson_that_its_own_answer_passes() {
    let form = |title: &str| FormText {
        title: title.into(),
        ask: vec!["{answer} of {nothing}".into()],
        way: vec!["{answer}".into()],
        unit: "x".into(),
    };
    for (topic, level) in all() {
        let i = instance(topic, level, 7);
        let texts = Texts {
            forms: [(i.form.to_owned(), form("T"))].into_iter().collect(),
            names: ["U", "L", "W", "C", "D"].map(String::from).into(),
        };
        let made = lesson(&i, &texts, Lang::Pt, &|n| n.to_string()).expect("a text");
        let mark = match (&made.steps[0].kind, &i.task) {
            (StepKind::Estimate(e), Task::Number { answer, .. }) => grade::estimate(e, *answer),
            (StepKind::Choose(c), Task::Choose { options, right }) => {
                grade::choose(c, std::slice::from_ref(&options[*right]))
            }
            (StepKind::Diagnose(d), Task::Diagnose(case)) => grade::diagnose(d, case.key.0, case.key.1),
            (StepKind::Puzzle(p), Task::Puzzle(puzzle)) => {
                assert_eq!(p, &**puzzle);
                grade::puzzle(p, &filled(p))
            }
            _ => panic!("{topic:?} became something else"),
        };
        assert!(mark.passed, "{topic:?} {level:?}");
        assert!(lesson(&i, &Texts::default(), Lang::En, &|n| n.to_string()).is_none());
    }
    assert_eq!(holes("{a} b {c}").collect::<Vec<_>>(), ["a", "c"]);
}
