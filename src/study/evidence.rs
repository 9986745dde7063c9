//! After a fault was found: the board measured without it and with it, station by station.

use crate::desk::Desk;
use crate::i18n::{self, number};
use crate::steps::LessonSignal;
use crate::view::prelude::*;
use lessons::measure::Measure;
use lessons::practice::{Case, jobs};
use simcore::design::NodeId;
use simcore::measure::Report;

#[component]
pub fn Evidence(desk: Desk, lesson: LessonSignal, case: Case) -> impl IntoView {
    let t = i18n::use_texts();
    let reports = rw_signal(vec![None::<Report>; 2]);
    desk.run_batch(jobs(&case), move |index, report| {
        let _ = reports.try_update(|r| {
            if let Some(place) = r.get_mut(index as usize) {
                *place = Some(report);
            }
        });
    });
    let case = stored(case);
    let table = move || {
        let both = reports.with(|r| match r.as_slice() {
            [Some(well), Some(ill)] => Some([well.clone(), ill.clone()]),
            _ => None,
        });
        match both {
            None => view! { <p role="status">{move || t.get().study.measuring}</p> },
            Some(both) => case.with_value(|case| rows(case, &both, lesson)),
        }
    };
    view! {
        <section class="evidence" data-testid="evidence">
            <h2>{move || t.get().study.evidence}</h2>
            {table}
        </section>
    }
}

fn rows(case: &Case, both: &[Report; 2], lesson: LessonSignal) -> Dom {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let design = &case.board.design;
    let read = |m: Measure| [0, 1].map(|i| m.read(design, &both[i]));
    let cell = |m: Measure, say: fn(i18n::Lang, f64) -> String| {
        let values = read(m);
        let words = move || {
            let one = |v: Option<f64>| v.map_or("–".to_owned(), |v| say(lang.get(), v));
            format!("{} → {}", one(values[0]), one(values[1]))
        };
        view! { <td class="num">{words}</td> }
    };
    let share = |lang: i18n::Lang, v: f64| number::percent(lang, v / 100.0);
    let station = |id: NodeId| {
        let name = move || {
            lesson.with(|l| {
                let board = l.as_ref()?.steps.first()?.board.as_ref()?;
                board.design.name_of(id).map(str::to_owned)
            })
        };
        view! {
            <tr class:evidence-here=id == case.key.0>
                <th scope="row">{name}</th>
                {cell(Measure::Utilisation(id), share)}
                {cell(Measure::NodeP95(id), number::ms)}
                {cell(Measure::NodeFailed(id), share)}
            </tr>
        }
    };
    let stations = case.culprits.iter().map(|id| station(*id)).collect_view();
    let heads =
        move || t.get().study.heads.iter().map(|h| view! { <th scope="col">{*h}</th> }).collect_view();
    view! {
        <table class="study-table">
            <caption>{move || t.get().study.well_ill}</caption>
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>
                {stations}
                <tr>
                    <th scope="row">{move || t.get().study.users}</th>
                    <td class="num">"–"</td>
                    {cell(Measure::P95, number::ms)}
                    {cell(Measure::FailedShare, share)}
                </tr>
            </tbody>
        </table>
    }
}
