//! What a drawn curve was worth: a sentence, and both curves in figures.

use super::CurveSheet;
use crate::i18n::{self, number};
use crate::steps::predict::Prediction;
use crate::view::prelude::*;

/// One sentence: how far apart, and how far they may be.
#[component]
pub fn Verdict(p: Prediction, tolerance: f64) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let sentence = move || {
        let mark = p.outcome.get()?.mark;
        let Some(distance) = mark.distance else { return Some(t.get().course.no_value.to_owned()) };
        let (off, most) = (number::percent(lang.get(), distance), number::percent(lang.get(), tolerance));
        let d = &t.get().debrief;
        Some(if mark.passed { (d.curve_close)(&off, &most) } else { (d.curve_far)(&off, &most) })
    };
    view! { <p class="task-verdict" role="status" data-testid="verdict">{sentence}</p> }
}

/// Both curves in figures.
#[component]
pub fn Figures(sheet: CurveSheet, count: usize, x_name: Signal<String>) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    move || {
        let (said, run) = sheet.said.get().zip(sheet.run.get())?;
        let rows = (0..count).filter_map(|i| {
            let (a, b) = (*said.get(i)?, *run.get(i)?);
            let x = sheet.xs.with_value(|xs| xs.get(i).copied())?;
            Some(view! {
                <tr>
                    <th scope="row" class="goals-num">{number::short(lang.get(), x)}</th>
                    <td class="goals-num">{sheet.text(a)}</td>
                    <td class="goals-num">{sheet.text(b)}</td>
                    <td class="goals-num">{sheet.text((a - b).abs())}</td>
                </tr>
            })
        });
        let d = &t.get().debrief;
        Some(view! {
            <table class="goals" data-testid="curve-table">
                <thead>
                    <tr>
                        <th scope="col" class="goals-num">{x_name.get()}</th>
                        <th scope="col" class="goals-num">{d.you}</th>
                        <th scope="col" class="goals-num">{d.the_run}</th>
                        <th scope="col" class="goals-num">{d.apart}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        })
    }
}
