//! The dock: four live charts, each with a sentence and a table of its numbers.

use super::sheet::{Sheet, SheetHead, use_sheet};
use crate::charts::{
    Chart, ChartCanvas, FailureBars, LatencyNumbers, Scene, ThroughputNumbers, UtilisationNumbers,
};
use crate::desk::Desk;
use crate::i18n::{number, use_lang, use_texts};
use crate::view::prelude::*;

#[component]
pub fn Dock(desk: Desk) -> impl IntoView {
    let (t, sheet) = (use_texts(), use_sheet());
    view! {
        <section
            class="dock sheetable"
            class:open=move || sheet.get() == Sheet::Charts
            aria-label=move || t.get().charts.charts
            data-testid="dock"
        >
            <SheetHead title=derived(move || t.get().panels.charts_sheet.to_owned()) />
            <LatencyChart desk />
            <ThroughputChart desk />
            <FailureChart desk />
            <UtilisationChart desk />
        </section>
    }
}

#[component]
fn LatencyChart(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let summary = move || {
        let (lang, scene) = (lang.get(), Scene::of(desk, lang.get()));
        match scene.points.last().filter(|p| p.p50 > 0.0) {
            None => t.get().charts.latency_none.to_owned(),
            Some(p) => {
                let ms = |v: f32| number::ms(lang, f64::from(v));
                (t.get().charts.latency_says)(&ms(p.p50), &ms(p.p95), &ms(p.p99))
            }
        }
    };
    view! {
        <figure class="ch">
            <figcaption>
                <b>{move || t.get().charts.latency}</b>
                <span>{move || t.get().charts.latency_unit}</span>
                <LatencyNumbers desk />
            </figcaption>
            <ChartCanvas desk chart=Chart::Latency summary=derived(summary) />
        </figure>
    }
}

#[component]
fn ThroughputChart(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let summary = move || {
        let (lang, scene) = (lang.get(), Scene::of(desk, lang.get()));
        let n = |v: f32| number::short(lang, f64::from(v));
        match scene.points.last() {
            None => t.get().panels.nothing_finished.to_owned(),
            Some(p) => {
                (t.get().charts.throughput_says)(&n(p.offered), &n(p.on_time), &n(p.late), &n(p.failed))
            }
        }
    };
    view! {
        <figure class="ch">
            <figcaption>
                <b>{move || t.get().charts.throughput}</b>
                <span>{move || t.get().panels.per_second}</span>
                <ThroughputNumbers desk />
            </figcaption>
            <ChartCanvas desk chart=Chart::Throughput summary=derived(summary) />
        </figure>
    }
}

#[component]
fn FailureChart(desk: Desk) -> impl IntoView {
    let t = use_texts();
    view! {
        <figure class="ch">
            <figcaption>
                <b>{move || t.get().charts.failures}</b>
                <span>{move || t.get().panels.since_start}</span>
            </figcaption>
            <FailureBars desk />
        </figure>
    }
}

#[component]
fn UtilisationChart(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let summary = move || {
        let (lang, scene) = (lang.get(), Scene::of(desk, lang.get()));
        let last = scene.points.last();
        let taken = |i: usize| last.and_then(|p| p.taken.get(i)).copied().unwrap_or(0.0);
        let hottest = scene.stations.iter().max_by(|a, b| taken(a.0).total_cmp(&taken(b.0)));
        match hottest {
            None => t.get().charts.utilisation_none.to_owned(),
            Some((i, name)) => {
                (t.get().charts.utilisation_says)(name, &number::percent(lang, f64::from(taken(*i))))
            }
        }
    };
    view! {
        <figure class="ch">
            <figcaption>
                <b>{move || t.get().charts.utilisation}</b>
                <span>{move || t.get().charts.by_station}</span>
                <UtilisationNumbers desk />
            </figcaption>
            <ChartCanvas desk chart=Chart::Utilisation summary=derived(summary) />
        </figure>
    }
}
