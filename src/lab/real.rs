//! What nginx and HAProxy do in this puzzle, beside the textbook's answer. Closed at first: it would
//! give the answers away.

use super::labels;
use super::state::Lab;
use crate::i18n::{self, lab::Texts};
use crate::view::prelude::*;
use simcore::balance::real::Program;
use simcore::lab::{RealCell, RealRow, real};

const PROGRAMS: [(Program, &str); 2] = [(Program::Nginx, "nginx"), (Program::HaProxy, "HAProxy")];

/// The part of the right column.
#[component]
pub fn InPractice(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let open = rw_signal(false);
    // the event comes late, and once for several changes: what counts is how it stands now
    let toggle = move |ev: web_sys::Event| {
        let details: web_sys::Element = event_target(&ev);
        open.set(details.has_attribute("open"));
    };
    let body = move || {
        let l = &t.get().lab;
        // a program that answers 96 users is slow enough not to be asked in vain
        open.get().then(|| table(l, lab))
    };
    view! {
        <section class="rg-part" data-testid="in-practice">
            <details on:toggle=toggle>
                <summary>
                    <h2 class="inline">{move || t.get().lab.in_practice}</h2>
                </summary>
                {body}
            </details>
        </section>
    }
}

fn table(l: &'static Texts, lab: Lab) -> Dom {
    let (names, algorithm) = (lab.names(), lab.algorithm.get());
    let rows = PROGRAMS
        .map(|(program, name)| (name, lab.puzzle.with(|p| real(p, algorithm, program).ok().flatten())));
    let said = |row: &Option<RealRow>, i: usize| match row.as_ref().and_then(|r| r.cells.get(i)) {
        Some(RealCell::Certain(o)) => labels::outcome(l, &names, *o),
        Some(RealCell::ByChance(list)) => format!("{} ({})", labels::outcomes(l, &names, list), l.by_chance),
        Some(RealCell::ByClient(list)) => format!("{} ({})", labels::outcomes(l, &names, list), l.by_client),
        Some(RealCell::Never) | None => "–".to_owned(),
    };
    let lines = lab.columns().into_iter().enumerate().map(|(i, column)| {
        let cells = rows.iter().map(|(_, row)| view! { <td>{said(row, i)}</td> });
        view! {
            <tr>
                <th scope="row">{labels::column(l, lab, column)}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    let heads = rows.iter().map(|(name, _)| view! { <th scope="col">{(*name).to_owned()}</th> });
    let configured = rows.iter().map(|(_, row)| {
        let words = row.as_ref().map_or(l.no_such_policy, |r| r.directive);
        view! { <td><code>{words.to_owned()}</code></td> }
    });
    view! {
        <table class="real">
            <thead><tr><td></td>{heads.collect_view()}</tr></thead>
            <tbody>
                <tr>
                    <th scope="row">{l.configured}</th>
                    {configured.collect_view()}
                </tr>
                {lines.collect_view()}
            </tbody>
        </table>
        <p class="lab-note">{l.in_practice_note}</p>
    }
}
