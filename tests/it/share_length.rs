//! A link to a large board is short enough for every program: 60 stations in 2,000 characters.

use crate::making::Dice;
use escala::board::share::{LONG, open, pack, text, version};
use escala::board::{Board, Msg};
use escala::keep::files;
use miniz_oxide::deflate::compress_to_vec;
use simcore::design::{Fault, FaultKind};
use simcore::kinds::KindId;

/// Of the address before the data: `https://university.example/~teacher/escala/#/b/`.
const ADDRESS: usize = 60;

fn length(board: &Board) -> usize {
    let data = text(version(board), &compress_to_vec(&pack(board), 6));
    assert_eq!(&open(&data).expect("an honest link").board, board);
    ADDRESS + data.len()
}

/// A board as people make them: names after the kinds, stations in rows, here and there another value.
fn random_board(dice: &mut Dice) -> Board {
    let mut board = Board { title: "Final project of group 7".into(), seed: 1, ..Board::default() };
    for i in 0..60 {
        let kind = KindId::ALL[dice.below(KindId::ALL.len())];
        let name = board.fresh_name(&kind.name().replace('_', " "));
        let at = [(i % 10) * 240 + dice.below(6) as i32 * 8, (i / 10) * 160 + dice.below(6) as i32 * 8];
        board.update(&Msg::AddNode { kind, name, at });
    }
    for node in board.design.nodes.clone() {
        if dice.below(2) == 0 {
            let param = dice.below(node.kind.table().len());
            let value = node.kind.table()[param].default + 1.0 + dice.below(9) as f64;
            board.update(&Msg::SetParam { nodes: vec![node.id], param, value });
        }
    }
    for _ in 0..100_000 {
        let end = |dice: &mut Dice| 1 + dice.below(60) as u32;
        if board.design.links.len() < 90 {
            board.update(&Msg::Connect { from: end(dice), to: end(dice) });
        }
    }
    for i in 0..4 {
        let node = 1 + dice.below(60) as u32;
        board.update(&Msg::AddFault(Fault::new(
            node,
            FaultKind::Crash,
            None,
            60.0 * f64::from(i),
            Some(300.0),
        )));
    }
    board
}

#[test]
fn sixty_stations_and_ninety_connections_fit_into_a_short_link() {
    let mut longest = 0;
    for seed in 0..40 {
        let board = random_board(&mut Dice(seed));
        assert_eq!((board.design.nodes.len(), board.design.links.len()), (60, 90));
        longest = longest.max(length(&board));
    }
    println!("the longest of 40 has {longest} characters");
    assert!(longest <= LONG, "{longest} characters");
}

#[test]
fn the_case_study_fits_into_a_short_link() {
    let file = files::read(include_str!("../../lessons/systems/36-case-study.board.json")).expect("a board");
    let board = files::board(file.board);
    println!("{} stations: {} characters", board.design.nodes.len(), length(&board));
    assert!(length(&board) <= LONG);
}
