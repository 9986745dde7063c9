//! A region or a zone: its name, where on the Earth it is, how far the others are, and its faults.

use super::faults::Faults;
use crate::board::Msg;
use crate::desk::Desk;
use crate::i18n::{number, use_lang, use_texts};
use crate::ui::{
    Icon, IconButton,
    field::NumberField,
    scale::{Scale, Shape},
};
use crate::view::prelude::*;
use simcore::design::{NodeId, Place, PlaceKind};
use simcore::place::{FAR_RTT_MS, RTT_MS_PER_KM, SIDES, SPOTS};

#[component]
pub fn PlaceCard(desk: Desk, id: NodeId) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let place = memo(move || desk.board.with(|h| h.board().design.place(id).cloned()));
    let name = move || place.with(|p| p.as_ref().map(|p| p.name.clone()).unwrap_or_default());
    let zone = memo(move || place.with(|p| p.as_ref().is_some_and(|p| p.what == PlaceKind::Zone)));
    let rename = move |ev: web_sys::Event| {
        desk.send(Msg::RenamePlace { place: id, name: event_target_value(&ev) });
    };
    let remove = callback(move |()| {
        desk.send(Msg::RemovePlace(id));
    });
    let icon = if zone.get_untracked() { "zone" } else { "region" };
    let inside = move || desk.board.with(|h| h.board().design.inside(id).len());
    let size = move |axis: usize, label: fn(&crate::i18n::Texts) -> &'static str| {
        let value = move || place.with(|p| p.as_ref().map(|p| f64::from(p.size[axis])));
        let set = move |v: f64| {
            let Some(p) = place.get_untracked() else { return };
            let mut size = p.size;
            size[axis] = v as i32;
            desk.send(Msg::ResizePlace { place: id, at: p.at, size });
        };
        let (min, max) = (f64::from(*SIDES.start()), f64::from(*SIDES.end()));
        let scale = Scale { min, max, shape: Shape::Log, whole: true };
        number_row(label, "", scale, value, set)
    };
    view! {
        <header class="ins-head">
            <Icon name=icon />
            <div class="grow">
                <h2 class="aloud">{name}</h2>
                <input
                    class="ins-name"
                    aria-label=move || t.get().panels.name
                    maxlength="200"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=name
                    on:change=rename
                />
                <span class="ins-kind">
                    {move || if zone.get() { t.get().canvas.zone } else { t.get().canvas.region }}
                </span>
            </div>
            <IconButton
                icon="trash"
                label=derived(move || t.get().panels.remove.to_owned())
                on_press=remove
                class="ghost sm"
            />
        </header>
        <div class="ins-body">
            <p class="so">
                {move || (t.get().panels.stands_inside)(&number::int(lang.get(), inside() as f64))}
            </p>
            <Show when=move || !zone.get()>
                <WhereItIs desk id place />
            </Show>
            <div class="plan">{size(0, |t| t.panels.width)} {size(1, |t| t.panels.height)}</div>
            <Faults desk id />
        </div>
    }
}

fn number_row(
    label: fn(&crate::i18n::Texts) -> &'static str,
    unit: &'static str,
    scale: Scale,
    value: impl Fn() -> Option<f64> + Send + Sync + 'static,
    set: impl Fn(f64) + Send + Sync + 'static,
) -> Dom {
    let t = use_texts();
    view! {
        <label>
            <span>{move || label(t.get())}</span>
            <NumberField
                label=derived(move || label(t.get()).to_owned())
                scale
                value=derived(value)
                unit=derived(move || unit.to_owned())
                on_change=callback(set)
            />
        </label>
    }
}

/// A known spot, or its degrees; and the round trips to the other regions.
#[component]
fn WhereItIs(desk: Desk, id: NodeId, place: Memo<Option<Place>>) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let spot = move || place.with(|p| p.as_ref().map_or((0.0, 0.0), |p| (p.lat, p.lon)));
    let go = move |lat: f64, lon: f64| {
        desk.send(Msg::SetSpot { place: id, lat, lon });
    };
    let pick = move |ev| {
        let chosen = event_target_value(&ev).parse::<usize>().ok().and_then(|i| SPOTS.get(i));
        if let Some(s) = chosen {
            go(s.lat, s.lon);
        }
    };
    let options = SPOTS.iter().enumerate().map(|(i, s)| {
        let words = if s.name == s.place { s.name.to_owned() } else { format!("{} ({})", s.name, s.place) };
        view! {
            <option value=i.to_string() selected=move || spot() == (s.lat, s.lon)>{words}</option>
        }
    });
    let known = move || SPOTS.iter().any(|s| spot() == (s.lat, s.lon));
    let degrees = |most: f64| Scale { min: -most, max: most, shape: Shape::Linear, whole: false };
    let others = move || {
        desk.board.with(|h| {
            let design = &h.board().design;
            let regions = design.places.iter().filter(|p| p.what == PlaceKind::Region && p.id != id);
            let row = |p: &Place| {
                let ms = number::ms(lang.get(), design.rtt_ms(Some(id), Some(p.id)));
                view! { <div><dt>{p.name.clone()}</dt><dd>{ms}</dd></div> }
            };
            regions.map(row).collect_view()
        })
    };
    let note = move || {
        let n = |v| number::fixed(lang.get(), v, 1);
        (t.get().panels.distance_note)(&n(FAR_RTT_MS), &n(1000.0 * RTT_MS_PER_KM))
    };
    view! {
        <div class="plan">
            <label>
                <span>{move || t.get().panels.where_it_is}</span>
                <select class="field sel" on:change=pick>
                    <option value="" selected=move || !known()>{move || t.get().panels.another_spot}</option>
                    {options.collect_view()}
                </select>
            </label>
            {number_row(
                |t| t.panels.latitude,
                "° N",
                degrees(90.0),
                move || Some(spot().0),
                move |v| go(v, untrack(spot).1),
            )}
            {number_row(
                |t| t.panels.longitude,
                "° E",
                degrees(180.0),
                move || Some(spot().1),
                move |v| go(untrack(spot).0, v),
            )}
        </div>
        <h3>{move || t.get().panels.round_trips}</h3>
        <dl class="ins-figures">{others}</dl>
        <p class="so">{note}</p>
    }
}

/// The region or zone that a station stands in, for those who do not drag.
#[component]
pub fn StandsIn(desk: Desk, id: NodeId) -> impl IntoView {
    let t = use_texts();
    let places = memo(move || desk.board.with(|h| h.board().design.places.clone()));
    let here = memo(move || desk.board.with(|h| h.board().node(id).and_then(|n| n.place)));
    let pick = move |ev| {
        let place = event_target_value(&ev).parse::<NodeId>().ok();
        desk.send(Msg::PutNodes { nodes: vec![id], place });
    };
    let options = move || {
        let name =
            |p: &Place| match p.of.and_then(|of| places.with(|all| all.iter().find(|r| r.id == of).cloned()))
            {
                Some(region) => format!("{} / {}", region.name, p.name),
                None => p.name.clone(),
            };
        let option = |p: &Place| {
            let which = p.id;
            view! {
                <option value=which.to_string() selected=move || here.get() == Some(which)>{name(p)}</option>
            }
        };
        places.get().iter().map(option).collect_view()
    };
    view! {
        <Show when=move || !places.with(Vec::is_empty)>
            <div class="plan">
                <label>
                    <span>{move || t.get().panels.stands_in}</span>
                    <select class="field sel" on:change=pick>
                        <option value="" selected=move || here.get().is_none()>
                            {move || t.get().panels.nowhere}
                        </option>
                        {options}
                    </select>
                </label>
            </div>
        </Show>
    }
}
