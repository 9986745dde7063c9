//! What an open row shows: why requests fail there, the settings, the connections, and what can be
//! done with the station.

use super::acts;
use super::links::Connections;
use super::state::List;
use crate::board::Msg;
use crate::canvas::Reading;
use crate::i18n::{number, use_texts};
use crate::panels::{Faults, Live, ParamRow, Place, PlaceCard, StandsIn};
use crate::view::prelude::*;
use crate::why::sentences;
use simcore::design::NodeId;
use simcore::kinds::KindId;

/// So many settings are shown at once; the others unfold.
const MAIN: usize = 3;

#[component]
pub fn StationDetail(list: List, id: NodeId, kind: KindId, reading: Memo<Option<Reading>>) -> impl IntoView {
    let (t, desk) = (use_texts(), list.desk);
    view! {
        <div class="ld" data-testid="detail" on:pointerdown=move |_| desk.begin_gesture()>
            <div class="ld-part">
                <Why list id reading />
                <details class="ld-fold">
                    <summary>{move || t.get().list.figures}</summary>
                    <Live desk id />
                </details>
                <details class="ld-fold" data-testid="break">
                    <summary data-part="faults">{move || t.get().list.faults}</summary>
                    <Faults desk id />
                </details>
            </div>
            <Settings list id kind />
            <Connections list id />
            <Manage list id />
        </div>
    }
}

/// A region or zone has one card with everything about it, the same as on the board.
#[component]
pub fn PlaceDetail(list: List, id: NodeId) -> impl IntoView {
    let desk = list.desk;
    view! {
        <div class="ld ld-place" data-testid="detail" on:pointerdown=move |_| desk.begin_gesture()>
            <PlaceCard desk id />
        </div>
    }
}

/// Every reason with its rate, then what arrives and what is answered.
#[component]
fn Why(list: List, id: NodeId, reading: Memo<Option<Reading>>) -> impl IntoView {
    let t = use_texts();
    let rate = move |v: f64| number::rate(list.lang.get(), v);
    let reasons = move || {
        let reasons = reading.with(|r| r.as_ref().map(|r| r.reasons.clone()).unwrap_or_default());
        let row = |(reason, much)| {
            let why = (t.get().canvas.words.reason)(reason);
            view! { <div><dt class="bad">{rate(much)}</dt><dd>{why}</dd></div> }
        };
        reasons.into_iter().map(row).collect_view()
    };
    let said = memo(move || {
        let all = sentences(list.desk, list.lang.get());
        all.into_iter().filter(|s| s.station == Some(id)).map(|s| s.words).collect::<Vec<_>>()
    });
    let fine = move || {
        said.with(Vec::is_empty) && reading.with(|r| r.as_ref().is_some_and(|r| r.reasons.is_empty()))
    };
    let flow = move |what: fn(&Reading) -> f64, word: fn(&crate::i18n::list::Texts) -> &'static str| {
        let much = move || reading.with(|r| r.as_ref().map(|r| rate(what(r))).unwrap_or_default());
        view! { <div><dt>{much}</dt><dd class="q2">{move || word(&t.get().list)}</dd></div> }
    };
    view! {
        <h3 tabindex="-1" data-part="why">{move || t.get().list.why}</h3>
        <Show when=fine>
            <p class="q2">{move || t.get().list.no_failures}</p>
        </Show>
        {move || said.get().into_iter().map(|words| view! { <p class="ld-said">{words}</p> }).collect_view()}
        <dl class="ld-why" data-testid="why">
            {reasons}
            {flow(|r| r.rate, |t| t.arrives)}
            {flow(|r| r.answered, |t| t.answers)}
        </dl>
    }
}

#[component]
fn Settings(list: List, id: NodeId, kind: KindId) -> impl IntoView {
    let (t, desk) = (use_texts(), list.desk);
    let locked = derived(move || desk.locks.with(|l| !l.may_set(kind)));
    let place = Place::Nodes(vec![id], kind);
    let rows = |range: std::ops::Range<usize>| {
        range.map(|index| view! { <ParamRow desk place=place.clone() index locked /> }).collect_view()
    };
    let count = kind.table().len();
    let main = rows(0..count.min(MAIN));
    let more = (count > MAIN).then(|| {
        view! {
            <details class="ld-fold">
                <summary>{move || t.get().list.more_settings}</summary>
                <div class="ld-params">{rows(MAIN..count)}</div>
            </details>
        }
    });
    view! {
        <section class="ld-part" data-testid="settings">
            <h3>{move || t.get().list.settings}</h3>
            <Show when=move || locked.get()>
                <p class="so">{move || t.get().errors.locked_value}</p>
            </Show>
            <div class="ld-params">{main}</div>
            {more}
        </section>
    }
}

/// Name, region or zone, copy, away.
#[component]
fn Manage(list: List, id: NodeId) -> impl IntoView {
    let (t, desk) = (use_texts(), list.desk);
    let name = memo(move || list.board.with(|b| b.design.name_of(id).unwrap_or_default().to_owned()));
    let rename = move |ev: web_sys::Event| {
        desk.send(Msg::Rename { node: id, name: event_target_value(&ev) });
    };
    view! {
        <div class="ld-manage">
            <label class="row">
                <span>{move || t.get().panels.name}</span>
                <span class="field">
                    <input
                        data-part="name"
                        maxlength="200"
                        autocomplete="off"
                        spellcheck="false"
                        prop:value=name
                        on:change=rename
                    />
                </span>
            </label>
            <StandsIn desk id />
            <button type="button" class="btn sm" data-part="duplicate" on:click=move |_| acts::duplicate(list, id)>
                {move || t.get().list.duplicate}
            </button>
            <button type="button" class="btn sm" data-part="remove" on:click=move |_| acts::remove(list, id)>
                {move || t.get().panels.remove}
            </button>
        </div>
    }
}
