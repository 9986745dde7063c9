//! The right of the page: measured beside theory, the formula, or why there is none.

use super::Questions;
use super::chart::Says;
use super::found::{Found, agreement, bend};
use super::guess::Off;
use super::setup::Setup;
use crate::board::Board;
use crate::desk::Desk;
use crate::i18n::{self, Lang, Texts, number};
use crate::view::prelude::*;
use simcore::answers::beside::{Law, Refusal, Station};
use std::sync::Arc;

/// The mean response by this model, as a formula.
fn formula(s: &Station) -> &'static str {
    match (s.model.law, s.model.servers, s.model.room) {
        (_, _, Some(_)) => "W = L / (λ (1 − p))",
        (Law::Exponential, 1, _) => "W = s / (1 − λs)",
        (Law::Exponential, ..) => "W = s + C(c, λs) / (c/s − λ)",
        (Law::Constant, 1, _) => "W = s + λs² / 2(1 − λs)",
        (_, 1, _) => "W = s + λs² (1 + v) / 2(1 − λs)",
        _ => "W ≈ s + C(c, λs) / (c/s − λ) · (1 + v) / 2",
    }
}

/// What its letters stand for, with their values.
pub fn letters(s: &Station, t: &Texts, lang: Lang) -> String {
    let n = |v: f64| number::short(lang, v);
    let w = &t.whatif;
    let mut parts = vec![
        format!("λ = {}", number::rate(lang, s.rate)),
        format!("s = {}", number::ms(lang, s.service_ms)),
    ];
    if s.model.servers > 1 {
        parts.push(format!("c = {}", number::int(lang, f64::from(s.model.servers))));
    }
    match s.model.room {
        Some(_) => parts.push((w.letter_p)(&number::percent(lang, s.refused))),
        None if s.model.servers > 1 => parts.push((w.letter_c)(&number::percent(lang, s.waits))),
        None => {}
    }
    if s.model.law == Law::General || !s.exact {
        parts.push((w.letter_v)(&n(s.scv)));
    }
    parts.join("; ")
}

/// Why no theory is drawn.
pub fn reason(board: &Board, refusal: &Refusal, t: &Texts, lang: Lang) -> String {
    let name = board.node(refusal.node).map_or("", |n| &n.name);
    let amount = number::percent(lang, refusal.amount);
    (t.whatif.why)(refusal.why, name, &amount)
}

#[component]
pub fn BesidePanel(desk: Desk, setup: RwSignal<Setup>, children: ChildrenFn) -> impl IntoView {
    let (t, lang, questions) = (i18n::use_texts(), i18n::use_lang(), Questions::here());
    let measure = memo(move || setup.get().measure);
    let table = move |found: Arc<Found>| {
        let says = Says::of(&found, measure.get(), t.get(), lang.get());
        view! { <Table found says /> }
    };
    let whole = memo(move || {
        desk.board
            .with(|h| simcore::answers::beside::whole(&h.board().design).map_err(|r| (r, h.shared())))
            .map(|w| w.stations)
    });
    let theory = move || {
        let (t, lang) = (t.get(), lang.get());
        match whole.get() {
            Err((refusal, board)) => view! {
                <h2>{t.whatif.no_theory}</h2>
                <p class="wi-text" data-testid="why">{reason(&board, &refusal, t, lang)}</p>
                {children()}
            },
            Ok(stations) => {
                let busiest = stations.into_iter().map(|(_, s)| s).max_by(|a, b| a.load.total_cmp(&b.load));
                let Some(s) = busiest else { return Dom::default() };
                view! {
                    <h2>{(t.whatif.formula)(&s.model.name())}</h2>
                    <p class="wi-formula" data-testid="formula">{formula(&s)}</p>
                    <p class="wi-text">{letters(&s, t, lang)}</p>
                    <p class="wi-text">{if s.exact { t.whatif.exact } else { t.whatif.approximate }}</p>
                }
            }
        }
    };
    view! {
        <aside class="wi-side wi-right" aria-label=move || t.get().whatif.beside>
            {move || questions.found.get().map(table)}
            {theory}
        </aside>
    }
}

#[component]
fn Table(found: Arc<Found>, says: Says) -> impl IntoView {
    let (w, lang, measure) = (&says.t.whatif, says.lang, says.measure);
    let points = found.points(measure);
    let knee = bend(&points);
    let with_theory = points.iter().any(|p| p.theory.is_some());
    let with_load = points.iter().any(|p| p.load.is_some());
    let heads = [
        Some(if says.unit.is_empty() { w.value.to_owned() } else { says.unit.to_owned() }),
        with_load.then(|| w.load.to_owned()),
        Some(format!("{}, {}", w.measured, measure.unit())),
        Some("95%".to_owned()),
        with_theory.then(|| w.theory.to_owned()),
    ];
    let head = |h: String| view! { <th scope="col">{h}</th> };
    let rows = points.iter().enumerate().map(|(i, p)| {
        let half = if p.measured.half.is_finite() {
            format!("±{}", measure.bare(lang, p.measured.half))
        } else {
            "–".to_owned()
        };
        let load = p.load.map_or("–".to_owned(), |v| number::percent(lang, v));
        let theory = p.theory.map_or("–".to_owned(), |v| measure.bare(lang, v));
        view! {
            <tr class:hl=knee == Some(i) data-testid="point">
                <th scope="row">{number::short(lang, p.x)}</th>
                {with_load.then(|| view! { <td>{load}</td> })}
                <td>{measure.bare(lang, p.measured.mean)}</td>
                <td class="q2">{half}</td>
                {with_theory.then(|| view! { <td>{theory}</td> })}
            </tr>
        }
    });
    let (inside, asked) = agreement(&points);
    let n = |v: usize| number::int(lang, v as f64);
    let guess = found.guess(measure).and_then(|g| g.score(&points)).map(|score| {
        let off = match score.off {
            Off::Factor(f) => (w.factor)(&number::fixed(lang, f, 1)),
            Off::Gap(gap) => measure.say_gap(lang, gap),
        };
        let (place, said, run) = score.worst;
        let (at, said, run) = (says.x(points[place].x), measure.say(lang, said), measure.say(lang, run));
        let text = (w.guess_off)(&off, &at, &said, &run);
        view! { <p class="wi-text wi-said" data-testid="guess">{text}</p> }
    });
    view! {
        <h2>{if with_theory { w.beside } else { w.measured_only }}</h2>
        <div class="wi-scroll">
            <table class="wi-table">
                <caption class="aloud">{format!("{}, {}", w.measures[measure as usize], says.knob)}</caption>
                <thead><tr>{heads.into_iter().flatten().map(head).collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <p class="wi-text" data-testid="agreement">{(asked > 0).then(|| (w.agreement)(&n(inside), &n(asked)))}</p>
        {guess}
    }
}
