//! The cross-hair: one instant, in step over all charts and the bar of time, with what was measured
//! in its second.

use super::{Chart, Scene};
use crate::desk::Desk;
use crate::i18n::{Lang, number, use_lang, use_texts};
use crate::view::prelude::*;
use simcore::measure::Point;

/// What a chart shows at a point.
fn values(chart: Chart, p: &Point, lang: Lang) -> String {
    let t = &lang.texts().charts;
    let n = |v: f32| number::short(lang, f64::from(v));
    match chart {
        Chart::Latency if p.p50 > 0.0 => {
            format!("p50 {}, p95 {}, p99 {} ms", n(p.p50), n(p.p95), n(p.p99))
        }
        Chart::Latency => String::new(),
        Chart::Throughput => {
            let mut parts = vec![(t.n_on_time)(&n(p.on_time))];
            if p.late > 0.0 {
                parts.push((t.n_late)(&n(p.late)));
            }
            if p.failed > 0.0 {
                parts.push((t.n_failed)(&n(p.failed)));
            }
            parts.join(", ")
        }
        Chart::Utilisation => {
            let fullest = p.taken.iter().copied().fold(0.0, f32::max);
            format!("{} {}", t.at_most, number::percent(lang, f64::from(fullest)))
        }
        // their values are no part of the series: the table of the chart has them
        _ => String::new(),
    }
}

/// The hair over one chart. It says nothing to screen readers: the table of the chart does.
#[component]
pub fn Cross(desk: Desk, chart: Chart, size: RwSignal<(f64, f64)>) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let at = memo(move || {
        let s = desk.time.cross.get()?;
        let (from, to) = Scene::span(desk);
        (s >= from && s <= to && chart.sides().is_some()).then_some(s)
    });
    let place = move || {
        let ((from, to), (left, right)) = (Scene::span(desk), chart.sides().unwrap_or_default());
        let inner = size.get().0 - left - right;
        at.get().map_or(0.0, |s| left + inner * (s - from) / (to - from))
    };
    let says = move || {
        let s = at.get()?;
        let time = (t.get().time.second)(&number::fixed(lang.get(), s, 1));
        let of_second = desk.series.with(|all| {
            let i = all.partition_point(|p| p.t < s);
            all.get(i).map(|p| values(chart, p, lang.get()))
        });
        Some(of_second.filter(|v| !v.is_empty()).map_or(time.clone(), |v| format!("{time}: {v}")))
    };
    let turned = move || place() > size.get().0 / 2.0;
    view! {
        <span
            class="cross"
            aria-hidden="true"
            class:on=move || at.with(Option::is_some)
            class:turned=turned
            style:left=move || format!("{:.1}px", place())
        >
            <span>{says}</span>
        </span>
    }
}
