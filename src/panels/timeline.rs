//! The run as a checked bar that can be scrubbed: ink where all went well, hatched where requests
//! failed or came late, pale where it is known already, empty where nothing was simulated; faults
//! as triangles, edits as ticks, the fork as an open circle, now in yellow.

use super::flags::{Flag, flags};
use crate::desk::{Desk, Lived};
use crate::i18n::{number, use_lang, use_texts};
use crate::view::prelude::*;
use std::sync::Arc;

/// How long the bar is, in simulated seconds: it grows by steps, so that it stands still for a while.
const LENGTHS: [f64; 10] = [120.0, 180.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 18_000.0, 36_000.0];

fn length(end: f64) -> f64 {
    let whole_days = ((end * 1.02 / 86_400.0).ceil() * 86_400.0).max(86_400.0);
    LENGTHS.into_iter().find(|l| end * 1.02 <= *l).unwrap_or(whole_days)
}

#[component]
pub fn Timeline(desk: Desk) -> impl IntoView {
    let (t, lang, time) = (use_texts(), use_lang(), desk.time);
    let now = memo(move || {
        let s = desk.frame.with(|f| f.now_s);
        let s = if desk.running.get() { (s * 4.0).round() / 4.0 } else { s };
        time.wanted.get().unwrap_or(s)
    });
    let end = memo(move || desk.frame.with(|f| f.end_s.max(f.now_s).ceil()).max(now.get()));
    let to = memo(move || length(end.get()));
    let place = move |s: f64| format!("{:.3}%", (s / to.get()).clamp(0.0, 1.0) * 100.0);
    // what moves with the clock is moved and not laid out anew: nothing around it has to make room
    let moved = move |s: f64| format!("{:.3}cqi", (s / to.get()).clamp(0.0, 1.0) * 100.0);
    let bars = move |lived: Arc<Lived>| {
        let to = to.get();
        lived.0.iter().map(move |s| {
            let class = if s.well { "well" } else { "ill" };
            let width = format!("{:.3}%", (s.until - s.from) / to * 100.0);
            view! { <i class=class style:left=format!("{:.3}%", s.from / to * 100.0) style:width=width></i> }
        }).collect_view()
    };
    let other = move || {
        let at = time.fork.get()?.at_s;
        let lived = time.other.with(|o| o.lived.since(at));
        Some(view! { <div class="timeline-other">{bars(Arc::new(lived))}</div> })
    };
    let shown = memo(move || flags(desk, t.get(), lang.get(), to.get()));
    let flag = move |f: Flag| {
        let says = (t.get().time.at)(&number::fixed(lang.get(), f.at, 1), &f.text);
        let (at, class) = (f.at, if f.fault { "fault" } else { "edit" });
        view! {
            <li class=class style:left=place(at) title=says.clone() on:click=move |_| desk.rewind(at)>
                <span class="aloud">{says}</span>
            </li>
        }
    };
    let fork = move || {
        time.fork.get().map(|f| {
            let says = (t.get().time.at)(&number::fixed(lang.get(), f.at_s, 1), t.get().time.fork);
            view! {
                <li class="fork" style:left=place(f.at_s) title=says.clone() on:click=move |_| desk.rewind(f.at_s)>
                    <span class="aloud">{says}</span>
                </li>
            }
        })
    };
    let figures = move || {
        let to = to.get();
        let figure = |i: u32| {
            let s = to * f64::from(i) / 6.0;
            let unit = if i == 6 { "\u{a0}s" } else { "" };
            view! { <b style:left=place(s)>{format!("{}{unit}", number::int(lang.get(), s))}</b> }
        };
        (0..=6).map(figure).collect_view()
    };
    let said = move || {
        let n = |v: f64| number::fixed(lang.get(), v, 1);
        let bad = time.lived.with(|l| l.bad());
        (t.get().time.said)(&n(now.get()), &n(end.get()), &number::int(lang.get(), bad))
    };
    let empty = move || (end.get() < to.get() * 0.7).then(|| t.get().time.not_simulated);
    let veil = move || format!("{:.5} 1", ((end.get() - now.get()) / to.get()).clamp(0.0, 1.0));
    view! {
        <div class="timeline" data-testid="timeline">
            <div class="timeline-bar">
                {move || bars(time.lived.get())}
                <i class="veil" style:translate=move || moved(now.get()) style:scale=veil></i>
                <span class="rest" style:translate=move || moved(end.get())>{empty}</span>
            </div>
            {other}
            <i class="now" style:translate=move || moved(now.get())></i>
            <i
                class="timeline-cross"
                class:on=move || time.cross.with(Option::is_some)
                style:left=move || place(time.cross.get().unwrap_or_default())
            ></i>
            <div class="timeline-figures" aria-hidden="true">{figures}</div>
            <Scrubber desk now to said=derived(said) />
            <ul class="timeline-flags" aria-label=move || t.get().time.marks>
                {move || shown.get().into_iter().map(flag).collect_view()}
                {fork}
            </ul>
        </div>
    }
}

/// The browser's own slider over the bar: mouse, touch, keys and screen readers as everywhere.
#[component]
fn Scrubber(desk: Desk, now: Memo<f64>, to: Memo<f64>, said: Signal<String>) -> impl IntoView {
    let (t, time) = (use_texts(), desk.time);
    let scrub = move |ev: web_sys::Event| {
        if let Ok(s) = event_target_value(&ev).parse() {
            desk.rewind(s);
        }
    };
    let key = move |ev: web_sys::KeyboardEvent| {
        let far = if ev.shift_key() { 10.0 } else { 1.0 };
        let at = now.get_untracked();
        let aim = match ev.key().as_str() {
            "ArrowLeft" | "ArrowDown" => at - far,
            "ArrowRight" | "ArrowUp" => at + far,
            "PageDown" => at - 10.0,
            "PageUp" => at + 10.0,
            "Home" => 0.0,
            "End" => f64::MAX,
            _ => return,
        };
        if !(ev.ctrl_key() || ev.meta_key() || ev.alt_key()) {
            ev.prevent_default();
            ev.stop_propagation();
            desk.rewind(aim);
        }
    };
    let hover = move |ev: web_sys::PointerEvent| {
        let input: web_sys::Element = event_target(&ev);
        let (x, width) = (f64::from(ev.offset_x()), f64::from(input.client_width()));
        time.cross.set((width > 0.0).then(|| (x / width).clamp(0.0, 1.0) * to.get_untracked()));
    };
    // the clock stands while the playhead is held
    let hold = move |on: bool| desk.rest(on);
    view! {
        <input
            type="range"
            class="timeline-scrub"
            min="0"
            max=move || to.get().to_string()
            step="any"
            prop:value=move || now.get().to_string()
            aria-label=move || t.get().time.bar
            aria-valuetext=move || said.get()
            on:input=scrub
            on:keydown=key
            on:pointerdown=move |_| hold(true)
            on:pointerup=move |_| hold(false)
            on:pointercancel=move |_| hold(false)
            on:pointermove=hover
            on:pointerleave=move |_| time.cross.set(None)
        />
    }
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn the_bar_holds_all_that_is_known_and_stands_still_between_steps() {
        let lengths: Vec<f64> = (0..200_000).step_by(7).map(|s| length(f64::from(s))).collect();
        for (l, end) in lengths.iter().zip((0..200_000).step_by(7)) {
            assert!(*l >= f64::from(end) && l % 6.0 == 0.0, "{end}: {l}");
        }
        let mut steps = lengths;
        steps.dedup();
        assert!(steps.len() < 16, "{steps:?}");
    }
}
