//! The run so far as a checked bar: ink where all went well, hatched where requests failed or came
//! late, empty where nothing was simulated; planned faults as triangles, now in yellow.

use crate::desk::Desk;
use crate::i18n::{number, use_lang, use_texts};
use crate::view::prelude::*;
use simcore::measure::Point;

/// The bar shows at least this many seconds.
const SHORTEST: f64 = 120.0;
/// A second counts as bad from this share of requests that were not answered on time.
const BAD_SHARE: f32 = 0.01;

/// Stretches of the run that went equally well: from, until, well.
fn stretches(points: &[Point]) -> Vec<(f64, f64, bool)> {
    let mut out: Vec<(f64, f64, bool)> = Vec::new();
    for (i, p) in points.iter().enumerate() {
        let finished = p.on_time + p.late + p.failed;
        let well = finished <= 0.0 || (p.late + p.failed) / finished <= BAD_SHARE;
        let from = if i == 0 { (p.t - 1.0).max(0.0) } else { points[i - 1].t };
        match out.last_mut() {
            Some(last) if last.2 == well && last.1 >= from - 1e-6 => last.1 = p.t,
            _ => out.push((from, p.t, well)),
        }
    }
    out
}

/// The seconds that the bar shows: all of a short run, the end of a long one.
fn window(now: f64, first: f64) -> (f64, f64) {
    if now <= SHORTEST * 0.9 {
        return (0.0, SHORTEST);
    }
    let length = (now - first.max(0.0)).max(SHORTEST);
    // grows by steps, so that the figures below stand still for a while
    let step = [60.0, 120.0, 300.0].into_iter().find(|s| length / s <= 6.0).unwrap_or(600.0);
    let from = (first.max(0.0) / step).floor() * step;
    (from, from + (((now - from) * 1.02 / step).ceil() * step).max(SHORTEST))
}

#[component]
pub fn Timeline(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let parts = memo(move || desk.series.with(|s| stretches(s)));
    let now = memo(move || (desk.frame.with(|f| f.now_s) * 4.0).round() / 4.0);
    let span = memo(move || {
        let first = desk.series.with(|s| s.first().map_or(0.0, |p| p.t - 1.0));
        window(now.get(), first)
    });
    let place = move |s: f64| {
        let (from, to) = span.get();
        format!("{:.2}%", ((s - from) / (to - from)).clamp(0.0, 1.0) * 100.0)
    };
    let bars = move || {
        let (from, to) = span.get();
        let width = move |a: f64, b: f64| format!("{:.2}%", (b - a) / (to - from) * 100.0);
        let bar = |(a, b, well): (f64, f64, bool)| {
            let class = if well { "well" } else { "ill" };
            view! { <i class=class style:left=place(a) style:width=width(a, b)></i> }
        };
        parts.get().into_iter().map(bar).collect_view()
    };
    let faults = move || {
        let planned = desk.board.with(|h| h.board().design.faults.clone());
        let (from, to) = span.get();
        let seen = planned.into_iter().filter(|f| f.from_s >= from && f.from_s <= to);
        seen.map(|f| view! { <i class="fault" style:left=place(f.from_s)></i> }).collect_view()
    };
    let figures = move || {
        let (from, to) = span.get();
        let figure = |i: u32| {
            let s = from + (to - from) * f64::from(i) / 6.0;
            let unit = if i == 6 { "\u{a0}s" } else { "" };
            view! { <b style:left=place(s)>{format!("{}{unit}", number::int(lang.get(), s))}</b> }
        };
        (0..=6).map(figure).collect_view()
    };
    let summary = move || {
        let bad: f64 = parts.with(|p| p.iter().filter(|s| !s.2).map(|s| s.1 - s.0).sum());
        (t.get().panels.timeline)(&number::int(lang.get(), now.get()), &number::int(lang.get(), bad))
    };
    view! {
        <div class="timeline" role="img" aria-label=summary>
            <div class="timeline-bar">{bars}</div>
            {faults}
            <i class="now" style:left=move || place(now.get())></i>
            <div class="timeline-figures">{figures}</div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(t: f64, on_time: f32, failed: f32) -> Point {
        Point { t, on_time, failed, ..Point::default() }
    }

    #[test]
    fn equal_seconds_become_one_stretch() {
        let points: Vec<Point> = (1..=10)
            .map(|i| point(f64::from(i), 100.0, if (4..=6).contains(&i) { 5.0 } else { 0.0 }))
            .collect();
        assert_eq!(stretches(&points), [(0.0, 3.0, true), (3.0, 6.0, false), (6.0, 10.0, true)]);
        assert!(stretches(&[]).is_empty());
    }

    #[test]
    fn the_window_holds_now_and_stands_still_between_steps() {
        assert_eq!(window(0.0, 0.0), (0.0, 120.0));
        for now in 0..5000 {
            let now = f64::from(now);
            let (from, to) = window(now, (now - 600.0).max(0.0));
            assert!(from <= now && now < to, "{now}: {from} to {to}");
        }
    }
}
