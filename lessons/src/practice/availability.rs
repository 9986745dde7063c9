//! Availability on paper, by the core: it takes the parts of a small design away, one by one and together.

use super::{Dice, Instance, Level, Task, Value, number, rounded};
use simcore::answers::availability::{minutes_down_a_month, on_paper};
use simcore::design::{Design, LinkSpec, NodeId, NodeSpec};
use simcore::kinds::KindId;

const DOOR: NodeId = 2;
const DATA: NodeId = 3;
const FIRST: NodeId = 10;

/// A month of 30 days, as the core counts it.
const MINUTES: f64 = 43_200.0;

pub fn draw(dice: &mut Dice, level: Level) -> Instance {
    match level {
        Level::Easy => series(dice),
        Level::Usual => pair(dice),
        Level::Hard => needed(dice),
    }
}

/// A door, servers side by side, one database behind all of them.
fn design(servers: u32) -> Design {
    let node = |id, kind| NodeSpec::new(id, kind);
    let mut d = Design {
        nodes: vec![
            node(1, KindId::client),
            node(DOOR, KindId::load_balancer),
            node(DATA, KindId::sql_leader),
        ],
        links: vec![LinkSpec::new(1, DOOR, 0.0)],
        ..Design::default()
    };
    for id in FIRST..FIRST + servers {
        d.nodes.push(node(id, KindId::web_server));
        d.links.extend([LinkSpec::new(DOOR, id, 0.0), LinkSpec::new(id, DATA, 0.0)]);
    }
    d
}

/// Of a design whose parts are up with these shares.
fn works(servers: u32, door: f64, web: f64, data: f64) -> f64 {
    on_paper(&design(servers), &|id| match id {
        DOOR => door,
        DATA => data,
        _ => web,
    })
}

fn percent(share: f64) -> Value {
    number(share * 100.0)
}

const CLOSE: f64 = 0.03;

fn series(dice: &mut Dice) -> Instance {
    let shares = [0.99, 0.995, 0.999, 0.9995, 0.9999];
    let (door, web, data) = (dice.one(&shares), dice.one(&shares), dice.one(&shares));
    let all = works(1, door, web, data);
    let answer = minutes_down_a_month(all);
    Instance {
        form: "series",
        values: vec![
            ("door", percent(door)),
            ("web", percent(web)),
            ("data", percent(data)),
            ("all", percent(all)),
            ("missing", percent(1.0 - all)),
            ("minutes", number(MINUTES)),
            ("answer", rounded(answer, 1)),
        ],
        task: Task::Number { answer, tolerance: CLOSE, half: 2.0 * CLOSE },
    }
}

fn pair(dice: &mut Dice) -> Instance {
    let servers = dice.from(2, 3);
    let web = dice.one(&[0.9, 0.95, 0.98, 0.99]);
    let (door, data) = (dice.one(&[0.999, 0.9995, 0.9999]), dice.one(&[0.99, 0.995, 0.999]));
    let (tier, all) = (works(servers, 1.0, web, 1.0), works(servers, door, web, data));
    let answer = minutes_down_a_month(all);
    Instance {
        form: "pair",
        values: vec![
            ("servers", number(f64::from(servers))),
            ("door", percent(door)),
            ("web", percent(web)),
            ("data", percent(data)),
            ("down", percent(1.0 - web)),
            ("all_down", percent(1.0 - tier)),
            ("tier", percent(tier)),
            ("all", percent(all)),
            ("minutes", number(MINUTES)),
            ("answer", rounded(answer, 1)),
        ],
        task: Task::Number { answer, tolerance: CLOSE, half: 2.0 * CLOSE },
    }
}

/// How many side by side are needed? No pair of these comes out on the goal itself.
fn needed(dice: &mut Dice) -> Instance {
    let web = dice.one(&[0.7, 0.8, 0.85, 0.92, 0.95, 0.97]);
    let goal = dice.one(&[0.999, 0.9999, 0.99999]);
    let of = |n: u32| works(n, 1.0, web, 1.0);
    let answer = (1..=12).find(|n| of(*n) >= goal).unwrap_or(12);
    Instance {
        form: "needed",
        values: vec![
            ("web", percent(web)),
            ("goal", percent(goal)),
            ("down", percent(1.0 - web)),
            ("fewer", number(f64::from(answer - 1))),
            ("with_fewer", percent(of(answer - 1))),
            ("with", percent(of(answer))),
            ("answer", number(f64::from(answer))),
        ],
        task: Task::Number { answer: f64::from(answer), tolerance: 0.0, half: 1.0 / f64::from(answer) },
    }
}
