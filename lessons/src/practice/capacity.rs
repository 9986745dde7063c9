//! Estimates on the back of an envelope, answered by the core's own.

use super::{Dice, Instance, Level, Task, number, rounded};
use simcore::answers::estimate::Assumed;

pub fn draw(dice: &mut Dice, level: Level) -> Instance {
    let form = match level {
        Level::Easy => dice.one(&["rate", "little"]),
        Level::Usual => dice.one(&["servers", "storage"]),
        Level::Hard => dice.one(&["bandwidth", "servers"]),
    };
    let a = Assumed {
        daily_users: f64::from(dice.one(&[100u32, 200, 300, 500, 1_000, 2_000, 3_000, 5_000, 8_000]))
            * 1_000.0,
        reads_each: f64::from(dice.one(&[5u32, 10, 20, 30, 50])),
        writes_each: f64::from(dice.one(&[1u32, 2, 3, 5])),
        peak_factor: f64::from(dice.from(2, 6)),
        write_bytes: f64::from(dice.one(&[500u32, 1_000, 2_000, 5_000, 50_000])),
        read_bytes: f64::from(dice.one(&[10u32, 20, 50, 100, 200])) * 1_000.0,
        copies: f64::from(dice.one(&[2u32, 3])),
        years: f64::from(dice.one(&[1u32, 2, 3, 5, 10])),
        server_rate: f64::from(dice.one(&[100u32, 200, 300, 400])),
        fill: f64::from(dice.one(&[60u32, 70, 75, 80])) / 100.0,
    };
    match form {
        "little" => little(dice),
        "servers" => servers(&a),
        "storage" => storage(&a),
        "bandwidth" => bandwidth(&a),
        _ => rate(&a),
    }
}

const CLOSE: f64 = 0.05;

fn rate(a: &Assumed) -> Instance {
    let each = a.reads_each + a.writes_each;
    let answer = a.estimate().average;
    Instance {
        form: "rate",
        values: vec![
            ("users", number(a.daily_users)),
            ("each", number(each)),
            ("a_day", number(a.daily_users * each)),
            ("answer", rounded(answer, 1)),
        ],
        task: Task::Number { answer, tolerance: CLOSE, half: 2.0 * CLOSE },
    }
}

/// Little's law: busy slots are arrivals times stay.
fn little(dice: &mut Dice) -> Instance {
    let rate = f64::from(dice.from(2, 40)) * 25.0;
    let ms = f64::from(dice.one(&[20u32, 40, 50, 80, 120, 150, 200, 250, 400]));
    let answer = rate * ms / 1000.0;
    Instance {
        form: "little",
        values: vec![
            ("rate", number(rate)),
            ("ms", number(ms)),
            ("s", number(ms / 1000.0)),
            ("answer", number(answer)),
        ],
        task: Task::Number { answer, tolerance: CLOSE, half: 2.0 * CLOSE },
    }
}

fn servers(a: &Assumed) -> Instance {
    let e = a.estimate();
    let useful = a.server_rate * a.fill;
    Instance {
        form: "servers",
        values: vec![
            ("users", number(a.daily_users)),
            ("each", number(a.reads_each + a.writes_each)),
            ("peak_factor", number(a.peak_factor)),
            ("server_rate", number(a.server_rate)),
            ("fill", number(a.fill * 100.0)),
            ("average", rounded(e.average, 1)),
            ("peak", rounded(e.peak, 1)),
            ("useful", number(useful)),
            ("exact", rounded(e.peak / useful, 2)),
            ("answer", number(e.servers)),
        ],
        // whole machines: one too many or too few is half right
        task: Task::Number { answer: e.servers, tolerance: 0.0, half: 1.0 / e.servers },
    }
}

fn storage(a: &Assumed) -> Instance {
    let e = a.estimate();
    let a_day = a.daily_users * a.writes_each * a.write_bytes;
    Instance {
        form: "storage",
        values: vec![
            ("users", number(a.daily_users)),
            ("writes", number(a.writes_each)),
            ("kb", number(a.write_bytes / 1e3)),
            ("copies", number(a.copies)),
            ("years", number(a.years)),
            ("gb_a_day", rounded(a_day / 1e9, 3)),
            ("days", number(365.25 * a.years)),
            ("answer", rounded(e.storage / 1e12, 3)),
        ],
        task: Task::Number { answer: e.storage / 1e12, tolerance: CLOSE, half: 2.0 * CLOSE },
    }
}

fn bandwidth(a: &Assumed) -> Instance {
    let e = a.estimate();
    Instance {
        form: "bandwidth",
        values: vec![
            ("users", number(a.daily_users)),
            ("reads", number(a.reads_each)),
            ("peak_factor", number(a.peak_factor)),
            ("kb", number(a.read_bytes / 1e3)),
            ("per_s", rounded(e.reads, 1)),
            ("peak", rounded(e.peak * e.read_share, 1)),
            ("answer", rounded(e.bandwidth / 1e6, 1)),
        ],
        task: Task::Number { answer: e.bandwidth / 1e6, tolerance: CLOSE, half: 2.0 * CLOSE },
    }
}
