//! The gallery of systems is whole and in order, and the presets are what the case study is made of.
#![cfg(feature = "author")]

use lessons::author::{presets, systems};
use lessons::board_file::BoardFile;
use simcore::design::Design;
use simcore::host::{Job, run_job};
use simcore::kinds::Role;
use std::path::{Path, PathBuf};

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn boards() -> Vec<(systems::System, BoardFile)> {
    systems::load(&here("systems")).expect("a list of sound boards")
}

#[test]
fn every_system_of_the_guides_has_a_board() {
    let list = boards();
    // S-39 is a list of quotations: nothing to run
    for n in 1..=38 {
        let reference = format!("S-{n:02}");
        assert!(list.iter().any(|(s, _)| s.reference == reference), "{reference} has no board");
    }
}

#[test]
fn systems_follow_the_chapters() {
    let list = systems::list(&here("systems")).expect("a sound list");
    let place = |id: &str| list.chapter.iter().position(|c| c.id == id);
    let places: Vec<usize> = list
        .system
        .iter()
        .map(|s| place(&s.chapter).unwrap_or_else(|| panic!("{}: no chapter \"{}\"", s.board, s.chapter)))
        .collect();
    assert!(places.is_sorted(), "the list is not in the order of its chapters");
    for (i, chapter) in list.chapter.iter().enumerate() {
        assert!(places.contains(&i), "the chapter \"{}\" is empty", chapter.id);
        assert!(!chapter.en.is_empty() && !chapter.pt.is_empty());
    }
}

/// A board of which nothing can be learned is a picture.
#[test]
fn every_system_says_and_shows_something() {
    for (system, board) in boards() {
        let s = &system.board;
        for text in [&system.en_why, &system.pt_why] {
            let sentences = text.matches(['.', ':', ';', '?']).count();
            assert!(text.ends_with('.') && text.len() <= 320 && sentences > 0, "{s}: {text:?}");
        }
        assert!(system.figure.len() >= 2, "{s} has fewer than two figures");
        let asks_what_if = system.figure.iter().any(|f| !f.set.is_empty());
        assert!(asks_what_if || !board.design.faults.is_empty(), "{s}: nothing happens");
        for figure in &system.figure {
            assert!(!figure.source.is_empty(), "{s}: {} has no reason", figure.measure);
            // half as much or half as much again would be another finding
            assert!(
                figure.within <= 0.5 * figure.expect.abs().max(1.0) || figure.note.is_some(),
                "{s}: {} = {} may be anything",
                figure.measure,
                figure.expect
            );
        }
    }
}

/// The widest station that the page draws is 184 wide, and most are 96 high or less.
#[test]
fn stations_do_not_cover_each_other() {
    for (system, board) in boards() {
        for (i, a) in board.design.nodes.iter().enumerate() {
            for b in board.design.nodes.iter().take(i) {
                let [dx, dy] = [0, 1].map(|k| (a.at[k] - b.at[k]).abs());
                assert!(dx >= 180 || dy >= 100, "{}: {} and {}", system.board, a.name, b.name);
            }
        }
    }
}

fn case_study() -> Design {
    let found = boards().into_iter().find(|(s, _)| s.board == "36-case-study");
    found.expect("the case study").1.design
}

#[test]
fn the_case_study_is_made_of_the_presets() {
    let design = case_study();
    let presets = presets::load(&here("presets.toml")).expect("sound presets");
    let mut made = Vec::new();
    for preset in &presets {
        let p = &preset.name;
        for text in [&preset.en, &preset.pt, &preset.en_help, &preset.pt_help, &preset.source] {
            assert!(!text.is_empty(), "{p}: a text is missing");
        }
        assert!(!preset.nodes.is_empty(), "{p} is not in the case study");
        assert_eq!(presets.iter().filter(|q| q.name == preset.name).count(), 1, "{p} is there twice");
        for id in &preset.nodes {
            let station = design.node(*id).unwrap_or_else(|| panic!("{p}: there is no station {id}"));
            assert_eq!(
                (station.kind, &station.params),
                (preset.spec.kind, &preset.spec.params),
                "{p} at {id}"
            );
            made.push(*id);
        }
    }
    for node in &design.nodes {
        let story = node.kind.meta().role == Role::Source;
        assert!(story || made.contains(&node.id), "{} is made of no preset", node.name);
    }
}

/// The elements of the four layers, by the numbers that the guide gives them.
#[test]
fn the_case_study_has_every_element_of_its_four_layers() {
    let design = case_study();
    let elements = [
        "1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "4.1",
        "4.2", "4.3", "4.4",
    ];
    for element in elements {
        assert!(design.nodes.iter().any(|n| n.name.starts_with(element)), "{element} is missing");
    }
    for layer in 1..=4 {
        let right_of = |n: u32| {
            let of = |l: u32| move |name: &str| name.starts_with(&format!("{l}."));
            let xs = design.nodes.iter().filter(|s| of(n)(&s.name)).map(|s| s.at[0]);
            xs.min().unwrap_or(i32::MAX)
        };
        assert!(layer == 1 || right_of(layer) >= right_of(layer - 1), "layer {layer} begins too far left");
    }
}

/// Each story alone: which stations hear of it. A path that is wired wrong reaches others.
#[test]
fn every_story_reaches_its_stores_and_no_other() {
    let whole = case_study();
    // leader, object store, user graph, index, feeds in memory, tweets in memory, notification
    let watched = [56, 59, 60, 61, 53, 51, 39];
    let stories: [(&str, [bool; 7]); 6] = [
        ("T1", [true, true, false, true, true, true, true]),
        ("T2", [false, false, true, false, true, false, false]),
        ("T3", [false, true, false, false, true, true, false]),
        ("T4", [true, false, false, true, true, true, true]),
        ("T5", [false, false, false, true, false, false, false]),
        ("T6", [false, false, false, false, false, false, true]),
    ];
    for (story, reaches) in stories {
        let mut design = whole.clone();
        design.faults.clear();
        design.nodes.retain(|n| n.kind.meta().role != Role::Source || n.name.starts_with(story));
        let there: Vec<u32> = design.nodes.iter().map(|n| n.id).collect();
        design.links.retain(|l| there.contains(&l.from) && there.contains(&l.to));
        let report = run_job(&Job { design, seed: 3, from_s: 0.0, until_s: 30.0 });
        assert_eq!(report.failed_total(), 0, "{story} fails");
        let heard = watched.map(|id| report.node(id).is_some_and(|n| n.arrived > 0));
        assert_eq!(heard, reaches, "{story}: of {watched:?}");
    }
}

/// What the case study asks of every answer: feed p95 below 200 ms, post p95 below 500 ms, and every
/// post in the feeds within a minute, on three seeds.
#[test]
fn the_case_study_meets_its_own_requirements() {
    let mut design = case_study();
    design.faults.clear();
    for seed in 1..=3 {
        let report = run_job(&Job { design: design.clone(), seed, from_s: 60.0, until_s: 360.0 });
        let latency = |id| report.node(id).map_or(f64::NAN, |n| n.latency.p95);
        assert!(latency(3) < 200.0, "feed: {} ms", latency(3));
        assert!(latency(1) < 500.0, "post: {} ms", latency(1));
        let late = report.node(41).map_or(f64::NAN, |n| n.latency.p99);
        assert!(late < 60_000.0, "fan-out: {late} ms");
        assert_eq!(report.failed_total(), 0);
    }
}
