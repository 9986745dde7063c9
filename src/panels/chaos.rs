//! The chaos panel: every fault that something on the board can suffer, now or at a time of the run;
//! surprises from a seed; and the way back.

use super::inspector::describe;
use super::strength::Strength;
use crate::board::{Edit, Msg, surprise};
use crate::desk::Desk;
use crate::i18n::{Texts, kinds, number, use_lang, use_texts};
use crate::ui::{
    Icon,
    dialog::Dialog,
    field::NumberField,
    scale::{Scale, Shape},
    segmented::Segmented,
};
use crate::view::prelude::*;
use simcore::design::{Fault, FaultKind, NodeId};

/// Seconds of a run that can be named.
const SECONDS: Scale = Scale { min: 0.0, max: 36_000.0, shape: Shape::LogFromZero, whole: false };

/// Breaks a station or place now, and offers to heal it.
pub fn break_now(
    desk: Desk,
    id: NodeId,
    what: FaultKind,
    strength: f64,
    for_s: Option<f64>,
    lang: RwSignal<crate::i18n::Lang>,
) {
    desk.break_node(id, what, strength, for_s);
    let (lang, t) = (lang.get_untracked(), lang.get_untracked().texts());
    let name = desk.board.with_untracked(|h| h.board().design.name_of(id).unwrap_or_default().to_owned());
    let now = desk.frame.with_untracked(|f| number::fixed(lang, f.now_s, 1));
    let text = (t.panels.broken_by_you)(&name, &now);
    desk.notices.offer(text, t.panels.heal.to_owned(), move || desk.heal(id));
}

#[component]
pub fn ChaosDialog(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    view! {
        <Dialog
            open
            on_close=callback(move |()| open.set(false))
            title=derived(move || t.get().chaos.title.to_owned())
            wide=true
        >
            <p>{move || t.get().chaos.lead}</p>
            <div class="chaos" data-testid="chaos">
                <Form desk />
                <Surprise desk />
                <Now desk />
                <Plan desk />
            </div>
        </Dialog>
    }
}

/// Everything on the board that can suffer something.
fn victims(desk: Desk) -> Vec<NodeId> {
    desk.board.with(|h| {
        let d = &h.board().design;
        let ids = d.nodes.iter().map(|n| n.id).chain(d.places.iter().map(|p| p.id));
        ids.filter(|id| FaultKind::ALL.iter().any(|f| d.suffers(*id, *f))).collect()
    })
}

fn name_of(desk: Desk, id: NodeId) -> String {
    desk.board.with(|h| h.board().design.name_of(id).unwrap_or_default().to_owned())
}

/// A labelled number.
fn number_row(
    name: fn(&Texts) -> &'static str,
    scale: Scale,
    unit: &'static str,
    value: RwSignal<f64>,
) -> Dom {
    let t = use_texts();
    view! {
        <label>
            <span>{move || name(t.get())}</span>
            <NumberField
                label=derived(move || name(t.get()).to_owned())
                scale
                value=derived(move || Some(value.get()))
                unit=derived(move || unit.to_owned())
                on_change=callback(move |v| value.set(v))
            />
        </label>
    }
}

#[component]
fn Form(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let all = memo(move || victims(desk));
    let first = desk.selection.with_untracked(|s| s.single().or(s.single_place()));
    let first = first.filter(|id| all.with_untracked(|a| a.contains(id)));
    let who = rw_signal(first.or_else(|| all.with_untracked(|a| a.first().copied())));
    let fitting = memo(move || {
        let Some(id) = who.get() else { return Vec::new() };
        desk.board.with(|h| {
            let suits = |f: &FaultKind| h.board().design.suffers(id, *f);
            FaultKind::ALL.iter().copied().filter(suits).collect::<Vec<_>>()
        })
    });
    let what = rw_signal(fitting.with_untracked(|f| f.first().copied()).unwrap_or(FaultKind::Crash));
    let strength = rw_signal(what.get_untracked().default_strength());
    let choose = move |kind: FaultKind| {
        what.set(kind);
        strength.set(kind.default_strength());
    };
    let pick_who = move |ev: web_sys::Event| {
        who.set(event_target_value(&ev).parse().ok());
        // what the one before could suffer this one may not
        let fits = fitting.with_untracked(|f| f.contains(&what.get_untracked()));
        if let Some(kind) = fitting.with_untracked(|f| f.first().copied()).filter(|_| !fits) {
            choose(kind);
        }
    };
    let pick_what = move |ev: web_sys::Event| {
        if let Some(kind) = FaultKind::from_name(&event_target_value(&ev)) {
            choose(kind);
        }
    };
    let planned = rw_signal(false);
    let (from, length) = (rw_signal(60.0), rw_signal(30.0));
    let until_healed = rw_signal(false);
    let press = move |_| {
        let Some(node) = who.get_untracked() else { return };
        let (what, strength) = (what.get_untracked(), strength.get_untracked());
        let lasts = Some(length.get_untracked()).filter(|s| *s > 0.0 && !until_healed.get_untracked());
        if planned.get_untracked() {
            let from_s = from.get_untracked();
            let until_s = lasts.map(|s| from_s + s);
            desk.send(Msg::AddFault(Fault { node, what, strength, from_s, until_s }));
        } else {
            break_now(desk, node, what, strength, lasts, lang);
        }
    };
    let whos = move || {
        let option = |id: NodeId| {
            view! { <option value=id.to_string() selected=move || who.get() == Some(id)>{name_of(desk, id)}</option> }
        };
        all.get().into_iter().map(option).collect_view()
    };
    let whats = move || {
        let option = |kind: FaultKind| {
            view! {
                <option value=kind.name() selected=move || what.get() == kind>
                    {move || kinds::fault(lang.get(), kind).name}
                </option>
            }
        };
        fitting.get().into_iter().map(option).collect_view()
    };
    let flip = move |value: RwSignal<bool>| callback(move |i: usize| value.set(i == 1));
    view! {
        <section class="plan">
            <Show when=move || all.with(Vec::is_empty)>
                <p>{move || t.get().chaos.nobody}</p>
            </Show>
            <label>
                <span>{move || t.get().chaos.who}</span>
                <select class="field sel" data-testid="chaos-who" on:change=pick_who>{whos}</select>
            </label>
            <label>
                <span>{move || t.get().panels.what_breaks}</span>
                <select class="field sel" data-testid="chaos-what" on:change=pick_what>{whats}</select>
            </label>
            <Strength what strength />
            <Segmented
                label=derived(move || t.get().chaos.begins.to_owned())
                options=derived(move || vec![t.get().chaos.now.to_owned(), t.get().chaos.planned.to_owned()])
                value=derived(move || Some(usize::from(planned.get())))
                on_pick=flip(planned)
            />
            <Show when=move || planned.get()>{number_row(|t| t.panels.begins_at, SECONDS, "s", from)}</Show>
            <Segmented
                label=derived(move || t.get().panels.how_long.to_owned())
                options=derived(move || vec![t.get().panels.lasts.to_owned(), t.get().chaos.until_healed.to_owned()])
                value=derived(move || Some(usize::from(until_healed.get())))
                on_pick=flip(until_healed)
            />
            <Show when=move || !until_healed.get()>{number_row(|t| t.panels.lasts, SECONDS, "s", length)}</Show>
            <button
                type="button"
                class="btn pri"
                data-testid="chaos-go"
                disabled=move || who.get().is_none()
                on:click=press
            >
                {move || if planned.get() { t.get().panels.plan_it } else { t.get().chaos.break_now }}
            </button>
        </section>
    }
}

#[component]
fn Surprise(desk: Desk) -> impl IntoView {
    let t = use_texts();
    let whole = |max: f64| Scale { min: 1.0, max, shape: Shape::Log, whole: true };
    let (seed, count) = (rw_signal(1.0), rw_signal(2.0));
    let press = move |_| {
        let now = desk.frame.with_untracked(|f| f.now_s);
        let (seed, count) = (seed.get_untracked() as u64, count.get_untracked() as usize);
        let faults = desk.board.with_untracked(|h| surprise(&h.board().design, seed, count, now));
        let number = faults.len();
        let steps = faults.into_iter().map(Msg::AddFault).collect();
        if desk.send(Msg::Several(Edit::AddFault, steps)).changed {
            desk.notices.aloud((t.get_untracked().chaos.surprised)(number));
        }
    };
    view! {
        <section class="plan">
            <h3>{move || t.get().chaos.surprise}</h3>
            <p class="pr-small">{move || t.get().chaos.surprise_help}</p>
            {number_row(|t| t.chaos.surprise_seed, whole(1e9), "", seed)}
            {number_row(|t| t.chaos.surprise_count, whole(10.0), "", count)}
            <button type="button" class="btn" data-testid="chaos-surprise" on:click=press>
                {move || t.get().chaos.surprise_plan}
            </button>
        </section>
    }
}

/// What is broken at this instant.
#[component]
fn Now(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let active = memo(move || desk.frame.with(|f| f.faults.clone()));
    let heal_all = move |_| {
        let mut ids: Vec<NodeId> = active.with_untracked(|a| a.iter().map(|(id, _)| *id).collect());
        ids.dedup();
        ids.into_iter().for_each(|id| desk.heal(id));
        desk.notices.aloud(t.get_untracked().chaos.healed.to_owned());
    };
    let row = move |(id, what): (NodeId, FaultKind)| {
        view! {
            <li class="row">
                <span class="grow">{move || (t.get().chaos.at)(kinds::fault(lang.get(), what).name, &name_of(desk, id))}</span>
                <button type="button" class="btn sm" on:click=move |_| desk.heal(id)>
                    {move || t.get().panels.heal}
                </button>
            </li>
        }
    };
    let none = move || active.with(Vec::is_empty);
    view! {
        <section class="faults">
            <h3>{move || t.get().chaos.running}</h3>
            <Show when=none><p class="pr-small">{move || t.get().chaos.none_running}</p></Show>
            <ul data-testid="chaos-now">{move || active.get().into_iter().map(row).collect_view()}</ul>
            <button type="button" class="btn" data-testid="heal-all" disabled=none on:click=heal_all>
                <Icon name="heal" small=true />
                {move || t.get().chaos.heal_all}
            </button>
        </section>
    }
}

/// What is to come in every run of this board.
#[component]
fn Plan(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let planned = memo(move || desk.board.with(|h| h.board().design.faults.clone()));
    let take_back = move |_| {
        let steps = (0..planned.with_untracked(Vec::len)).rev().map(Msg::RemoveFault).collect();
        desk.send(Msg::Several(Edit::RemoveFault, steps));
    };
    let row = move |(index, fault): (usize, Fault)| {
        let text =
            move || (t.get().chaos.at)(&describe(&fault, t.get(), lang.get()), &name_of(desk, fault.node));
        view! {
            <li class="row">
                <span class="grow">{text}</span>
                <button type="button" class="btn sm" on:click=move |_| {
                    desk.send(Msg::RemoveFault(index));
                }>
                    {move || t.get().panels.remove}
                </button>
            </li>
        }
    };
    let none = move || planned.with(Vec::is_empty);
    view! {
        <section class="faults">
            <h3>{move || t.get().panels.planned}</h3>
            <Show when=none><p class="pr-small">{move || t.get().chaos.none_planned}</p></Show>
            <ul data-testid="chaos-planned">{move || planned.get().into_iter().enumerate().map(row).collect_view()}</ul>
            <button type="button" class="btn" disabled=none on:click=take_back>{move || t.get().chaos.take_back_all}</button>
        </section>
    }
}
