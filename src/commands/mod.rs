//! The list of commands: every action, station, component, system, lesson and page by its name.

mod find;
mod list;

use crate::app::go;
use crate::canvas::{Stage, StageHere};
use crate::content;
use crate::i18n::{Lang, use_lang, use_texts};
use crate::panels::{FileRoom, add_kind, transport::SPEEDS};
use crate::ui::theme::use_theme;
use crate::ui::{Icon, dialog::Dialog, fresh_id};
use crate::view::prelude::*;
use leptos::html;
use lessons::course::Course;
use lessons::gallery::Gallery;
use list::{Act, Line, Own, Sources, all, search};
use std::sync::Arc;

/// Dialogs that a command opens.
#[derive(Clone, Copy)]
pub struct Doors {
    pub commands: RwSignal<bool>,
    pub help: RwSignal<bool>,
    pub chaos: RwSignal<bool>,
}

impl Doors {
    /// Makes those of the page.
    pub fn provide() -> Doors {
        let doors = Doors { commands: rw_signal(false), help: rw_signal(false), chaos: rw_signal(false) };
        provide_context(doors);
        doors
    }

    pub fn here() -> Option<Doors> {
        use_context()
    }
}

/// What is fetched for the list.
#[derive(Clone, Copy)]
struct Fetched {
    course: RwSignal<Option<Arc<Course>>>,
    galleries: [RwSignal<Option<Arc<Gallery>>>; 2],
}

impl Fetched {
    /// Asks once; what does not come is simply not in the list.
    fn ask(self) {
        if self.course.with_untracked(Option::is_some) {
            return;
        }
        leptos::task::spawn_local(async move {
            if let Ok(course) = content::course().await {
                let _ = self.course.try_set(Some(course));
            }
            for lang in Lang::ALL {
                if let Ok(gallery) = content::gallery::gallery(lang).await {
                    let _ = self.galleries[lang as usize].try_set(Some(gallery));
                }
            }
        });
    }
}

#[component]
pub fn CommandDialog(room: FileRoom, doors: Doors, sandbox: Signal<bool>) -> impl IntoView {
    let (t, here) = (use_texts(), StageHere::here());
    let fetched = Fetched { course: rw_signal(None), galleries: [rw_signal(None), rw_signal(None)] };
    let open = doors.commands;
    let toggle = window_event_listener(leptos::ev::keydown, move |e| {
        let combination = (e.ctrl_key() || e.meta_key()) && !e.shift_key() && !e.alt_key();
        if combination && e.key().eq_ignore_ascii_case("k") && crate::rescue::is_alive() {
            e.prevent_default();
            // never over another dialog
            let other = document().query_selector("dialog[open]").ok().flatten().is_some();
            if open.get_untracked() || !other {
                open.update(|o| *o = !*o);
            }
        }
    });
    on_cleanup(move || toggle.remove());
    effect(move || {
        if open.get() {
            fetched.ask();
        }
    });
    view! {
        <Dialog
            open
            on_close=callback(move |()| open.set(false))
            title=derived(move || t.get().edit.commands.to_owned())
            wide=true
        >
            <Finder room doors stage=derived(move || here.and_then(StageHere::get)) sandbox fetched />
        </Dialog>
    }
}

#[component]
fn Finder(
    room: FileRoom,
    doors: Doors,
    stage: Signal<Option<Stage>>,
    sandbox: Signal<bool>,
    fetched: Fetched,
) -> impl IntoView {
    let (t, lang, theme) = (use_texts(), use_lang(), use_theme());
    let typed = rw_signal(String::new());
    let at = rw_signal(0usize);
    let lines = memo(move || {
        let (course, en, pt) = (fetched.course.get(), fetched.galleries[0].get(), fetched.galleries[1].get());
        let galleries = [en.as_deref(), pt.as_deref()];
        all(
            lang.get(),
            &Sources { stage: stage.get(), sandbox: sandbox.get(), course: course.as_deref(), galleries },
        )
    });
    let found = memo(move || lines.with(|all| search(all, &typed.get())));
    let input: NodeRef<html::Input> = NodeRef::new();
    effect(move || {
        if let Some(field) = input.get() {
            let _ = field.focus();
        }
    });
    let id = fresh_id("commands");
    let option_id = {
        let id = id.clone();
        move |i: usize| format!("{id}-{i}")
    };
    let act = callback(move |line: Line| {
        doors.commands.set(false);
        perform(line.act, room, doors, stage.get_untracked(), lang, theme);
    });
    let run_at = move |i: usize| {
        if let Some(line) = found.with_untracked(|f| f.get(i).cloned()) {
            act.run(line);
        }
    };
    let named = option_id.clone();
    let key = move |e: web_sys::KeyboardEvent| {
        let count = found.with_untracked(Vec::len).max(1);
        let here = at.get_untracked();
        let next = match e.key().as_str() {
            "ArrowDown" => (here + 1) % count,
            "ArrowUp" => (here + count - 1) % count,
            "PageDown" => (here + 8).min(count - 1),
            "PageUp" => here.saturating_sub(8),
            "Enter" => {
                e.prevent_default();
                return run_at(here);
            }
            _ => return,
        };
        e.prevent_default();
        at.set(next);
        if let Some(option) = document().get_element_by_id(&named(next)) {
            bring_into_sight(&option);
        }
    };
    let active = {
        let id = option_id.clone();
        move || (!found.with(Vec::is_empty)).then(|| id(at.get()))
    };
    let row = move |i: usize, line: Line| {
        let act_line = line.clone();
        view! {
            <li
                role="option"
                id=option_id(i)
                aria-selected=move || if at.get() == i { "true" } else { "false" }
                on:click=move |_| act.run(act_line.clone())
                on:pointermove=move |_| if at.get_untracked() != i { at.set(i) }
            >
                <Icon name=line.icon small=true />
                <span class="grow">{line.name}</span>
                <span class="q">{move || t.get().edit.sorts[line.sort]}</span>
                {(!line.key.is_empty()).then(|| view! { <kbd class="kbd">{line.key}</kbd> })}
            </li>
        }
    };
    let list_id = id.clone();
    view! {
        <label class="field commands-field">
            <Icon name="search" small=true />
            <input
                node_ref=input
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls=id
                aria-activedescendant=active
                aria-label=move || t.get().edit.commands_find
                placeholder=move || t.get().edit.commands_find
                autocomplete="off"
                spellcheck="false"
                data-testid="commands-find"
                prop:value=move || typed.get()
                on:input=move |e| {
                    typed.set(event_target_value(&e));
                    at.set(0);
                }
                on:keydown=key
            />
        </label>
        <p class="aloud" role="status">{move || (t.get().edit.commands_count)(found.with(Vec::len))}</p>
        <ul class="commands" role="listbox" id=list_id aria-label=move || t.get().edit.commands data-testid="commands">
            {move || found.get().into_iter().enumerate().map(|(i, line)| row(i, line)).collect_view()}
        </ul>
        <Show when=move || found.with(Vec::is_empty)>
            <p>{move || t.get().edit.commands_none}</p>
        </Show>
    }
}

/// Scrolls the list just so far that the option is seen.
fn bring_into_sight(option: &web_sys::Element) {
    let Some(list) = option.parent_element() else { return };
    let (own, all) = (option.get_bounding_client_rect(), list.get_bounding_client_rect());
    let by = (own.top() - all.top()).min(0.0) + (own.bottom() - all.bottom()).max(0.0);
    list.set_scroll_top(list.scroll_top() + by as i32);
}

fn perform(
    act: Act,
    room: FileRoom,
    doors: Doors,
    stage: Option<Stage>,
    lang: RwSignal<Lang>,
    theme: RwSignal<crate::ui::theme::Theme>,
) {
    let desk = stage.map_or(room.desk, |s| s.desk);
    match (act, stage) {
        (Act::Go(route), _) => go(&route),
        (Act::Add(kind), _) => add_kind(desk, kind, lang.get_untracked()),
        (Act::Speed(i), _) => desk.set_speed(SPEEDS[i]),
        (Act::Deed(deed), Some(stage)) => stage.run(deed, None),
        (Act::Station(id), Some(stage)) => stage.go_to(id),
        (Act::Deed(_) | Act::Station(_), None) => {}
        (Act::Own(own), _) => match own {
            Own::RunOrPause => desk.toggle(),
            Own::Step => desk.step_event(),
            Own::Restart => desk.restart(),
            Own::Undo => desk.undo(),
            Own::Redo => desk.redo(),
            Own::Chaos => doors.chaos.set(true),
            Own::Findings => {
                if let Some(stage) = stage {
                    stage.select(crate::board::Selection::default());
                    stage.run(crate::canvas::Deed::Settings, None);
                }
            }
            Own::Share => room.sharing.set(true),
            Own::OpenFile => room.ask_for_file(),
            Own::SaveFile => room.keeper.download(),
            Own::Kept => room.kept.set(true),
            Own::Theme => theme.update(|t| *t = t.other()),
            Own::Language => lang.update(|l| *l = if *l == Lang::En { Lang::Pt } else { Lang::En }),
            Own::Help => doors.help.set(true),
        },
    }
}
