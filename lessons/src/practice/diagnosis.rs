//! A board that runs with a fault that nobody names.

use super::{Dice, Instance, Level, Task, number};
use crate::board_file::BoardFile;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeId, NodeSpec};
use simcore::host::Job;
use simcore::kinds::KindId;

/// The board with its fault, and what is offered to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub board: BoardFile,
    /// Stations by id, with their place in the list of names of the text and a number where there are several.
    pub names: Vec<(NodeId, usize, Option<u32>)>,
    pub culprits: Vec<NodeId>,
    pub causes: Vec<FaultKind>,
    pub key: (NodeId, FaultKind),
}

const USERS: NodeId = 1;
const DOOR: NodeId = 2;
const CACHE: NodeId = 3;
const DATA: NodeId = 4;
const FIRST: NodeId = 10;

/// What can be wrong with a server or a database, and how badly.
const ILLS: [(FaultKind, f64); 4] =
    [(FaultKind::Slow, 5.0), (FaultKind::Crash, 0.0), (FaultKind::Hang, 0.0), (FaultKind::Errors, 40.0)];

/// The fault lasts from the beginning on: a live board has it as soon as it is seen.
const FOREVER_S: f64 = 1e6;

pub fn draw(dice: &mut Dice, level: Level) -> Instance {
    let servers = match level {
        Level::Easy => 2,
        Level::Usual => 3,
        Level::Hard => 4,
    };
    let rate = f64::from(dice.from(8, 12)) * 8.0 * f64::from(servers);
    let mut design = design(servers, rate);
    let webs: Vec<NodeId> = (FIRST..FIRST + servers).collect();
    let causes: Vec<FaultKind> = match level {
        Level::Easy => vec![FaultKind::Slow, FaultKind::Crash, FaultKind::Errors],
        Level::Usual => ILLS.map(|(what, _)| what).into(),
        Level::Hard => ILLS.iter().map(|(what, _)| *what).chain([FaultKind::CacheLoss]).collect(),
    };
    let (what, strength) = match dice.one(&causes) {
        FaultKind::CacheLoss => (FaultKind::CacheLoss, 99.0),
        drawn => ILLS.into_iter().find(|(what, _)| *what == drawn).unwrap_or(ILLS[0]),
    };
    let node = match (what, level) {
        (FaultKind::CacheLoss, _) => CACHE,
        (_, Level::Easy) => dice.one(&webs),
        _ if dice.from(0, 2) == 0 => DATA,
        _ => dice.one(&webs),
    };
    let fault = Fault { node, what, strength, from_s: 0.0, until_s: Some(FOREVER_S) };
    design.faults.push(fault);
    let seed = u64::from(dice.from(1, 9_999));
    let mut culprits = webs.clone();
    culprits.extend(if level == Level::Easy { vec![DATA] } else { vec![CACHE, DATA] });
    let mut names = vec![(USERS, 0, None), (DOOR, 1, None), (CACHE, 3, None), (DATA, 4, None)];
    names.extend(webs.iter().map(|id| (*id, 2, Some(id - FIRST + 1))));
    let board = BoardFile { title: String::new(), seed, design, ..BoardFile::default() };
    let case = Case { board, names, culprits, causes, key: (node, what) };
    Instance {
        form: "diagnosis",
        values: vec![("rate", number(rate)), ("servers", number(f64::from(servers)))],
        task: Task::Diagnose(Box::new(case)),
    }
}

/// Users, a door, servers side by side, a cache and a database behind all of them.
fn design(servers: u32, rate: f64) -> Design {
    let tall = 136 * (servers as i32 - 1);
    let node = |id, kind, at, params: &[(&str, f64)]| {
        let mut spec = NodeSpec { at, ..NodeSpec::new(id, kind) };
        spec.params = kind.table().iter().map(|p| p.default).collect();
        for (name, value) in params {
            if let Some(i) = kind.table().iter().position(|p| p.name == *name) {
                spec.params[i] = *value;
            }
        }
        spec
    };
    let mut d = Design {
        nodes: vec![
            node(USERS, KindId::client, [0, tall / 2], &[("rate", rate), ("timeout_ms", 2000.0)]),
            // without health checks the fault stays where it can be seen
            node(DOOR, KindId::load_balancer, [192, tall / 2], &[("health_check", 0.0)]),
        ],
        links: vec![LinkSpec::new(USERS, DOOR, 0.5)],
        ..Design::default()
    };
    for (i, id) in (FIRST..FIRST + servers).enumerate() {
        d.nodes.push(node(id, KindId::web_server, [448, 136 * i as i32], &[]));
        d.links.push(LinkSpec::new(DOOR, id, 0.5));
        d.links.extend([LinkSpec::new(id, CACHE, 0.5), LinkSpec::new(id, DATA, 0.5)]);
    }
    d.nodes.push(node(CACHE, KindId::cache, [736, tall / 2 - 72], &[]));
    // small enough to feel it when the cache keeps nothing
    d.nodes.push(node(DATA, KindId::sql_leader, [736, tall / 2 + 72], &[("slots", f64::from(servers))]));
    d
}

/// The two runs that explain the answer: without the fault, and with it.
pub fn jobs(case: &Case) -> Vec<Job> {
    let mut well = case.board.design.clone();
    well.faults.clear();
    let job = |design| Job { design, seed: case.board.seed, from_s: 10.0, until_s: 40.0 };
    vec![job(well), job(case.board.design.clone())]
}
