//! An answer as it stands in a cell: a server's name, or a small column per server.

use super::moments::{Standing, moments, standing};
use super::sheet::{Key, is_right};
use super::state::{Lab, named};
use crate::i18n;
use crate::ui::Icon;
use crate::view::prelude::*;
use simcore::lab::{Algorithm, Given, Outcome};

/// The content of a cell. What it says is on the cell itself; this is for the eyes.
#[component]
pub fn Chip(
    lab: Lab,
    algorithm: Algorithm,
    column: usize,
    #[prop(into)] here: Signal<bool>,
) -> impl IntoView {
    let t = i18n::use_texts();
    let key = move || Key { pass: lab.pass.get(), algorithm, column };
    let body = move || {
        let names = lab.names();
        match lab.given(key()) {
            None => view! { <span class="chip-empty"></span> },
            Some(Given::Set(set)) if set.len() == 1 => {
                let name = super::labels::outcome(&t.get().lab, &names, set[0]);
                view! { <b>{name}</b> }
            }
            Some(given) => bars(lab, column, &names, &given),
        }
    };
    let mark = move || lab.mark(key());
    let icon = move || match mark() {
        m if is_right(m) => Some(view! { <Icon name="check" small=true /> }),
        Some(m) if m > 0.0 => Some(view! { <b class="chip-half">"½"</b> }),
        Some(_) => Some(view! { <Icon name="cross" small=true /> }),
        None => None,
    };
    let class = move || {
        let empty = lab.given(key()).is_none();
        let wide = matches!(lab.given(key()), Some(g) if !matches!(&g, Given::Set(s) if s.len() == 1));
        let mut class = String::from(if empty { "chip chip-none" } else { "chip" });
        if wide {
            class.push_str(" chip-wide");
        }
        if here.get() {
            class.push_str(" chip-here");
        }
        if mark().is_some_and(|m| m < 1.0) {
            class.push_str(" chip-wrong");
        }
        class
    };
    view! { <span class=class aria-hidden="true">{body}{icon}</span> }
}

/// Small columns in server order; a server that is out keeps its place, its name struck through.
fn bars(lab: Lab, column: usize, names: &[String], given: &Given) -> Dom {
    let said = named(given);
    let even = 1.0 / said.len().max(1) as f64;
    let share = |o: Outcome| match given {
        Given::Bars(list) => list.iter().find(|b| b.0 == o).map_or(0.0, |b| b.1),
        _ if said.contains(&o) => even,
        _ => 0.0,
    };
    let depends = matches!(given, Given::Depends { .. });
    let top = said.iter().map(|o| share(*o)).fold(0.0, f64::max).max(1e-9);
    let out = gone(lab, column);
    let mut all: Vec<(Outcome, String)> =
        names.iter().enumerate().map(|(i, n)| (Outcome::Server(i as u32), n.clone())).collect();
    if said.contains(&Outcome::Error) {
        all.push((Outcome::Error, "!".to_owned()));
    }
    let bar = |(o, name): (Outcome, String)| {
        let height = format!("{:.1}px", 22.0 * share(o) / top);
        let struck = out.contains(&o);
        let short: String = if name.chars().count() > 2 {
            name.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect()
        } else {
            name
        };
        view! {
            <i class:pb-out=struck>
                <b class:pb-depends=depends style:height=height></b>
                <em>{short}</em>
            </i>
        }
    };
    view! { <span class="pb">{all.into_iter().map(bar).collect_view()}</span> }
}

/// Servers that are down or not there in a column: they keep their place, struck through.
fn gone(lab: Lab, column: usize) -> Vec<Outcome> {
    let Some(c) = lab.columns().get(column).copied() else { return Vec::new() };
    lab.puzzle.with(|p| {
        let all = moments(p, c);
        let stand = standing(&all, all.len(), p.servers.len(), p.names().len());
        let out = stand.iter().enumerate().filter(|(_, s)| matches!(s, Standing::Down | Standing::Absent));
        out.map(|(i, _)| Outcome::Server(i as u32)).collect()
    })
}
