//! The naive way out: the start with everything larger that the exercise leaves free.

use super::runs::parallel;
use super::shared::run_all;
use crate::board_file::BoardFile;
use crate::grade::{self, rules};
use crate::lesson::{Build, Step};
use simcore::answers::prices::{self, Basis};
use simcore::design::Design;
use simcore::kinds::KindId;

/// How much larger is tried. What is larger still only costs more.
const FACTORS: [u32; 3] = [2, 4, 8];

/// Room that no price is asked for, by the names that it has in the tables of the kinds. What is paid
/// for, machines and their sizes, is in the table of prices.
const ROOM: [&str; 12] = [
    "cores",
    "queue",
    "connections",
    "capacity",
    "size",
    "pool",
    "pending",
    "waiting",
    "max_in_flight",
    "max_pending",
    "min",
    "max",
];

/// Is this parameter one of those that somebody turns up who only wants more?
fn is_capacity(kind: KindId, param: &str) -> bool {
    let bought = |basis: Basis| match basis {
        Basis::Machine { count, size, .. } => {
            count.iter().chain(size).any(|name| name.trim_end_matches("+1") == param)
        }
        _ => false,
    };
    ROOM.contains(&param) || prices::of(kind).any(|p| bought(p.basis))
}

/// The start so many times larger, as far as the exercise allows; `None` where nothing can grow.
fn larger(build: &Build, start: &Design, factor: u32) -> Option<Design> {
    let mut design = start.clone();
    let mut grown = false;
    for node in &mut design.nodes {
        let table = node.kind.table();
        let have = node.params.len();
        node.params.extend(table.iter().skip(have).map(|p| p.default));
        for (i, p) in table.iter().enumerate() {
            if !is_capacity(node.kind, p.name) || rules::is_fixed(build, node.kind, p.name) {
                continue;
            }
            let before = rules::value(node, i, p);
            let after = p.clamp(before * f64::from(factor));
            grown |= after != before;
            node.params[i] = after;
        }
    }
    grown.then_some(design)
}

/// The size that comes nearest to passing on the first seed, the smaller of equal ones.
pub fn bigger(step: &Step, build: &Build, start: &BoardFile, threads: usize) -> Option<(u32, BoardFile)> {
    let sizes: Vec<(u32, BoardFile)> = FACTORS
        .into_iter()
        .filter_map(|f| Some((f, BoardFile { design: larger(build, &start.design, f)?, ..start.clone() })))
        .collect();
    let scores = parallel(&sizes, threads, |(_, board)| {
        let jobs = grade::jobs(step, board, &grade::seeds(step, 1));
        grade::grade(step, board, &run_all(&jobs)).map_or(0.0, |v| v.score)
    });
    let nearest = sizes.into_iter().zip(scores).reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    Some(nearest.0)
}
