//! Right column: what the algorithm knows, what could be said without the facts, and how many users
//! a change moves.

use super::labels;
use super::moments::{Standing, moments, standing};
use super::real::InPractice;
use super::ring::Ring;
use super::sheet::{Pass, is_right};
use super::state::Lab;
use crate::i18n::{self, number};
use crate::view::prelude::*;
use simcore::lab::{
    Algorithm, Dist, Fraction, HashFact, Outcome, Puzzle, Reading, Variant, determined_by_text, moved_modulo,
    moved_ring,
};
use simcore::sorted::sort_by;

/// The column.
#[component]
pub fn Side(lab: Lab) -> impl IntoView {
    let is_ring = memo(move || lab.algorithm.get() == Algorithm::ConsistentHash);
    let hashes = move || matches!(lab.algorithm.get(), Algorithm::ConsistentHash | Algorithm::IpHash);
    let facts = move || lab.pass.get() == Pass::Facts;
    let t = i18n::use_texts();
    view! {
        <section class="rg-part" aria-labelledby="how-title">
            <h2 id="how-title">{move || t.get().lab.how}</h2>
            <p>{move || { let l = &t.get().lab; l.rule(lab.algorithm.get()) }}</p>
        </section>
        <Show when=facts>
            <Show when=move || is_ring.get() fallback=move || view! { <Memory lab /> }>
                <Ring lab />
            </Show>
        </Show>
        <IfHidden lab />
        <Show when=hashes>
            <Movers lab />
        </Show>
        <InPractice lab />
    }
}

/// What the balancer has in its memory just before the first request.
#[component]
fn Memory(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let body = move || {
        let l = &t.get().lab;
        lab.puzzle.with(|p| memory(l, lang.get(), p, lab.algorithm.get()))
    };
    view! {
        <section class="rg-part" aria-labelledby="mem-title" data-testid="memory">
            <h2 id="mem-title">{move || t.get().lab.memory}</h2>
            {body}
        </section>
    }
}

fn memory(l: &'static i18n::lab::Texts, lang: i18n::Lang, p: &Puzzle, algorithm: Algorithm) -> Dom {
    let f = &p.facts;
    let unknown = || view! { <p class="lab-note">{l.unknown}</p> };
    let whole = |v: &[u32]| v.iter().map(|v| f64::from(*v)).collect::<Vec<_>>();
    match algorithm {
        Algorithm::Random => view! { <p>{l.memory_none}</p> },
        Algorithm::RoundRobin => turn(l, p),
        Algorithm::WeightedRoundRobin => match &f.weights {
            Some(w) => {
                let place = f.position.map(|v| format!("{}: {v}", l.f_position));
                view! { {bars(lang, p, &whole(w), l.weight_now, "")} <p>{place}</p> }
            }
            None => unknown(),
        },
        Algorithm::LeastConnections | Algorithm::TwoChoices => match &f.open {
            Some(open) => bars(lang, p, &whole(open), l.open_now, ""),
            None => unknown(),
        },
        Algorithm::LeastLoaded => match &f.load {
            Some(load) => bars(lang, p, &load.loads, l.load_now, "%"),
            None => unknown(),
        },
        Algorithm::StickySession => view! { {cookies(l, p)} {turn(l, p)} },
        Algorithm::IpHash | Algorithm::ConsistentHash => hash_lines(l, p),
    }
}

/// The list as a row of servers with the place where the turn stands.
fn turn(l: &'static i18n::lab::Texts, p: &Puzzle) -> Dom {
    let last = p.facts.pointer_server.clone();
    let one = |s: &String| {
        let here = last.as_ref() == Some(s);
        view! { <li class:turn-here=here>{s.clone()}</li> }
    };
    let words = last.as_ref().map_or_else(|| l.unknown.to_owned(), |s| (l.memory_turn)(s));
    view! {
        <ol class="turn" aria-hidden="true">{p.servers.iter().map(one).collect_view()}</ol>
        <p>{words}</p>
    }
}

/// The cookie table.
fn cookies(l: &'static i18n::lab::Texts, p: &Puzzle) -> Dom {
    let line = |u: String| {
        let server = p.history.iter().rev().find(|h| h.user == u).map(|h| h.server.clone());
        let words = server.map_or_else(|| (l.no_cookie)(&u), |s| (l.cookie)(&u, &s));
        view! { <li>{words}</li> }
    };
    view! { <ul class="cookies">{p.users().into_iter().map(line).collect_view()}</ul> }
}

/// Each user's hash and its remainder, as far as it is given.
fn hash_lines(l: &'static i18n::lab::Texts, p: &Puzzle) -> Dom {
    let n = p.servers.len();
    let line = |u: String| {
        let words = match &p.facts.ip_hash {
            Some(HashFact::ModLive { hashes }) => match hashes.get(&u) {
                Some(h) => (l.hash_line)(&u, &h.to_string(), n, &(h % n as u64).to_string()),
                // who was there before has shown the remainder of the hash
                None => match p.history.iter().find(|h| h.user == u) {
                    Some(h) => {
                        let place = p.servers.iter().position(|s| *s == h.server).unwrap_or(0);
                        (l.hash_line)(&u, "h", n, &place.to_string())
                    }
                    None => (l.hash_unknown)(&u),
                },
            },
            Some(HashFact::Nginx { addresses }) => match addresses.get(&u) {
                Some(a) => format!("{u}: {a}"),
                None => (l.hash_unknown)(&u),
            },
            None => (l.hash_unknown)(&u),
        };
        view! { <li>{words}</li> }
    };
    view! { <ul class="cookies">{p.users().into_iter().map(line).collect_view()}</ul> }
}

/// One bar per server, in list order.
fn bars(lang: i18n::Lang, p: &Puzzle, values: &[f64], what: &'static str, unit: &'static str) -> Dom {
    let top = values.iter().copied().fold(1e-9, f64::max);
    let row = |(s, v): (&String, &f64)| {
        let width = format!("{:.1}%", 100.0 * v / top);
        view! {
            <b>{s.clone()}</b>
            <span class="dist-track"><i style:width=width></i></span>
            <span class="num">{number::short(lang, *v)}{unit}</span>
        }
    };
    view! {
        <p class="q2">{what}</p>
        <div class="dist">{p.servers.iter().zip(values).map(row).collect_view()}</div>
    }
}

/// The answer that the text alone allows, once the cell is right: before, it would give it away.
#[component]
fn IfHidden(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let found = memo(move || {
        let key = lab.key();
        if key.pass == Pass::Text {
            return None;
        }
        let column = lab.here();
        let text = lab
            .puzzle
            .with(|p| determined_by_text(&p.variant(column.variant), key.algorithm, Reading::Usual).ok())?;
        let dist = text.cells.get(column.request)?.dist.clone()?;
        dist.certain().is_none().then_some(dist)
    });
    let right = move || is_right(lab.mark(lab.key()));
    let title = move || {
        let l = &t.get().lab;
        if lab.algorithm.get() == Algorithm::ConsistentHash { l.if_hidden_ring } else { l.if_hidden }
    };
    view! {
        <Show when=move || found.with(Option::is_some)>
            <section class="rg-part" aria-labelledby="hid-title" data-testid="if-hidden">
                <h2 id="hid-title">{title}</h2>
                <Show
                    when=right
                    fallback=move || view! { <p class="lab-note">{move || t.get().lab.hidden_later}</p> }
                >
                    {move || found.get().map(|d| view! { <DistBars lab dist=d /> })}
                    <p class="lab-note">{move || t.get().lab.hidden_note}</p>
                </Show>
            </section>
        </Show>
    }
}

/// A distribution as bars, the likeliest first, with a dashed line at the equal share.
#[component]
fn DistBars(lab: Lab, dist: Dist) -> impl IntoView {
    let t = i18n::use_texts();
    let names = untrack(|| lab.names());
    let mut rows: Vec<(Outcome, Fraction)> = dist.0.clone();
    sort_by(&mut rows, |a, b| b.1.value().total_cmp(&a.1.value()));
    let top = rows.first().map_or(1.0, |r| r.1.value()).max(1e-9);
    let even = format!("{:.1}%", 100.0 / rows.len().max(1) as f64 / top);
    let row = move |(o, p): (Outcome, Fraction)| {
        let names = names.clone();
        let width = format!("{:.1}%", 100.0 * p.value() / top);
        let even = even.clone();
        view! {
            <b>{move || labels::outcome(&t.get().lab, &names, o)}</b>
            <span class="dist-track">
                <i style:width=width></i>
                <em style:left=even></em>
            </span>
            <span class="num">{p.to_string()}</span>
        }
    };
    view! { <div class="dist">{rows.into_iter().map(row).collect_view()}</div> }
}

/// How many users get another server, by modulo and on a ring, for each change of the puzzle.
#[component]
fn Movers(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let rows = move || {
        let l = &t.get().lab;
        lab.puzzle.with(|p| {
            movers(p)
                .into_iter()
                .flat_map(|(variant, modulo, ring)| {
                    let c = simcore::lab::Column { variant, request: p.requests.len().saturating_sub(1) };
                    let name = labels::column(l, lab, c);
                    [
                        (format!("{}, {}", l.movers_modulo, after_comma(&name)), modulo),
                        (format!("{}, {}", l.movers_ring, after_comma(&name)), ring),
                    ]
                })
                .collect::<Vec<_>>()
        })
    };
    let row = |(name, p): (String, Fraction)| {
        let width = format!("{:.1}%", 100.0 * p.value());
        view! {
            <span>{name}</span>
            <span class="dist-track"><i style:width=width></i></span>
            <b class="num">{p.to_string()}</b>
        }
    };
    view! {
        <section class="rg-part" aria-labelledby="mov-title" data-testid="movers">
            <h2 id="mov-title">{move || t.get().lab.movers}</h2>
            <div class="dist dist-wide">{move || rows().into_iter().map(row).collect_view()}</div>
        </section>
    }
}

fn after_comma(name: &str) -> &str {
    name.split_once(", ").map_or(name, |(_, rest)| rest)
}

/// Per variant that has events: the share that moves under modulo, and on a ring.
fn movers(p: &Puzzle) -> Vec<(Variant, Fraction, Fraction)> {
    let before: Vec<u32> = (0..p.servers.len() as u32).collect();
    let of = |variant| {
        let last = p.requests.len().checked_sub(1)?;
        let column = simcore::lab::Column { variant, request: last };
        p.columns().contains(&column).then_some(())?;
        let all = moments(p, column);
        let stand = standing(&all, all.len(), p.servers.len(), p.names().len());
        let alive = |s: &Standing| matches!(s, Standing::Up | Standing::Joined);
        let after: Vec<u32> =
            stand.iter().enumerate().filter(|(_, s)| alive(s)).map(|(i, _)| i as u32).collect();
        Some((variant, moved_modulo(&before, &after), moved_ring(&before, &after)))
    };
    [Variant::Downs, Variant::Joins, Variant::Both].into_iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::lab::{Down, Join};

    #[test]
    fn a_ring_moves_fewer_users_than_a_remainder() {
        let p = Puzzle::classic(Down::AfterT2, Join::AfterT2);
        let shown: Vec<(String, String)> =
            movers(&p).into_iter().map(|(_, m, r)| (m.to_string(), r.to_string())).collect();
        let want = [("3/4", "1/4"), ("4/5", "1/5"), ("1/2", "2/5")];
        assert_eq!(shown, want.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
