//! A balancer's view of its servers: a tick for each, solid while it is in the pool, and what it
//! has in flight there. A kind that passes requests on without choosing tells its facts instead.

use super::Part;
use super::header::SIDE;
use super::reading::Server;
use crate::board::geometry::BACKENDS_PER_ROW;
use crate::canvas::text::{fit, width};
use crate::i18n::{kinds, number::int};
use crate::view::prelude::*;
use simcore::measure::Fact;

const ROW: f64 = 38.0;
const TICK: f64 = 28.0;
/// Facts that fit.
const LINES: usize = 2;

#[component]
pub fn Servers(part: Part) -> impl IntoView {
    let top = part.plan.with_untracked(|p| p.backends)?;
    let count = memo(move || part.reading.with(|r| r.servers.len()));
    let facts = memo(move || part.reading.with(|r| r.facts.clone()));
    let words = move || {
        let lang = part.lang.get();
        let room = part.plan.with(|p| p.w) - part.side() - SIDE;
        // a name may be cut, its number never
        let fact = |(fact, value): &(Fact, f64)| {
            let value = kinds::fact_value(lang, *fact, *value);
            let left = room - width(&value, 12.0, false) - 6.0;
            format!("{} {value}", fit(kinds::fact(lang, *fact), left, 12.0, false))
        };
        let lines: Vec<String> = facts.with(|f| f.iter().take(LINES).map(fact).collect());
        match (lines.is_empty(), part.stage.board.with(|b| b.design.links.iter().any(|l| l.from == part.id)))
        {
            (true, false) => vec![lang.texts().canvas.words.no_servers.to_owned()],
            _ => lines,
        }
    };
    let none = move || {
        (count.get() == 0).then(|| {
            let line = move |(i, text): (usize, String)| {
                let y = top + 14.0 + 16.0 * i as f64;
                let room = part.plan.with(|p| p.w) - part.side() - SIDE;
                view! { <text class="st-words" x=part.side() y=y>{fit(&text, room, 12.0, false)}</text> }
            };
            view! { <g>{move || words().into_iter().enumerate().map(line).collect_view()}</g> }
        })
    };
    Some(view! {
        <g class="st-servers">
            {none}
            <For each=move || 0..count.get() key=|i| *i let:i>
                <Column part i top />
            </For>
        </g>
    })
}

#[component]
fn Column(part: Part, i: usize, top: f64) -> impl IntoView {
    let server = memo(move || {
        part.reading.with(|r| r.servers.get(i).copied()).unwrap_or(Server {
            node: 0,
            in_pool: true,
            active: 0,
        })
    });
    let name = memo(move || {
        part.stage.board.with(|b| b.node(server.get().node).map(|n| n.name.clone())).unwrap_or_default()
    });
    let pitch = (part.plan.with_untracked(|p| p.w) - 2.0 * SIDE) / BACKENDS_PER_ROW as f64;
    let x = SIDE + (i % BACKENDS_PER_ROW) as f64 * pitch;
    let y = top + (i / BACKENDS_PER_ROW) as f64 * ROW;
    let out = move || !server.get().in_pool;
    view! {
        <g class="st-server" class:out=out>
            <title>{name}</title>
            <rect class="st-tick" x=x y=y + 4.0 width=TICK height=4 />
            {move || {
                out()
                    .then(|| {
                        let d = format!("M{} {}l8 8m0 -8l-8 8", x + TICK / 2.0 - 4.0, y + 2.0);
                        view! { <path class="st-dead" d=d /> }
                    })
            }}
            <text class="st-words" x=x y=y + 21.0>{move || name.with(|n| short_name(n, pitch - 4.0))}</text>
            <text class="st-count" x=x y=y + 34.0>
                {move || int(part.lang.get(), f64::from(server.get().active))}
            </text>
        </g>
    }
}

/// "s1" as it is; of "Web server 2" what fits: its initials and its number.
fn short_name(name: &str, room: f64) -> String {
    if width(name, 11.0, false) <= room {
        return name.to_owned();
    }
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (words, number) = name.split_at(name.len() - digits);
    let initials: String = words.split_whitespace().filter_map(|w| w.chars().next()).take(3).collect();
    format!("{}{number}", initials.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn long_names_become_initials() {
        assert_eq!(short_name("s1", 34.0), "s1");
        assert_eq!(short_name("Web server 12", 34.0), "WS12");
        assert_eq!(short_name("Servidor de imagens", 34.0), "SDI");
    }
}
