//! The guide's puzzle, its variants, and what its text alone settles.

use super::{
    Algorithm, Answer, Cell, Event, Facts, Fraction, HashFact, LoadFact, Outcome, Past, Puzzle, PuzzleError,
    Request, RingFact, Wrr, answer,
};
use crate::balance::{Base, Pointer, Ties, UnknownLoad};
use serde::{Deserialize, Serialize};

/// When s3 goes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Down {
    Never,
    BeforeT1,
    AfterT2,
}

/// When s5 joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    Never,
    BeforeT1,
    AfterT2,
}

/// Which of a puzzle's events happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// None.
    Calm,
    /// Servers go down, none joins.
    Downs,
    /// Servers join, none goes down.
    Joins,
    /// All.
    Both,
}

/// A column of the table: a request in a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub variant: Variant,
    /// Index into `Puzzle::requests`.
    pub request: usize,
}

/// A row of the table: a cell per column of [`Puzzle::columns`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub algorithm: Algorithm,
    pub cells: Vec<Cell>,
}

/// How much to read into a text that leaves facts out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// As people read it: the last user served was the last of all, the pointer follows the servers,
    /// failures are seen at once and at the time drawn, an address is hashed modulo the live servers.
    Usual,
    /// To the letter: all of that is unknown, too.
    Strict,
}

impl Puzzle {
    /// The scenario of guide 001, lines 216-236, with every fact fixed.
    pub fn classic(down: Down, join: Join) -> Puzzle {
        let mut events = Vec::new();
        let down_s = match down {
            Down::Never => None,
            Down::BeforeT1 => Some(0.5),
            Down::AfterT2 => Some(2.5),
        };
        let join_s = match join {
            Join::Never => None,
            Join::BeforeT1 => Some(0.5),
            Join::AfterT2 => Some(2.5),
        };
        events.extend(down_s.map(|t| Event::Down { server: "s3".into(), at_s: Some(t) }));
        events.extend(join_s.map(|t| Event::Join { server: "s5".into(), at_s: t, weight: 1 }));
        let request = |at_s, user: &str| Request { at_s, user: user.into() };
        Puzzle {
            format_version: 1,
            servers: (1..=4).map(|i| format!("s{i}")).collect(),
            history: vec![Past { user: "u1".into(), server: "s3".into() }],
            requests: vec![request(1.0, "u1"), request(2.0, "u2"), request(3.0, "u1")],
            events,
            facts: Facts {
                pointer_server: Some("s3".into()),
                pointer_kind: Some(Pointer::Identity),
                weights: Some(vec![3, 2, 2, 1]),
                wrr: Some(Wrr::Smooth),
                position: Some(3),
                open: Some(vec![1; 4]),
                duration_s: Some(10.0),
                ties: Some(Ties::Lowest),
                load: Some(LoadFact {
                    loads: vec![42.0, 35.0, 20.0, 55.0],
                    per_request: 10.0,
                    report_s: 0.0,
                    unknown: UnknownLoad::Zero,
                }),
                sticky_base: Some(Base::RoundRobin),
                redispatch: Some(true),
                detect_s: Some(0.0),
                ip_hash: Some(HashFact::ModLive { hashes: [].into() }),
                ring: Some(RingFact::Md5 {
                    vnodes: 150,
                    keys: [("u1".into(), "u1".into()), ("u2".into(), "u2".into())].into(),
                }),
            },
        }
    }

    /// The small puzzle of guide 001, line 192: two servers, a third joins, then the first stops.
    /// One user asks before, between and after.
    pub fn small() -> Puzzle {
        let request = |at_s| Request { at_s, user: "u1".into() };
        Puzzle {
            format_version: 1,
            servers: vec!["s1".into(), "s2".into()],
            history: vec![Past { user: "u1".into(), server: "s1".into() }],
            requests: vec![request(1.0), request(2.0), request(3.0)],
            events: vec![
                Event::Join { server: "s3".into(), at_s: 1.5, weight: 1 },
                Event::Down { server: "s1".into(), at_s: Some(2.5) },
            ],
            facts: Facts {
                pointer_server: Some("s1".into()),
                pointer_kind: Some(Pointer::Identity),
                weights: Some(vec![1, 1]),
                wrr: Some(Wrr::Smooth),
                position: Some(1),
                open: Some(vec![1, 1]),
                duration_s: Some(10.0),
                ties: Some(Ties::InTurn),
                sticky_base: Some(Base::RoundRobin),
                redispatch: Some(true),
                detect_s: Some(0.0),
                ip_hash: Some(HashFact::ModLive { hashes: [].into() }),
                load: None,
                ring: None,
            },
        }
    }

    /// The same puzzle with only some of its events.
    pub fn variant(&self, variant: Variant) -> Puzzle {
        let (downs, joins) = match variant {
            Variant::Calm => (false, false),
            Variant::Downs => (true, false),
            Variant::Joins => (false, true),
            Variant::Both => (true, true),
        };
        let mut puzzle = self.clone();
        let joined: Vec<String> = puzzle.names().split_off(puzzle.servers.len());
        puzzle.events.retain(|e| match e {
            // who never joins cannot die
            Event::Down { server, .. } => downs && (joins || !joined.contains(server)),
            Event::Join { .. } => joins,
        });
        puzzle
    }

    /// The columns of the table: every request without events, then the last request under the
    /// failures, under the joins, and under both, as far as there are any.
    pub fn columns(&self) -> Vec<Column> {
        let last = self.requests.len().saturating_sub(1);
        let mut columns: Vec<Column> =
            (0..self.requests.len()).map(|request| Column { variant: Variant::Calm, request }).collect();
        let any = |v| !self.variant(v).events.is_empty();
        let (downs, joins) = (any(Variant::Downs), any(Variant::Joins));
        for (wanted, variant) in
            [(downs, Variant::Downs), (joins, Variant::Joins), (downs && joins, Variant::Both)]
        {
            columns.extend(wanted.then_some(Column { variant, request: last }));
        }
        columns
    }

    /// The same puzzle with only what its text says.
    pub fn text_only(&self, reading: Reading) -> Puzzle {
        let mut puzzle = self.clone();
        puzzle.facts = Facts::default();
        match reading {
            Reading::Usual => {
                puzzle.facts.pointer_server = self.history.last().map(|p| p.server.clone());
                puzzle.facts.pointer_kind = Some(Pointer::Identity);
                puzzle.facts.redispatch = Some(true);
                puzzle.facts.detect_s = Some(0.0);
                puzzle.facts.ip_hash = Some(HashFact::ModLive { hashes: [].into() });
            }
            Reading::Strict => {
                for event in &mut puzzle.events {
                    if let Event::Down { server, at_s } = event
                        && self.servers.contains(server)
                    {
                        *at_s = None;
                    }
                }
            }
        }
        puzzle
    }

    /// A cell in one line, in the manner of the master table: `s4`, `s1 1/3, s2 2/3`, or what is
    /// missing and what is possible.
    pub fn show(&self, cell: &Cell) -> String {
        let names = self.names();
        let name = |o: Outcome| match o {
            Outcome::Server(i) => names.get(i as usize).map_or("?", String::as_str),
            Outcome::Error => "error",
        };
        match &cell.dist {
            Some(dist) => match dist.certain() {
                Some(only) => name(only).to_string(),
                None => {
                    let part = |&(o, p): &(Outcome, Fraction)| format!("{} {p}", name(o));
                    dist.0.iter().map(part).collect::<Vec<_>>().join(", ")
                }
            },
            None => {
                let possible: Vec<&str> = cell.possible.iter().map(|&o| name(o)).collect();
                format!("{} depending on {:?}", possible.join(" or "), cell.missing)
            }
        }
    }
}

/// What the text alone settles: the answer with every fact unknown that the text leaves out.
pub fn determined_by_text(
    puzzle: &Puzzle,
    algorithm: Algorithm,
    reading: Reading,
) -> Result<Answer, PuzzleError> {
    answer(&puzzle.text_only(reading), algorithm)
}

/// The row of one algorithm over all columns of the puzzle.
pub fn table(puzzle: &Puzzle, algorithm: Algorithm) -> Result<Row, PuzzleError> {
    let mut answers: Vec<(Variant, Answer)> = Vec::new();
    let mut cells = Vec::new();
    for column in puzzle.columns() {
        if !answers.iter().any(|(v, _)| *v == column.variant) {
            answers.push((column.variant, answer(&puzzle.variant(column.variant), algorithm)?));
        }
        let found = answers.iter().find(|(v, _)| *v == column.variant);
        cells.extend(found.map(|(_, a)| a.cells[column.request].clone()));
    }
    Ok(Row { algorithm, cells })
}
