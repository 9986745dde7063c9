//! The middle of the page: what was found in a sentence, and drawn.

use super::Questions;
use super::draw::{Drawing, FIELD, down, pct};
use super::figures::Measure;
use super::found::{Found, Point};
use super::guess::GuessSheet;
use super::setup::{Setup, knob_name, knob_says, knob_unit};
use crate::desk::Desk;
use crate::i18n::{self, Lang, Texts, number};
use crate::view::prelude::*;
use std::sync::Arc;

/// The words around one finding.
pub struct Says {
    pub t: &'static Texts,
    pub lang: Lang,
    pub measure: Measure,
    pub knob: String,
    pub unit: &'static str,
}

impl Says {
    pub fn of(found: &Found, measure: Measure, t: &'static Texts, lang: Lang) -> Says {
        let knob = found.setup.knob;
        Says {
            t,
            lang,
            measure,
            knob: knob_name(&found.design, knob, t, lang),
            unit: knob_unit(&found.design, knob, t),
        }
    }

    pub fn x(&self, value: f64) -> String {
        knob_says(self.lang, value, self.unit)
    }

    pub fn y(&self, value: f64) -> String {
        self.measure.say(self.lang, value)
    }

    fn name(&self) -> &'static str {
        self.t.whatif.measures[self.measure as usize]
    }

    /// What was found: a head, and a sentence with its numbers.
    pub fn finding(&self, d: &Drawing) -> (String, String) {
        let w = &self.t.whatif;
        let (Some(first), Some(last)) = (d.points.first(), d.points.last()) else {
            return (w.first_runs.to_owned(), String::new());
        };
        let y = |p: &Point| self.y(p.measured.mean);
        match d.knee.map(|i| &d.points[i]) {
            _ if d.points.len() == 1 => ((w.one_point)(&self.x(first.x), &y(first)), String::new()),
            Some(knee) => (
                (w.bends)(&self.x(knee.x)),
                (w.bends_says)(
                    self.name(),
                    &[self.x(first.x), self.x(knee.x), self.x(last.x)],
                    &[y(first), y(knee), y(last)],
                ),
            ),
            None => (
                (w.straight)(&self.x(first.x), &self.x(last.x)),
                (w.straight_says)(self.name(), &y(first), &y(last)),
            ),
        }
    }
}

#[component]
pub fn Findings(desk: Desk, setup: RwSignal<Setup>) -> impl IntoView {
    let (t, lang, questions) = (i18n::use_texts(), i18n::use_lang(), Questions::here());
    let measure = memo(move || setup.get().measure);
    let again = move || {
        questions.guess.set(None);
        questions.found.set(None);
    };
    let drawn = move |found: Arc<Found>| {
        let d = Drawing::of(&found, measure.get())?;
        let says = Says::of(&found, measure.get(), t.get(), lang.get());
        let (head, lead) = says.finding(&d);
        Some(view! {
            <h1 data-testid="finding">{head}</h1>
            <p class="wi-lead" data-testid="finding-says">{lead}</p>
            <Chart d says />
            {found.complete().then(|| view! {
                <button type="button" class="btn sm" data-testid="guess-again" on:click=move |_| again()>
                    {t.get().whatif.guess_again}
                </button>
            })}
        })
    };
    view! {
        <section class="wi-main" aria-label=move || t.get().whatif.result>
            {move || match questions.found.get() {
                Some(found) => view! { {drawn(found)} },
                None => view! {
                    <h1>{move || t.get().whatif.title}</h1>
                    <p class="wi-lead">{move || t.get().whatif.lead}</p>
                    <p class="wi-text">{move || t.get().whatif.blank}</p>
                    <GuessSheet desk setup />
                },
            }}
        </section>
    }
}

#[component]
fn Chart(d: Drawing, says: Says) -> impl IntoView {
    let (w, lang) = (&says.t.whatif, says.lang);
    let measure = says.measure;
    let theory = !d.line.is_empty();
    let with_p95 = measure == Measure::Mean;
    let key = [
        (theory, "wi-k-line", w.theory),
        (true, "wi-k-point", w.measured_95),
        (with_p95, "wi-k-p95", w.p95_too),
        (!d.guess.is_empty(), "wi-k-guess", w.guess_key),
    ];
    let key = key
        .into_iter()
        .filter(|(on, ..)| *on)
        .map(|(_, class, text)| view! { <span class=class>{text}</span> });
    let ys = d.y.ticks(6.0);
    let top = ys.last().copied();
    let y_tick = |v: f64| {
        let text = if Some(v) == top { measure.say(lang, v) } else { measure.bare(lang, v) };
        view! { <span class="wi-y" style:bottom=pct(d.y.place(v))>{text}</span> }
    };
    let grid = |v: f64| {
        let y = down(d.y.place(v));
        view! { <line class="wi-grid" x1="0" x2="100%" y1=y.clone() y2=y /> }
    };
    let xs = d.x.ticks(7.0);
    let far = xs.last().copied();
    let x_tick = |v: f64| {
        let text = if Some(v) == far { says.x(v) } else { number::short(lang, v) };
        view! { <span class="wi-x" style:left=pct(d.x.place(v))>{text}</span> }
    };
    let point = |p: &Point| mark(&d, p, with_p95);
    let knee = d.knee.map(|i| {
        let p = &d.points[i];
        let (x, y) = (d.x.place(p.x), d.y.place(p.measured.mean));
        // on the side where the curve is lower
        let rises = d.points.first().is_some_and(|first| first.measured.mean < p.measured.mean);
        let class = if rises && x > 0.25 { "wi-label wi-left" } else { "wi-label" };
        view! {
            <i class="wi-knee" style:left=pct(x) style:height=pct(y)></i>
            <span class=class style:left=pct(x) style:bottom=format!("calc({} + 14px)", pct(y))>
                <b>{(w.knee)(&says.x(p.x))}</b>
                {says.y(p.measured.mean)}
            </span>
        }
    });
    let full = d.full.map(|f| {
        let text = (w.full)(&says.x(f.x), f.in_theory);
        view! { <i class="wi-full" style:left=pct(d.x.place(f.x))><span>{text}</span></i> }
    });
    let field = format!("0 0 {FIELD} {FIELD}");
    let (_, sentence) = says.finding(&d);
    let label = format!("{}, {}. {sentence}", w.measures[measure as usize], says.knob);
    view! {
        <div class="wi-key" aria-hidden="true">{key.collect_view()}</div>
        <div class="wi-chart sheet" role="img" aria-label=label data-testid="chart">
            <div class="wi-plot">
                {ys.iter().map(|v| y_tick(*v)).collect_view()}
                {xs.iter().map(|v| x_tick(*v)).collect_view()}
                {full}
                {knee}
                <svg class="wi-svg" width="100%" height="100%">
                    {ys.iter().map(|v| grid(*v)).collect_view()}
                    <svg x="0" y="0" width="100%" height="100%" viewBox=field preserveAspectRatio="none">
                        <path class="wi-theory" d=d.line.clone()></path>
                        <path class="wi-guess-edge" d=d.guess.clone()></path>
                        <path class="wi-guess" d=d.guess.clone()></path>
                    </svg>
                    {d.points.iter().map(point).collect_view()}
                </svg>
            </div>
            <span class="wi-axis">{says.knob.clone()}</span>
        </div>
    }
}

/// A measured mean with its interval, and the 95th percentile above it.
fn mark(d: &Drawing, p: &Point, with_p95: bool) -> Dom {
    let i = p.measured;
    if !i.mean.is_finite() {
        return Dom::default();
    }
    let x = pct(d.x.place(p.x));
    let y = |v: f64| down(d.y.place(v));
    let cap = |v: f64, class: &'static str, path: &'static str| {
        view! { <svg x=x.clone() y=y(v) overflow="visible"><path class=class d=path></path></svg> }
    };
    let interval = i.half.is_finite().then(|| {
        let (low, high) = ((i.mean - i.half).max(d.y.from), i.mean + i.half);
        view! {
            <line class="wi-ci" x1=x.clone() x2=x.clone() y1=y(low) y2=y(high) />
            {cap(low, "wi-ci", "M-4 0h8")}
            {cap(high, "wi-ci", "M-4 0h8")}
        }
    });
    let p95 = (with_p95 && p.p95 <= d.y.to).then(|| cap(p.p95, "wi-p95", "M-6 0h12"));
    view! {
        {p95}
        {interval}
        <circle class="wi-point" cx=x.clone() cy=y(i.mean) r="5" />
    }
}
