//! A place in the dock that shows one of the charts: its name is the menu, and beside it stands what
//! it means.

use super::numbers::{LatencyNumbers, SpreadNumbers, StripNumbers, ThroughputNumbers};
use super::strips::Strip;
use super::{BillBars, Chart, ChartCanvas, FailureBars, Scene, spread};
use crate::desk::{Aspect, Desk};
use crate::i18n::{Texts, number, use_lang, use_texts};
use crate::study::term_link;
use crate::view::prelude::*;

/// Everything that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    Latency,
    Throughput,
    Failures,
    Utilisation,
    Spread,
    Queue,
    Hits,
    Lag,
    Shards,
    Cost,
    LatencyParts,
    ThroughputParts,
}

impl Metric {
    /// In the order of the menu and of the texts.
    pub const ALL: [Metric; 12] = [
        Metric::Latency,
        Metric::Throughput,
        Metric::Failures,
        Metric::Utilisation,
        Metric::Spread,
        Metric::Queue,
        Metric::Hits,
        Metric::Lag,
        Metric::Shards,
        Metric::Cost,
        Metric::LatencyParts,
        Metric::ThroughputParts,
    ];

    /// What is drawn on a canvas for it; the others are lists.
    fn chart(self) -> Option<Chart> {
        match self {
            Metric::Latency => Some(Chart::Latency),
            Metric::Throughput => Some(Chart::Throughput),
            Metric::Utilisation => Some(Chart::Utilisation),
            Metric::Spread => Some(Chart::Spread),
            Metric::Queue => Some(Chart::Queue),
            Metric::Hits => Some(Chart::Hits),
            Metric::Lag => Some(Chart::Lag),
            Metric::Shards => Some(Chart::Shards),
            Metric::LatencyParts => Some(Chart::LatencyParts),
            Metric::ThroughputParts => Some(Chart::ThroughputParts),
            Metric::Failures | Metric::Cost => None,
        }
    }

    /// The term of the glossary that it is about.
    fn term(self) -> &'static str {
        match self {
            Metric::Latency | Metric::LatencyParts => "latency",
            Metric::Throughput | Metric::ThroughputParts => "throughput",
            Metric::Failures => "error-rate",
            Metric::Utilisation => "load",
            Metric::Spread => "percentile",
            Metric::Queue => "queue-depth",
            Metric::Hits => "cache-hit-miss",
            Metric::Lag => "replication-lag",
            Metric::Shards => "hot-shard-hotspot",
            Metric::Cost => "cost-efficiency",
        }
    }
}

/// One chart, to be chosen by its name.
#[component]
pub fn ChartSlot(desk: Desk, metric: Signal<Metric>, on_pick: Callback<Metric>) -> impl IntoView {
    let t = use_texts();
    let index = move || metric.get() as usize;
    let text = move || &t.get().metrics.all[index()];
    let pick = move |ev: web_sys::Event| {
        let chosen = event_target_value(&ev).parse().ok().and_then(|i: usize| Metric::ALL.get(i).copied());
        if let Some(metric) = chosen {
            on_pick.run(metric);
        }
    };
    let option = move |i: usize| {
        view! { <option value=i selected=move || i == index()>{move || t.get().metrics.all[i].name}</option> }
    };
    view! {
        <figure class="ch">
            <figcaption>
                <select
                    class="ch-pick"
                    aria-label=move || t.get().metrics.choose
                    prop:value=move || index().to_string()
                    on:change=pick
                >
                    {(0..Metric::ALL.len()).map(option).collect_view()}
                </select>
                <span>{move || text().unit}</span>
                <details class="numbers ch-what">
                    <summary aria-label=move || (t.get().metrics.what)(text().name)>"?"</summary>
                    <p class="numbers-in">
                        {move || text().help}
                        " "
                        {move || term_link(metric.get().term(), t.get().metrics.glossary.into_dom())}
                    </p>
                </details>
                {move || tables(desk, metric.get())}
            </figcaption>
            {move || body(desk, metric.get())}
        </figure>
    }
}

fn tables(desk: Desk, metric: Metric) -> Dom {
    match metric {
        Metric::Latency => view! { <LatencyNumbers desk /> }.into_dom(),
        Metric::Throughput => view! { <ThroughputNumbers desk /> }.into_dom(),
        Metric::Spread => view! { <SpreadNumbers desk /> }.into_dom(),
        // they are lists of numbers themselves
        Metric::Failures | Metric::Cost => ().into_dom(),
        _ => match metric.chart() {
            Some(chart) => {
                let name = metric as usize;
                view! { <StripNumbers desk chart name /> }.into_dom()
            }
            None => ().into_dom(),
        },
    }
}

fn body(desk: Desk, metric: Metric) -> Dom {
    let (t, lang) = (use_texts(), use_lang());
    if metric == Metric::Spread {
        desk.look_closely(Aspect::Latency);
    }
    match metric.chart() {
        Some(chart) => {
            let summary = derived(move || says(&Scene::of(desk, lang.get(), chart), metric, t.get()));
            view! { <ChartCanvas desk chart summary /> }.into_dom()
        }
        None if metric == Metric::Cost => view! { <BillBars desk /> }.into_dom(),
        None => view! { <FailureBars desk /> }.into_dom(),
    }
}

/// The chart in one sentence.
fn says(scene: &Scene, metric: Metric, texts: &Texts) -> String {
    let (lang, t) = (scene.lang, &texts.charts);
    let last = scene.points.last();
    match metric {
        Metric::Latency => match last.filter(|p| p.p50 > 0.0) {
            None => t.latency_none.to_owned(),
            Some(p) => {
                let ms = |v: f32| number::ms(lang, f64::from(v));
                (t.latency_says)(&ms(p.p50), &ms(p.p95), &ms(p.p99))
            }
        },
        Metric::Throughput => match last {
            None => texts.panels.nothing_finished.to_owned(),
            Some(p) => {
                let n = |v: f32| number::short(lang, f64::from(v));
                (t.throughput_says)(&n(p.offered), &n(p.on_time), &n(p.late), &n(p.failed))
            }
        },
        Metric::Spread => match spread::middle(&scene.bars, lang) {
            None => t.latency_none.to_owned(),
            Some((from, to)) => (texts.metrics.spread_says)(&from, &to),
        },
        _ => {
            let most = scene.strips.iter().max_by(|a, b| a.last().total_cmp(&b.last()));
            let write = |s: &Strip| scene.unit().write(lang, s.last());
            match most {
                None => scene.nothing().to_owned(),
                Some(s) if metric == Metric::Utilisation => (t.utilisation_says)(&s.name, &write(s)),
                Some(s) => (texts.metrics.most)(texts.metrics.all[metric as usize].name, &s.name, &write(s)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chart_leads_to_a_term_of_the_glossary() {
        let glossary = include_str!("../../lessons/texts/glossary.toml");
        for metric in Metric::ALL {
            assert!(glossary.contains(&format!("\nid = \"{}\"\n", metric.term())), "{metric:?}");
        }
    }
}
