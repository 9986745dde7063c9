//! How many keys change their server, by modulo and on a ring.

use super::{Dice, Instance, Level, Task, Value, number, rounded};
use simcore::lab::{moved_modulo, moved_ring};

pub fn draw(dice: &mut Dice, level: Level) -> Instance {
    let before = dice.from(3, 12);
    let after = match (level, dice.from(0, 1)) {
        (Level::Easy, _) => before + 1,
        (_, 0) => before - 1,
        _ => before + dice.from(1, 2),
    };
    let keys = f64::from(dice.one(&[10u32, 20, 50, 100, 200])) * 1_000.0;
    let (old, new): (Vec<u32>, Vec<u32>) = ((0..before).collect(), (0..after).collect());
    let (modulo, ring) = (moved_modulo(&old, &new), moved_ring(&old, &new));
    let form = match level {
        Level::Easy => dice.one(&["modulo", "ring"]),
        Level::Usual => dice.one(&["modulo_keys", "ring_keys"]),
        Level::Hard => "spared",
    };
    let answer = match form {
        "modulo" => 100.0 * modulo.value(),
        "ring" => 100.0 * ring.value(),
        "modulo_keys" => keys * modulo.value(),
        "ring_keys" => keys * ring.value(),
        _ => keys * (modulo.value() - ring.value()),
    };
    let share = |f: simcore::lab::Fraction| Value::Words(format!("{}/{}", f.num, f.den));
    let stays = |of: simcore::lab::Fraction| simcore::lab::Fraction::new(of.den - of.num, of.den);
    Instance {
        form,
        values: vec![
            ("before", number(f64::from(before))),
            ("after", number(f64::from(after))),
            ("less", number(f64::from(before.min(after)))),
            ("more", number(f64::from(before.max(after)))),
            ("keys", number(keys)),
            ("modulo", share(modulo)),
            ("modulo_stays", share(stays(modulo))),
            ("ring", share(ring)),
            ("modulo_percent", rounded(100.0 * modulo.value(), 1)),
            ("ring_percent", rounded(100.0 * ring.value(), 1)),
            ("modulo_keys", rounded(keys * modulo.value(), 0)),
            ("ring_keys", rounded(keys * ring.value(), 0)),
            ("answer", rounded(answer, if level == Level::Easy { 1 } else { 0 })),
        ],
        task: Task::Number { answer, tolerance: 0.03, half: 0.1 },
    }
}
