//! Rows 1 to 3: whatever comes in is opened or refused, at once, and no number gets in that no table allows.

use super::inputs::{Dice, input, mutate, sound};
use super::{count, everywhere, limit, timed};
use crate::board_model::assert_valid;
use escala::board::share::{self, Refusal};
use escala::i18n::Lang;
use escala::keep::verdict::verdict;
use escala::keep::{bundle, files};
use lessons::board_file::{BoardFile, MAX_AT, MAX_NAME};
use serde_json::Value;
use simcore::design::LinkParams;
use std::sync::atomic::{AtomicU64, Ordering};

/// Every number of the file as it was read, before anything repairs it.
fn assert_sound(board: &BoardFile) {
    let short = |s: &str| s.chars().count() <= MAX_NAME && !s.chars().any(char::is_control);
    let design = &board.design;
    assert!(short(&board.title));
    for n in &design.nodes {
        let table = n.kind.table();
        let allowed = table.len() == n.params.len() && table.iter().zip(&n.params).all(|(p, v)| p.allows(*v));
        assert!(allowed && short(&n.name) && n.at.iter().all(|v| v.abs() <= MAX_AT), "{n:?}");
    }
    for l in &design.links {
        assert!(LinkParams::TABLE.iter().zip(&l.params).all(|(p, v)| p.allows(*v)), "{l:?}");
    }
    for f in &design.faults {
        let (from, until) = (f.from_s, f.until_s.unwrap_or(f.from_s + 1.0));
        assert!(f.strength.is_finite() && from >= 0.0 && until.is_finite() && until > from, "{f:?}");
    }
    for p in &design.places {
        assert!((-90.0..=90.0).contains(&p.lat) && (-180.0..=180.0).contains(&p.lon), "{p:?}");
    }
}

/// Reads as the page does; true when something was opened.
fn read(kind: &str, text: &str) -> bool {
    match kind {
        "link" => match share::open(text) {
            Ok(opened) => assert_valid(&opened.board),
            Err(Refusal::CutOff { board, .. }) => assert_valid(&board),
            Err(_) => return false,
        },
        "boards" => match bundle::read(text, 1) {
            Ok(read) => read.boards.iter().for_each(|(_, opened)| assert_sound(&opened.board)),
            Err(_) => return false,
        },
        _ => match files::read(text) {
            Ok(opened) => {
                assert_sound(&opened.board);
                assert_valid(&files::board(opened.board));
            }
            Err(_) => return false,
        },
    }
    true
}

#[test]
fn row_01_ten_million_inputs_are_opened_or_refused() {
    let all = count(10_000_000, 6_000);
    let (opened, slowest) = (AtomicU64::new(0), AtomicU64::new(0));
    everywhere(all, |seed| {
        let (kind, text) = input(seed);
        let (open, took) = timed(limit(50), || read(kind, &text));
        opened.fetch_add(u64::from(open), Ordering::Relaxed);
        slowest.fetch_max(took.as_micros() as u64, Ordering::Relaxed);
        assert!(took <= limit(50), "input {seed} took {took:?}");
    });
    println!(
        "row 1: {all} inputs, {opened:?} opened, 0 panics, 0 values out of range, slowest {slowest:?} us"
    );
}

/// Row 2, first half: the verdicts that a browser has to come to.
#[test]
fn row_02_verdicts_for_the_browser() {
    let all = count(20_000, 2_000);
    let mut out = String::new();
    let mut words = [0; 2];
    for seed in 0..all {
        let (kind, text) = input(u64::MAX / 2 + seed);
        let said = verdict(kind, &text);
        words[usize::from(said.starts_with("opened"))] += 1;
        out += &Value::from(vec![kind, &text, &said]).to_string();
        out.push('\n');
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/soak");
    std::fs::create_dir_all(folder).expect("a folder");
    std::fs::write(format!("{folder}/verdicts.jsonl"), out).expect("the verdicts");
    println!("row 2: {all} inputs, {} opened, {} refused", words[1], words[0]);
    assert!(words.iter().all(|n| *n as u64 > all / 20), "both happen: {words:?}");
}

#[test]
fn row_03_what_no_blow_hit_is_kept() {
    let all = count(3_000, 400);
    let (mut whole, mut kept, mut refused, mut listed) = (0u64, 0u64, 0u64, 0u64);
    for seed in 0..all {
        let dice = &mut Dice(seed);
        let (_, before, board) = sound(dice);
        let mut damaged = before.clone();
        for _ in 0..1 + dice.below(4) {
            mutate(&mut damaged, dice);
        }
        let list = before["nodes"].as_array().expect("stations");
        let undamaged: Vec<usize> = damaged["nodes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|node| list.iter().position(|n| n == node))
            .collect();
        whole += undamaged.len() as u64;
        let Ok(opened) = files::read(&damaged.to_string()) else {
            refused += 1;
            continue;
        };
        for i in undamaged {
            let old = &board.design.nodes[i];
            let same = |n: &&simcore::design::NodeSpec| {
                (n.kind, &n.name, &n.params, n.at) == (old.kind, &old.name, &old.params, old.at)
            };
            kept += u64::from(opened.board.design.nodes.iter().find(same).is_some());
        }
        for d in &opened.dropped {
            let [en, pt] = [Lang::En, Lang::Pt].map(|l| (l.texts().errors.dropped)(d));
            assert!(en.len() > 8 && pt.len() > 8 && en != pt, "{en} {pt}");
            listed += 1;
        }
    }
    let share = 100.0 * kept as f64 / whole as f64;
    println!(
        "row 3: {all} mutants, {kept} of {whole} undamaged stations kept ({share:.2} %), {listed} findings in \
         both languages, {refused} files refused"
    );
    assert!(share >= 95.0, "{share} %");
}
