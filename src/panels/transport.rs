//! The transport: run, pause, one event, speed, the clock, and the run so far as a bar.

use super::passage::{EventSteps, ForkButtons};
use super::sheet::{Sheet, toggle, use_sheet};
use super::timeline::Timeline;
use crate::board::Msg;
use crate::desk::Desk;
use crate::i18n::{Lang, Texts, number, use_lang, use_texts};
use crate::ui::{Icon, IconButton, segmented::Segmented};
use crate::view::prelude::*;

/// Simulated seconds per second that can be asked for, from slow enough to follow one request with
/// the eye; the last one is as fast as the machine goes.
pub const SPEEDS: [f64; 5] = [0.01, 0.1, 1.0, 10.0, 100_000.0];

fn speed_name(t: &Texts, lang: Lang, speed: f64) -> String {
    if speed >= SPEEDS[SPEEDS.len() - 1] {
        return t.panels.fastest.to_owned();
    }
    format!("{}x", number::short(lang, speed))
}

#[component]
pub fn Transport(desk: Desk) -> impl IntoView {
    let t = use_texts();
    let label = move |f: fn(&crate::i18n::panels::Texts) -> &'static str| {
        derived(move || f(&t.get().panels).to_owned())
    };
    view! {
        <section class="tp" aria-label=move || t.get().panels.transport data-testid="transport">
            <IconButton
                icon="restart"
                label=label(|t| t.restart)
                on_press=callback(move |()| desk.restart())
                class="tp-restart"
            />
            <PlayButton desk />
            <EventSteps desk />
            <Speeds desk />
            <Clock desk />
            <Timeline desk />
            <SeedField desk />
            <ForkButtons desk />
            <SpeedCycle desk />
            <SheetTabs />
        </section>
    }
}

#[component]
fn PlayButton(desk: Desk) -> impl IntoView {
    let t = use_texts();
    let word = move || if desk.running.get() { t.get().panels.pause } else { t.get().panels.run };
    view! {
        <button
            type="button"
            class="btn pri tp-play"
            title=move || format!("{} ({})", word(), t.get().panels.space_key)
            aria-label=word
            data-testid="play"
            on:click=move |_| desk.toggle()
        >
            {move || {
                let icon = if desk.running.get() { "pause" } else { "play" };
                view! { <Icon name=icon small=true /> }
            }}
        </button>
    }
}

#[component]
fn Speeds(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let names = move || SPEEDS.iter().map(|s| speed_name(t.get(), lang.get(), *s)).collect::<Vec<_>>();
    let value = move || SPEEDS.iter().position(|s| *s == desk.speed.get());
    view! {
        <span class="tp-speeds">
            <Segmented
                label=derived(move || t.get().panels.speed.to_owned())
                options=derived(names)
                value=derived(value)
                on_pick=callback(move |i: usize| desk.set_speed(SPEEDS[i]))
            />
        </span>
    }
}

/// Phones only: the next speed with each press.
#[component]
fn SpeedCycle(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let next = move |_| {
        let now = SPEEDS.iter().position(|s| *s == desk.speed.get_untracked()).unwrap_or(0);
        desk.set_speed(SPEEDS[(now + 1) % SPEEDS.len()]);
    };
    let name = move || speed_name(t.get(), lang.get(), desk.speed.get());
    view! {
        <button
            type="button"
            class="btn sq tp-cycle"
            aria-label=move || format!("{}: {}", t.get().panels.speed, name())
            on:click=next
        >
            {name}
        </button>
    }
}

/// Simulated time; below it what keeps it from running as fast as asked.
#[component]
fn Clock(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    // tenths while running: hundredths only flicker
    let now = memo(move || {
        let s = desk.frame.with(|f| f.now_s);
        if desk.running.get() { (s * 10.0).floor() / 10.0 } else { s }
    });
    let text = move || {
        let decimals = if desk.running.get() { 1 } else { 3 };
        format!("{}\u{a0}s", number::fixed(lang.get(), now.get(), decimals))
    };
    // the factor that is reached; words only where the machine cannot keep up
    let reached = memo(move || {
        desk.frame.with(|f| {
            let behind = f.actual_speed < 0.8 * desk.speed.get();
            (f.running && f.actual_speed > 0.0).then(|| (two_figures(f.actual_speed), behind))
        })
    });
    let slow = move || {
        reached.get().map(|(s, behind)| {
            let factor = number::short(lang.get(), s);
            if behind { (t.get().panels.actual_speed)(&factor) } else { format!("{factor}x") }
        })
    };
    view! {
        <span class="clock" role="timer" aria-label=move || t.get().panels.clock data-testid="clock">
            {text}
        </span>
        <span class="tp-slow" data-testid="true-speed">{slow}</span>
    }
}

/// Rounded to two figures, so that what is read does not flicker.
fn two_figures(v: f64) -> f64 {
    let unit = 10f64.powf(v.log10().floor() - 1.0);
    (v / unit).round() * unit
}

/// The seed of the run: the same board and seed give the same run, everywhere.
#[component]
fn SeedField(desk: Desk) -> impl IntoView {
    let t = use_texts();
    let seed = memo(move || desk.board.with(|h| h.board().seed));
    let change = move |ev: web_sys::Event| {
        if let Ok(seed) = event_target_value(&ev).trim().parse::<u64>() {
            desk.send(Msg::SetSeed(seed));
        }
    };
    view! {
        <label class="tp-seed" title=move || t.get().panels.seed_help>
            <span>{move || t.get().panels.seed}</span>
            <input
                class="field"
                type="text"
                inputmode="numeric"
                maxlength="20"
                autocomplete="off"
                prop:value=move || seed.get().to_string()
                on:change=change
            />
        </label>
    }
}

/// Phones only: which panel is open as a sheet.
#[component]
fn SheetTabs() -> impl IntoView {
    let (t, sheet) = (use_texts(), use_sheet());
    let tab =
        move |which: Sheet, icon: &'static str, name: fn(&crate::i18n::panels::Texts) -> &'static str| {
            view! {
                <button
                    type="button"
                    class="btn sq"
                    aria-pressed=move || if sheet.get() == which { "true" } else { "false" }
                    aria-label=move || name(&t.get().panels)
                    on:click=move |_| toggle(sheet, which)
                >
                    <Icon name=icon />
                </button>
            }
        };
    view! {
        <span class="tp-tabs" role="group" aria-label=move || t.get().panels.panels>
            {tab(Sheet::Add, "plus", |t| t.add)}
            {tab(Sheet::Settings, "pencil", |t| t.settings)}
            {tab(Sheet::Charts, "chart", |t| t.charts_sheet)}
        </span>
    }
}
