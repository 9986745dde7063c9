//! `#/trust`: why the numbers can be believed. Each line of the report can be run again here, in the
//! browser of whoever doubts it, and must come out to the last bit.

use crate::app::{Route, use_page_title};
use crate::content::{self, Trouble};
use crate::desk::{BatchHandle, Desk};
use crate::i18n::{self, Lang, number};
use crate::steps::TroubleView;
use crate::ui::Icon;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use lessons::trust::Line;
use simcore::answers::trust::{RUNS, Verdict, cases};
use simcore::measure::Report;

/// What came of running a line here.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Again {
    Unasked,
    Running {
        done: usize,
        of: usize,
    },
    /// The mean that this browser measured, and whether all of its bits are the published ones.
    Done {
        mean: f64,
        same: bool,
    },
}

/// The page; `desk` lends its simulation.
#[component]
pub fn TrustPage(desk: Desk) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    use_page_title(move || t.get().trust.title.to_owned());
    let report = rw_signal(None::<Result<Vec<Line>, Trouble>>);
    let anew = Trigger::new();
    effect(move || {
        anew.track();
        let lang = lang.get();
        spawn_local(async move {
            let got = content::trust::report(lang).await;
            // nobody is left to see it when the page was left meanwhile
            let _ = report.try_set(Some(got));
        });
    });
    let retry = callback(move |()| anew.notify());
    // what was run here outlives a switch of language
    let again = rw_signal(vec![Again::Unasked; cases().len()]);
    view! {
        <main id="content" class="trust" tabindex="-1" data-testid="trust">
            <header class="trust-head">
                <h1>{move || t.get().trust.title}</h1>
                <p>{move || t.get().trust.lead}</p>
            </header>
            <ul class="trust-why">
                {move || {
                    let why = t.get().trust.why.iter();
                    why.map(|(head, text)| view! { <li><b>{*head}</b><p>{*text}</p></li> }).collect_view()
                }}
            </ul>
            <p><a class="btn" href=Route::Teachers.href()>{move || t.get().teachers.open}</a></p>
            <h2>{move || t.get().trust.theory}</h2>
            <p class="so">{move || (t.get().trust.theory_note)(&number::int(lang.get(), RUNS as f64))}</p>
            {move || match report.get() {
                None => view! { <p role="status">{move || t.get().trust.loading}</p> },
                Some(Err(trouble)) => view! { <TroubleView trouble retry /> },
                Some(Ok(lines)) => view! { <Lines desk lines again /> },
            }}
        </main>
    }
}

#[component]
fn Lines(desk: Desk, lines: Vec<Line>, again: RwSignal<Vec<Again>>) -> impl IntoView {
    let t = i18n::use_texts();
    let rows = lines.into_iter().enumerate().map(|(at, line)| view! { <Row desk at line again /> });
    view! {
        <div class="trust-scroll">
            <table class="trust-table">
                <thead>
                    <tr>{move || {
                        let heads = t.get().trust.heads.iter();
                        heads.map(|h| view! { <th scope="col">{*h}</th> }).collect_view()
                    }}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(desk: Desk, at: usize, line: Line, again: RwSignal<Vec<Again>>) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let published = line.mean;
    let shown = {
        let line = line.clone();
        move |value: f64| say(lang.get(), &line, value)
    };
    let (expected, mean, half) = (shown(line.expected), shown(line.mean), shown(line.half));
    let other = move |value: f64| format!("{} ({})", t.get().trust.other_bits, shown(value));
    let run = move |_| run_again(desk, at, published, again);
    let state = move || again.with(|a| a.get(at).copied().unwrap_or(Again::Unasked));
    let name = format!("{}: {}", line.model, line.quantity);
    let label = move || format!("{} – {name}", t.get().trust.run_here);
    let verdict = move || if line.agrees { t.get().trust.agrees } else { t.get().trust.differs };
    view! {
        <tr data-testid="trust-row">
            <th scope="row">{line.model.clone()}<span>{line.quantity.clone()}</span></th>
            <td class="num">{expected}<span>{line.source.clone()}</span></td>
            <td class="num">{mean}<span>"± " {half}</span></td>
            <td><Deviation line=line.clone() /></td>
            <td class="num">{move || number::int(lang.get(), line.requests as f64)}</td>
            <td>
                <span class="trust-mark">
                    <Icon name=if line.agrees { "check" } else { "cross" } small=true />
                    {verdict}
                </span>
            </td>
            <td data-testid="trust-here">
                {move || match state() {
                    Again::Unasked => {
                        let label = label.clone();
                        view! {
                            <button class="btn sm" type="button" aria-label=label on:click=run>
                                {move || t.get().trust.run_here}
                            </button>
                        }
                    }
                    Again::Running { done, of } => {
                        view! {
                            <progress
                                aria-label=move || t.get().trust.running
                                value=done.to_string()
                                max=of.to_string()
                            ></progress>
                        }
                    }
                    Again::Done { mean, same } => {
                        let words = if same { t.get().trust.same_bits.to_owned() } else { other(mean) };
                        view! {
                            <span class="trust-mark" role="status">
                                <Icon name=if same { "check" } else { "cross" } small=true />
                                {words}
                            </span>
                        }
                    }
                }}
            </td>
        </tr>
    }
}

/// A share in per cent, anything else with its unit.
fn say(lang: Lang, line: &Line, value: f64) -> String {
    if line.unit.is_empty() {
        return format!("{}\u{a0}%", number::fixed(lang, 100.0 * value, 2));
    }
    format!("{}\u{a0}{}", number::fixed(lang, value, 4), line.unit)
}

/// How far the measured mean is from theory, in its own 95 % interval: theory is the line in the middle.
#[component]
fn Deviation(line: Line) -> impl IntoView {
    // the field is four half intervals wide, so that an honest miss of one in twenty is still inside
    let place = |x: f64| format!("{:.1}%", (50.0 + 25.0 * x).clamp(1.0, 99.0));
    let away = if line.half > 0.0 { (line.mean - line.expected) / line.half } else { 0.0 };
    view! {
        <span class="trust-dev" aria-hidden="true">
            <i style:left=place(away - 1.0) style:right=place(-away - 1.0)></i>
            <b style:left=place(away)></b>
        </span>
    }
}

/// Runs the jobs of a case in this browser and compares the mean, bit by bit.
fn run_again(desk: Desk, at: usize, published: f64, again: RwSignal<Vec<Again>>) {
    let Some(case) = cases().into_iter().nth(at) else { return };
    let of = case.jobs.len();
    let set = move |state| {
        let _ = again.try_update(|a| {
            if let Some(place) = a.get_mut(at) {
                *place = state;
            }
        });
    };
    set(Again::Running { done: 0, of });
    let jobs = case.jobs.clone();
    let mut reports: Vec<Option<Report>> = vec![None; of];
    let handle: BatchHandle = desk.run_batch(jobs, move |index, report| {
        if let Some(place) = reports.get_mut(index as usize) {
            *place = Some(report);
        }
        let here: Vec<Report> = reports.iter().flatten().cloned().collect();
        if here.len() < of {
            return set(Again::Running { done: here.len(), of });
        }
        let Verdict { measured, .. } = case.verdict(&here);
        set(Again::Done { mean: measured.mean, same: measured.mean.to_bits() == published.to_bits() });
    });
    // a simulation that broke over it twice has told so; the button comes back
    effect(move || {
        if handle.state.get() == crate::desk::BatchState::Lost {
            set(Again::Unasked);
        }
    });
}
