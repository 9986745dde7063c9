//! The palette: families of components, a search, and three ways to add one: press it, drag it, or
//! press its key.

use super::add::{add_kind, add_kind_at, add_place};
use super::sheet::{Sheet, SheetHead, use_sheet};
use crate::board::geometry::Plan;
use crate::canvas::drop_point;
use crate::desk::Desk;
use crate::i18n::{Lang, kinds, use_lang, use_texts};
use crate::keep::files::plain;
use crate::ui::Icon;
use crate::view::prelude::*;
use leptos::html;
use simcore::design::PlaceKind;
use simcore::kinds::{Family, KindId};

/// The type of what is dragged from here, with the kind's name as its text.
const DRAG_TYPE: &str = "application/x-escala-kind";

const FAMILIES: [Family; 6] =
    [Family::Entry, Family::Network, Family::Compute, Family::State, Family::Messaging, Family::Operations];

fn icon_of(family: Family) -> &'static str {
    match family {
        Family::Entry => "family-entry",
        Family::Network => "family-network",
        Family::Compute => "family-compute",
        Family::State => "family-state",
        Family::Messaging => "family-messaging",
        Family::Operations => "family-operations",
    }
}

/// Letters as they are searched: small and without accents.
pub fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

/// Does a kind answer to what was typed, by its name or its description?
fn matches(kind: KindId, lang: Lang, typed: &str) -> bool {
    let typed = folded(typed.trim());
    let text = kinds::kind(lang, kind);
    typed.is_empty() || folded(text.name).contains(&typed) || folded(text.short).contains(&typed)
}

/// Lets the board take what is dragged from here, as long as the current owner lives.
fn use_drop(desk: Desk) {
    let lang = use_lang();
    let place = move |ev: &web_sys::DragEvent| {
        let ours = ev.data_transfer()?.types().iter().any(|t| t.as_string().as_deref() == Some(DRAG_TYPE));
        let at = drop_point(desk, f64::from(ev.client_x()), f64::from(ev.client_y()));
        at.filter(|_| ours && crate::rescue::is_alive())
    };
    let over = window_event_listener(leptos::ev::dragover, move |ev| {
        if place(&ev).is_some() {
            ev.prevent_default();
        }
    });
    let dropped = window_event_listener(leptos::ev::drop, move |ev| {
        let kind = ev.data_transfer().and_then(|d| d.get_data(DRAG_TYPE).ok());
        if let (Some(at), Some(kind)) = (place(&ev), kind.and_then(|k| KindId::from_name(&k))) {
            ev.prevent_default();
            // the station lies under the pointer with its middle, not with its corner
            let plan = Plan::of(kind, 0);
            let at = [at[0] - (plan.w / 2.0) as i32, at[1] - (plan.h / 2.0) as i32];
            add_kind_at(desk, kind, lang.get_untracked(), at);
        }
    });
    on_cleanup(move || {
        over.remove();
        dropped.remove();
    });
}

/// All components that may be added to this board.
#[component]
pub fn Palette(desk: Desk) -> impl IntoView {
    let (t, lang, sheet) = (use_texts(), use_lang(), use_sheet());
    use_drop(desk);
    let typed = rw_signal(String::new());
    let shown = memo(move || {
        let found = |k: &KindId| {
            desk.locks.with(|l| l.palette.as_ref().is_none_or(|p| p.contains(k)))
                && typed.with(|q| matches(*k, lang.get(), q))
        };
        KindId::ALL.iter().copied().filter(found).collect::<Vec<KindId>>()
    });
    let families = move || {
        FAMILIES
            .into_iter()
            .filter(|f| shown.with(|s| s.iter().any(|k| k.meta().family == *f)))
            .map(|family| view! { <FamilyList desk family shown /> })
            .collect_view()
    };
    let first = move || shown.with_untracked(|s| s.first().copied());
    view! {
        <aside
            class="pal sheetable"
            class:open=move || sheet.get() == Sheet::Add
            aria-label=move || t.get().panels.components
            data-testid="palette"
        >
            <SheetHead title=derived(move || t.get().panels.components.to_owned()) />
            <SearchField typed on_enter=callback(move |()| {
                if let Some(kind) = first() {
                    add_kind(desk, kind, lang.get_untracked());
                    typed.set(String::new());
                }
            }) />
            <div class="pal-list">
                {families}
                <Show when=move || typed.with(String::is_empty) && desk.locks.with(|l| l.palette.is_none())>
                    <PlaceList desk />
                </Show>
            </div>
            <Show when=move || shown.with(Vec::is_empty)>
                <p class="pal-none">{move || t.get().panels.no_component}</p>
            </Show>
        </aside>
    }
}

#[component]
fn SearchField(typed: RwSignal<String>, on_enter: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let input: NodeRef<html::Input> = NodeRef::new();
    crate::ui::keys::on_key(move |ev| {
        if ev.key() == "/"
            && let Some(field) = input.get_untracked()
        {
            ev.prevent_default();
            let _ = field.focus();
        }
    });
    let key = move |ev: web_sys::KeyboardEvent| match ev.key().as_str() {
        "Enter" => on_enter.run(()),
        "Escape" => {
            typed.set(String::new());
            if let Some(field) = input.get_untracked() {
                let _ = field.blur();
            }
        }
        _ => {}
    };
    view! {
        <label class="field pal-search">
            <Icon name="search" small=true />
            <input
                node_ref=input
                type="search"
                placeholder=move || t.get().panels.find_component
                aria-label=move || t.get().panels.find_component
                prop:value=move || typed.get()
                on:input=move |ev| typed.set(event_target_value(&ev))
                on:keydown=key
            />
            <kbd class="kbd" aria-hidden="true">"/"</kbd>
        </label>
    }
}

#[component]
fn FamilyList(desk: Desk, family: Family, shown: Memo<Vec<KindId>>) -> impl IntoView {
    let t = use_texts();
    let mine =
        move || shown.with(|s| s.iter().copied().filter(|k| k.meta().family == family).collect::<Vec<_>>());
    view! {
        <section class="pal-family">
            <h3>
                <Icon name=icon_of(family) small=true />
                <b>{move || t.get().panels.families[family as usize]}</b>
                <span>{move || mine().len()}</span>
            </h3>
            <ul>
                <For each=mine key=|k| *k as usize let:kind>
                    <Item desk kind />
                </For>
            </ul>
        </section>
    }
}

/// Regions and zones, which components stand in.
#[component]
fn PlaceList(desk: Desk) -> impl IntoView {
    let (t, lang, sheet) = (use_texts(), use_lang(), use_sheet());
    let item = move |what: PlaceKind, icon: &'static str| {
        let name = move || match what {
            PlaceKind::Region => t.get().canvas.region,
            PlaceKind::Zone => t.get().canvas.zone,
        };
        let add = move |_| {
            add_place(desk, what, lang.get_untracked());
            sheet.set(Sheet::None);
        };
        view! {
            <li>
                <button type="button" class="pal-item" data-testid=format!("add-{icon}") on:click=add>
                    <Icon name=icon />
                    <span class="grow">{name}</span>
                </button>
            </li>
        }
    };
    view! {
        <section class="pal-family">
            <h3>
                <Icon name="region" small=true />
                <b>{move || t.get().panels.places}</b>
            </h3>
            <ul>{item(PlaceKind::Region, "region")} {item(PlaceKind::Zone, "zone")} <NoteItem desk /></ul>
        </section>
    }
}

/// A text of people to people.
#[component]
fn NoteItem(desk: Desk) -> impl IntoView {
    let (t, sheet) = (use_texts(), use_sheet());
    let add = move |_| {
        sheet.set(Sheet::None);
        super::add_note(desk, None);
    };
    view! {
        <li>
            <button type="button" class="pal-item" data-testid="add-note" on:click=add>
                <Icon name="note" />
                <span class="grow">{move || t.get().edit.note}</span>
            </button>
        </li>
    }
}

#[component]
fn Item(desk: Desk, kind: KindId) -> impl IntoView {
    let (t, lang, sheet) = (use_texts(), use_lang(), use_sheet());
    let text = move || kinds::kind(lang.get(), kind);
    let locked = move || desk.locks.with(|l| !l.may_add(kind));
    let press = move |_| {
        add_kind(desk, kind, lang.get_untracked());
        // on a phone the sheet would hide what was added
        sheet.set(Sheet::None);
    };
    let drag = move |ev: web_sys::DragEvent| {
        if let Some(data) = ev.data_transfer() {
            let _ = data.set_data(DRAG_TYPE, kind.name());
            data.set_effect_allowed("copy");
        }
    };
    let hint = move || {
        let reason = if locked() { t.get().errors.locked_add } else { text().short };
        format!("{}: {reason}", text().name)
    };
    view! {
        <li>
            <button
                type="button"
                class="pal-item"
                draggable="true"
                title=hint
                aria-disabled=move || locked().then_some("true")
                data-testid=format!("add-{}", kind.name())
                on:click=press
                on:dragstart=drag
            >
                <Icon name=kind.name() />
                <span class="grow">{move || text().name}</span>
                {kind.meta().shortcut.map(|key| view! { <kbd class="kbd">{key.to_string()}</kbd> })}
            </button>
        </li>
    }
}
