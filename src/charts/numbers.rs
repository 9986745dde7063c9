//! The numbers of each chart as a table, for those who read rather than look.

use super::strips::Strip;
use super::{Chart, Scene, data::sample};
use crate::desk::Desk;
use crate::i18n::{number, use_lang, use_texts};
use crate::view::prelude::*;
use simcore::measure::Point;

/// Rows of a table.
const ROWS: usize = 12;

/// A table behind a button. It is made when it is opened.
#[component]
fn Numbers(
    #[prop(into)] caption: Signal<String>,
    /// Heads of the columns, time first.
    #[prop(into)]
    heads: Signal<Vec<String>>,
    #[prop(into)] rows: Signal<Vec<Vec<String>>>,
) -> impl IntoView {
    let t = use_texts();
    let open = rw_signal(false);
    let toggle = move |ev: web_sys::Event| {
        let details: web_sys::Element = event_target(&ev);
        open.set(details.has_attribute("open"));
    };
    let head = |h: String| view! { <th scope="col">{h}</th> };
    let row = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        let first = cells.next();
        view! { <tr><th scope="row">{first}</th>{cells.map(|c| view! { <td>{c}</td> }).collect_view()}</tr> }
    };
    view! {
        <details class="numbers" on:toggle=toggle>
            <summary>{move || t.get().charts.numbers}</summary>
            <Show when=move || open.get()>
                <div class="numbers-in" role="region" tabindex="0" aria-label=move || caption.get()>
                    <table class="wt">
                        <caption>{move || caption.get()}</caption>
                        <thead><tr>{move || heads.get().into_iter().map(head).collect_view()}</tr></thead>
                        <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </Show>
        </details>
    }
}

/// Rows of the table: time, then what `read` takes from each point.
fn rows_of(desk: Desk, lang: crate::i18n::Lang, read: impl Fn(&Point) -> Vec<String>) -> Vec<Vec<String>> {
    let scene = Scene::of(desk, lang, Chart::Latency);
    let row = |p: &Point| {
        let mut cells = vec![format!("{} s", number::int(lang, p.t))];
        cells.extend(read(p));
        cells
    };
    sample(scene.seen(), ROWS).map(row).collect()
}

#[component]
pub fn LatencyNumbers(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let heads = move || [t.get().charts.time, "p50", "p95", "p99"].map(str::to_owned).to_vec();
    let rows = move || {
        let lang = lang.get();
        rows_of(desk, lang, |p| [p.p50, p.p95, p.p99].map(|v| number::short(lang, f64::from(v))).to_vec())
    };
    view! {
        <Numbers
            caption=derived(move || t.get().charts.latency_table.to_owned())
            heads=derived(heads)
            rows=derived(rows)
        />
    }
}

#[component]
pub fn ThroughputNumbers(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let heads = move || {
        let t = &t.get().charts;
        [t.time, t.offered, t.on_time, t.late, t.failed].map(str::to_owned).to_vec()
    };
    let rows = move || {
        let lang = lang.get();
        rows_of(desk, lang, |p| {
            [p.offered, p.on_time, p.late, p.failed].map(|v| number::short(lang, f64::from(v))).to_vec()
        })
    };
    view! {
        <Numbers
            caption=derived(move || t.get().charts.throughput_table.to_owned())
            heads=derived(heads)
            rows=derived(rows)
        />
    }
}

/// The strips of a chart as columns; `name` is its place among the texts.
#[component]
pub fn StripNumbers(desk: Desk, chart: Chart, name: usize) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let heads = move || {
        let scene = Scene::of(desk, lang.get(), chart);
        let mut heads = vec![t.get().charts.time.to_owned()];
        heads.extend(scene.strips.into_iter().map(|s| s.name));
        heads
    };
    let rows = move || {
        let scene = Scene::of(desk, lang.get(), chart);
        let mut times: Vec<f64> = scene.strips.iter().flat_map(|s| s.line.iter().map(|p| p.0)).collect();
        simcore::sorted::sort_by(&mut times, |a, b| a.total_cmp(b));
        times.dedup();
        let cell = |strip: &Strip, t: f64| {
            let at = strip.line.iter().find(|p| p.0 == t);
            at.map_or("–".to_owned(), |p| scene.unit().write(scene.lang, p.1))
        };
        let row = |t: &f64| {
            let mut cells = vec![format!("{} s", number::int(scene.lang, *t))];
            cells.extend(scene.strips.iter().map(|s| cell(s, *t)));
            cells
        };
        sample(&times, ROWS).map(row).collect()
    };
    let caption = move || {
        let m = &t.get().metrics.all[name];
        format!("{}, {}", m.name, m.unit)
    };
    view! { <Numbers caption=derived(caption) heads=derived(heads) rows=derived(rows) /> }
}

#[component]
pub fn SpreadNumbers(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let heads = move || {
        let m = &t.get().metrics;
        [m.spread_from, m.spread_to, m.spread_count].map(str::to_owned).to_vec()
    };
    let rows = move || {
        let lang = lang.get();
        let ms = |v: f32| number::ms(lang, f64::from(v));
        let bars = desk.closer.with(|c| c.latency.clone());
        let full = bars.into_iter().filter(|b| b.2 > 0);
        full.map(|(from, to, n)| vec![ms(from), ms(to), number::int(lang, n as f64)]).collect::<Vec<_>>()
    };
    let caption = move || t.get().metrics.all[super::Metric::Spread as usize].name.to_owned();
    view! { <Numbers caption=derived(caption) heads=derived(heads) rows=derived(rows) /> }
}
