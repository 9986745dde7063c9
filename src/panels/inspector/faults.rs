//! Breaking a station, now or at a planned instant, and healing it.

use crate::board::Msg;
use crate::content::help::Helps;
use crate::desk::Desk;
use crate::i18n::{Lang, Texts, kinds, number, use_lang, use_texts};
use crate::panels::break_now;
use crate::panels::strength::Strength;
use crate::ui::{
    Icon,
    field::NumberField,
    scale::{Scale, Shape},
    segmented::Segmented,
};
use crate::view::prelude::*;
use simcore::design::{Fault, FaultKind, NodeId};

/// How long a fault lasts, in simulated seconds; the last one lasts until it is healed.
const LENGTHS: [Option<f64>; 4] = [Some(10.0), Some(30.0), Some(60.0), None];

/// What the station, region or zone of that id can suffer.
fn suited(desk: Desk, id: NodeId) -> Vec<FaultKind> {
    desk.board.with_untracked(|h| {
        let design = &h.board().design;
        FaultKind::ALL.iter().copied().filter(|f| design.suffers(id, *f)).collect()
    })
}

#[component]
pub fn Faults(desk: Desk, id: NodeId) -> impl IntoView {
    let (t, lang, helps) = (use_texts(), use_lang(), Helps::here());
    let length = rw_signal(1usize);
    let names = move || {
        let name = |l: &Option<f64>| match l {
            Some(s) => format!("{} s", number::int(lang.get(), *s)),
            None => t.get().panels.until_healed.to_owned(),
        };
        LENGTHS.iter().map(name).collect::<Vec<String>>()
    };
    let broke = move |what: FaultKind| {
        break_now(desk, id, what, what.default_strength(), LENGTHS[length.get_untracked()], lang);
    };
    let button = move |what: FaultKind| {
        let strength = what.default_strength();
        view! {
            <button
                type="button"
                class="btn"
                title=move || helps.fault(lang.get(), what)
                on:click=move |_| broke(what)
            >
                {move || kinds::fault_label(t.get(), lang.get(), what, strength)}
            </button>
        }
    };
    view! {
        <section class="faults">
            <h3>{move || t.get().panels.break_now}</h3>
            <Segmented
                label=derived(move || t.get().panels.how_long.to_owned())
                options=derived(names)
                value=derived(move || Some(length.get()))
                on_pick=callback(move |i| length.set(i))
            />
            <div class="row wrap">
                {suited(desk, id).into_iter().map(button).collect_view()}
                <button type="button" class="btn" on:click=move |_| desk.heal(id)>
                    <Icon name="heal" small=true />
                    {move || t.get().panels.heal}
                </button>
            </div>
        </section>
        <Planned desk id />
    }
}

/// Faults that belong to the board: they come at the same instant of every run.
#[component]
fn Planned(desk: Desk, id: NodeId) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let mine = memo(move || {
        desk.board.with(|h| {
            let all = h.board().design.faults.iter().copied().enumerate();
            all.filter(|(_, f)| f.node == id).collect::<Vec<(usize, Fault)>>()
        })
    });
    let row = move |(index, fault): (usize, Fault)| {
        let text = move || describe(&fault, t.get(), lang.get());
        view! {
            <li class="row">
                <span class="grow">{text}</span>
                <button type="button" class="btn sm" on:click=move |_| {
                    desk.send(Msg::RemoveFault(index));
                }>{move || t.get().panels.remove}</button>
            </li>
        }
    };
    view! {
        <section class="faults">
            <h3>{move || t.get().panels.planned}</h3>
            <p class="pr-small">{move || t.get().panels.planned_help}</p>
            <ul>{move || mine.get().into_iter().map(row).collect_view()}</ul>
            <PlanForm desk id />
        </section>
    }
}

/// A planned fault in a few words.
pub fn describe(fault: &Fault, texts: &Texts, lang: Lang) -> String {
    let what = kinds::fault_label(texts, lang, fault.what, fault.strength);
    let until = fault.until_s.map(|s| number::exact(lang, s));
    (texts.panels.planned_fault)(&what, &number::exact(lang, fault.from_s), until.as_deref())
}

#[component]
fn PlanForm(desk: Desk, id: NodeId) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let scale = Scale { min: 0.0, max: 36_000.0, shape: Shape::LogFromZero, whole: false };
    let all = stored(suited(desk, id));
    let what = rw_signal(FaultKind::Crash);
    let (strength, from, length) = (rw_signal(0.0), rw_signal(60.0), rw_signal(30.0));
    let pick = move |ev| {
        if let Some(chosen) = FaultKind::from_name(&event_target_value(&ev)) {
            what.set(chosen);
            strength.set(chosen.default_strength());
        }
    };
    let option = move |f: FaultKind| {
        view! {
            <option value=f.name() selected=move || what.get() == f>
                {move || kinds::fault(lang.get(), f).name}
            </option>
        }
    };
    let plan = move |_| {
        let from_s = from.get_untracked();
        let until_s = Some(from_s + length.get_untracked()).filter(|u| *u > from_s);
        let (what, strength) = (what.get_untracked(), strength.get_untracked());
        desk.send(Msg::AddFault(Fault { node: id, what, strength, from_s, until_s }));
    };
    let when = move |name: fn(&Texts) -> &'static str, value: RwSignal<f64>| {
        view! {
            <label>
                <span>{move || name(t.get())}</span>
                <NumberField
                    label=derived(move || name(t.get()).to_owned())
                    scale
                    value=derived(move || Some(value.get()))
                    unit=derived(|| "s".to_owned())
                    on_change=callback(move |v| value.set(v))
                />
            </label>
        }
    };
    view! {
        <div class="plan">
            <label>
                <span>{move || t.get().panels.what_breaks}</span>
                <select class="field sel" on:change=pick>
                    {all.with_value(|all| all.iter().copied().map(option).collect_view())}
                </select>
            </label>
            <Strength what strength />
            {when(|t| t.panels.begins_at, from)}
            {when(|t| t.panels.lasts, length)}
            <button type="button" class="btn" on:click=plan>{move || t.get().panels.plan_it}</button>
        </div>
    }
}
