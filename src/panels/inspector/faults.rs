//! Breaking a station, now or at a planned instant, and healing it.

use crate::board::Msg;
use crate::desk::Desk;
use crate::i18n::{number, use_lang, use_texts};
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
/// What "slow" multiplies every service by.
const SLOW: f64 = 4.0;

#[component]
pub fn Faults(desk: Desk, id: NodeId) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let length = rw_signal(1usize);
    let names = move || {
        let name = |l: &Option<f64>| match l {
            Some(s) => format!("{} s", number::int(lang.get(), *s)),
            None => t.get().panels.until_healed.to_owned(),
        };
        LENGTHS.iter().map(name).collect::<Vec<String>>()
    };
    let name =
        move || desk.board.with_untracked(|h| h.board().node(id).map(|n| n.name.clone()).unwrap_or_default());
    let broke = move |what: FaultKind| {
        desk.break_node(id, what, LENGTHS[length.get_untracked()]);
        let now = desk.frame.with_untracked(|f| number::fixed(lang.get_untracked(), f.now_s, 1));
        let text = (t.get_untracked().panels.broken_by_you)(&name(), &now);
        let heal = move || desk.heal(id);
        desk.notices.offer(text, t.get_untracked().panels.heal.to_owned(), heal);
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
                <button type="button" class="btn" on:click=move |_| broke(FaultKind::Crash)>
                    <Icon name="fault" small=true />
                    {move || t.get().panels.crash}
                </button>
                <button type="button" class="btn" on:click=move |_| broke(FaultKind::Slow { factor: SLOW })>
                    <Icon name="clock" small=true />
                    {move || (t.get().panels.slow)(&number::short(lang.get(), SLOW))}
                </button>
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

fn describe(fault: &Fault, texts: &crate::i18n::Texts, lang: crate::i18n::Lang) -> String {
    let t = &texts.panels;
    let what = match fault.what {
        FaultKind::Crash => t.crash.to_owned(),
        FaultKind::Slow { factor } => (t.slow)(&number::short(lang, factor)),
    };
    let until = fault.until_s.map(|s| number::exact(lang, s));
    (t.planned_fault)(&what, &number::exact(lang, fault.from_s), until.as_deref())
}

#[component]
fn PlanForm(desk: Desk, id: NodeId) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let scale = Scale { min: 0.0, max: 36_000.0, shape: Shape::LogFromZero, whole: false };
    let (what, from, length) = (rw_signal(0usize), rw_signal(60.0), rw_signal(30.0));
    let kinds = move || {
        vec![t.get().panels.crash.to_owned(), (t.get().panels.slow)(&number::short(lang.get(), SLOW))]
    };
    let seconds = derived(|| "s".to_owned());
    let plan = move |_| {
        let kind =
            if what.get_untracked() == 0 { FaultKind::Crash } else { FaultKind::Slow { factor: SLOW } };
        let from_s = from.get_untracked();
        let until_s = Some(from_s + length.get_untracked()).filter(|u| *u > from_s);
        desk.send(Msg::AddFault(Fault { node: id, what: kind, from_s, until_s }));
    };
    view! {
        <div class="plan">
            <Segmented
                label=derived(move || t.get().panels.what_breaks.to_owned())
                options=derived(kinds)
                value=derived(move || Some(what.get()))
                on_pick=callback(move |i| what.set(i))
            />
            <label>
                <span>{move || t.get().panels.begins_at}</span>
                <NumberField
                    label=derived(move || t.get().panels.begins_at.to_owned())
                    scale
                    value=derived(move || Some(from.get()))
                    unit=seconds
                    on_change=callback(move |v| from.set(v))
                />
            </label>
            <label>
                <span>{move || t.get().panels.lasts}</span>
                <NumberField
                    label=derived(move || t.get().panels.lasts.to_owned())
                    scale
                    value=derived(move || Some(length.get()))
                    unit=seconds
                    on_change=callback(move |v| length.set(v))
                />
            </label>
            <button type="button" class="btn" on:click=plan>{move || t.get().panels.plan_it}</button>
        </div>
    }
}
